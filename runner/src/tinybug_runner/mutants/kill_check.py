"""A failure counts against the mutant only where the same tests, in the same order, pass without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from ..suite_story import SuiteStory
from .proven_sequences import ProvenSequences, Sequence
from .task import MutantTask, SequenceTask
from .verdict import Verdict


@dataclass(frozen=True)
class Pending:
    """A result that waits for its check."""

    task: MutantTask
    verdict: Verdict
    result: dict[str, Any]


@dataclass(frozen=True)
class SequenceToCheck:
    tests: Sequence
    is_new: bool
    """Nobody else waits for it already."""


@dataclass
class CheckOutcome:
    is_to_repeat: bool = False
    confirmed: list[Pending] = field(default_factory=list)
    to_run_again: list[Pending] = field(default_factory=list)
    is_order_to_blame: bool = False


class KillCheck:
    def __init__(self, flaky_ids: set[str]) -> None:
        self._proven = ProvenSequences()
        self._waiting: dict[Sequence, list[Pending]] = {}
        self._flaky_ids = flaky_ids
        """Shared with whoever tells the processes; tests found out here are added."""
        self._suspects: dict[Sequence, str] = {}
        self._dependent: set[str] = set()
        """Tests that pass in the whole suite and fail without those before them."""

    def needs_suite_order(self, tests: Iterable[str]) -> bool:
        return bool(self._dependent) and not self._dependent.isdisjoint(tests)

    def passed(self, tests: Sequence, story: SuiteStory) -> None:
        """With a mutant that the first of them did not notice, which says as much of their order as without any."""
        self._proven.add(self.passing(tests, story))

    def passing(self, tests: Sequence, story: SuiteStory) -> Sequence:
        """Those at the beginning, up to the first that did not end well; how a flaky one ends says nothing."""

        def is_well(test: str) -> bool:
            outcome = story.outcomes.get(test)
            return outcome is not None and (outcome != "failed" or test in self._flaky_ids)

        return tuple(takewhile(is_well, tests))

    def is_proven(self, tests: Sequence) -> bool:
        return self._proven.holds(tests)

    def confirmed(self, tests: Sequence) -> CheckOutcome:
        return CheckOutcome(confirmed=self._waiting.pop(tests))

    def sequence_to_check(self, pending: Pending, story: SuiteStory) -> SequenceToCheck | None:
        """None where the result needs no check, or has had it."""
        failure = pending.verdict.killing_failure
        if failure is None or failure.phase == "collect" or failure.id not in pending.task.tests:
            return None
        tests = pending.task.tests[: pending.task.tests.index(failure.id) + 1]
        if story.missing or story.added:
            tests = tuple(test for test in tests if test not in story.missing)
        if self._proven.holds(tests):
            return None
        waiting = self._waiting.setdefault(tests, [])
        waiting.append(pending)
        return SequenceToCheck(tests, is_new=len(waiting) == 1)

    def take(self, task: SequenceTask, story: SuiteStory) -> CheckOutcome:
        if self.passing(task.tests, story) == task.tests:
            if task.is_repeated:
                return self._inconstant(task)
            self._proven.add(task.tests)
            return self.confirmed(task.tests)
        if not task.is_repeated:
            self._suspects[task.tests] = suspect(task, story)
            return CheckOutcome(is_to_repeat=True)
        return self._always_failing(task, suspect(task, story))

    def _inconstant(self, task: SequenceTask) -> CheckOutcome:
        """It failed once and passed once: flaky, and no evidence from now on."""
        self._flaky_ids.add(self._suspects[task.tests])
        return CheckOutcome(to_run_again=self._waiting.pop(task.tests))

    def _always_failing(self, task: SequenceTask, test: str) -> CheckOutcome:
        outcome = CheckOutcome(is_order_to_blame=True)
        self._dependent.add(test)
        for pending in self._waiting.pop(task.tests):
            if pending.task.is_in_suite_order:
                self._flaky_ids.add(test)  # It passed like that in the baseline.
            outcome.to_run_again.append(pending)
        return outcome


def suspect(task: SequenceTask, story: SuiteStory) -> str:
    """The test that failed, or during which the process ended."""
    if story.failures:
        return story.failures[0].id
    return story.running_test or task.tests[-1]
