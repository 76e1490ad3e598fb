"""Which tests there are, without running any."""

from __future__ import annotations

import pytest

from ..suite_job import SuiteJob
from .dependencies import collection_digest
from .events import EventStream
from .isolation import IsolationPlugin
from .naming import NamingPlugin, TestNames
from .pytest_run import run_pytest


class CollectionPlugin:
    def __init__(self, names: TestNames, events: EventStream) -> None:
        self._names = names
        self._events = events

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed == 0:
            ids = [self._names.of(item) for item in session.items]
            self._events.send("collection", digest=collection_digest(ids))
        return True


def run_collecting(job: SuiteJob, events: EventStream) -> int:
    names = TestNames()
    return run_pytest(job, [IsolationPlugin(job.folder), NamingPlugin(names), CollectionPlugin(names, events)])
