"""Why a test failed, in the few words that a verdict needs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from types import TracebackType
from typing import Any, Callable, Optional

from ..plain_text import shortened, storable

FOREIGN_FOLDERS = ("site-packages", "dist-packages")

Place = tuple[Optional[str], Optional[int]]
"""A file relative to the project, and a line."""


@dataclass(frozen=True)
class TestFailure:
    __test__ = False

    id: str
    phase: str
    exception: str
    message: str
    file: str | None
    line: int | None
    error_number: int | None
    """Of an `OSError`, or of one that caused the exception."""

    def to_event(self) -> dict[str, Any]:
        return asdict(self)


class FailureReader:
    """Reads exceptions of tests without calling what tests may have patched."""

    def __init__(self, root: str) -> None:
        self._realpath: Callable[[str], str] = os.path.realpath
        self._root = self._realpath(root)
        self._places: dict[str, str | None] = {}

    def know(self, filenames: Iterable[str]) -> None:
        """Whether they belong to the project."""
        for filename in filenames:
            self._place(filename)

    def read(self, test_id: str, phase: str, error: BaseException, traceback: TracebackType | None) -> TestFailure:
        error, traceback = unwrapped(error, traceback)
        file, line = self._doctest_line(error) or self._innermost(traceback)
        return TestFailure(
            id=test_id,
            phase=phase,
            exception=class_name(error),
            message=message_of(error),
            file=file,
            line=line,
            error_number=error_number(error),
        )

    def of_file(self, failure: TestFailure, path: str) -> TestFailure:
        """The same failure, said of a file."""
        return replace(failure, id=self._place(path) or storable(path))

    def _doctest_line(self, error: BaseException) -> Place | None:
        doctest = sys.modules.get("doctest")
        if doctest is None or not isinstance(error, doctest.DocTestFailure):
            return None
        example = error.test
        if example.filename is None or example.lineno is None:
            return None
        return self._place(example.filename), example.lineno + error.example.lineno + 1

    def _innermost(self, traceback: TracebackType | None) -> Place:
        found: Place = (None, None)
        while traceback is not None:
            place = self._place(traceback.tb_frame.f_code.co_filename)
            if place is not None and traceback.tb_lineno:
                found = (place, traceback.tb_lineno)
            traceback = traceback.tb_next
        return found

    def _place(self, filename: str) -> str | None:
        """The file relative to the project; None for files that are not the project's."""
        if filename not in self._places:
            path = self._realpath(os.path.join(self._root, filename))
            is_inside = path.startswith(self._root + os.sep) and os.path.exists(path)
            relative = path[len(self._root) + 1 :].replace(os.sep, "/")
            is_own = is_inside and not any(folder in relative.split("/") for folder in FOREIGN_FOLDERS)
            self._places[filename] = storable(relative) if is_own else None
        return self._places[filename]


def unwrapped(error: BaseException, traceback: TracebackType | None) -> tuple[BaseException, TracebackType | None]:
    """Looks behind the exceptions in which pytest and doctest wrap what happened."""
    name = type(error).__name__
    inner: Any = None
    if name == "CollectError":
        inner = error.__cause__
    elif name == "ConftestImportFailure":
        inner = getattr(error, "cause", None) or error.__cause__ or getattr(error, "excinfo", (None, None))[1]
    elif name == "MultipleDoctestFailures":
        inner = (getattr(error, "failures", None) or [None])[0]
    elif name == "UnexpectedException" and type(error).__module__ == "doctest":
        inner = getattr(error, "exc_info", (None, None))[1]
    if isinstance(inner, BaseException):
        return unwrapped(inner, inner.__traceback__)
    return error, traceback


def class_name(error: BaseException) -> str:
    kind = type(error)
    module = kind.__module__
    return storable(kind.__qualname__ if module == "builtins" else f"{module}.{kind.__qualname__}")


def message_of(error: BaseException) -> str:
    doctest = sys.modules.get("doctest")
    try:
        if doctest is not None and isinstance(error, doctest.DocTestFailure):
            return shortened(f"{error.example.source.strip()}: expected {error.example.want!r}, got {error.got!r}")
        return shortened(str(error))
    except Exception:
        return "(the message of the exception cannot be shown)"


def error_number(error: BaseException | None) -> int | None:
    seen = 0
    while error is not None and seen < 20:
        if isinstance(error, OSError) and isinstance(error.errno, int):
            return error.errno
        error = error.__cause__
        seen += 1
    return None
