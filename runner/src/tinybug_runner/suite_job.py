"""One run of the tests in a process of its own: what it is told, and where it leaves its traces."""

from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import dataclass
from typing import Optional, Tuple


@dataclass(frozen=True)
class Selection:
    """Which tests run, in this order."""

    ids: Tuple[str, ...]
    flaky_ids: Tuple[str, ...]
    is_pruning: bool
    """Only files that hold these tests are collected."""


@dataclass(frozen=True)
class ServedFile:
    """A file that is imported with other code than stands on disk."""

    path: str
    """Its real path."""
    source_file: str
    """Holds the bytes to compile instead."""
    canary_lines: Tuple[int, ...] = ()
    """For a canary: functions that hold one of these lines fail as soon as tests run; with 0 among them the import does."""


@dataclass(frozen=True)
class SuiteJob:
    root: str
    """The project's folder, where the tests run."""
    folder: str
    """This run's own folder for temporary files."""
    pytest_arguments: Tuple[str, ...]
    files: Tuple[str, ...]
    """The measured files, relative to the root."""
    is_traced: bool = False
    selection: Optional[Selection] = None
    served: Optional[ServedFile] = None

    @property
    def events_path(self) -> str:
        return os.path.join(self.folder, "events")

    @property
    def output_path(self) -> str:
        return os.path.join(self.folder, "output")

    def save(self) -> str:
        path = os.path.join(self.folder, "job.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(dataclasses.asdict(self), file)
        return path


def load_job(path: str) -> SuiteJob:
    with open(path, encoding="utf-8") as file:
        value = json.load(file)
    selection, served = value.pop("selection"), value.pop("served")
    for key in ("pytest_arguments", "files"):
        value[key] = tuple(value[key])
    return SuiteJob(
        **value,
        selection=selection
        and Selection(tuple(selection["ids"]), tuple(selection["flaky_ids"]), selection["is_pruning"]),
        served=served and ServedFile(served["path"], served["source_file"], tuple(served["canary_lines"])),
    )
