"""Reading a report that another process writes."""

from __future__ import annotations

MOST_BYTES = 1_000_000
"""A batch is about so long at most; a service need not take more at once."""


class GrowingReport:
    """The whole lines of a file, batch by batch. The file need not be there yet."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._position = 0

    def peek(self) -> bytes:
        """The next whole lines, or nothing; the same ones again until they are passed over."""
        try:
            with open(self._path, "rb") as file:
                file.seek(self._position)
                read = file.read(MOST_BYTES)
                while b"\n" not in read:
                    more = file.read(MOST_BYTES)
                    if not more:
                        return b""
                    read += more
        except OSError:
            return b""
        return read[: read.rindex(b"\n") + 1]

    def passed(self, batch: bytes) -> None:
        self._position += len(batch)
