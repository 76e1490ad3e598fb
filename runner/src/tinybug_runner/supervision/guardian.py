"""A tiny process that outlives the runner if that is killed, and then ends everything the runner has started.

It also watches standard input where the runner lives only as long as that stays open, so that this works while the
runner is busy importing something that hangs.
"""

from __future__ import annotations

import os
import select
import signal
import time

from .scratch_folder import remove_tree

STDIN = 0
MERCY_SECONDS = 3.0


class Guardian:
    """The runner's end of the pipe to it. Processes write their own number into it before they do anything else."""

    def __init__(self, pid: int, descriptor: int) -> None:
        self.pid = pid
        self._descriptor = descriptor

    def add(self, pid: int) -> None:
        os.write(self._descriptor, b"+%d\n" % pid)

    def remove(self, pid: int) -> None:
        os.write(self._descriptor, b"-%d\n" % pid)

    def forget(self) -> None:
        """In a forked child: only the runner itself keeps the guardian calm."""
        os.close(self._descriptor)

    def dismiss(self) -> None:
        os.close(self._descriptor)
        os.waitpid(self.pid, 0)


def start_guardian(scratch: str, is_stdin_watched: bool) -> Guardian:
    reader, writer = os.pipe()
    runner = os.getpid()
    pid = os.fork()
    if pid:
        os.close(reader)
        return Guardian(pid, writer)
    try:
        os.close(writer)
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        groups = watch(reader, STDIN if is_stdin_watched else None, runner)
        end_everything(groups, scratch)
        remove_tree(scratch)
    finally:
        os._exit(0)


def watch(pipe: int, stdin: int | None, runner: int) -> set[int]:
    """Returns when the runner has ended, with the process groups it has left."""
    groups: set[int] = set()
    unread = b""
    deadline: float | None = None
    while True:
        sources = [pipe] if stdin is None else [pipe, stdin]
        ready, _, _ = select.select(
            sources, [], [], None if deadline is None else max(0.0, deadline - time.monotonic())
        )
        if deadline is not None and time.monotonic() >= deadline:
            os.kill(runner, signal.SIGKILL)
            deadline = None
        if stdin is not None and stdin in ready and not read(stdin):
            os.kill(runner, signal.SIGTERM)
            stdin, deadline = None, time.monotonic() + MERCY_SECONDS
        if pipe in ready:
            data = read(pipe)
            if not data:
                return groups
            *lines, unread = (unread + data).split(b"\n")
            for line in lines:
                (groups.add if line[:1] == b"+" else groups.discard)(int(line[1:]))


def read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


def end_everything(groups: set[int], scratch: str) -> None:
    for group in groups:
        end_group(group)
    for pid in leftovers(groups, scratch):
        end_process(pid)


def leftovers(sessions: set[int], scratch: str) -> list[int]:
    """Linux: processes of those sessions, and those whose environment names the runner's own folder."""
    found: list[int] = []
    mark = os.fsencode(scratch)
    for name in os.listdir("/proc") if os.path.isdir("/proc/self") else []:
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                session = int(file.read().rpartition(b")")[2].split()[3])
            with open(f"/proc/{name}/environ", "rb") as file:
                is_marked = mark in file.read()
        except (OSError, IndexError):
            continue
        if session in sessions or is_marked:
            found.append(int(name))
    return found


def end_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except OSError:
        end_process(group)


def end_process(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        return
