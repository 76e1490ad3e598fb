"""Makes a file be imported with other code than stands on disk, whatever imports it and whatever caches exist.

Standard library only and self-contained: a copy lies beside `sitecustomize.py` for interpreters that tests start.
"""

from __future__ import annotations

import os
from importlib.machinery import SourceFileLoader
from types import CodeType
from typing import Any, Callable

stat = os.stat


class FileIdentity:
    """Tells whether a path leads to the same file, by links of any kind."""

    def __init__(self, path: str) -> None:
        status = stat(path)
        self._key = (status.st_dev, status.st_ino)

    def matches(self, path: str) -> bool:
        try:
            status = stat(path)
        except (OSError, ValueError):
            return False
        return (status.st_dev, status.st_ino) == self._key


def serve(
    path: str,
    source: Any,
    compiled: CodeType | None = None,
    on_served: Callable[[str], None] | None = None,
) -> FileIdentity:
    """
    `source` is whatever `compile` takes.
    `compiled` spares compiling it again for the ordinary loader and this very path.
    """
    identity = FileIdentity(path)
    get_code_from_disk = SourceFileLoader.get_code
    source_to_code = SourceFileLoader.source_to_code

    def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
        file = os.fspath(loader.path)
        if not identity.matches(file):
            return get_code_from_disk(loader, fullname)
        if on_served is not None:
            on_served(file)
        if compiled is not None and compiled.co_filename == file and type(loader).source_to_code is source_to_code:
            return compiled
        return loader.source_to_code(source, file)

    setattr(SourceFileLoader, "get_code", get_code)  # noqa: B010 (mypy refuses the plain form)
    return identity
