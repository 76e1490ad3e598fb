"""
Records the lines that measured code executes and the functions that it enters, by `sys.monitoring` where that exists,
else by `sys.settrace`.
"""

from __future__ import annotations

import sys
import threading
from types import CodeType, FrameType
from typing import Any, Callable, Protocol

from .measured_files import LineSet, MeasuredFiles

IsTraced = Callable[[CodeType], bool]
CO_NEWLOCALS = 2
"""As in `inspect`, which takes long to import."""
LAMBDA = "<lambda>"
GENERATOR = "<genexpr>"


class LineTracer(Protocol):
    def start(self) -> None: ...

    def stop(self) -> None: ...

    def record_into(self, lines: LineSet) -> LineSet:
        """From now on all goes into this set, also what was recorded before; returns the set used until now."""
        ...


def choose_tracer(is_traced: IsTraced) -> LineTracer:
    return MonitoringTracer(is_traced) if sys.version_info >= (3, 12) else SettraceTracer(is_traced)


def of_files(files: MeasuredFiles) -> IsTraced:
    """Everything in the measured files."""
    return lambda code: files.path_of(code.co_filename) is not None


def is_function(code: CodeType) -> bool:
    """
    A list in brackets, and whatever else is part of the code around it, is none, though it may have code of its own.
    What is in doubt is one, the expression of a generator too: it runs when somebody asks for its values.
    """
    name = code.co_name
    return bool(code.co_flags & CO_NEWLOCALS) and (not name.startswith("<") or name in (LAMBDA, GENERATOR))


class MonitoringTracer:
    """Each line reports once until `restart_events`; code that is not measured reports only that it starts."""

    TOOL = 4

    def __init__(self, is_traced: IsTraced) -> None:
        self._is_traced = is_traced
        self._monitoring: Any = getattr(sys, "monitoring")  # noqa: B009 (older Pythons do not know it)
        self._disable = self._monitoring.DISABLE
        self._lines: LineSet = set()
        self._has_recorded = False

    def start(self) -> None:
        monitoring = self._monitoring
        events = monitoring.events
        monitoring.use_tool_id(self.TOOL, "tinybug")
        monitoring.register_callback(self.TOOL, events.PY_START, self._code_starts)
        monitoring.register_callback(self.TOOL, events.PY_RESUME, self._code_resumes)
        monitoring.register_callback(self.TOOL, events.LINE, self._line_runs)
        monitoring.set_events(self.TOOL, events.PY_START)

    def stop(self) -> None:
        self._monitoring.set_events(self.TOOL, 0)
        self._monitoring.free_tool_id(self.TOOL)

    def record_into(self, lines: LineSet) -> LineSet:
        before, self._lines = self._lines, lines
        if self._has_recorded:
            self._has_recorded = False
            self._monitoring.restart_events()
        return before

    def _code_starts(self, code: CodeType, _offset: int) -> Any:
        if self._is_traced(code):
            events = self._monitoring.events
            self._monitoring.set_local_events(self.TOOL, code, events.LINE | events.PY_RESUME)
            self._code_runs(code)
        return self._disable

    def _code_resumes(self, code: CodeType, _offset: int) -> Any:
        self._code_runs(code)
        return self._disable

    def _line_runs(self, code: CodeType, line: int) -> Any:
        self._lines.add((code.co_filename, line))
        self._code_runs(code)
        return self._disable

    def _code_runs(self, code: CodeType) -> None:
        """Told with each line, too: a thread may go on in a function that it entered for an earlier test."""
        self._has_recorded = True
        if is_function(code):
            self._lines.add((code.co_filename, -code.co_firstlineno))


class SettraceTracer:
    def __init__(self, is_traced: IsTraced) -> None:
        self._is_traced = is_traced
        self._lines: LineSet = set()

    def start(self) -> None:
        threading.settrace(self._trace)
        sys.settrace(self._trace)

    def stop(self) -> None:
        sys.settrace(None)
        threading.settrace(None)

    def record_into(self, lines: LineSet) -> LineSet:
        before, self._lines = self._lines, lines
        if sys.gettrace() is None:
            self.start()  # A test took the trace function away.
        self._record_threads()
        return before

    def _record_threads(self) -> None:
        """Others may go on in functions that they entered for an earlier test."""
        own = threading.get_ident()
        for thread, frame in sys._current_frames().items():
            caller: FrameType | None = frame if thread != own else None
            while caller is not None:
                if self._is_traced(caller.f_code):
                    self._enter(caller.f_code)
                caller = caller.f_back

    def _enter(self, code: CodeType) -> None:
        if is_function(code):
            self._lines.add((code.co_filename, -code.co_firstlineno))

    def _trace(self, frame: FrameType, event: str, argument: Any) -> Any:
        if not self._is_traced(frame.f_code):
            return None
        if event == "line":
            self._lines.add((frame.f_code.co_filename, frame.f_lineno))
        elif event == "call":
            self._enter(frame.f_code)
        return self._trace
