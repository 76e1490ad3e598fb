"""Runs suites side by side, ends those that overrun, and whatever they leave behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from dataclasses import dataclass
from types import FrameType

from ..failure import Stopped
from ..suite_job import SuiteJob
from .guardian import Guardian, end_group, end_process
from .kernel import Kernel
from .launcher import Launcher, ProcessEnd, SuiteProcess
from .process_table import ProcessTable, ProcFiles, children_of, choose_process_table
from .space_limit import NO_LIMIT, SpaceLimit, SpaceOverrun, SpaceWatch
from .time_limit import Overrun, TimeLimit, TimeWatch


@dataclass(frozen=True)
class EndedSuite:
    job: SuiteJob
    end: ProcessEnd
    overrun: Overrun | SpaceOverrun | None
    activation: str
    wall_ms: float
    memory_bytes: int = 0
    """The most that was seen of it, of all its processes together."""
    disk_bytes: int = 0


@dataclass
class RunningSuite:
    job: SuiteJob
    process: SuiteProcess
    activation: str
    watch: TimeWatch | None
    space: SpaceWatch
    started_ms: float
    read_ms: float
    overrun: Overrun | SpaceOverrun | None = None


class Supervisor:
    def __init__(self, guardian: Guardian | None, kernel: Kernel) -> None:
        self._guardian = guardian
        self._table: ProcessTable = choose_process_table()
        self._is_adopting = kernel.adopt_orphans() and isinstance(self._table, ProcFiles)
        self._running: dict[int, RunningSuite] = {}
        self._suspects: dict[int, set[int]] = {}
        """Orphans, and the suites that ran when each was first seen."""
        self._wake_up = WakeUp()

    def watch(self, descriptor: int) -> None:
        """What can be read from it ends the waiting too."""
        self._wake_up.watch(descriptor)

    def unwatch(self, descriptor: int) -> None:
        self._wake_up.unwatch(descriptor)

    def descriptors(self) -> list[int]:
        """Those that a forked process has no use for."""
        return self._wake_up.descriptors()

    def start(
        self, launcher: Launcher, job: SuiteJob, limit: TimeLimit | None, space_limit: SpaceLimit = NO_LIMIT
    ) -> None:
        """Where there is no limit of time, it is not looked at at all."""
        now = now_ms()
        watch = None if limit is None else TimeWatch(limit, now)
        space = SpaceWatch(space_limit, job.folder)
        process = launcher.start(job)
        self._running[process.pid] = RunningSuite(job, process, launcher.activation, watch, space, now, now)

    def wait(self) -> list[EndedSuite]:
        """Suites that have ended; returns at least twenty times a second, then perhaps with none."""
        self._wake_up.wait(min(self._table.interval_ms, 50.0) / 1000)
        ended = [self._ended(suite, end) for suite in list(self._running.values()) if (end := suite.process.poll())]
        self._look_after()
        return ended

    def _ended(self, suite: RunningSuite, end: ProcessEnd) -> EndedSuite:
        pid = suite.process.pid
        end_tree(pid)
        del self._running[pid]
        if self._guardian is not None:
            self._guardian.remove(pid)
        self._end_orphans(pid)
        return EndedSuite(
            job=suite.job,
            end=end,
            overrun=suite.overrun,
            activation=suite.activation,
            wall_ms=now_ms() - suite.started_ms,
            memory_bytes=max(end.memory_bytes, suite.space.memory_bytes),
            disk_bytes=suite.space.disk_bytes,
        )

    def _look_after(self) -> None:
        now = now_ms()
        for suite in self._running.values():
            if suite.watch is None or suite.overrun is not None or now - suite.read_ms < self._table.interval_ms:
                continue
            suite.read_ms = now
            processes = self._table.tree(suite.process.pid)
            suite.overrun = suite.watch.read(processes, now) or suite.space.read(processes)
            if suite.overrun is not None:
                end_tree(suite.process.pid)

    def _end_orphans(self, ended_pid: int) -> None:
        """An orphan with a session of its own may be any running suite's: it goes when all suspects have ended."""
        if not self._is_adopting:
            return
        for _ in range(100):
            orphans = {
                pid for pid in children_of(os.getpid()) if pid not in self._running and not self._is_guardian(pid)
            }
            self._suspects = {pid: self._suspects.get(pid) or {ended_pid, *self._running} for pid in orphans}
            doomed = [pid for pid in orphans if self._is_doomed(pid, ended_pid)]
            if not doomed:
                return
            for pid in doomed:
                end_process(pid)
                os.waitpid(pid, 0)

    def _is_guardian(self, pid: int) -> bool:
        return self._guardian is not None and self._guardian.pid == pid

    def _is_doomed(self, pid: int, ended_pid: int) -> bool:
        facts = ProcFiles().facts(pid)
        if facts is not None and facts.session in self._running:
            return False
        return facts is None or facts.session == ended_pid or not self._suspects[pid] & self._running.keys()

    def end_all(self) -> None:
        for suite in list(self._running.values()):
            end_tree(suite.process.pid)
            while suite.process.poll() is None:
                time.sleep(0.001)
            self._ended(suite, ProcessEnd(None, None, 0))
        self._wake_up.close()


def end_tree(pid: int) -> None:
    if os.name == "posix":
        end_group(pid)
    else:
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(pid)], capture_output=True, check=False)


def now_ms() -> float:
    return time.monotonic() * 1000


class WakeUp:
    """Waits until a child ends, a signal asks the runner to stop, or the time is over."""

    def __init__(self) -> None:
        self._reader: int | None = None
        self._watched: list[int] = []
        if os.name != "posix":
            return
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        os.set_blocking(self._reader, False)
        signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def watch(self, descriptor: int) -> None:
        self._watched.append(descriptor)

    def unwatch(self, descriptor: int) -> None:
        self._watched.remove(descriptor)

    def wait(self, seconds: float) -> None:
        if self._reader is None:
            time.sleep(min(seconds, 0.02))
        elif self._reader in select.select([self._reader, *self._watched], [], [], seconds)[0]:
            os.read(self._reader, 4096)

    def descriptors(self) -> list[int]:
        return [] if self._reader is None else [self._reader, self._writer]

    def close(self) -> None:
        if self._reader is not None:
            signal.set_wakeup_fd(-1)
            os.close(self._reader)
            os.close(self._writer)


def stop_on_signals() -> None:
    def stop(number: int, _frame: FrameType | None) -> None:
        for other in stopping:
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(f"signal {number}")

    stopping = [signal.SIGINT, signal.SIGTERM] + ([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])
    for number in stopping:
        signal.signal(number, stop)
