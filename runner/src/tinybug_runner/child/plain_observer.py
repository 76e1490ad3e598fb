"""Runs the suite again to see whether every test ends as before."""

from __future__ import annotations

from .events import EventStream
from .outcomes import TestObserver, TestRun


class PlainObserver(TestObserver):
    def __init__(self, events: EventStream) -> None:
        self._events = events

    def test_starts(self, run: TestRun) -> None:
        self._events.send("test-starts", id=run.id)

    def test_ends(self, run: TestRun) -> None:
        failure = run.failure
        message = {} if failure is None else {"message": f"{failure.exception}: {failure.message}"}
        self._events.send("test", id=run.id, outcome=run.outcome, **message)
