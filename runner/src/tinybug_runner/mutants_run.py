"""Every mutant of the plan: a canary for each file first, then its mutants, side by side, results as they arise."""

from __future__ import annotations

import os
from collections import deque
from dataclasses import dataclass

from .canary_run import CanaryFinding, canary_place, canary_tests, has_failed_to_collect, judge_canary, next_place
from .equipment import Equipment
from .failure import RunnerFailure
from .mutant_result import result_of, result_without_run
from .mutated_source import MeasuredSources, SourceMismatch
from .plan import MutantsPlan, PlannedMutant
from .suite_job import CanaryPlace, Selection, ServedFile, SuiteJob
from .suite_story import SuiteStory, read_story
from .supervision.scratch_folder import remove_tree
from .supervision.supervisor import EndedSuite
from .supervision.time_limit import TimeLimit
from .verdict import Circumstances, Verdict, judge, no_verdict

ALLOWANCE_MS = 2_000.0
"""CPU time for importing and collecting, on top of what the canary took."""
UNKNOWN_ALLOWANCE_MS = 30_000.0
MAXIMUM_RUNS = 2


@dataclass(frozen=True)
class Task:
    path: str
    mutant: PlannedMutant | None
    """None for the canary of the file."""
    canary: CanaryPlace | None = None
    earlier: Verdict | None = None
    """Of a run that ended with the death of its process."""


