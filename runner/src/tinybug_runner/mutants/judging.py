"""From the end of a mutant's process to its result: repeats, the tests' own time and kill checks come in between."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from ..equipment import Equipment
from ..failure import RunnerFailure
from ..plan import MutantsPlan
from ..suite_story import SuiteStory
from ..supervision.supervisor import EndedSuite
from ..supervision.time_limit import Overrun, TimeLimit
from .job_factory import JobFactory
from .kill_check import CheckOutcome, KillCheck, Pending
from .lane import Lanes
from .mutant_result import result_of
from .routing import WarmRoutes
from .space_limits import SpaceLimits
from .task import MutantTask, SequenceTask, Task, TimingTask
from .test_order import TestOrder
from .time_limits import TimeLimits
from .verdict import Circumstances, Verdict, judge, with_earlier

NOTICED = frozenset({"Killed", "Timeout", "CompileError"})


class Judging:
    def __init__(
        self, plan: MutantsPlan, equipment: Equipment, jobs: JobFactory, lanes: Lanes, tasks: deque[Task]
    ) -> None:
        self._equipment = equipment
        self._lanes = lanes
        self._tasks = tasks
        """What is still to be started; where more must be known before a result is one, it grows."""
        self.limits = TimeLimits(plan)
        self.space = SpaceLimits(plan)
        self.order = TestOrder(plan)
        self.checks = KillCheck(jobs.flaky_ids, jobs.surroundings_of)
        self._untimed: dict[TimingTask, list[Pending]] = {}

    def take(self, task: MutantTask, ended: EndedSuite, story: SuiteStory, routes: WarmRoutes | None) -> None:
        finding = self._lanes.of(task.mutant.path, task.is_warm).finding
        around = Circumstances(
            planned_ids=task.tests,
            absent_ids=self._lanes.absent_ids(),
            canary_problem=None if finding is None else finding.problem,
        )
        overrun = self.space.overrun_of(ended, story)
        verdict = judge(story, ended.end, overrun or ended.overrun, around)
        if self._is_to_be_asked_of_all(task, verdict):
            self.checks.passed(task, story)
            again = replace(task, is_undecided=True, spent_cpu_ms=ended.end.cpu_ms, spent_wall_ms=ended.wall_ms)
            self._tasks.appendleft(again)
            return
        if verdict.is_worth_retrying:
            self._refuse_full_disk()
            if task.earlier is None:
                self._tasks.append(replace(task, earlier=verdict))
                return
        runs = 1 if task.earlier is None else 2
        result = result_of(task, with_earlier(verdict, task.earlier), ended, story, runs)
        time_overrun = ended.overrun if isinstance(ended.overrun, Overrun) else None
        pending = Pending(task, verdict, result, overrun, ended.job.bounds is not None, time_overrun)
        if (verdict.status == "Timeout" or verdict.is_for_want_of_space) and not self.limits.is_noted(task.tests):
            self._time(pending)
        elif not self._is_skipping_for_want_of_others(pending, story, routes):
            self.checks.passed(task, story)
            self._check(pending, story)

    def _is_to_be_asked_of_all(self, task: MutantTask, verdict: Verdict) -> bool:
        """Another order, or likely tests alone, can show that a mutant is noticed, and not that it is not."""
        if task.is_undecided or task.is_in_suite_order or verdict.status in NOTICED:
            return False
        return task.tests != self.order.of_suite(task.mutant)

    def _refuse_full_disk(self) -> None:
        if self._equipment.scratch.is_disk_full():
            raise RunnerFailure("disk-full", f"The disk that holds {self._equipment.scratch.path} is full.")

    def _time(self, pending: Pending) -> None:
        """The tests may need more by themselves than the plan says; then the mutant gets another chance."""
        timing = TimingTask(pending.task.is_warm, pending.task.tests)
        waiting = self._untimed.setdefault(timing, [])
        waiting.append(pending)
        if len(waiting) == 1:
            self._tasks.append(timing)

    def take_timing(self, task: TimingTask, ended: EndedSuite) -> None:
        before = [self.limits.of(pending.task, self._lanes) for pending in self._untimed[task]]
        self.limits.note(task.tests, ended.end.cpu_ms, ended.wall_ms)
        after = [self.limits.of(pending.task, self._lanes) for pending in self._untimed[task]]
        grown = [is_grown(old, new, pending) for old, new, pending in zip(before, after, self._untimed[task])]
        self.conclude_timing(task, grown)

    def conclude_timing(self, task: TimingTask, grown: list[bool] | None = None) -> None:
        waiting = self._untimed.pop(task)
        for pending, is_grown in zip(waiting, grown or [False] * len(waiting)):
            if is_grown:
                self._tasks.append(pending.task)
            else:
                self._publish(pending)

    def _is_skipping_for_want_of_others(self, pending: Pending, story: SuiteStory, routes: WarmRoutes | None) -> bool:
        """Some tests skip themselves where another has not run before them: then they run in the suite's order."""
        task = pending.task
        if pending.verdict.status != "Survived" or task.is_in_suite_order or routes is None:
            return False
        skipped = [test for test, outcome in story.outcomes.items() if outcome == "skipped"]
        wanting = [test for test in skipped if routes.passes(test)]
        if not wanting:
            return False
        self.checks.add_dependent(wanting)
        self._tasks.append(task)
        return True

    def _check(self, pending: Pending, story: SuiteStory) -> None:
        check = self.checks.check_of(pending, story)
        if check is None:
            self._publish(pending)
        elif self.checks.wait(pending, check):
            # At the end: until then, others may have shown that these tests pass in this order.
            self._tasks.append(check)

    def conclude(self, outcome: CheckOutcome, task: SequenceTask) -> None:
        if outcome.is_to_repeat:
            self._tasks.appendleft(replace(task, is_repeated=True))
            return
        for pending in outcome.confirmed:
            self._publish(pending)
        for pending in outcome.to_run_again:
            self._tasks.append(replace(pending.task, is_in_suite_order=outcome.is_order_to_blame))

    def _publish(self, pending: Pending) -> None:
        if self.space.is_outgrown(pending) or self.checks.is_doubted(pending):
            self._tasks.append(pending.task)
            return
        failure = pending.verdict.killing_failure
        if failure is not None:
            self.order.note_kill(pending.task.mutant, failure.id)
        elif pending.verdict.status == "Survived":
            self.order.note_survival(pending.task.mutant)
        self._equipment.report.result(pending.result)
        self._lanes.settle(pending.task.mutant)


def is_grown(before: TimeLimit, after: TimeLimit, pending: Pending) -> bool:
    """Whether the mutant could come further than it did: what it did not use up does not matter."""
    kind = None if pending.time_overrun is None else pending.time_overrun.kind
    has_more_cpu = after.cpu_ms > before.cpu_ms and kind != "idle"
    has_more_patience = after.idle_ms > before.idle_ms and kind != "cpu"
    return has_more_cpu or has_more_patience
