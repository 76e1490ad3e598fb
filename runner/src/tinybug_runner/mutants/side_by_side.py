"""Whether the tests can run beside themselves: two passes at the same time, before any mutant runs.

Tests that use the same port, file or database fail then, though they pass alone. Such a suite goes on with one worker.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..plan import MutantsPlan
from ..suite_story import SuiteStory
from .task import RehearsalTask, Task

LEAST_PASSES = 5
"""How often the tests must be needed for mutants, so that a pass of them all is worth its time."""
NAMED_TESTS = 3


class SideBySide:
    def __init__(self, plan: MutantsPlan) -> None:
        self.workers = plan.workers
        self.is_over = plan.workers == 1 or not is_worth_a_pass(plan)
        self.first_story = SuiteStory()
        """Of the first pass, made alone where it could not be made beside another."""
        self.colliding: list[str] = []
        self._flaky = frozenset(test.id for test in plan.tests if test.is_flaky)
        self._round: list[Task] = []
        """What runs now, and nothing else."""
        self._taken = 0
        self._failing: set[str] = set()
        """In this round."""
        self._suspects: set[str] | None = None
        """Tests that failed in the first round."""
        self._is_alone = False

    @property
    def slots(self) -> int:
        return self.workers if self.is_over or self._round else 1

    def begin(self, first: Task) -> list[Task]:
        self._round = [first, RehearsalTask(first.is_warm, first.tests)]
        return list(self._round)

    def admits(self, task: Task, running: Iterable[Task]) -> bool:
        return not self._round or (task in self._round and all(other in self._round for other in running))

    def take(self, task: Task, story: SuiteStory) -> list[Task]:
        """What is to run next."""
        if task == self._round[0] and (self._suspects is None or self._is_alone):
            self.first_story = story
        self._failing |= self._failed(story)
        self._taken += 1
        if self._taken < len(self._round):
            return []
        failing, self._failing, self._taken = self._failing, set(), 0
        return self._next_round(failing)

    def _next_round(self, failing: set[str]) -> list[Task]:
        first = self._round[0]
        if self._suspects is None:
            self._suspects = failing
            self._is_alone = True
            self._round = [first] if failing else []
        elif self._is_alone:
            self._suspects -= failing
            self._is_alone = False
            # Once more, because they may have failed by chance.
            self._round = self.begin(first) if self._suspects else []
        else:
            self.colliding = sorted(self._suspects & failing)
            self._round = []
        if self.colliding:
            self.workers = 1
        self.is_over = not self._round
        return list(self._round)

    def _failed(self, story: SuiteStory) -> set[str]:
        failed = {test for test, outcome in story.outcomes.items() if outcome == "failed"}
        if story.running_test is not None:
            failed.add(story.running_test)
        return failed - self._flaky

    def notice(self) -> str:
        names = ", ".join(self.colliding[:NAMED_TESTS])
        more = len(self.colliding) - NAMED_TESTS
        others = f" and {more} more" if more > 0 else ""
        return (
            "The run goes on with one worker, because some tests fail while the same tests run beside them, and pass "
            f"alone: {names}{others}. They seem to share a port, a file or a database."
        )


def is_worth_a_pass(plan: MutantsPlan) -> bool:
    """A plan of few mutants ends before two passes do."""
    times = [test.wall_ms + 1 for test in plan.tests]
    needed = [mutant.tests for mutant in plan.mutants]
    one_pass = sum(times[test] for test in set().union(*needed))
    return sum(times[test] for tests in needed for test in tests) >= LEAST_PASSES * one_pass
