"""Where a process begins that runs the tests once, and where it ends."""

from __future__ import annotations

import atexit
import os
import sys
import tempfile
from typing import Any, Callable

from ..suite_job import SuiteJob, load_job
from .events import EventStream, cpu_seconds
from .line_tracer import choose_tracer
from .measured_files import LineSet, MeasuredFiles

EXIT_DONE = 0
EXIT_BROKEN = 96


def run_and_exit(job: SuiteJob) -> None:
    """Never returns, whatever happens: behind it lies the stack of the process that forked this one."""
    status = EXIT_BROKEN
    exit_now = os._exit
    try:
        run(job)
        status = EXIT_DONE
        run_exit_functions()
    finally:
        exit_now(status)


def run(job: SuiteJob) -> None:
    events = EventStream(job.events_path)
    try:
        exit_code = run_suite(job, events)
    except BaseException as error:
        from .failure_reader import class_name, message_of

        events.send("escaped", exception=class_name(error), message=message_of(error))
        return
    events.send("end", exitCode=int(exit_code), cpuMs=cpu_seconds() * 1000)


def run_suite(job: SuiteJob, events: EventStream) -> int:
    prepare_environment(job)
    canary = None
    if job.served is not None:
        from .activation import activate, is_loaded

        if is_loaded(job.served.path):
            events.send("already-loaded")
        try:
            canary = activate(job, job.served, events)
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
            events.send("does-not-compile", message=f"{type(error).__name__}: {error}")
            return 0
    if job.is_traced:
        return run_traced(job, events)
    return run_pytest(job, lambda: untraced_plugins(job, events, canary))


def run_pytest(job: SuiteJob, choose_plugins: Callable[[], list[object]]) -> int:
    import pytest

    arguments = [*job.pytest_arguments, f"--basetemp={os.path.join(job.folder, 'base')}"]
    sys.argv = [os.path.join(os.path.dirname(pytest.__file__), "__main__.py"), *arguments]
    return pytest.main(arguments, plugins=choose_plugins())


def run_traced(job: SuiteJob, events: EventStream) -> int:
    files = MeasuredFiles(job.root, job.files)
    tracer = choose_tracer(files)
    lines: LineSet = set()
    tracer.record_into(lines)
    tracer.start()  # Before pytest is there, because pytest itself may import what is measured.
    from .isolation import IsolationPlugin
    from .line_attribution import LineAttribution
    from .naming import NamingPlugin, TestNames
    from .outcomes import OutcomePlugin

    names = TestNames()
    attribution = LineAttribution(tracer, files, events, lines)
    attribution.install()
    outcomes = OutcomePlugin(job.root, names, events, attribution)
    exit_code = run_pytest(job, lambda: [IsolationPlugin(job.folder), NamingPlugin(names), outcomes, attribution])
    attribution.finish()
    return exit_code


def untraced_plugins(job: SuiteJob, events: EventStream, canary: Any) -> list[object]:
    from .isolation import IsolationPlugin
    from .mutant_observer import MutantObserver
    from .naming import NamingPlugin, TestNames
    from .outcomes import OutcomePlugin
    from .plain_observer import PlainObserver
    from .selection import SelectionPlugin

    names = TestNames()
    isolation = IsolationPlugin(job.folder)
    if job.selection is None:
        plain = PlainObserver(events)
        return [isolation, NamingPlugin(names), OutcomePlugin(job.root, names, events, plain), plain]
    observer = MutantObserver(job.selection, events, canary)
    selection = SelectionPlugin(job.selection, names, events)
    return [isolation, selection, OutcomePlugin(job.root, names, events, observer), observer]


def prepare_environment(job: SuiteJob) -> None:
    """The same for the baseline and for every mutant."""
    temporary = os.path.join(job.folder, "tmp")
    os.mkdir(temporary)
    os.environ["TMPDIR"] = temporary
    tempfile.tempdir = None
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = os.path.join(job.folder, "hypothesis")
    hook = os.path.join(os.path.dirname(job.folder), "hook")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [hook, os.environ.get("PYTHONPATH")]))


def run_exit_functions() -> None:
    """What the project registered may remove what it has left in its own tree."""
    run_all = getattr(atexit, "_run_exitfuncs", None)
    if run_all is not None:
        run_all()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            continue


def main(job_file: str) -> None:
    """Of a new interpreter; the folder with this package was put in front of `sys.path` for the import alone."""
    job = load_job(job_file)
    sys.path[: 2 if sys.path[1:2] == [""] else 1] = [job.root]
    sys.dont_write_bytecode = True
    run_and_exit(job)
