"""The loop of a fork server: takes jobs, forks a process for each, and tells how those processes ended."""

from __future__ import annotations

import json
import os
import random
import select
import signal
from typing import Any

from ..job_process import become_job_process, memory_bytes
from ..suite_job import ServerEnds, SuiteJob, parse_job
from .code_store import CodeStore

CODES = "codes "
"""Before the place of compiled code that every process forked from now on may use."""


class ServerChannel:
    def __init__(self, ends: ServerEnds, codes: CodeStore) -> None:
        self._ends = ends
        self._codes = codes
        self._pid = os.getpid()
        self._children: set[int] = set()
        self._unread = b""

    def tell(self, **fields: Any) -> None:
        data = (json.dumps(fields, separators=(",", ":")) + "\n").encode()
        while data:
            data = data[os.write(self._ends.replies, data) :]

    def serve(self) -> SuiteJob | None:
        """Returns in each forked process, with its job; and at last, with None, where nobody asks any more."""
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        os.set_blocking(reader, False)
        before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False), signal.signal(signal.SIGCHLD, ignore)
        try:
            return self._serve(reader)
        finally:
            signal.set_wakeup_fd(before[0])
            signal.signal(signal.SIGCHLD, before[1])
            os.close(reader)
            os.close(writer)

    def _serve(self, wake_up: int) -> SuiteJob | None:
        while True:
            ready, _, _ = select.select([wake_up, self._ends.requests], [], [])
            if wake_up in ready:
                os.read(wake_up, 4096)
                self._reap()
            if self._ends.requests not in ready:
                continue
            data = os.read(self._ends.requests, 1 << 20)
            if not data:
                return None
            *lines, self._unread = (self._unread + data).split(b"\n")
            for line in lines:
                job = self._answer(line.decode())
                if job is not None:
                    return job

    def _answer(self, request: str) -> SuiteJob | None:
        if not request.startswith(CODES):
            return self._fork(request)
        self._codes.load(request[len(CODES) :])
        return None

    def _fork(self, request: str) -> SuiteJob | None:
        """The job, in the forked process alone."""
        luck = random.getstate()
        pid = os.fork()
        if pid:
            self._children.add(pid)
            self.tell(started=pid)
            return None
        os.close(self._ends.requests)
        os.close(self._ends.replies)
        job = parse_job(request)
        become_job_process(job, self._pid)
        random.setstate(luck)  # Python gives forked processes a luck of their own, and modules may have seeded theirs.
        return job

    def _reap(self) -> None:
        for child in list(self._children):
            pid, status, usage = os.wait4(child, os.WNOHANG)
            if pid:
                self._children.remove(pid)
                cpu_ms = (usage.ru_utime + usage.ru_stime) * 1000
                self.tell(ended=pid, status=status, cpuMs=cpu_ms, memoryBytes=memory_bytes(usage))


def ignore(*_: object) -> None:
    return
