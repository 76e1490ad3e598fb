"""CPU time, memory and state of a process and all that descends from it, read from the system while they run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class ProcessFacts:
    pid: int
    parent: int
    session: int
    is_runnable: bool
    """Running, ready to run, or waiting for a disk."""
    cpu_ms: float
    """Of itself and of the children it has waited for."""
    memory_bytes: int = 0
    """Its resident set."""


class ProcessTable(Protocol):
    interval_ms: float
    """How often reading is worth its price."""

    def tree(self, pid: int) -> list[ProcessFacts]:
        """The process and its descendants; empty where it is gone or cannot be seen."""
        ...


class ProcFiles:
    """Linux."""

    interval_ms = 50.0

    def __init__(self) -> None:
        self._tick_ms = 1000 / os.sysconf("SC_CLK_TCK")
        self._page_bytes = os.sysconf("SC_PAGE_SIZE")

    def tree(self, pid: int) -> list[ProcessFacts]:
        found: list[ProcessFacts] = []
        waiting = [pid]
        while waiting:
            facts = self.facts(waiting.pop())
            if facts is not None:
                found.append(facts)
                waiting.extend(children_of(facts.pid))
        return found

    def facts(self, pid: int) -> ProcessFacts | None:
        try:
            with open(f"/proc/{pid}/stat", "rb") as file:
                # The name in parentheses may hold anything; the fields after it are plain.
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            return None
        return ProcessFacts(
            pid=pid,
            parent=int(fields[1]),
            session=int(fields[3]),
            is_runnable=fields[0] in (b"R", b"D"),
            cpu_ms=sum(int(field) for field in fields[11:15]) * self._tick_ms,
            memory_bytes=int(fields[21]) * self._page_bytes,
        )


def children_of(pid: int) -> Iterator[int]:
    """Linux: processes that any thread of the process has started and that are not waited for yet."""
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                yield from map(int, file.read().split())
    except OSError:
        return


class PsCommand:
    """Other Unix systems."""

    interval_ms = 1000.0

    def tree(self, pid: int) -> list[ProcessFacts]:
        command = ["ps", "-A", "-o", "pid=,ppid=,pgid=,state=,time=,rss="]
        try:
            listing = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        except OSError:
            return []
        everything: dict[int, ProcessFacts] = {}
        for line in listing.splitlines():
            facts = parse_ps_line(line)
            if facts is not None:
                everything[facts.pid] = facts
        found, waiting = [], [pid]
        while waiting:
            current = waiting.pop()
            if current in everything:
                found.append(everything[current])
            waiting.extend(facts.pid for facts in everything.values() if facts.parent == current)
        return found


def parse_ps_line(line: str) -> ProcessFacts | None:
    fields = line.split()
    if len(fields) != 6:
        return None
    pid, parent, group, state, time, resident_kb = fields
    return ProcessFacts(
        pid=int(pid),
        parent=int(parent),
        session=int(group),
        is_runnable=state[0] in "RDU",
        cpu_ms=parse_ps_time(time) * 1000,
        memory_bytes=int(resident_kb) * 1024,
    )


def parse_ps_time(text: str) -> float:
    """`[days-][hours:]minutes:seconds[.hundredths]`"""
    days, _, clock = text.rpartition("-")
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds + 86400 * int(days or 0)


class BlindTable:
    """Windows: nothing can be read without more than the standard library, so limits hold for wall time."""

    interval_ms = 200.0

    def tree(self, pid: int) -> list[ProcessFacts]:
        return []


def choose_process_table() -> ProcessTable:
    if os.path.exists("/proc/self/stat") and sys.platform.startswith("linux"):
        return ProcFiles()
    return PsCommand() if os.name == "posix" else BlindTable()
