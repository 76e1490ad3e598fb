"""What surrounds the tests: the same for the baseline and for every mutant."""

from __future__ import annotations

import atexit
import os
import sys
import tempfile

from ..suite_job import SuiteJob
from .bounds import set_bounds

HOOK_FOLDER = "hook"


def prepare_environment(job: SuiteJob) -> None:
    if job.bounds is not None:
        set_bounds(job.bounds)
    temporary = os.path.join(job.folder, "tmp")
    os.mkdir(temporary)
    os.environ["TMPDIR"] = temporary
    tempfile.tempdir = None
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = os.path.join(job.folder, "hypothesis")
    hook = os.path.join(os.path.dirname(job.folder), HOOK_FOLDER)
    places = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if hook not in places:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [hook, *places]))


def run_exit_functions() -> None:
    """What the project registered may remove what it has left in its own tree."""
    # Python ends these pools before, else `multiprocessing` waits for ever for their processes.
    end_pools = getattr(sys.modules.get("concurrent.futures.process"), "_python_exit", None)
    if end_pools is not None:
        end_pools()
    run_all = getattr(atexit, "_run_exitfuncs", None)
    if run_all is not None:
        run_all()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            continue
