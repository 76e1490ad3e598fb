"""Tests on a mutant or a canary that is imported afresh, or every test without any."""

from __future__ import annotations

from ..suite_job import SuiteJob
from .canary import Canary
from .events import EventStream
from .foreign_interpreters import ForeignInterpreters
from .isolation import IsolationPlugin
from .mutant_observer import MutantObserver
from .naming import NamingPlugin, TestNames
from .outcomes import OutcomePlugin
from .plain_observer import PlainObserver
from .pytest_run import run_pytest
from .selection import SelectionPlugin


def run_untraced(job: SuiteJob, events: EventStream, canary: Canary | None) -> int:
    names = TestNames()
    if job.served is not None:
        ForeignInterpreters(events).expect(job.served.path)
    outcomes = OutcomePlugin(job.root, names, events, PlainObserver(events))
    plugins = job_plugins(job, names, outcomes, events, canary)
    return run_pytest(job, [IsolationPlugin(job.folder), outcomes, *plugins])


def job_plugins(
    job: SuiteJob, names: TestNames, outcomes: OutcomePlugin, events: EventStream, canary: Canary | None
) -> list[object]:
    """What this very job needs."""
    if job.selection is None:
        return [NamingPlugin(names)]
    observer = MutantObserver(job.selection, events, canary)
    outcomes.observe(observer)
    return [SelectionPlugin(job.selection, names, events), observer]
