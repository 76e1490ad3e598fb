"""How much time the tests of a mutant may take, from what they took without any."""

from __future__ import annotations

from collections.abc import Iterable

from ..plan import MutantsPlan, PlannedTest
from ..supervision.time_limit import TimeLimit

FRESH_ALLOWANCE_MS = 2_000.0
"""CPU time for importing and collecting, on top of what the canary took."""
UNKNOWN_ALLOWANCE_MS = 30_000.0
"""Where nothing is known: for a canary, a control, or tests that are not in the plan."""


class TimeLimits:
    def __init__(self, plan: MutantsPlan) -> None:
        self._rule = plan.timeout
        self._tests = {test.id: test for test in plan.tests}

    def warm(self, tests: Iterable[str]) -> TimeLimit:
        return self._limit(tests, 0.0)

    def fresh(self, tests: Iterable[str], collecting_cpu_ms: float | None) -> TimeLimit:
        if collecting_cpu_ms is None:
            return self.generous(tests)
        return self._limit(tests, self._rule.factor * collecting_cpu_ms + FRESH_ALLOWANCE_MS)

    def generous(self, tests: Iterable[str]) -> TimeLimit:
        return self._limit(tests, UNKNOWN_ALLOWANCE_MS)

    def _limit(self, ids: Iterable[str], allowance_ms: float) -> TimeLimit:
        tests: list[PlannedTest] = [self._tests[test] for test in ids if test in self._tests]
        cpu_ms = self._rule.factor * sum(test.cpu_ms for test in tests)
        return TimeLimit(
            cpu_ms=cpu_ms + self._rule.constant_ms + allowance_ms,
            # A test that waits for long without any mutant may do so with one.
            idle_ms=self._rule.idle_ms + 2 * max([0.0, *(test.wall_ms - test.cpu_ms for test in tests)]),
        )
