"""A failure counts against the mutant only where the same tests, in the same order, pass without it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any, Callable

from ..suite_story import SuiteStory
from ..supervision.space_limit import SpaceOverrun
from ..supervision.time_limit import Overrun
from .proven_sequences import ProvenSequences, Sequence
from .task import MutantTask, SequenceTask, Task
from .verdict import Verdict


@dataclass(frozen=True)
class Pending:
    """A result that waits for its check."""

    task: MutantTask
    verdict: Verdict
    result: dict[str, Any]
    overrun: SpaceOverrun | None = None
    is_bounded: bool = False
    """Its processes could not take whatever they wanted."""
    time_overrun: Overrun | None = None


@dataclass
class CheckOutcome:
    is_to_repeat: bool = False
    confirmed: list[Pending] = field(default_factory=list)
    to_run_again: list[Pending] = field(default_factory=list)
    is_order_to_blame: bool = False


class KillCheck:
    def __init__(self, flaky_ids: set[str], surroundings_of: Callable[[Task], Hashable]) -> None:
        self._surroundings_of = surroundings_of
        self._proven: dict[Hashable, ProvenSequences] = {}
        self._waiting: dict[SequenceTask, list[Pending]] = {}
        self._flaky_ids = flaky_ids
        """Shared with whoever tells the processes; tests found out here are added."""
        self._suspects: dict[SequenceTask, str] = {}
        self._dependent: set[str] = set()
        """Tests that pass in the whole suite and fail without those before them."""

    def needs_suite_order(self, tests: Iterable[str]) -> bool:
        return bool(self._dependent) and not self._dependent.isdisjoint(tests)

    def add_dependent(self, tests: Iterable[str]) -> None:
        self._dependent.update(tests)

    def is_doubted(self, pending: Pending) -> bool:
        """Its test has turned out to be flaky since it failed, and is no evidence, whatever was proven meanwhile."""
        failure = pending.verdict.killing_failure
        return failure is not None and failure.id in self._flaky_ids

    def passed(self, task: Task, story: SuiteStory) -> None:
        """With a mutant that the first of them did not notice, which says as much of their order as without any."""
        self._proven_around(task).add(self.passing(task.tests, story))

    def _proven_around(self, task: Task) -> ProvenSequences:
        return self._proven.setdefault(self._surroundings_of(task), ProvenSequences())

    def is_proven(self, task: SequenceTask) -> bool:
        return self._proven_around(task).holds(task.tests)

    def confirmed(self, task: SequenceTask) -> CheckOutcome:
        return CheckOutcome(confirmed=self.abandon(task))

    def abandon(self, task: SequenceTask) -> list[Pending]:
        """Those that have waited for it."""
        return self._waiting.pop(first_of(task))

    def passing(self, tests: Sequence, story: SuiteStory) -> Sequence:
        """Those at the beginning, up to the first that did not end well; how a flaky one ends says nothing."""

        def is_well(test: str) -> bool:
            outcome = story.outcomes.get(test)
            return outcome is not None and (outcome != "failed" or test in self._flaky_ids)

        return tuple(takewhile(is_well, tests))

    def check_of(self, pending: Pending, story: SuiteStory) -> SequenceTask | None:
        """None where the result needs no check, or has had it."""
        task, failure = pending.task, pending.verdict.killing_failure
        if failure is None:
            return None
        if failure.phase == "collect":
            # That these files can be collected at all is proven by any test of them that passes.
            tests = () if self._proven_around(task).is_any() or task.is_warm else task.tests[:1]
        elif failure.id in task.tests:
            tests = task.tests[: task.tests.index(failure.id) + 1]
        else:
            return None  # A test that exists with the mutant only.
        if story.missing and failure.phase != "collect":
            tests = tuple(test for test in tests if test not in story.missing)
        neighbours = () if task.is_warm else task.tests
        check = SequenceTask(
            task.is_warm,
            tests,
            neighbours,
            is_collecting_all=task.is_collecting_all,
            stopped_at=task.stopped_at,
        )
        return None if self.is_proven(check) else check

    def wait(self, pending: Pending, check: SequenceTask) -> bool:
        """Whether it is the first that waits for this check."""
        waiting = self._waiting.setdefault(first_of(check), [])
        waiting.append(pending)
        return len(waiting) == 1

    def take(self, task: SequenceTask, story: SuiteStory) -> CheckOutcome:
        if self.passing(task.tests, story) == task.tests:
            if task.is_repeated:
                return self._inconstant(task)
            self._proven_around(task).add(task.tests)
            return self.confirmed(task)
        if not task.is_repeated:
            self._suspects[first_of(task)] = suspect(task, story)
            return CheckOutcome(is_to_repeat=True)
        return self._always_failing(task, suspect(task, story))

    def _inconstant(self, task: SequenceTask) -> CheckOutcome:
        """It failed once and passed once: flaky, and no evidence from now on."""
        self._flaky_ids.add(self._suspects[first_of(task)])
        return CheckOutcome(to_run_again=self.abandon(task))

    def _always_failing(self, task: SequenceTask, test: str) -> CheckOutcome:
        outcome = CheckOutcome(is_order_to_blame=True)
        self._dependent.add(test)
        for pending in self.abandon(task):
            if pending.task.is_in_suite_order:
                self._flaky_ids.add(test)  # It passed like that in the baseline.
            outcome.to_run_again.append(pending)
        return outcome


def first_of(task: SequenceTask) -> SequenceTask:
    return replace(task, is_repeated=False)


def suspect(task: SequenceTask, story: SuiteStory) -> str:
    """The test that failed, or during which the process ended."""
    if story.failures:
        return story.failures[0].id
    return story.running_test or task.tests[-1]
