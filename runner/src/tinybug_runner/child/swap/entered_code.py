"""Which code is entered while the tests run: the exchanged one, or, where something has kept it, the one of before."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable
from types import CodeType, FrameType
from typing import Any

from ..measured_files import MeasuredFiles

TOOL = 4


class EnteredCode:
    def __init__(self, files: MeasuredFiles, exchanged: Iterable[CodeType]) -> None:
        self._files = files
        self._exchanged = {id(code): code for code in exchanged}
        self.exchanged: set[int] = set()
        """Numbers (`id`) of the exchanged code that was entered."""
        self.kept: set[CodeType] = set()
        """Code of measured files that was entered although it had been exchanged, or was not known."""
        self._disable: Any = None

    def start(self) -> None:
        if sys.version_info < (3, 12):
            threading.settrace(self._trace)
            sys.settrace(self._trace)
            return
        monitoring = sys.monitoring
        self._disable = monitoring.DISABLE
        monitoring.use_tool_id(TOOL, "tinybug")
        monitoring.register_callback(TOOL, monitoring.events.PY_START, self._code_starts)
        monitoring.set_events(TOOL, monitoring.events.PY_START)

    def stop(self) -> None:
        if sys.version_info < (3, 12):
            sys.settrace(None)
            threading.settrace(None)
        else:
            sys.monitoring.set_events(TOOL, 0)
            sys.monitoring.free_tool_id(TOOL)

    def _code_starts(self, code: CodeType, _offset: int) -> Any:
        if self._files.path_of(code.co_filename) is not None:
            self._note(code)
        return self._disable

    def _trace(self, frame: FrameType, _event: str, _argument: Any) -> None:
        if self._files.path_of(frame.f_code.co_filename) is not None:
            self._note(frame.f_code)

    def _note(self, code: CodeType) -> None:
        if id(code) in self._exchanged:
            self.exchanged.add(id(code))
        else:
            self.kept.add(code)
