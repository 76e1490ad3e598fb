"""When a run of tests is given up for what it takes: memory, or room on the disk."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .process_table import ProcessFacts

PAUSE_FACTOR = 20
"""After a look at very many files, the next one waits for so many times what it took."""
BLOCK_BYTES = 512


@dataclass(frozen=True)
class SpaceLimit:
    memory_bytes: float
    disk_bytes: float


NO_LIMIT = SpaceLimit(float("inf"), float("inf"))


@dataclass(frozen=True)
class SpaceOverrun:
    kind: str
    """`memory` or `disk`."""
    used_bytes: float
    limit_bytes: float


class SpaceWatch:
    """Fed with readings while the tests run."""

    def __init__(self, limit: SpaceLimit, folder: str) -> None:
        self._limit = limit
        self._folder = folder
        self._next_walk = 0.0
        self.memory_bytes = 0
        """The most that was seen: the resident sets of all processes, what they share counted for each."""
        self.disk_bytes = 0

    def read(self, processes: Iterable[ProcessFacts]) -> SpaceOverrun | None:
        self.memory_bytes = max(self.memory_bytes, sum(process.memory_bytes for process in processes))
        if self.memory_bytes > self._limit.memory_bytes:
            return SpaceOverrun("memory", self.memory_bytes, self._limit.memory_bytes)
        self._look_at_disk()
        if self.disk_bytes > self._limit.disk_bytes:
            return SpaceOverrun("disk", self.disk_bytes, self._limit.disk_bytes)
        return None

    def _look_at_disk(self) -> None:
        started = time.monotonic()
        if started < self._next_walk:
            return
        self.disk_bytes = max(self.disk_bytes, sum(sizes_below(self._folder)))
        ended = time.monotonic()
        self._next_walk = ended + PAUSE_FACTOR * (ended - started)


def sizes_below(folder: str) -> Iterator[int]:
    """What the files take on the disk; those that come and go meanwhile may be missed."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from sizes_below(entry.path)
                else:
                    facts = entry.stat(follow_symlinks=False)
                    yield facts.st_blocks * BLOCK_BYTES if hasattr(facts, "st_blocks") else facts.st_size
    except OSError:
        return
