"""Compiled code of the project, kept in memory: nothing may be written beside it, and every process needs it again.

Whatever a process has compiled is valid in another for the very same bytes.
"""

from __future__ import annotations

import marshal
import os
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any, Callable

Entry = tuple[bytes, CodeType]


class CodeStore:
    def __init__(self) -> None:
        self._plain: dict[str, Entry] = {}
        self._rewritten: dict[str, Entry] = {}
        """With pytest's own assertions."""

    def install(self) -> None:
        compile_source: Callable[..., CodeType] = SourceFileLoader.source_to_code

        def source_to_code(loader: SourceFileLoader, data: Any, path: Any, **named: Any) -> CodeType:
            if named or not isinstance(data, bytes) or not isinstance(path, str):
                return compile_source(loader, data, path, **named)
            return kept(self._plain, path, data, lambda: compile_source(loader, data, path))

        setattr(SourceFileLoader, "source_to_code", source_to_code)  # noqa: B010 (mypy refuses the plain form)
        self._install_in_pytest()

    def _install_in_pytest(self) -> None:
        from _pytest.assertion import rewrite

        rewrite_test = getattr(rewrite, "_rewrite_test", None)
        if rewrite_test is None:
            return

        def rewrite_kept(path: Path, config: Any) -> tuple[os.stat_result, CodeType]:
            if config.getini("enable_assertion_pass_hook"):
                return rewrite_test(path, config)  # type: ignore[no-any-return]
            return os.stat(path), kept(
                self._rewritten, str(path), path.read_bytes(), lambda: rewrite_test(path, config)[1]
            )

        setattr(rewrite, "_rewrite_test", rewrite_kept)  # noqa: B010

    def save(self, path: str) -> None:
        with open(f"{path}.part", "wb") as file:
            marshal.dump((self._plain, self._rewritten), file)
        os.replace(f"{path}.part", path)

    def load(self, path: str) -> None:
        with open(path, "rb") as file:
            plain, rewritten = marshal.load(file)
        self._plain.update(plain)
        self._rewritten.update(rewritten)


def kept(entries: dict[str, Entry], path: str, data: bytes, make: Callable[[], CodeType]) -> CodeType:
    found = entries.get(path)
    if found is not None and found[0] == data:
        return found[1]
    code = untraced(make)
    entries[path] = data, code
    return code


def untraced(make: Callable[[], CodeType]) -> CodeType:
    """Compiling runs nothing of the project, and takes several times as long where every call of it is traced."""
    trace = sys.gettrace()
    if trace is None:
        return make()
    sys.settrace(None)
    try:
        return make()
    finally:
        sys.settrace(trace)
