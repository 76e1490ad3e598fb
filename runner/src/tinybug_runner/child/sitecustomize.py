# Imported at start by every Python interpreter that a test starts: it is measured too.
# Any Python version may read this file; an existing sitecustomize is run as if this one were not there.
import json
import os
import sys


def enter():
    if sys.version_info < (3, 9):
        raise RuntimeError("this Python is too old")
    from tinybug_hook import new_interpreter

    new_interpreter.enter()


def tell_unreached(reason):
    # Whatever the tests say now, they say it of other code.
    command = ("%s %s" % (sys.executable, " ".join(getattr(sys, "argv", []))))[:200]
    with open(os.environ["TINYBUG_SERVED"]) as file:
        events_path = json.load(file)["events_path"]
    with open(events_path, "a") as file:
        file.write(json.dumps({"kind": "unreached", "command": "%s: %s" % (command, reason)}) + "\n")


def run_the_next_one():
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != here]
    own = sys.modules.pop("sitecustomize")
    try:
        import sitecustomize
    except ImportError:
        sys.modules["sitecustomize"] = own


if os.environ.get("TINYBUG_SERVED") or os.environ.get("TINYBUG_RECORDED"):
    try:
        enter()
    except Exception:
        if os.environ.get("TINYBUG_SERVED"):
            tell_unreached(sys.exc_info()[1])
run_the_next_one()
