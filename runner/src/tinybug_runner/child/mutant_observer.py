"""Runs on behalf of a mutant or a canary: stops at the first reliable failure."""

from __future__ import annotations

import os

import pytest

from ..suite_job import Selection
from .canary import Canary
from .events import EventStream
from .failure_reader import TestFailure
from .outcomes import TestObserver, TestRun

OUTPUT_LIMIT = 1 << 16
DECIDED = "Tinybug has its verdict"


class MutantObserver(TestObserver):
    def __init__(self, selection: Selection, events: EventStream, canary: Canary | None) -> None:
        self._flaky_ids = frozenset(selection.flaky_ids)
        self._events = events
        self._canary = canary

    def pytest_collection_finish(self) -> None:
        if self._canary is not None:
            self._canary.arm()

    def test_starts(self, run: TestRun) -> None:
        self._events.send("test-starts", id=run.id)

    def test_fails(self, run: TestRun, failure: TestFailure, session: pytest.Session) -> None:
        is_flaky = run.id in self._flaky_ids
        self._events.send("test-failed", isFlaky=is_flaky, **failure.to_event())
        write_out(run.output)
        if not is_flaky:
            session.shouldfail = DECIDED

    def test_ends(self, run: TestRun) -> None:
        self._events.send("test", id=run.id, outcome=run.outcome)

    def collecting_fails(self, session: pytest.Session) -> None:
        """The first failure decides, and pytest takes long to show each of many."""
        session.shouldfail = DECIDED


def write_out(text: str) -> None:
    data = text[:OUTPUT_LIMIT].encode("utf-8", "replace")
    try:
        while data:
            data = data[os.write(1, data) :]
    except OSError:
        return
