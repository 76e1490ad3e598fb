"""For files with many mutants to import: a server each that stops where the file is imported, a few at a time."""

from __future__ import annotations

from collections import deque

from ..supervision.fork_server import ForkServer
from .mutated_source import MeasuredSources
from .suite_servers import SuiteServers
from .task import CanaryTask, Task

LEAST_MUTANTS = 8
"""Fewer take less time than it takes to start a server."""
MOST_AT_ONCE = 3
"""Each holds what the project has in memory once it is imported."""


class ImportServers:
    def __init__(self, servers: SuiteServers, sources: MeasuredSources) -> None:
        self._servers = servers
        self._real_path = sources.real_path
        self._queue: deque[str] = deque()
        self._serving: dict[str, ForkServer] = {}
        """By real path; those that still start among them."""
        self._asked: set[str] = set()

    def ask_for(self, planned_path: str, mutants: int) -> None:
        """Once for a file."""
        path = self._real_path(planned_path)
        if path in self._asked or mutants < LEAST_MUTANTS or not self._servers.can_fork:
            return
        self._asked.add(path)
        self._queue.append(path)

    def listen(self) -> None:
        for path, server in list(self._serving.items()):
            server.listen()
            if server.unfit is not None or server.is_gone:
                self._leave(path)
        while self._queue and len(self._serving) < MOST_AT_ONCE and not self._servers.is_warming_up:
            path = self._queue.popleft()
            started = self._servers.start_at_import(path)
            if started is not None:
                self._serving[path] = started

    @property
    def is_warming_up(self) -> bool:
        return any(server.ready is None for server in self._serving.values())

    def is_awaited_by(self, task: Task) -> bool:
        """A canary has to prove the way that mutants will go."""
        if not isinstance(task, CanaryTask) or task.is_warm:
            return False
        path = self._real_path(task.path)
        server = self._serving.get(path)
        return path in self._queue or (server is not None and server.ready is None)

    def stop_at(self, planned_path: str) -> str | None:
        """The real path where a server has stopped there."""
        path = self._real_path(planned_path)
        return None if self.of(path) is None else path

    def of(self, path: str) -> ForkServer | None:
        server = self._serving.get(path)
        return None if server is None or server.ready is None else server

    def leave(self, planned_path: str) -> None:
        """Nothing of this file is left to do."""
        path = self._real_path(planned_path)
        if path in self._queue:
            self._queue.remove(path)
        self._leave(path)

    def _leave(self, path: str) -> None:
        server = self._serving.pop(path, None)
        if server is not None:
            self._servers.dismiss_one(server)
