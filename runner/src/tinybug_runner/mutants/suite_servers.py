"""The fork servers of a run: one has pytest only, one has collected the tests, others stop where a file is imported."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import replace

from ..equipment import Equipment
from ..suite_job import SuiteJob
from ..supervision.fork_server import ForkServer, ServerPipes
from ..supervision.launcher import ForkLauncher, Launcher
from ..supervision.supervisor import EndedSuite

WARM_UP_SECONDS = 600
"""After that, every mutant is imported afresh."""


class SuiteServers:
    def __init__(self, equipment: Equipment, pytest_arguments: tuple[str, ...], files: Iterable[str]) -> None:
        self._equipment = equipment
        self._arguments = pytest_arguments
        self._files = tuple(files)
        self._servers: dict[str, tuple[ForkServer, ServerPipes]] = {}
        """By the folder of the job that is the server."""
        self._codes: str | None = None
        """Where the code is that the warm server has compiled."""
        self._leaving: set[str] = set()
        """Folders of servers that have been told to end."""
        self._started = time.monotonic()
        self.cold: ForkServer | None = None
        self.warm: ForkServer | None = None
        self.why_not_warm: str | None = None
        """Half a sentence; None while there is one, and where none was meant to be."""

    def start(self) -> None:
        launcher = self._equipment.launcher
        if not isinstance(launcher, ForkLauncher):
            return
        self.cold = self._start(launcher, is_warm=False)
        self.warm = self._start(launcher, is_warm=True)

    def start_at_import(self, path: str) -> ForkServer | None:
        """One that stops where this file, a real path, is imported. None where processes cannot be forked."""
        launcher = self._equipment.launcher
        return self._start(launcher, False, path) if isinstance(launcher, ForkLauncher) else None

    def _start(self, launcher: ForkLauncher, is_warm: bool, stops_at: str | None = None) -> ForkServer:
        pipes = ServerPipes(is_warm)
        launcher.own_descriptors.update(pipes.own())
        job = SuiteJob(
            root=self._equipment.root,
            folder=self._equipment.scratch.new_folder(),
            pytest_arguments=self._arguments,
            files=self._files,
            server=replace(pipes.ends, stops_at=stops_at, codes=self._codes),
        )
        self._equipment.supervisor.start(launcher, job, None)
        pipes.keep_own()
        self._equipment.supervisor.watch(pipes.replies)
        server = ForkServer(pipes, launcher.guardian, "code-swap" if is_warm else "fresh-import")
        self._servers[job.folder] = server, pipes
        return server

    @property
    def can_fork(self) -> bool:
        return self.cold is not None

    @property
    def is_warming_up(self) -> bool:
        is_patient = time.monotonic() - self._started < WARM_UP_SECONDS
        return self.warm is not None and self.warm.ready is None and is_patient

    @property
    def fresh_launcher(self) -> Launcher:
        return self._equipment.launcher if self.cold is None or self.cold.ready is None else self.cold

    def retire_warm(self, reason: str) -> None:
        """`reason` is half a sentence."""
        self.why_not_warm = reason
        self.warm = None

    def has_shared_files(self) -> bool:
        """Whether something has been put where every forked process would find it."""
        places = [folder for folder, (server, _) in self._servers.items() if server is self.warm]
        return any(os.listdir(os.path.join(place, "tmp")) for place in places)

    def listen(self) -> None:
        for server in (self.cold, self.warm):
            if server is not None:
                server.listen()
        codes = None if self.warm is None else self.warm.codes
        if codes is not None and self.cold is not None and self._codes is None:
            self._codes = codes
            self.cold.take_codes(codes)
        if self.warm is not None and (self.warm.unfit is not None or self.warm.is_gone):
            self._lose_warm(self.warm)
        if self.cold is not None and (self.cold.unfit is not None or self.cold.is_gone):
            self.cold = None

    def _lose_warm(self, server: ForkServer) -> None:
        self.why_not_warm = server.unfit or "the process that had collected the tests has died"
        self.warm = None

    def has_ended(self, ended: EndedSuite) -> bool:
        """Whether it was a server, which then serves no longer."""
        found = self._servers.pop(ended.job.folder, None)
        if found is None:
            return ended.job.folder in self._leaving
        server, pipes = found
        server.listen()
        self._forget(pipes)
        if server is self.warm:
            self._lose_warm(server)
        elif server is self.cold:
            self.cold = None
        return True

    def dismiss(self) -> None:
        for server, _ in list(self._servers.values()):
            self.dismiss_one(server)

    def dismiss_one(self, server: ForkServer) -> None:
        for folder, (each, pipes) in list(self._servers.items()):
            if each is server:
                del self._servers[folder]
                self._leaving.add(folder)
                self._forget(pipes)
                server.dismiss()

    def _forget(self, pipes: ServerPipes) -> None:
        self._equipment.supervisor.unwatch(pipes.replies)
        launcher = self._equipment.launcher
        if isinstance(launcher, ForkLauncher):
            launcher.own_descriptors.difference_update(pipes.own())
