"""The functions that exist once the tests are collected, by the code that they run."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from types import AsyncGeneratorType, CodeType, CoroutineType, FunctionType, GeneratorType
from typing import Any

from ..measured_files import MeasuredFiles


class LiveCode:
    """Of measured files only. Compares code by content, so that what was compiled twice is found twice."""

    def __init__(self, files: MeasuredFiles) -> None:
        self._functions: dict[str, dict[CodeType, list[FunctionType]]] = {}
        self._suspended: dict[str, list[CodeType]] = {}
        for thing in gc.get_objects():
            code = suspended_code(thing)
            kind = self._suspended if code is not None else None
            if code is None and type(thing) is FunctionType:
                code = thing.__code__
            path = None if code is None else files.path_of(code.co_filename)
            if code is None or path is None:
                continue
            if kind is None:
                self._functions.setdefault(path, {}).setdefault(code, []).append(thing)
            else:
                kind.setdefault(path, []).append(code)

    def filename(self, path: str) -> str | None:
        """As the file's code has it; None where no function of the file exists."""
        return next((code.co_filename for code in self._functions.get(path, {})), None)

    def functions(self, path: str, code: CodeType) -> list[FunctionType]:
        return self._functions.get(path, {}).get(code, [])

    def is_suspended(self, path: str, tree: set[CodeType]) -> bool:
        """Whether a generator or coroutine exists that goes on in that code when it is asked for more."""
        return any(code in tree for code in self._suspended.get(path, []))

    def strangers(self, path: str, known: set[CodeType]) -> list[CodeType]:
        """Code of live functions that says to be of the file, and is not what the file compiles to."""
        return [code for code in self._functions.get(path, {}) if code not in known]


def suspended_code(thing: Any) -> CodeType | None:
    kind = type(thing)
    if kind is GeneratorType:
        return thing.gi_code  # type: ignore[no-any-return]
    if kind is CoroutineType:
        return thing.cr_code  # type: ignore[no-any-return]
    return thing.ag_code if kind is AsyncGeneratorType else None


def code_tree(code: CodeType) -> Iterator[CodeType]:
    """The code and everything nested in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from code_tree(constant)
