"""One run of the tests in a process of its own: what it is told, and where it leaves its traces."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Selection:
    """Which tests run, in this order."""

    ids: tuple[str, ...]
    flaky_ids: tuple[str, ...]
    is_pruning: bool
    """Only files that hold these tests, or their neighbours, are collected."""
    neighbour_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class CanaryPlace:
    lines: tuple[int, ...]
    """The functions around these lines fail; without any, importing the file does."""
    is_import_included: bool
    """They fail from the start and not only once tests run."""


@dataclass(frozen=True)
class ServedFile:
    """A file that is imported with other code than stands on disk."""

    path: str
    """Its real path."""
    source_file: str
    """Holds the bytes to compile instead."""
    canary: CanaryPlace | None = None


@dataclass(frozen=True)
class Splice:
    """A mutant as a change of its file, for a process that has imported that."""

    path: str
    """As planned, relative to the root."""
    start: int
    end: int
    replacement: str


@dataclass(frozen=True)
class ServerEnds:
    """Descriptors of a fork server, inherited by it."""

    requests: int
    replies: int
    is_warm: bool
    """It forks once the tests are collected, and not already before the project is imported."""
    stops_at: str | None = None
    """It forks where this file, a real path, is imported first."""
    codes: str | None = None
    """A file of compiled code that spares compiling it again."""


@dataclass(frozen=True)
class Bounds:
    """Of each process by itself."""

    memory_bytes: int
    """More than it has at its start."""
    file_bytes: int
    """Of a single file."""


@dataclass(frozen=True)
class SuiteJob:
    root: str
    """The project's folder, where the tests run."""
    folder: str
    """This run's own folder for temporary files."""
    pytest_arguments: tuple[str, ...]
    files: tuple[str, ...]
    """The measured files, relative to the root."""
    is_traced: bool = False
    is_keeping_results: bool = False
    """Of a traced run: what measured functions keep for later calls is not forgotten before each test."""
    selection: Selection | None = None
    served: ServedFile | None = None
    splice: Splice | None = None
    is_control: bool = False
    """Every function that could be exchanged is, for the code it has already."""
    is_watching: bool = False
    """Told is which files each test depends on."""
    is_collecting: bool = False
    """The tests are collected, and none runs."""
    server: ServerEnds | None = None
    """This process runs no tests itself and forks one that does for each job it is sent."""
    bounds: Bounds | None = None

    @property
    def events_path(self) -> str:
        return os.path.join(self.folder, "events")

    @property
    def output_path(self) -> str:
        return os.path.join(self.folder, "output")

    def save(self) -> str:
        path = os.path.join(self.folder, "job.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.to_json())
        return path

    def to_json(self) -> str:
        return json.dumps(self, default=vars)


def load_job(path: str) -> SuiteJob:
    with open(path, encoding="utf-8") as file:
        return parse_job(file.read())


def parse_job(text: str) -> SuiteJob:
    value = json.loads(text)
    for key in ("pytest_arguments", "files"):
        value[key] = tuple(value[key])
    splice = None if value["splice"] is None else Splice(**value["splice"])
    server = None if value["server"] is None else ServerEnds(**value["server"])
    bounds = None if value["bounds"] is None else Bounds(**value["bounds"])
    parts = {
        "bounds": bounds,
        "selection": load_selection(value),
        "served": load_served(value),
        "splice": splice,
        "server": server,
    }
    return SuiteJob(**{**value, **parts})


def load_selection(value: dict[str, Any]) -> Selection | None:
    selection = value["selection"]
    if selection is None:
        return None
    return Selection(
        tuple(selection["ids"]),
        tuple(selection["flaky_ids"]),
        selection["is_pruning"],
        tuple(selection["neighbour_ids"]),
    )


def load_served(value: dict[str, Any]) -> ServedFile | None:
    served = value["served"]
    if served is None:
        return None
    place = served["canary"]
    canary = None if place is None else CanaryPlace(tuple(place["lines"]), place["is_import_included"])
    return ServedFile(served["path"], served["source_file"], canary)
