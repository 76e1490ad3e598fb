"""Whether a process that has collected the tests can fork one for each mutant without one harming another."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass

import pytest

from ..supervision.process_table import children_of

HARMLESS_TARGETS = frozenset({os.devnull, "/dev/urandom", "/dev/random", "/dev/zero"})
OWN_LOOPS = ("_pytest.", "xdist.")


@dataclass(frozen=True)
class Possessions:
    """What forked processes would have in common."""

    files: frozenset[str]
    shared_memory: frozenset[str]


def possessions() -> Possessions:
    return Possessions(open_files(), shared_memory())


def reason_against_serving(session: pytest.Session, temporary: str, before: Possessions) -> str | None:
    """Half a sentence. None where a forked process is as good as one that has imported the project itself."""
    if session.testsfailed:
        return "collecting the tests failed"
    return reason_against_forking(session.config, temporary, before)


def reason_against_forking(config: pytest.Config, temporary: str, before: Possessions) -> str | None:
    if thread_count() > 1:
        return "the project starts threads while it is imported"
    if any(True for _ in children_of(os.getpid())):
        return "the project starts processes while it is imported"
    now = possessions()
    opened = sorted(now.files - before.files)
    if opened:
        return f"the project opens files while it is imported and keeps them open ({opened[0]})"
    if now.shared_memory - before.shared_memory:
        return "the project shares memory with other processes while it is imported"
    if os.listdir(temporary) or is_temporary_folder_used(config):
        return "the project makes temporary files while it is imported"
    return reason_in_plugins(config)


def reason_in_plugins(config: pytest.Config) -> str | None:
    for implementation in config.hook.pytest_runtestloop.get_hookimpls():
        module = getattr(implementation.function, "__module__", None) or ""
        is_wrapper = implementation.hookwrapper or getattr(implementation, "wrapper", False)
        if not is_wrapper and not module.startswith((*OWN_LOOPS, __name__.split(".", 1)[0])):
            return f"{module} runs the tests in its own way"
    return None


def shared_memory() -> frozenset[str]:
    """What every forked process could change for all others; empty where the system does not tell."""
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="replace") as file:
            return frozenset(line.split()[0] for line in file if line.split()[1].endswith("s"))
    except OSError:
        return frozenset()


def thread_count() -> int:
    """Also of threads that Python does not know of, where the system tells."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return threading.active_count()


def open_files() -> frozenset[str]:
    """What the open descriptors lead to; empty where the system does not tell."""
    found = set()
    try:
        descriptors = os.listdir("/proc/self/fd")
    except OSError:
        return frozenset()
    for descriptor in descriptors:
        try:
            found.add(os.readlink(f"/proc/self/fd/{descriptor}"))
        except OSError:
            continue  # That of the listing itself.
    return frozenset(found - HARMLESS_TARGETS)


def is_temporary_folder_used(config: pytest.Config) -> bool:
    factory = getattr(config, "_tmp_path_factory", None)
    return getattr(factory, "_basetemp", None) is not None
