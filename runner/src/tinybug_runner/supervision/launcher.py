"""Starts processes that run the tests: by forking this one, which has pytest in memory, or as a new interpreter."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from ..job_process import become_job_process, memory_bytes, restore_signals
from ..suite_job import SuiteJob
from .guardian import Guardian

START = "import sys; sys.path.insert(0, sys.argv[1]); from tinybug_runner.child.entry import main; main(sys.argv[2])"


@dataclass(frozen=True)
class ProcessEnd:
    exit_code: int | None
    signal: int | None
    cpu_ms: float
    memory_bytes: int = 0
    """The largest resident set that it, or a process that it waited for, ever had."""


class SuiteProcess(Protocol):
    pid: int

    def poll(self) -> ProcessEnd | None:
        """None while it runs."""
        ...


class Launcher(Protocol):
    activation: str
    """As the report's `Activation`."""

    def start(self, job: SuiteJob) -> SuiteProcess: ...


class PosixProcess:
    """A direct child that leads a session, and a process group, of its own."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> ProcessEnd | None:
        pid, status, usage = os.wait4(self.pid, os.WNOHANG)
        if pid == 0:
            return None
        return process_end(status, (usage.ru_utime + usage.ru_stime) * 1000, memory_bytes(usage))


def process_end(status: int, cpu_ms: float, memory_bytes: int) -> ProcessEnd:
    """`status` as the system's `wait` gives it."""
    if os.WIFSIGNALED(status):
        return ProcessEnd(None, os.WTERMSIG(status), cpu_ms, memory_bytes)
    return ProcessEnd(os.WEXITSTATUS(status), None, cpu_ms, memory_bytes)


class PopenProcess:
    """Where there is no `wait4`."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.pid = process.pid
        self._process = process

    def poll(self) -> ProcessEnd | None:
        code = self._process.poll()
        return None if code is None else ProcessEnd(code, None, 0.0)


class ForkLauncher:
    activation = "fresh-import"

    def __init__(self, guardian: Guardian, own_descriptors: Iterable[int]) -> None:
        self.guardian = guardian
        self.own_descriptors = set(own_descriptors)
        """Those that a forked process has no use for."""
        self._parent = os.getpid()

    def start(self, job: SuiteJob) -> SuiteProcess:
        from ..child.entry import run_and_exit

        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            return PosixProcess(pid)
        try:
            become_job_process(job, self._parent)
            restore_signals()
            self.guardian.add(os.getpid())
            self.guardian.forget()
            for descriptor in self.own_descriptors:
                os.close(descriptor)
            run_and_exit(job)
        finally:
            os._exit(1)


class InterpreterLauncher:
    activation = "subprocess"

    def __init__(self, guardian: Guardian | None, package_place: str) -> None:
        self._guardian = guardian
        self._package_place = package_place
        """The folder that holds this package."""

    def start(self, job: SuiteJob) -> SuiteProcess:
        flags: list[str] = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]
        with open(job.output_path, "wb") as output:
            process = subprocess.Popen(
                [sys.executable, *flags, "-c", START, self._package_place, job.save()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=job.root,
                env={**os.environ, "TMPDIR": job.folder, "PYTHONDONTWRITEBYTECODE": "1"},
                start_new_session=True,
            )
        if self._guardian is None:
            return PopenProcess(process)
        self._guardian.add(process.pid)
        process.returncode = 0  # It is waited for by `wait4`, which tells its CPU time.
        return PosixProcess(process.pid)
