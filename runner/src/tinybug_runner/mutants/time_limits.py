"""How much time the tests of a mutant may take, from what they took without any."""

from __future__ import annotations

from collections.abc import Iterable

from ..plan import MutantsPlan, PlannedTest
from ..supervision.time_limit import TimeLimit
from .lane import Lanes
from .task import CanaryTask, MutantTask, Task

FRESH_ALLOWANCE_MS = 2_000.0
"""CPU time for importing and collecting, on top of what the canary took."""
UNKNOWN_ALLOWANCE_MS = 30_000.0
"""Where nothing is known: for a canary, or tests that are not in the plan."""
PATIENT_ALLOWANCE_MS = 300_000.0
"""For tests without a mutant, which are known to end."""
PROCESS_MS = 50.0
"""
What a process needs beside its tests: about 10 ms where code is exchanged, on an idle machine. So much more without a
mutant is no reason to give one that ran out of time another chance.
"""


class TimeLimits:
    def __init__(self, plan: MutantsPlan) -> None:
        self._rule = plan.timeout
        self._tests = {test.id: test for test in plan.tests}
        self._noted: dict[frozenset[str], tuple[float, float]] = {}

    def of(self, task: Task, lanes: Lanes) -> TimeLimit:
        if isinstance(task, CanaryTask):
            return self._limit(task.tests, UNKNOWN_ALLOWANCE_MS)
        if not isinstance(task, MutantTask):
            return self._limit(task.tests, PATIENT_ALLOWANCE_MS)
        if task.is_in_suite_order:
            return self._limit(task.tests, UNKNOWN_ALLOWANCE_MS)
        if task.is_warm:
            return self._limit(task.tests, 0.0)
        finding = lanes.of(task.mutant.path, is_warm=False).finding
        if finding is None or finding.collecting_cpu_ms is None or finding.stopped_at != task.stopped_at:
            return self._limit(task.tests, UNKNOWN_ALLOWANCE_MS)
        return self._limit(task.tests, self._rule.factor * finding.collecting_cpu_ms + FRESH_ALLOWANCE_MS)

    def note(self, tests: Iterable[str], cpu_ms: float, wall_ms: float) -> None:
        """What they took by themselves: the baseline charges what tests share to the first of them alone."""
        self._noted[frozenset(tests)] = (cpu_ms, wall_ms)

    def is_noted(self, tests: Iterable[str]) -> bool:
        return frozenset(tests) in self._noted

    def _limit(self, ids: tuple[str, ...], allowance_ms: float) -> TimeLimit:
        tests: list[PlannedTest] = [self._tests[test] for test in ids if test in self._tests]
        noted_cpu_ms, noted_wall_ms = self._noted.get(frozenset(ids), (0.0, 0.0)) if self._noted else (0.0, 0.0)
        cpu_ms = self._rule.factor * max(noted_cpu_ms - PROCESS_MS, sum(test.cpu_ms for test in tests))
        waits_ms = [0.0, noted_wall_ms - noted_cpu_ms - PROCESS_MS, *(test.wall_ms - test.cpu_ms for test in tests)]
        return TimeLimit(
            cpu_ms=cpu_ms + self._rule.constant_ms + allowance_ms,
            # A test that waits for long without any mutant may do so with one.
            idle_ms=self._rule.idle_ms + 2 * max(waits_ms),
        )
