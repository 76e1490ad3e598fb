"""What the process that runs the tests tells the one that watches it: a JSON object a line, appended to a file.

A file and no pipe: it needs no descriptor between two events, so that tests which close, count or inherit
descriptors neither notice nor break it, and it works the same on every system.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import Any

EXIT_BROKEN = 96
EXIT_EVENTS_LOST = 97


class Clock:
    """References of our own, in a class because freezegun replaces those it finds in modules."""

    import time as _time

    wall = staticmethod(_time.perf_counter)
    process = staticmethod(_time.process_time)


def cpu_seconds() -> float:
    """CPU time of this process and of the children it has waited for."""
    return Clock.process() + children_seconds()


try:
    import resource

    _getrusage, _CHILDREN = resource.getrusage, resource.RUSAGE_CHILDREN

    def children_seconds() -> float:
        usage = _getrusage(_CHILDREN)
        return usage.ru_utime + usage.ru_stime

except ImportError:  # Windows

    def children_seconds() -> float:
        return 0.0


class EventStream:
    """Holds its own references to what it needs, because tests patch `os` and `json`."""

    _open = staticmethod(os.open)
    _write = staticmethod(os.write)
    _close = staticmethod(os.close)
    _exit = staticmethod(os._exit)
    _getpid = staticmethod(os.getpid)
    _flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)

    def __init__(self, path: str) -> None:
        self._path = path
        self._pid = os.getpid()
        self._encode = json.JSONEncoder(separators=(",", ":")).encode

    def redirect(self, path: str) -> None:
        """In a forked process, which tells its own story."""
        self._path = path
        self._pid = self._getpid()

    def send(self, kind: str, **fields: Any) -> None:
        if self._getpid() != self._pid:
            return  # A process forked by a test that goes on where it should have ended.
        try:
            self._append({"kind": kind, **fields})
        except OSError:
            self._exit(EXIT_EVENTS_LOST)

    def send_from_any_process(self, kind: str, **fields: Any) -> None:
        """One that a test has started may outlive the run, and must not end because nothing can be told any more."""
        with suppress(OSError):
            self._append({"kind": kind, **fields})

    def _append(self, event: dict[str, Any]) -> None:
        data = (self._encode(event) + "\n").encode("utf-8")
        descriptor = self._open(self._path, self._flags, 0o600)
        try:
            while data:
                data = data[self._write(descriptor, data) :]
        finally:
            self._close(descriptor)
