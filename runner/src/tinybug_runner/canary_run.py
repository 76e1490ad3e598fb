"""What a canary has shown about a file: whether the tests notice it, and what importing and collecting costs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import FrozenSet, Iterable, List, Optional, Tuple

from .plan import MutantsPlan, PlannedMutant
from .suite_story import SuiteStory
from .supervision.supervisor import EndedSuite
from .verdict import how_it_ended

STATIC_LINE = 0


@dataclass(frozen=True)
class CanaryFinding:
    problem: Optional[str]
    """Why the canary proves nothing; None where it was caught."""
    collecting_cpu_ms: Optional[float]
    absent_ids: FrozenSet[str] = field(default_factory=frozenset)


def canary_lines(mutants: Iterable[PlannedMutant]) -> Tuple[int, ...]:
    """Where to plant: in the functions that hold mutants, or at the end of the module where there are none such."""
    lines = sorted({mutant.coverage_lines[0] for mutant in mutants if not mutant.is_static})
    return tuple(lines) or (STATIC_LINE,)


def canary_tests(plan: MutantsPlan, mutants: Iterable[PlannedMutant]) -> List[int]:
    """Every test of the file's mutants, because collecting them sets the allowance; those of most mutants first."""
    uses: Counter[int] = Counter()
    for mutant in mutants:
        uses.update(mutant.tests)
    return sorted(uses, key=lambda test: (plan.tests[test].is_flaky, -uses[test], plan.tests[test].wall_ms, test))


def judge_canary(ended: EndedSuite, story: SuiteStory) -> CanaryFinding:
    problem = canary_problem(ended, story)
    if has_failed_to_collect(story):  # Then it says nothing about collecting.
        return CanaryFinding(problem, None)
    return CanaryFinding(problem, story.collected_cpu_ms, frozenset(story.missing))


def has_failed_to_collect(story: SuiteStory) -> bool:
    return any(failure.phase == "collect" for failure in story.failures)


def canary_problem(ended: EndedSuite, story: SuiteStory) -> Optional[str]:
    if story.does_not_compile is not None:
        return f"the file with the canary does not compile ({story.does_not_compile})"
    if not story.is_served:
        return "no test imports it from where it stands"
    if story.failures or story.flaky_failures or ended.overrun is not None:
        return None
    if story.trouble is not None:
        return story.trouble
    if story.exit_code is None:
        return f"the process that ran the tests {how_it_ended(ended.end)}"
    if story.is_already_loaded:
        return "it was loaded before the canary could be planted"
    return "its functions were made to fail, and no test noticed"
