"""The runner's side of a fork server: asks it for processes, and hears from it how they ended."""

from __future__ import annotations

import json
import os
import select
import signal
from typing import Any

from ..child.server_channel import CODES
from ..suite_job import ServerEnds, SuiteJob
from .guardian import Guardian
from .launcher import ProcessEnd, SuiteProcess, process_end

PATIENCE_SECONDS = 60
"""Forking takes milliseconds, on a busy machine a second."""


class ServerGone(Exception):
    """It has died; so have the processes that it forked."""


class ServerPipes:
    def __init__(self, is_warm: bool) -> None:
        requests_read, self._requests = os.pipe()
        self.replies, replies_write = os.pipe()
        os.set_blocking(self.replies, False)
        self.ends = ServerEnds(requests_read, replies_write, is_warm)
        self._unread = b""

    def own(self) -> list[int]:
        return [self._requests, self.replies]

    def keep_own(self) -> None:
        """Once the server has been started with its ends."""
        os.close(self.ends.requests)
        os.close(self.ends.replies)

    def ask(self, request: str) -> None:
        data = (request + "\n").encode()
        try:
            while data:
                data = data[os.write(self._requests, data) :]
        except BrokenPipeError as error:
            raise ServerGone from error

    def read(self) -> list[dict[str, Any]]:
        """What has come so far. Raises ServerGone after the last."""
        try:
            data = os.read(self.replies, 1 << 20)
        except BlockingIOError:
            return []
        if not data:
            raise ServerGone
        *lines, self._unread = (self._unread + data).split(b"\n")
        return [json.loads(line) for line in lines]

    def wait(self) -> None:
        """Raises ServerGone where no word comes for too long."""
        if not select.select([self.replies], [], [], PATIENCE_SECONDS)[0]:
            raise ServerGone

    def close(self) -> None:
        for descriptor in self.own():
            os.close(descriptor)


class ForkServer:
    """A launcher: starts suites in processes that the server forks."""

    def __init__(self, pipes: ServerPipes, guardian: Guardian, activation: str) -> None:
        self._pipes = pipes
        self._guardian = guardian
        self.activation = activation
        self._ended: dict[int, ProcessEnd] = {}
        self._started: int | None = None
        self.is_gone = False
        """It serves no longer."""
        self.ready: dict[str, Any] | None = None
        """What it has told of itself; None until it serves."""
        self.codes: str | None = None
        """Where it has put the code that it compiled."""
        self.unfit: str | None = None
        """Why it cannot serve, half a sentence."""

    def start(self, job: SuiteJob) -> SuiteProcess:
        """Raises ServerGone."""
        self._started = None
        try:
            self._pipes.ask(job.to_json())
            while self._started is None:
                self._pipes.wait()
                self.listen()
                if self.is_gone:
                    raise ServerGone
        except ServerGone:
            self.is_gone = True
            raise
        self._guardian.add(self._started)
        return ForkedProcess(self._started, self)

    def take_codes(self, path: str) -> None:
        try:
            self._pipes.ask(CODES + path)
        except ServerGone:
            self.is_gone = True

    def listen(self) -> None:
        if self.is_gone:
            return
        try:
            for reply in self._pipes.read():
                self._hear(reply)
        except ServerGone:
            self.is_gone = True

    def _hear(self, reply: dict[str, Any]) -> None:
        if "started" in reply:
            self._started = reply["started"]
        elif "ended" in reply:
            self._ended[reply["ended"]] = process_end(reply["status"], reply["cpuMs"], reply["memoryBytes"])
        elif "codes" in reply:
            self.codes = reply["codes"]
        elif "ready" in reply:
            self.ready = reply["ready"]
        else:
            self.unfit = self.unfit or reply["unfit"]

    def dismiss(self) -> None:
        """It ends by itself when nobody can ask it for anything."""
        self.is_gone = True
        self._pipes.close()

    def end_of(self, pid: int) -> ProcessEnd | None:
        self.listen()
        if pid in self._ended:
            return self._ended.pop(pid)
        return ProcessEnd(None, signal.SIGKILL, 0.0) if self.is_gone else None


class ForkedProcess:
    def __init__(self, pid: int, server: ForkServer) -> None:
        self.pid = pid
        self._server = server

    def poll(self) -> ProcessEnd | None:
        return self._server.end_of(self.pid)
