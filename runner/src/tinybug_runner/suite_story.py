"""What the events of one run of the tests add up to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from .child.failure_reader import TestFailure

Event = dict[str, Any]


@dataclass
class SuiteStory:
    collected: int | None = None
    collected_cpu_ms: float | None = None
    missing: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    is_served: bool = False
    is_already_loaded: bool = False
    does_not_compile: str | None = None
    failures: list[TestFailure] = field(default_factory=list)
    """Of reliable tests, and of collecting."""
    flaky_failures: list[TestFailure] = field(default_factory=list)
    outcomes: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    running_test: str | None = None
    trouble: str | None = None
    """What ended the run before its time, in a sentence's second half."""
    trouble_exception: str | None = None
    exit_code: int | None = None
    """pytest's; None where the process died before its end."""
    not_swappable: str | None = None
    """Why the mutant needs a fresh import, half a sentence."""
    unreached: str | None = None
    """The command of a Python interpreter that a test started and that could not know of the mutant."""
    reached: list[tuple[str, int, int]] = field(default_factory=list)
    """Of a control: paths and bytes of functions whose exchanged code was entered."""
    kept: list[tuple[str, int, int]] = field(default_factory=list)
    """Those whose code of before was."""
    elsewhere: list[tuple[str, str, str]] = field(default_factory=list)
    executed_paths: set[str] = field(default_factory=set)
    collection: str | None = None
    """SHA-256 over the ids of the tests, where they were only collected."""
    dependencies: Event | None = None

    def tell(self, event: Event) -> None:
        kind = event["kind"]
        if kind == "selected":
            self.missing, self.added = event["missing"], event["added"]
        elif kind == "collected":
            self.collected, self.collected_cpu_ms = event["tests"], event["cpuMs"]
        elif kind == "test-starts":
            self.running_test = event["id"]
        elif kind == "test":
            self._tell_test(event)
        elif kind in ("test-failed", "collecting-failed"):
            self._tell_failure(event)
        elif kind in ("internal-error", "interrupted", "escaped"):
            self._tell_trouble(kind, event)
        elif kind == "end":
            self.exit_code = event["exitCode"]
        else:
            self._tell_rest(kind, event)

    def _tell_trouble(self, kind: str, event: Event) -> None:
        if self.trouble is None:
            self.trouble = f"{TROUBLE[kind]} ({event['exception']}: {event['message']})"
            self.trouble_exception = event["exception"]

    def _tell_test(self, event: Event) -> None:
        self.running_test = None
        self.outcomes[event["id"]] = event["outcome"]
        self.executed_paths.update(event.get("lines", ()))
        if "message" in event:
            self.messages[event["id"]] = event["message"]

    def _tell_failure(self, event: Event) -> None:
        is_flaky = event.get("isFlaky", False)
        failure = TestFailure(**{key: value for key, value in event.items() if key not in ("kind", "isFlaky")})
        (self.flaky_failures if is_flaky else self.failures).append(failure)

    def _tell_rest(self, kind: str, event: Event) -> None:
        if kind == "served":
            self.is_served = True
        elif kind == "already-loaded":
            self.is_already_loaded = True
        elif kind == "does-not-compile":
            self.does_not_compile = event["message"]
        elif kind == "not-swappable":
            self.not_swappable = event["message"]
        elif kind == "unreached":
            self.unreached = self.unreached or event["command"]
        elif kind == "exchanged":
            self.reached, self.kept = map(tuples, (event["reached"], event["kept"]))
        else:
            self._tell_of_suite(kind, event)

    def _tell_of_suite(self, kind: str, event: Event) -> None:
        if kind == "import-lines":
            self.executed_paths.update(event["lines"])
        elif kind == "elsewhere":
            self.elsewhere = [tuple(module) for module in event["modules"]]
        elif kind == "collection":
            self.collection = event["digest"]
        elif kind == "dependencies":
            self.dependencies = event


def tuples(values: list[list[Any]]) -> list[tuple[str, int, int]]:
    return [(path, start, end) for path, start, end in values]


TROUBLE = {
    "internal-error": "pytest had an internal error",
    "interrupted": "the tests were interrupted",
    "escaped": "pytest gave up",
}


class EventReader:
    """Reads whole lines of a file that still grows."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._offset = 0

    def read(self) -> list[Event]:
        try:
            with open(self._path, "rb") as file:
                file.seek(self._offset)
                data = file.read()
        except FileNotFoundError:
            return []
        whole = data[: data.rfind(b"\n") + 1]
        self._offset += len(whole)
        return [json.loads(line) for line in whole.splitlines()]


def read_story(path: str) -> SuiteStory:
    story = SuiteStory()
    for event in EventReader(path).read():
        story.tell(event)
    return story
