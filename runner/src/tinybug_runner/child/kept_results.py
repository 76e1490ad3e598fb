"""Results that measured functions keep for later calls (`functools.lru_cache`, `functools.cache`).

Only the first test that asks would execute the lines, though others depend on them too. So every test finds the caches
empty while lines are recorded. With a mutant they do not: the first that asks fills them with what the mutant returns.
"""

from __future__ import annotations

import functools
import gc
from typing import Any
from weakref import WeakSet

from .events import EventStream
from .measured_files import MeasuredFiles


class KeptResults:
    def __init__(self, files: MeasuredFiles, events: EventStream) -> None:
        self._files = files
        self._events = events
        self._caches: WeakSet[Any] = WeakSet()
        self._kind: type = functools._lru_cache_wrapper
        self._is_complete = False
        self._is_told = False

    def modules_have_changed(self) -> None:
        """A measured file was imported, with caches that are not known yet."""
        self._is_complete = False

    def forget(self) -> None:
        if not self._is_complete:
            self._is_complete = True
            self._find()
        for cache in list(self._caches):
            self._tell()
            cache.cache_clear()

    def _tell(self) -> None:
        if not self._is_told:
            self._is_told = True
            self._events.send("forgetting")

    def _find(self) -> None:
        kind = self._kind
        self._caches.update(each for each in gc.get_objects() if type(each) is kind and self._is_measured(each))

    def _is_measured(self, cache: Any) -> bool:
        filename = getattr(getattr(getattr(cache, "__wrapped__", None), "__code__", None), "co_filename", None)
        return isinstance(filename, str) and self._files.path_of(filename) is not None
