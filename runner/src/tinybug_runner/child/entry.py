"""Where a process begins that runs the tests once, and where it ends."""

from __future__ import annotations

import os
import sys

from ..suite_job import SuiteJob, load_job
from .environment import prepare_environment, run_exit_functions
from .events import EXIT_BROKEN, EventStream, cpu_seconds

EXIT_DONE = 0


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
    if job.is_traced:
        from .traced_run import run_traced

        return run_traced(job, events)
    if job.is_watching:
        from .watched_run import run_watched

        return run_watched(job, events)
    if job.is_collecting:
        from .collecting_run import run_collecting

        return run_collecting(job, events)
    if job.server is not None:
        from .servers import run_server

        return run_server(job, events)
    from .activation import DoesNotCompile, activate_served

    try:
        canary = activate_served(job, events)
    except DoesNotCompile:
        return 0
    from .untraced_run import run_untraced  # Only now, because pytest itself may import what is measured.

    return run_untraced(job, events, canary)


def main(job_file: str) -> None:
    """Of a new interpreter; the folder with this package was put in front of `sys.path` for the import alone."""
    job = load_job(job_file)
    sys.path[: 2 if sys.path[1:2] == [""] else 1] = [job.root]
    sys.dont_write_bytecode = True
    run_and_exit(job)
