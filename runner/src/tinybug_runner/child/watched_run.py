"""Every test without tracing, with the files that each one depends on and the defaults that it looks at."""

from __future__ import annotations

import os

from ..suite_job import SuiteJob
from .events import EventStream
from .file_watch import FileWatch
from .measured_files import MeasuredFiles


def run_watched(job: SuiteJob, events: EventStream) -> int:
    """Not traced as well: before Python 3.12 each traced call is an audit event, and the watch hears them all."""
    watch = FileWatch(job.root, os.path.dirname(job.folder), MeasuredFiles(job.root, job.files))
    watch.watch()  # Before pytest is there, because pytest itself reads files of the project.
    from .dependencies import TestDependencies
    from .isolation import IsolationPlugin
    from .naming import NamingPlugin, TestNames
    from .outcomes import OutcomePlugin
    from .plain_observer import PlainObserver
    from .pytest_run import run_pytest

    names = TestNames()
    outcomes = OutcomePlugin(job.root, names, events, PlainObserver(events))
    dependencies = TestDependencies(watch, names, events)
    exit_code = run_pytest(job, [IsolationPlugin(job.folder), NamingPlugin(names), outcomes, dependencies])
    dependencies.finish()
    return exit_code
