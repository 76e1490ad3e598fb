"""Which mutants can be activated by exchanging code in a process that has imported the project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..plan import MutantsPlan, PlannedMutant
from ..suite_story import SuiteStory

Region = tuple[int, int]


@dataclass(frozen=True)
class WarmFile:
    functions: tuple[Region, ...]
    """Bytes of functions whose live code is what the file compiles to."""
    import_lines: tuple[Region, ...]
    """Lines of functions that run before any test does."""

    def region_of(self, mutant: PlannedMutant) -> Region | None:
        start, end = mutant.byte_range
        for region in self.functions:
            if region[0] <= start and end <= region[1]:
                return region
        return None

    def is_imported(self, mutant: PlannedMutant) -> bool:
        first, last = mutant.coverage_lines
        return any(start <= last and first <= end for start, end in self.import_lines)


class WarmRoutes:
    def __init__(self, plan: MutantsPlan, ready: dict[str, Any]) -> None:
        planned = {file.path: file.sha256 for file in plan.files}
        self.suite_order: tuple[str, ...] = tuple(ready["tests"])
        self._collected = frozenset(self.suite_order)
        self._ids = tuple(test.id for test in plan.tests)
        self._files = {
            path: WarmFile(pairs(file["functions"]), pairs(file["importLines"]))
            for path, file in ready["files"].items()
            if planned.get(path) == file["sha256"]  # Else it was changed since the plan was made.
        }
        self._reached: set[tuple[str, int, int]] = set()
        self._unlike: set[str] = set()
        self._passing: set[str] = set()

    def is_candidate(self, mutant: PlannedMutant) -> bool:
        file = self._files.get(mutant.path)
        if file is None or mutant.is_static or file.region_of(mutant) is None or file.is_imported(mutant):
            return False
        return all(self._ids[test] in self._collected for test in mutant.tests)

    def take_control(self, story: SuiteStory) -> None:
        """Functions reached by exchanged code alone, and tests that fail in a process like that."""
        self._reached = {(path, start, end) for path, start, end in story.reached}
        self._reached -= {(path, start, end) for path, start, end in story.kept}
        self._passing = {test for test, outcome in story.outcomes.items() if outcome == "passed"}
        self._unlike = {test for test, outcome in story.outcomes.items() if outcome == "failed"}

    def passes(self, test: str) -> bool:
        """In the suite's order, without any mutant."""
        return test in self._passing

    def is_proven(self, mutant: PlannedMutant) -> bool:
        region = self._files[mutant.path].region_of(mutant)
        if region is None or (mutant.path, *region) not in self._reached:
            return False
        return not any(self._ids[test] in self._unlike for test in mutant.tests)

    def planned_in_suite_order(self, mutants: Iterable[PlannedMutant]) -> tuple[str, ...]:
        """The tests of these mutants alone."""
        planned = {self._ids[test] for mutant in mutants for test in mutant.tests}
        return tuple(test for test in self.suite_order if test in planned)

    def in_suite_order(self, tests: Iterable[str]) -> tuple[str, ...]:
        """The suite up to the last of these tests."""
        wanted = set(tests)
        last = max(index for index, test in enumerate(self.suite_order) if test in wanted)
        return self.suite_order[: last + 1]


def pairs(values: list[list[int]]) -> tuple[Region, ...]:
    return tuple((first, last) for first, last in values)
