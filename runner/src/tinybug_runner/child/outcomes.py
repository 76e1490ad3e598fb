"""Follows the tests: what each one did, why it failed, and what ended the whole run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from .events import Clock, EventStream, cpu_seconds
from .failure_reader import FailureReader, TestFailure, class_name, message_of
from .naming import TestNames


@dataclass
class TestRun:
    __test__ = False

    id: str
    outcome: str = "passed"
    failure: TestFailure | None = None
    cpu_ms: float = 0
    wall_ms: float = 0
    output: str = ""
    """What was captured until it failed."""

    def note(self, report: pytest.TestReport) -> None:
        is_expected = hasattr(report, "wasxfail")
        if report.failed:
            self.outcome = "failed"
        elif self.outcome == "failed" or hasattr(report, "context"):
            return  # A part of a test (subtest) counts only where it fails.
        elif report.skipped:
            self.outcome = "xfailed" if is_expected else "skipped"
        elif report.passed and is_expected and report.when == "call":
            self.outcome = "xpassed"


class TestObserver:
    """What wants to know about the tests as they run."""

    __test__ = False

    def test_starts(self, run: TestRun) -> None:
        raise NotImplementedError

    def test_fails(self, run: TestRun, failure: TestFailure, session: pytest.Session) -> None:
        """Called at the first failure of a test, before its teardown."""

    def test_ends(self, run: TestRun) -> None:
        raise NotImplementedError

    def collecting_fails(self, session: pytest.Session) -> None:
        """Called for each file, or folder, that cannot be collected."""


class OutcomePlugin:
    def __init__(self, root: str, names: TestNames, events: EventStream, observer: TestObserver) -> None:
        self._names = names
        self._events = events
        self._observer = observer
        self._reader = FailureReader(root)
        self._session: pytest.Session | None = None
        self._current: TestRun | None = None
        self._errors: dict[str, BaseException] = {}

    def observe(self, observer: TestObserver) -> None:
        """From now on, instead of the one before."""
        self._observer = observer

    def know_files(self, names: Iterable[str]) -> None:
        """Once, where each forked process would have to find out for itself."""
        self._reader.know(names)

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self._session = session

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._events.send("collected", tests=len(session.items), cpuMs=cpu_seconds() * 1000)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item):  # type: ignore[no-untyped-def]
        run = self._current = TestRun(self._names.of(item))
        self._errors.clear()
        self._observer.test_starts(run)
        cpu, wall = cpu_seconds(), Clock.wall()
        yield
        run.cpu_ms = (cpu_seconds() - cpu) * 1000
        run.wall_ms = (Clock.wall() - wall) * 1000
        self._observer.test_ends(run)
        self._current = None

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, call: Any):  # type: ignore[no-untyped-def]
        yield
        if call.excinfo is not None:
            self._errors[call.when] = call.excinfo.value

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        run = self._current
        if run is None or report.outcome not in ("passed", "failed", "skipped"):
            return
        run.note(report)
        if report.failed and run.failure is None and self._session is not None:
            run.failure = self._failure(run, report)
            run.output = "".join(f"{title}\n{text}\n" for title, text in report.sections)
            self._observer.test_fails(run, run.failure, self._session)

    def _failure(self, run: TestRun, report: pytest.TestReport) -> TestFailure:
        phase = report.when or "call"
        error = self._errors.get(phase)
        if error is not None and not isinstance(error, pytest.skip.Exception):
            return self._reader.read(run.id, phase, error, error.__traceback__)
        # A test that passes although it is strictly expected to fail has no exception.
        return self._reader.read(run.id, phase, pytest.fail.Exception(str(report.longrepr)), None)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_make_collect_report(self, collector: pytest.Collector):  # type: ignore[no-untyped-def]
        result = yield
        place = collector.nodeid or "conftest.py"
        if result.excinfo is not None:
            self._collecting_failed(place, result.excinfo[1])
            return
        report = result.get_result()
        call = getattr(report, "call", None)
        if report.failed and call is not None and call.excinfo is not None:
            self._collecting_failed(place, call.excinfo.value)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_load_initial_conftests(self):  # type: ignore[no-untyped-def]
        result = yield
        self.conftests_loaded(result)

    def conftests_loaded(self, result: Any) -> None:
        if result.excinfo is not None and not isinstance(result.excinfo[1], pytest.UsageError):
            self._collecting_failed("conftest.py", result.excinfo[1])

    def _collecting_failed(self, place: str, error: BaseException) -> None:
        conftest = getattr(error, "path", None) if type(error).__name__ == "ConftestImportFailure" else None
        failure = self._reader.read(place, "collect", error, error.__traceback__)
        if conftest is not None:
            failure = self._reader.of_file(failure, str(conftest))
        self._events.send("collecting-failed", **failure.to_event())
        if self._session is not None:
            self._observer.collecting_fails(self._session)

    def pytest_internalerror(self, excinfo: Any) -> None:
        self.told("internal-error", excinfo.value)

    def pytest_keyboard_interrupt(self, excinfo: Any) -> None:
        if not isinstance(excinfo.value, pytest.Session.Interrupted):
            self.told("interrupted", excinfo.value)

    def told(self, kind: str, error: BaseException) -> None:
        self._events.send(kind, exception=class_name(error), message=message_of(error))
