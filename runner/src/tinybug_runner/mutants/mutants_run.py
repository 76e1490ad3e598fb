"""Every mutant of the plan: activated in one of two ways, each behind a canary; results as they arise."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from ..equipment import Equipment
from ..plan import MutantsPlan, PlannedMutant
from ..suite_job import SuiteJob
from ..suite_story import SuiteStory, read_story
from ..supervision.fork_server import ServerGone
from ..supervision.launcher import Launcher
from ..supervision.scratch_folder import remove_tree
from ..supervision.supervisor import EndedSuite
from .canary_finding import has_failed_to_collect, judge_canary, next_place
from .import_servers import ImportServers
from .job_factory import JobFactory
from .judging import Judging
from .lane import Lane, Lanes
from .mutant_result import result_without_run
from .mutated_source import MeasuredSources, SourceMismatch
from .routing import WarmRoutes
from .side_by_side import SideBySide
from .suite_servers import WARM_UP_SECONDS, SuiteServers
from .task import (
    CanaryTask,
    ControlTask,
    MutantTask,
    RehearsalTask,
    SequenceTask,
    Task,
    TimingTask,
    reaching_further,
    stop_of,
)
from .verdict import Verdict, no_verdict


class MutantsRun:
    def __init__(self, plan: MutantsPlan, equipment: Equipment) -> None:
        self._plan = plan
        self._equipment = equipment
        self._sources = MeasuredSources(equipment.root, plan.files)
        self._jobs = JobFactory(plan, equipment, self._sources)
        self._servers = SuiteServers(equipment, plan.pytest_arguments, (file.path for file in plan.files))
        self._imports = ImportServers(self._servers, self._sources)
        self._lanes = Lanes()
        self._tasks: deque[Task] = deque()
        self._running: dict[str, Task] = {}
        """By the job's folder."""
        self._judging = Judging(plan, equipment, self._jobs, self._lanes, self._tasks)
        self._unrouted: list[PlannedMutant] = []
        self._routes: WarmRoutes | None = None
        """None where no process can exchange code."""
        self._side_by_side = SideBySide(plan)
        self._is_told = False
        """Why there is no warm server."""

    def run(self) -> None:
        runnable = [mutant for mutant in self._plan.mutants if self._is_runnable(mutant)]
        if not runnable:
            return
        self._servers.start()
        self._unrouted = [mutant for mutant in runnable if not mutant.is_static and self._servers.warm is not None]
        self._enter_fresh([mutant for mutant in runnable if mutant.is_static or self._servers.warm is None])
        if not self._unrouted:
            self._rehearse(None)
        try:
            while self._tasks or self._running or self._unrouted:
                self._route()
                self._start_tasks()
                for ended in self._equipment.supervisor.wait():
                    self._finish(ended)
        finally:
            self._servers.dismiss()

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
        self._equipment.report.result(result_without_run(mutant, verdict))

    def _route(self) -> None:
        """Once it is known whether code can be exchanged: a control first, which all that is exchanged leans on."""
        self._listen()
        if self._routes is not None or not self._unrouted or self._servers.is_warming_up:
            return
        if self._servers.warm is None or self._servers.warm.ready is None:
            if self._servers.warm is not None:
                self._servers.retire_warm(f"collecting the tests took more than {WARM_UP_SECONDS} s")
            self._tell_why_not_warm()
            self._enter_fresh(self._unrouted)
            self._unrouted = []
            self._rehearse(None)
            return
        self._routes = WarmRoutes(self._plan, self._servers.warm.ready)
        candidates = [mutant for mutant in self._unrouted if self._routes.is_candidate(mutant)]
        self._enter_fresh([mutant for mutant in self._unrouted if not self._routes.is_candidate(mutant)])
        self._unrouted = candidates
        control = ControlTask(True, self._routes.planned_in_suite_order(candidates)) if candidates else None
        self._rehearse(control)

    def _listen(self) -> None:
        self._servers.listen()
        for path in self._lanes.take_emptied():
            self._imports.leave(path)
        self._imports.listen()

    def _tell_why_not_warm(self) -> None:
        reason = self._servers.why_not_warm
        if reason is not None and not self._is_told:
            self._is_told = True
            self._equipment.report.notice(
                "Mutants are imported afresh, which takes several times as long as exchanging code in a process that "
                f"has collected the tests, because {reason}."
            )

    def _rehearse(self, control: ControlTask | None) -> None:
        if not self._side_by_side.is_over:
            planned = {test for mutant in self._plan.mutants for test in mutant.tests}
            tests = tuple(test.id for index, test in enumerate(self._plan.tests) if index in planned)
            self._tasks.extendleft(reversed(self._side_by_side.begin(control or RehearsalTask(False, tests))))
        elif control is not None:
            self._tasks.appendleft(control)

    def _enter_fresh(self, mutants: list[PlannedMutant]) -> None:
        for mutant in mutants:
            self._enter(mutant, is_warm=False)
        self._send_canaries()

    def _enter(self, mutant: PlannedMutant, is_warm: bool) -> None:
        if not self._lanes.of(mutant.path, is_warm).enter(mutant):
            self._tasks.append(self._mutant_task(mutant, is_warm))

    def _send_canaries(self) -> None:
        for lane in self._lanes.all():
            if not lane.needs_canary():
                continue
            if not lane.is_warm:
                self._imports.ask_for(lane.path, len(lane.waiting))
            self._tasks.append(lane.send_canary(self._plan))

    def _mutant_task(self, mutant: PlannedMutant, is_warm: bool) -> MutantTask:
        return MutantTask(is_warm, (), mutant)

    def _start_tasks(self) -> None:
        slots = self._side_by_side.slots
        if (self._servers.is_warming_up or self._imports.is_warming_up) and slots > 1:
            slots -= 1
        while len(self._running) < slots and (task := self._next_task()) is not None:
            if isinstance(task, SequenceTask) and self._judging.checks.is_proven(task):
                self._judging.conclude(self._judging.checks.confirmed(task), task)
            else:
                self._start(self._prepared(task))

    def _next_task(self) -> Task | None:
        for index, task in enumerate(self._tasks):
            if self._side_by_side.admits(task, self._running.values()) and not self._imports.is_awaited_by(task):
                del self._tasks[index]
                return task
        return None

    def _prepared(self, task: Task) -> Task:
        """With the tests in the order that is best by now, in the best process that is there by now."""
        if isinstance(task, CanaryTask) and not task.is_warm:
            return replace(task, stopped_at=self._imports.stop_at(task.path))
        if not isinstance(task, MutantTask):
            return task
        task = replace(task, stopped_at=None if task.is_warm else self._imports.stop_at(task.mutant.path))
        order = self._judging.order
        tests = order.of_suite(task.mutant) if task.is_undecided else order.to_begin_with(task.mutant)
        if not task.is_in_suite_order and not self._judging.checks.needs_suite_order(tests):
            return replace(task, tests=tests)
        if self._routes is not None:
            return replace(task, tests=self._routes.in_suite_order(tests), is_in_suite_order=True)
        planned = tuple(test.id for test in self._plan.tests if test.id in set(tests))
        return replace(task, tests=planned, is_in_suite_order=True)

    def _launcher_for(self, task: Task) -> Launcher | None:
        """None where it is gone."""
        stop = stop_of(task)
        if stop is not None:
            return self._imports.of(stop)
        return self._servers.warm if task.is_warm else self._servers.fresh_launcher

    def _start(self, task: Task) -> None:
        launcher = self._launcher_for(task)
        if launcher is None:
            self._start_afresh(task)
            return
        job = replace(self._jobs.job_for(task), bounds=self._judging.space.bounds)
        try:
            limits = self._judging.limits.of(task, self._lanes), self._judging.space.of(task)
            self._equipment.supervisor.start(launcher, job, *limits)
        except ServerGone:
            self._listen()  # From now on it is not asked any more.
            self._tasks.appendleft(task)
            remove_tree(job.folder)
            return
        self._running[job.folder] = task

    def _start_afresh(self, task: Task) -> None:
        """The server is gone."""
        self._tell_why_not_warm()
        if isinstance(task, MutantTask):
            self._enter(task.mutant, is_warm=False)
            self._send_canaries()
        elif isinstance(task, CanaryTask):
            self._abandon(self._lanes.of(task.path, is_warm=True))
        elif isinstance(task, (ControlTask, RehearsalTask)):
            self._finish_rehearsal(task, SuiteStory())
        elif isinstance(task, TimingTask):
            self._judging.conclude_timing(task)
        elif isinstance(task, SequenceTask):
            self._enter_fresh([pending.task.mutant for pending in self._judging.checks.abandon(task)])

    def _finish(self, ended: EndedSuite) -> None:
        if self._servers.has_ended(ended):
            return
        self._listen()
        task = self._running.pop(ended.job.folder)
        story = read_story(ended.job.events_path)
        if not task.is_warm and self._is_to_collect_more(task, ended.job, story):
            self._jobs.is_pruning = False
            self._tasks.appendleft(task)
        elif self._jobs.is_pruning and (further := reaching_further(task, story)) is not None:
            self._tasks.appendleft(further)
        elif not isinstance(task, MutantTask) and self._judging.space.learn(ended, story):
            self._tasks.appendleft(task)
        elif isinstance(task, CanaryTask):
            self._finish_canary(task, ended, story)
        elif isinstance(task, MutantTask):
            self._finish_mutant(task, ended, story)
        elif isinstance(task, SequenceTask) and self._launcher_for(task) is None:
            self._start_afresh(task)  # It died with its server.
        elif isinstance(task, SequenceTask):
            self._judging.conclude(self._judging.checks.take(task, story), task)
        elif isinstance(task, TimingTask):
            self._judging.take_timing(task, ended)
        else:
            self._finish_rehearsal(task, story)
        remove_tree(ended.job.folder)

    def _is_to_collect_more(self, task: Task, job: SuiteJob, story: SuiteStory) -> bool:
        """Something about the places of these tests is unusual."""
        was_pruning = job.selection is not None and job.selection.is_pruning
        if isinstance(task, CanaryTask) and not task.place.is_import_included and has_failed_to_collect(story):
            return was_pruning  # A canary that waits for the tests breaks no collecting.
        is_pruned_too_far = was_pruning and bool(story.missing) and not has_failed_to_collect(story)
        return is_pruned_too_far and (not isinstance(task, MutantTask) or not self._jobs.is_pruning)

    def _finish_rehearsal(self, task: Task, story: SuiteStory) -> None:
        rehearsal = self._side_by_side
        if rehearsal.is_over:
            self._finish_control(story)
            return
        self._tasks.extendleft(reversed(rehearsal.take(task, story)))
        if not rehearsal.is_over:
            return
        if rehearsal.colliding:
            self._equipment.report.notice(rehearsal.notice())
        if self._unrouted:
            self._finish_control(rehearsal.first_story)

    def _finish_control(self, story: SuiteStory) -> None:
        routes, candidates = self._routes, self._unrouted
        assert routes is not None
        routes.take_control(SuiteStory() if self._servers.has_shared_files() else story)
        self._unrouted = []
        for mutant in candidates:
            self._enter(mutant, is_warm=routes.is_proven(mutant))
        self._send_canaries()

    def _finish_canary(self, task: CanaryTask, ended: EndedSuite, story: SuiteStory) -> None:
        lane = self._lanes.of(task.path, task.is_warm)
        finding = replace(judge_canary(ended, story, lane.earlier), stopped_at=task.stopped_at)
        if finding.problem is not None and task.is_warm:
            self._abandon(lane)
            return
        following = None if finding.problem is None else next_place(task.place)
        if following is not None:
            lane.earlier = finding
            self._tasks.appendleft(replace(task, place=following))
            return
        lane.finding = finding
        self._equipment.report.canary(task.path, finding.problem is None, finding.problem or "")
        self._tasks.extend(self._mutant_task(mutant, task.is_warm) for mutant in lane.leave())

    def _abandon(self, lane: Lane) -> None:
        """What cannot be proven to work by exchanging code is imported afresh."""
        self._enter_fresh(lane.leave())

    def _finish_mutant(self, task: MutantTask, ended: EndedSuite, story: SuiteStory) -> None:
        if task.is_warm and self._servers.has_shared_files():
            self._servers.retire_warm("tests leave files in the temporary folder that the project has looked for")
        if task.is_warm and story.unreached is not None and not story.failures:
            # An environment that was copied while the tests were collected has what a fresh import puts there before.
            self._enter_fresh([task.mutant])
            return
        if story.not_swappable is not None or self._launcher_for(task) is None:  # It may have died with its server.
            self._enter_fresh([task.mutant])
            return
        self._judging.take(task, ended, story, self._routes)
