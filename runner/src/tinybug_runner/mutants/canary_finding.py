"""What a canary has shown about a file: whether the tests notice it, and what importing and collecting costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..child.canary import CanaryError
from ..child.failure_reader import class_name
from ..plan import MutantsPlan, PlannedMutant
from ..suite_job import CanaryPlace
from ..suite_story import SuiteStory
from ..supervision.supervisor import EndedSuite
from .verdict import how_it_ended

CANARY_EXCEPTION = class_name(CanaryError())


@dataclass(frozen=True)
class CanaryFinding:
    problem: str | None
    """Why the canary proves nothing; None where it was caught."""
    collecting_cpu_ms: float | None
    absent_ids: frozenset[str] = field(default_factory=frozenset)
    stopped_at: str | None = None
    """What was imported before this file is not part of the time."""


def next_place(place: CanaryPlace) -> CanaryPlace | None:
    """Where to plant after a canary that no test noticed: its functions may run only while the file is imported."""
    return None if place.is_import_included else CanaryPlace(place.lines, is_import_included=True)


def canary_tests(plan: MutantsPlan, mutants: Iterable[PlannedMutant]) -> list[int]:
    """Every test of the file's mutants, because collecting them sets the allowance; those of most mutants first."""
    uses: Counter[int] = Counter()
    for mutant in mutants:
        uses.update(mutant.tests)
    return sorted(uses, key=lambda test: (plan.tests[test].is_flaky, -uses[test], plan.tests[test].wall_ms, test))


def judge_canary(ended: EndedSuite, story: SuiteStory, earlier: CanaryFinding | None) -> CanaryFinding:
    """`earlier` is what another canary of the same file has shown."""
    problem = canary_problem(ended, story)
    if not has_failed_to_collect(story) and not has_sung_outside_tests(story):
        return CanaryFinding(problem, story.collected_cpu_ms, frozenset(story.missing))
    # This one says nothing about collecting.
    return CanaryFinding(problem, None) if earlier is None else replace(earlier, problem=problem)


def has_failed_to_collect(story: SuiteStory) -> bool:
    return any(failure.phase == "collect" for failure in story.failures)


def has_sung_outside_tests(story: SuiteStory) -> bool:
    """A plugin of the project imports the file: what fails then is pytest."""
    return story.trouble_exception == CANARY_EXCEPTION


def canary_problem(ended: EndedSuite, story: SuiteStory) -> str | None:
    if story.does_not_compile is not None:
        return f"the file with the canary does not compile ({story.does_not_compile})"
    if not story.is_served:
        return "no test imports it from where it stands"
    if story.failures or story.flaky_failures or ended.overrun is not None or has_sung_outside_tests(story):
        return None
    if story.trouble is not None:
        return story.trouble
    if story.exit_code is None:
        return f"the process that ran the tests {how_it_ended(ended.end)}"
    if story.is_already_loaded:
        return "it was loaded before the canary could be planted"
    return "its functions were made to fail, and no test noticed"
