"""One process to start: for a mutant, or to learn what a verdict on mutants leans on."""

from __future__ import annotations

from dataclasses import dataclass

from ..plan import PlannedMutant
from ..suite_job import CanaryPlace
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


@dataclass(frozen=True)
class TimingTask(Task):
    """How long do these tests take without any mutant?"""


@dataclass(frozen=True)
class MutantTask(Task):
    mutant: PlannedMutant
    earlier: Verdict | None = None
    """Of a run that ended with the death of its process."""
    is_in_suite_order: bool = False
    """With the tests before them that were not planned, because one of them needs those."""
