"""What the process of a task is told."""

from __future__ import annotations

import os
from collections.abc import Hashable
from dataclasses import replace

from ..equipment import Equipment
from ..plan import MutantsPlan
from ..suite_job import Selection, ServedFile, Splice, SuiteJob
from .mutated_source import MeasuredSources
from .task import CanaryTask, ControlTask, MutantTask, SequenceTask, Task, is_collecting_all, stop_of

Surroundings = Hashable


class JobFactory:
    def __init__(self, plan: MutantsPlan, equipment: Equipment, sources: MeasuredSources) -> None:
        self._plan = plan
        self._equipment = equipment
        self._sources = sources
        self.flaky_ids = {test.id for test in plan.tests if test.is_flaky}
        self.is_pruning = True
        """Only files with the chosen tests are collected."""

    def surroundings_of(self, task: Task) -> Surroundings:
        """What else exists around the tests: what is proven in some says nothing of others."""
        if task.is_warm or not self._is_pruning_for(task):
            return task.is_warm, stop_of(task)
        return stop_of(task), frozenset(test.split("::", 1)[0] for test in (*task.tests, *neighbours_of(task)))

    def _is_pruning_for(self, task: Task) -> bool:
        return self.is_pruning and not is_collecting_all(task)

    def job_for(self, task: Task) -> SuiteJob:
        job = SuiteJob(
            root=self._equipment.root,
            folder=self._equipment.scratch.new_folder(),
            pytest_arguments=self._plan.pytest_arguments,
            files=(),
            selection=Selection(
                task.tests, self._flaky_among(task.tests), self._is_pruning_for(task), neighbours_of(task)
            ),
            is_control=isinstance(task, ControlTask),
        )
        if isinstance(task, MutantTask):
            return self._with_mutant(job, task)
        return self._with_canary(job, task) if isinstance(task, CanaryTask) else job

    def _flaky_among(self, tests: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.flaky_ids.intersection(tests)) if self.flaky_ids else ()

    def _with_mutant(self, job: SuiteJob, task: MutantTask) -> SuiteJob:
        mutant, source_file = task.mutant, source_file_of(job)
        served = ServedFile(self._sources.real_path(mutant.path), source_file)
        if not task.is_warm:
            save(self._sources.mutated(mutant), source_file)
        return replace(job, served=served, splice=Splice(mutant.path, *mutant.byte_range, mutant.replacement))

    def _with_canary(self, job: SuiteJob, task: CanaryTask) -> SuiteJob:
        source_file = source_file_of(job)
        if not task.is_warm:
            save(self._sources.original(task.path), source_file)
        served = ServedFile(self._sources.real_path(task.path), source_file, task.place)
        return replace(job, served=served, splice=Splice(task.path, 0, 0, ""))


def neighbours_of(task: Task) -> tuple[str, ...]:
    return task.neighbours if isinstance(task, SequenceTask) else ()


def source_file_of(job: SuiteJob) -> str:
    return os.path.join(job.folder, "source")


def save(source: bytes, path: str) -> None:
    with open(path, "wb") as file:
        file.write(source)
