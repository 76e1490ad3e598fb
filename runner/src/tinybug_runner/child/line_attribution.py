"""Which lines belong to which test: its own, those of its fixtures, and of modules it is the first to import.

A fixture of wider scope than a function runs once and serves many tests, so its lines are kept apart and given to
every test that uses it, its teardown's too; therefore a test is reported when its fixtures have ended.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from types import ModuleType
from typing import Any, Callable

import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook
from _pytest.fixtures import FixtureDef

from .events import EventStream
from .kept_results import KeptResults
from .line_context import Context
from .line_tracer import LineTracer
from .measured_files import LineSet, MeasuredFiles
from .outcomes import TestObserver, TestRun
from .started_processes import StartedProcesses


class LineAttribution(TestObserver):
    def __init__(
        self,
        tracer: LineTracer,
        files: MeasuredFiles,
        events: EventStream,
        processes: StartedProcesses,
        outside: Context,
    ) -> None:
        self._tracer = tracer
        self._files = files
        self._events = events
        self._processes = processes
        self._kept_results: KeptResults | None = None
        self._has_begun = False
        self._is_forked = False
        """This is a process that a test has forked."""
        self._outside = outside
        """Everything that runs outside every test, and the imports inside of tests."""
        self._stack: list[Context] = [self._outside]
        self._fixtures: dict[int, Context] = {}
        self._waiting: list[tuple[TestRun, Context]] = []

    def forget_before_tests(self, kept_results: KeptResults) -> None:
        self._kept_results = kept_results

    def install(self) -> None:
        wrap_method(FixtureDef, "execute", self._executing)
        wrap_method(FixtureDef, "finish", self._finishing)
        wrap_method(SourceFileLoader, "exec_module", self._importing)
        wrap_method(AssertionRewritingHook, "exec_module", self._importing)
        self._processes.start_for(self._outside)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forked)

    def _forked(self) -> None:
        self._is_forked = True
        self._tracer.record_into(self._processes.record_fork(self._stack[-1]))

    def _enter(self, context: Context) -> None:
        self._stack.append(context)
        self._record()

    def _leave(self) -> None:
        self._stack.pop()
        self._record()

    def _record(self) -> None:
        if self._is_forked:
            return
        context = self._stack[-1]
        self._tracer.record_into(context.lines)
        self._processes.start_for(context)

    def test_starts(self, run: TestRun) -> None:
        self._events.send("test-starts", id=run.id)
        if self._kept_results is not None:
            self._kept_results.forget()
        if not self._has_begun:
            self._has_begun = True
            self._processes.look(self._outside)
        self._enter(Context())

    def test_ends(self, run: TestRun) -> None:
        context = self._stack[-1]
        self._leave()
        if self._is_forked:
            return
        self._processes.look(context)
        self._waiting.append((run, context))
        self._report_those_complete()

    def _report_those_complete(self) -> None:
        still_waiting = []
        for run, context in self._waiting:
            reachable = context.reachable()
            if any(other.is_open for other in reachable):
                still_waiting.append((run, context))
            else:
                self._report(run, set().union(*(other.lines for other in reachable)))
        self._waiting = still_waiting

    def _report(self, run: TestRun, lines: LineSet) -> None:
        failure = run.failure
        message = {} if failure is None else {"message": f"{failure.exception}: {failure.message}"}
        self._events.send(
            "test",
            id=run.id,
            outcome=run.outcome,
            cpuMs=run.cpu_ms,
            wallMs=run.wall_ms,
            lines=self._files.ranges(lines),
            entered=self._files.entered(lines),
            **message,
        )

    def finish(self) -> None:
        """After the session: reports what is left, and what ran outside of tests."""
        if self._is_forked:
            return
        self._tracer.stop()
        self._processes.look(None)
        for context in self._fixtures.values():
            context.is_open = False
        self._report_those_complete()
        lines = set().union(*(context.lines for context in self._outside.reachable()))
        self._events.send("import-lines", lines=self._files.ranges(lines), entered=self._files.entered(lines))
        self._events.send("elsewhere", modules=list(self._files.loaded_elsewhere()))

    def _executing(self, call: Callable[[], Any], fixture: Any) -> Any:
        """A fixture's value is asked for, whether it exists already or not."""
        try:
            return call()
        finally:
            context = self._fixtures.get(id(fixture))
            if context is not None:
                self._stack[-1].uses.add(context)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        if fixturedef.scope == "function":
            yield
            return
        context = self._fixtures[id(fixturedef)] = Context(is_open=not is_built_in(fixturedef), is_of_fixture=True)
        self._enter(context)
        yield
        self._leave()

    def _finishing(self, call: Callable[[], Any], fixture: Any) -> Any:
        context = self._fixtures.get(id(fixture))
        if context is None:
            return call()
        self._enter(context)
        try:
            return call()
        finally:
            self._leave()
            context.is_open = False

    def _importing(self, call: Callable[[], Any], _loader: Any, module: ModuleType) -> Any:
        path: str | None = getattr(module.__spec__, "origin", None)
        if path is None or self._files.path_of(path) is None:
            return call()
        if self._kept_results is not None:
            self._kept_results.modules_have_changed()
        context = Context()
        self._outside.uses.add(context)
        self._stack[-1].uses.add(context)
        self._enter(context)
        try:
            return call()
        finally:
            self._leave()


def is_built_in(fixture: Any) -> bool:
    """pytest's own fixtures of session scope run no project code when they end, and would hold back every test."""
    return fixture.scope == "session" and str(getattr(fixture.func, "__module__", "")).startswith("_pytest.")


def wrap_method(owner: Any, name: str, around: Callable[..., Any]) -> None:
    """`around` gets the call to make, then the object and its arguments."""
    original = getattr(owner, name, None)
    if original is None:
        return

    def wrapped(self: Any, *arguments: Any, **named: Any) -> Any:
        positional = arguments if name == "exec_module" else ()
        return around(lambda: original(self, *arguments, **named), self, *positional)

    setattr(owner, name, wrapped)
