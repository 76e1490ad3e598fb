"""Lines and functions that a process of a test executes: each is written at once, because such a process may be killed.

A copy lies in the folder of `sitecustomize.py`, for interpreters that tests start.
"""

from __future__ import annotations

import json
import os

from .measured_files import LineSet, MeasuredFiles


class RecordedLines(LineSet):
    """
    `number` says on whose behalf the process was started.
    Holds its own references to what it needs, because tests patch `os` and `json`.
    """

    _open = staticmethod(os.open)
    _write = staticmethod(os.write)
    _close = staticmethod(os.close)
    _flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)

    def __init__(self, folder: str, number: str, files: MeasuredFiles) -> None:
        super().__init__()
        self._files = files
        self._encode = json.JSONEncoder().encode
        self._path = os.path.join(folder, f"{number}-{os.getpid()}")

    def add(self, line: tuple[str, int]) -> None:
        if line in self:
            return
        super().add(line)
        path = self._files.path_of(line[0])
        if path is not None:
            self._append((self._encode([path, line[1]]) + "\n").encode())

    def _append(self, data: bytes) -> None:
        try:
            descriptor = self._open(self._path, self._flags, 0o600)
        except OSError:
            return  # The run is over, and its folder gone.
        try:
            self._write(descriptor, data)
        except OSError:
            return
        finally:
            self._close(descriptor)


def read_lines(path: str) -> LineSet:
    with open(path, encoding="utf-8") as file:
        return {(name, number) for name, number in (json.loads(line) for line in file if line.endswith("\n"))}