class MutantsRun:
    def __init__(self, plan: MutantsPlan, equipment: Equipment) -> None:
        self._plan = plan
        self._equipment = equipment
        self._report = equipment.report
        self._sources = MeasuredSources(equipment.root, plan.files)
        self._tasks: deque[Task] = deque()
        self._running: dict[str, Task] = {}
        """By the job's folder."""
        self._by_path: dict[str, list[PlannedMutant]] = {}
        self._canaries: dict[str, CanaryFinding] = {}
        self._is_pruning = True
        self._flaky_ids = tuple(test.id for test in plan.tests if test.is_flaky)

    def run(self) -> None:
        for mutant in self._plan.mutants:
            if self._is_runnable(mutant):
                self._by_path.setdefault(mutant.path, []).append(mutant)
        self._tasks.extend(Task(path, None, canary_place(mutants)) for path, mutants in self._by_path.items())
        while self._tasks or self._running:
            while self._tasks and len(self._running) < self._plan.workers:
                self._start(self._tasks.popleft())
            for ended in self._equipment.supervisor.wait():
                self._finish(self._running.pop(ended.job.folder), ended)
                remove_tree(ended.job.folder)

    def _is_runnable(self, mutant: PlannedMutant) -> bool:
        if not mutant.tests:
            self._decide(mutant, Verdict("NoCoverage", "The plan names no test for this mutant."))
            return False
        try:
            self._sources.mutated(mutant)
        except SourceMismatch as mismatch:
            self._decide(mutant, no_verdict(str(mismatch)))
            return False
        return True

    def _decide(self, mutant: PlannedMutant, verdict: Verdict) -> None:
        self._report.result(result_without_run(mutant, verdict))

    def _start(self, task: Task) -> None:
        folder = self._equipment.scratch.new_folder()
        mutant = task.mutant
        if mutant is None:
            source, tests = self._sources.original(task.path), canary_tests(self._plan, self._by_path[task.path])
        else:
            source, tests = self._sources.mutated(mutant), list(mutant.tests)
        source_file = os.path.join(folder, "source")
        with open(source_file, "wb") as file:
            file.write(source)
        job = SuiteJob(
            root=self._equipment.root,
            folder=folder,
            pytest_arguments=self._plan.pytest_arguments,
            files=(),
            selection=Selection(self._ids(tests), self._flaky_ids, self._is_pruning),
            served=ServedFile(self._sources.real_path(task.path), source_file, task.canary),
        )
        self._running[folder] = task
        self._equipment.supervisor.start(self._equipment.launcher, job, self._limit(task, tests))

    def _ids(self, tests: list[int]) -> tuple[str, ...]:
        return tuple(self._plan.tests[test].id for test in tests)

    def _limit(self, task: Task, tests: list[int]) -> TimeLimit:
        rule, planned = self._plan.timeout, [self._plan.tests[test] for test in tests]
        canary = self._canaries.get(task.path)
        collecting_ms = None if canary is None else canary.collecting_cpu_ms
        allowance_ms = UNKNOWN_ALLOWANCE_MS if collecting_ms is None else rule.factor * collecting_ms + ALLOWANCE_MS
        return TimeLimit(
            cpu_ms=rule.factor * sum(test.cpu_ms for test in planned) + rule.constant_ms + allowance_ms,
            # A test that waits for long without any mutant may do so with one.
            idle_ms=rule.idle_ms + 2 * max([0.0, *(test.wall_ms - test.cpu_ms for test in planned)]),
        )

    def _finish(self, task: Task, ended: EndedSuite) -> None:
        story = read_story(ended.job.events_path)
        if is_pruned_too_far(ended.job, story) and (task.mutant is None or not self._is_pruning):
            # Something about these tests' places is unusual: collect everything from now on.
            self._is_pruning = False
            self._tasks.appendleft(task)
        elif task.mutant is None:
            self._finish_canary(task, ended, story)
        else:
            self._finish_mutant(task, task.mutant, ended, story)

    def _finish_canary(self, task: Task, ended: EndedSuite, story: SuiteStory) -> None:
        finding = judge_canary(ended, story, self._canaries.get(task.path))
        self._canaries[task.path] = finding
        next_canary = None if task.canary is None or finding.problem is None else next_place(task.canary)
        if next_canary is not None:
            self._tasks.appendleft(Task(task.path, None, next_canary))
            return
        self._report.canary(task.path, finding.problem is None, finding.problem or "")
        self._tasks.extend(Task(task.path, mutant) for mutant in self._by_path[task.path])

    def _finish_mutant(self, task: Task, mutant: PlannedMutant, ended: EndedSuite, story: SuiteStory) -> None:
        finding = self._canaries[task.path]
        around = Circumstances(
            planned_ids=self._ids(list(mutant.tests)),
            absent_ids=self._absent_ids(),
            canary_problem=finding.problem,
        )
        verdict = judge(story, ended.end, ended.overrun, around)
        if verdict.is_worth_retrying:
            self._refuse_full_disk()
            if task.earlier is None:
                self._tasks.append(Task(task.path, mutant, earlier=verdict))
                return
        runs = 1 if task.earlier is None else MAXIMUM_RUNS
        self._report.result(result_of(mutant, with_earlier(verdict, task.earlier), ended, story, runs))

    def _absent_ids(self) -> frozenset[str]:
        return frozenset().union(*(finding.absent_ids for finding in self._canaries.values()))

    def _refuse_full_disk(self) -> None:
        if self._equipment.scratch.is_disk_full():
            raise RunnerFailure("disk-full", f"The disk that holds {self._equipment.scratch.path} is full.")


def is_pruned_too_far(job: SuiteJob, story: SuiteStory) -> bool:
    is_pruning = job.selection is not None and job.selection.is_pruning
    return is_pruning and bool(story.missing) and not has_failed_to_collect(story)


def with_earlier(verdict: Verdict, earlier: Verdict | None) -> Verdict:
    """A verdict after a first run that died."""
    if earlier is None:
        return verdict
    if verdict.is_worth_retrying:
        return Verdict(verdict.status, f"{verdict.reason} It did so twice.", is_crash=True)
    if verdict.status == "Survived" and earlier.is_crash:
        return Verdict("Flaky", f"The tests passed in one of two runs. In the other: {earlier.reason}")
    reason = " ".join(filter(None, [verdict.reason, f"A first run had no verdict. {earlier.reason}"]))
    return Verdict(verdict.status, reason, verdict.killing_failure)
