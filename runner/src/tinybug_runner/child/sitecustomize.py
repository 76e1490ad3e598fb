# Imported at start by every Python interpreter that a test starts: the mutant is active there too.
# Any Python version may read this file; an existing sitecustomize is run as if this one were not there.
import json
import os
import sys


def activate():
    place = os.environ.get("TINYBUG_SERVED")
    if not place or sys.version_info < (3, 9):
        return
    with open(place) as file:
        served = json.load(file)
    with open(served["source_file"], "rb") as file:
        source = file.read()
    import tinybug_file_serving

    tinybug_file_serving.serve(served["path"], source)


def run_the_next_one():
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != here]
    own = sys.modules.pop("sitecustomize")
    try:
        import sitecustomize
    except ImportError:
        sys.modules["sitecustomize"] = own


try:
    activate()
except Exception:
    sys.stderr.write("Tinybug could not activate the mutant in this interpreter: %s\n" % (sys.exc_info()[1],))
run_the_next_one()
