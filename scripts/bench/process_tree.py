"""Runs a command and measures everything that it starts: CPU time, memory, wall time. Linux only.

    process_tree.py '{"outcome": …, "output": …, "seconds": 90, "memoryMb": 6000, "processMemoryMb": null}' COMMAND …

CPU time comes from a control group of its own where one can be made: it counts every process, whatever became of it.
Elsewhere it is the sum over all processes waited for; this process adopts orphans (it is a subreaper), so that only
children of parents that ignore SIGCHLD are missed. The tree is asked to stop (SIGINT) at its time limit and killed
whole soon after, at its memory limit, and as soon as standard input ends: nothing outlives the benchmark.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import select
import signal
import sys
import time
from pathlib import Path
from typing import Any, Callable

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
SAMPLE_SECONDS = 0.25
GRACE_SECONDS = 8.0
MEBIBYTE = 1024 * 1024


class ControlGroup:
    """Counts CPU time of all processes that were ever in it; limits nothing."""

    def __init__(self, folder: Path, reader: Callable[[Path], float]) -> None:
        self._folder, self._reader = folder, reader

    @classmethod
    def create(cls) -> ControlGroup | None:
        for parent, reader in candidates():
            folder = parent / f"tinybug-bench-{os.getpid()}"
            try:
                folder.mkdir()
                reader(folder)
            except (OSError, ValueError):
                continue
            return cls(folder, reader)
        return None

    def enter(self) -> None:
        (self._folder / "cgroup.procs").write_text("0")

    def cpu_ms(self) -> float:
        return self._reader(self._folder)

    def remove(self) -> None:
        for _ in range(50):
            try:
                self._folder.rmdir()
            except OSError:
                time.sleep(0.02)
            else:
                return


def candidates() -> list[tuple[Path, Callable[[Path], float]]]:
    own = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        own[controllers] = path.lstrip("/")
    found: list[tuple[Path, Callable[[Path], float]]] = []
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, after = line.split(" - ", 1)
        mount, kind, options = Path(before.split()[4]), after.split()[0], after.split()[2]
        if kind == "cgroup" and "cpuacct" in options.split(","):
            names = next((name for name in own if "cpuacct" in name.split(",")), None)
            if names is not None:
                found.append((mount / own[names], read_cpuacct))
        elif kind == "cgroup2" and "" in own:
            found.append((mount / own[""], read_cpu_stat))
    return found


def read_cpuacct(folder: Path) -> float:
    return int((folder / "cpuacct.usage").read_text()) / 1e6


def read_cpu_stat(folder: Path) -> float:
    return int(re.findall(r"usage_usec (\d+)", (folder / "cpu.stat").read_text())[0]) / 1e3


def descendants() -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            stat = read(f"/proc/{entry.name}/stat")
            if stat:
                children.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found, waiting = [], [os.getpid()]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def memory_mb(pids: list[int]) -> float:
    """Shared pages count once (proportional set size)."""
    sizes = [re.search(r"^Pss:\s+(\d+) kB", read(f"/proc/{pid}/smaps_rollup"), re.MULTILINE) for pid in pids]
    return sum(int(size[1]) for size in sizes if size) / 1024


def highest_own_mb(pid: int) -> float:
    found = re.search(r"^VmHWM:\s+(\d+) kB", read(f"/proc/{pid}/status"), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


class Tree:
    def __init__(self, task: dict[str, Any], command: list[str]) -> None:
        self._task, self._group = task, ControlGroup.create()
        self._peak_mb = self._leader_mb = 0.0
        self._cut_off: str | None = None
        self._status: int | None = None
        self._left_over = 0
        self._started = time.monotonic()
        self._leader = self._start(command)

    def _start(self, command: list[str]) -> int:
        pid = os.fork()
        if pid > 0:
            return pid
        try:
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.setsid()
            if self._group is not None:
                self._group.enter()
            if self._task["processMemoryMb"] is not None:
                limit = int(self._task["processMemoryMb"] * MEBIBYTE)
                resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            output = os.open(self._task["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.execvp(command[0], command)
        except BaseException as error:
            os.write(2, f"{command[0]} cannot be started: {error}\n".encode())
        finally:
            os._exit(127)

    def watch(self) -> dict[str, Any]:
        ended = os.pidfd_open(self._leader)
        deadline, final = self._started + self._task["seconds"], float("inf")
        while self._status is None:
            ready, _, _ = select.select([ended, sys.stdin], [], [], SAMPLE_SECONDS)
            self._reap()
            if sys.stdin in ready and not os.read(0, 4096):
                self._cut_off = "stopped"
            elif ended not in ready:
                self._sample()
            now = time.monotonic()
            if now > deadline and self._cut_off is None:
                self._cut_off, final = "time", now + GRACE_SECONDS
                os.killpg(self._leader, signal.SIGINT)
            if self._cut_off in ("memory", "stopped") or now > final:
                break
        wall_ms = (time.monotonic() - self._started) * 1000
        self._left_over = self._end_all()
        return self._outcome(wall_ms)

    def _sample(self) -> None:
        total = memory_mb(descendants())
        self._peak_mb = max(self._peak_mb, total)
        self._leader_mb = max(self._leader_mb, highest_own_mb(self._leader))
        if total > self._task["memoryMb"]:
            self._cut_off = "memory"

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self._leader:
                self._status = status

    def _end_all(self) -> int:
        first: int | None = None
        while True:
            self._reap()
            alive = descendants()
            first = len(alive) if first is None else first
            if not alive:
                return first
            for pid in alive:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            time.sleep(0.01)

    def _outcome(self, wall_ms: float) -> dict[str, Any]:
        status = 0 if self._status is None else self._status
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu_ms = (usage.ru_utime + usage.ru_stime) * 1000
        if self._group is not None:
            cpu_ms = self._group.cpu_ms()
            self._group.remove()
        return {
            "wallMs": wall_ms,
            "cpuMs": cpu_ms,
            "cpuFrom": "processes waited for" if self._group is None else "control group",
            "peakMemoryMb": self._peak_mb,
            "leaderMemoryMb": self._leader_mb,
            "exitCode": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
            "cutOff": self._cut_off,
            "leftOver": self._left_over,
        }


def main(arguments: list[str]) -> None:
    task = json.loads(arguments[0])
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    outcome = Tree(task, arguments[1:]).watch()
    Path(task["outcome"]).write_text(json.dumps(outcome))


main(sys.argv[1:])
