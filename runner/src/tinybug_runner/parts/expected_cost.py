"""What a mutant may cost, as `service/planning/expected-cost.ts` has it too."""

from __future__ import annotations

from collections.abc import Sequence

from ..plan import PlannedMutant, PlannedTest

START_MS = 10
"""CPU of forking and of activating a mutant."""


def expected_cost_ms(mutant: PlannedMutant, tests: Sequence[PlannedTest]) -> float:
    """Half of its tests: a mutant that is noticed stops at the first that fails, one that is not runs them all."""
    return START_MS + sum(tests[index].cpu_ms for index in mutant.tests) / 2
