"""One process to start: for a mutant, or to learn what a verdict on mutants leans on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..plan import PlannedMutant
from ..suite_job import CanaryPlace
from ..suite_story import SuiteStory
from .verdict import Verdict


@dataclass(frozen=True)
class Task:
    is_warm: bool
    tests: tuple[str, ...]
    """In the order in which they run."""


@dataclass(frozen=True)
class CanaryTask(Task):
    path: str
    place: CanaryPlace
    is_collecting_all: bool = False
    stopped_at: str | None = None
    """In a process forked where this file, a real path, is imported."""


@dataclass(frozen=True)
class ControlTask(Task):
    """Every function exchanged for itself, once."""


@dataclass(frozen=True)
class RehearsalTask(Task):
    """Do these tests pass beside another pass of them?"""


@dataclass(frozen=True)
class SequenceTask(Task):
    """Do these tests pass in this order without any mutant?"""

    neighbours: tuple[str, ...] = ()
    """Tests whose files are collected as well, as they were with the mutant."""
    is_repeated: bool = False
    is_collecting_all: bool = False
    """As with the mutant."""
    stopped_at: str | None = None
    """As with the mutant."""


@dataclass(frozen=True)
class TimingTask(Task):
    """How long do these tests take without any mutant?"""


@dataclass(frozen=True)
class MutantTask(Task):
    mutant: PlannedMutant
    earlier: Verdict | None = None
    """Of a run that ended with the death of its process."""
    is_undecided: bool = False
    """Likely tests did not notice it; now all of them run, in the suite's order."""
    spent_cpu_ms: float = 0.0
    """Until then."""
    spent_wall_ms: float = 0.0
    is_in_suite_order: bool = False
    """With the tests before them that were not planned, because one of them needs those."""
    is_collecting_all: bool = False
    """Also files that hold none of these tests, because one of those imports what is measured."""
    stopped_at: str | None = None
    """In a process forked where this file, a real path, is imported."""


def stop_of(task: Task) -> str | None:
    return task.stopped_at if isinstance(task, (CanaryTask, SequenceTask, MutantTask)) else None


def is_collecting_all(task: Task) -> bool:
    return isinstance(task, (CanaryTask, SequenceTask, MutantTask)) and task.is_collecting_all


def reaching_further(task: Task, story: SuiteStory) -> Task | None:
    """
    The same once more where a file was not imported: what imports it may be another file of tests. None where that has
    been tried, or would be no use.
    """
    if not isinstance(task, (CanaryTask, MutantTask)) or task.is_warm or task.is_collecting_all:
        return None
    is_without_reason = not story.is_already_loaded and story.does_not_compile is None
    return replace(task, is_collecting_all=True) if not story.is_served and is_without_reason else None
