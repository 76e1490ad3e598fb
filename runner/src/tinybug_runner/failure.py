"""What ends the runner before its work is done."""

from __future__ import annotations


class RunnerFailure(Exception):
    """The runner cannot go on; `code` is one of the report's `failed` record."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Stopped(BaseException):
    """Somebody asked the runner to end: a signal, or the end of its standard input."""
