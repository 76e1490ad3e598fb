"""
In which order the tests of a mutant run.

The tests that are likely to notice a mutant run first, but only the suite's own order shows that none does: a test may
leave something behind with which others pass.
"""

from __future__ import annotations

from ..plan import MutantsPlan, PlannedMutant

MOST_LIKELY = 2
"""So many tests are tried alone."""


class TestOrder:
    __test__ = False

    def __init__(self, plan: MutantsPlan) -> None:
        self._ids = tuple(test.id for test in plan.tests)
        self._killers: dict[str, dict[int, str]] = {}
        """By path and line: the test that noticed the last mutant there."""
        self._survivals: dict[str, set[int]] = {}
        """By path: lines whose last mutant was not noticed."""

    def note_kill(self, mutant: PlannedMutant, test: str) -> None:
        line = mutant.coverage_lines[0]
        self._killers.setdefault(mutant.path, {})[line] = test
        self._survivals.setdefault(mutant.path, set()).discard(line)

    def note_survival(self, mutant: PlannedMutant) -> None:
        self._survivals.setdefault(mutant.path, set()).add(mutant.coverage_lines[0])

    def of_suite(self, mutant: PlannedMutant) -> tuple[str, ...]:
        """As they stand in the suite."""
        return tuple(self._ids[test] for test in sorted(mutant.tests))

    def to_begin_with(self, mutant: PlannedMutant) -> tuple[str, ...]:
        """
        Those that noticed its neighbours, and no others. All as planned where none did, all in the suite's order
        where it is likely that none notices it.
        """
        planned = dict.fromkeys(self._ids[test] for test in mutant.tests)
        killers = self._killers.get(mutant.path, {})
        line = mutant.coverage_lines[0]
        nearest = sorted(killers, key=lambda other: abs(other - line))
        survivals = self._survivals.get(mutant.path, set())
        if survivals and (not nearest or self._is_nearer(survivals, nearest[0], line)):
            return self.of_suite(mutant)
        likely = dict.fromkeys(killers[other] for other in nearest if killers[other] in planned)
        return tuple(list(likely)[:MOST_LIKELY]) or tuple(planned)

    @staticmethod
    def _is_nearer(survivals: set[int], killed_line: int, line: int) -> bool:
        return min(abs(other - line) for other in survivals) <= abs(killed_line - line)
