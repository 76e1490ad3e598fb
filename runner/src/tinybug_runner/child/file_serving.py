"""Makes a file be imported with other code than stands on disk, whatever imports it and whatever caches exist.

A copy lies in the folder of `sitecustomize.py`, for interpreters that tests start.
"""

from __future__ import annotations

import os
import runpy
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
    serve_to_runpy(identity, source, on_served)
    return identity


def serve_to_runpy(identity: FileIdentity, source: Any, on_served: Callable[[str], None] | None) -> None:
    """`runpy.run_path`, and `multiprocessing` for the script that has started it, read the disk by themselves."""
    get_code_from_disk = getattr(runpy, "_get_code_from_file", None)
    if get_code_from_disk is None:
        return

    def get_code_from_file(*arguments: Any) -> Any:
        """Before Python 3.13 it is given two arguments, and returns the file's name as well."""
        name = arguments[-1]
        if not identity.matches(name):
            return get_code_from_disk(*arguments)
        if on_served is not None:
            on_served(os.fsdecode(name))
        code = compile(source, name, "exec", dont_inherit=True)
        return (code, name) if len(arguments) > 1 else code

    setattr(runpy, "_get_code_from_file", get_code_from_file)  # noqa: B010
