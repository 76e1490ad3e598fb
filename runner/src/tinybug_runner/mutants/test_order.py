"""In which order the tests of a mutant run: those first that noticed its neighbours, then as planned."""

from __future__ import annotations

from ..plan import MutantsPlan, PlannedMutant

NEIGHBOURS = 2


class TestOrder:
    __test__ = False

    def __init__(self, plan: MutantsPlan) -> None:
        self._ids = tuple(test.id for test in plan.tests)
        self._killers: dict[str, dict[int, str]] = {}
        """By path and line: the test that noticed the last mutant there."""

    def note_kill(self, mutant: PlannedMutant, test: str) -> None:
        self._killers.setdefault(mutant.path, {})[mutant.coverage_lines[0]] = test

    def tests_of(self, mutant: PlannedMutant) -> tuple[str, ...]:
        planned = dict.fromkeys(self._ids[test] for test in mutant.tests)
        killers = self._killers.get(mutant.path, {})
        line = mutant.coverage_lines[0]
        nearest = sorted(killers, key=lambda other: abs(other - line))
        first = dict.fromkeys(killers[other] for other in nearest if killers[other] in planned)
        return tuple(dict.fromkeys([*list(first)[:NEIGHBOURS], *planned]))
