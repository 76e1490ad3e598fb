"""How much memory and disk the tests of a mutant may take, from what they took without any."""

from __future__ import annotations

import errno
import os

from ..plan import MutantsPlan
from ..suite_job import Bounds
from ..suite_story import SuiteStory
from ..supervision.space_limit import NO_LIMIT, SpaceLimit, SpaceOverrun
from ..supervision.supervisor import EndedSuite
from .kill_check import Pending
from .task import MutantTask, Task

MB = 1 << 20
LEAST_MEMORY_BYTES = 1024 * MB
LEAST_DISK_BYTES = 2048 * MB
CORE_BYTES = 64 * MB
"""Libraries for numbers take buffers for each core as soon as they are imported."""
GROWTH = 4
"""A mutant may take so many times what the tests take without it."""
SPACE_ERRORS = frozenset({errno.ENOMEM, errno.EFBIG})
MARKS = ("MemoryError", "can't start new thread", *(f"[Errno {number}]" for number in sorted(SPACE_ERRORS)))


class SpaceLimits:
    def __init__(self, plan: MutantsPlan) -> None:
        self._chosen_bytes = None if plan.memory_mb is None else plan.memory_mb * MB
        self._machine_bytes = memory_of_machine()
        self._memory_bytes = 0.0
        """The most that tests without a mutant have taken so far."""
        self._disk_bytes = 0.0
        self._are_bounds_lifted = False

    def of(self, task: Task) -> SpaceLimit:
        if not isinstance(task, MutantTask):
            return NO_LIMIT
        return SpaceLimit(self.memory_bytes, max(LEAST_DISK_BYTES, GROWTH * self._disk_bytes))

    @property
    def memory_bytes(self) -> float:
        """Never less than twice what the tests take by themselves, whatever was chosen."""
        usual = max(LEAST_MEMORY_BYTES, min(GROWTH * self._memory_bytes, self._machine_bytes / 2))
        return max(self._chosen_bytes or usual, 2 * self._memory_bytes)

    @property
    def bounds(self) -> Bounds | None:
        """
        Of each process by itself, for what fills memory between two looks. The same with a mutant and without, so that
        a failure because of them is no evidence; None once tests without a mutant have shown that they need more.
        """
        if self._are_bounds_lifted:
            return None
        least = self._chosen_bytes or LEAST_MEMORY_BYTES
        generous = GROWTH * least + CORE_BYTES * (os.cpu_count() or 1)
        return Bounds(int(max(least, min(generous, self._machine_bytes / 2))), LEAST_DISK_BYTES)

    def learn(self, ended: EndedSuite, story: SuiteStory) -> bool:
        """From tests without a mutant. Whether they must run once more, without bounds from now on."""
        self._memory_bytes = max(self._memory_bytes, ended.memory_bytes)
        self._disk_bytes = max(self._disk_bytes, ended.disk_bytes)
        if ended.job.bounds is None or not wants_space(story):
            return False
        self._are_bounds_lifted = True
        return True

    def overrun_of(self, ended: EndedSuite, story: SuiteStory) -> SpaceOverrun | None:
        """Also one that came between two looks: the process ran into its bounds, and had filled its memory by then."""
        if isinstance(ended.overrun, SpaceOverrun):
            return ended.overrun
        used, limit = ended.memory_bytes, self.memory_bytes
        return SpaceOverrun("memory", used, limit) if used > limit and wants_space(story) else None

    def is_outgrown(self, pending: Pending) -> bool:
        """More is known by now about what the tests need without any mutant, and the mutant gets another chance."""
        if pending.verdict.status == "Survived":
            return False
        if pending.is_bounded and self._are_bounds_lifted:
            return True
        overrun = pending.overrun
        if overrun is None:
            return False
        limit = self.of(pending.task)
        return overrun.limit_bytes < (limit.memory_bytes if overrun.kind == "memory" else limit.disk_bytes)


def wants_space(story: SuiteStory) -> bool:
    """A test failed for want of memory, or with a file that grew too large."""
    failed = [(f"{each.exception}: {each.message}", each.error_number) for each in story.failures]
    failed += [(message, None) for message in story.messages.values()]
    return any(number in SPACE_ERRORS or any(mark in message for mark in MARKS) for message, number in failed)


def memory_of_machine() -> float:
    try:
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, ValueError, OSError):
        return float("inf")
