"""The mutants of a file that are activated in one way, behind the canary that proves it works."""

from __future__ import annotations

from collections.abc import Iterable

from ..plan import MutantsPlan, PlannedMutant
from ..suite_job import CanaryPlace
from .canary_finding import CanaryFinding, canary_tests
from .task import CanaryTask


class Lane:
    def __init__(self, path: str, is_warm: bool) -> None:
        self.path = path
        self.is_warm = is_warm
        self.finding: CanaryFinding | None = None
        """None until the canary was noticed, or was not."""
        self.earlier: CanaryFinding | None = None
        """Of a canary in another place."""
        self.waiting: list[PlannedMutant] = []
        self._is_canary_out = False

    def needs_canary(self) -> bool:
        return bool(self.waiting) and not self._is_canary_out

    def send_canary(self, plan: MutantsPlan) -> CanaryTask:
        self._is_canary_out = True
        tests = tuple(plan.tests[test].id for test in canary_tests(plan, self.waiting))
        return CanaryTask(self.is_warm, tests, self.path, self._place())

    def leave(self) -> list[PlannedMutant]:
        """Those that have waited."""
        waiting, self.waiting = self.waiting, []
        return waiting

    def _place(self) -> CanaryPlace:
        """In the functions that hold mutants; where there are none such, the import of the file fails."""
        lines = sorted({mutant.coverage_lines[0] for mutant in self.waiting if not mutant.is_static})
        return CanaryPlace(tuple(lines), is_import_included=not lines)


class Lanes:
    def __init__(self) -> None:
        self._lanes: dict[tuple[str, bool], Lane] = {}

    def of(self, path: str, is_warm: bool) -> Lane:
        return self._lanes.setdefault((path, is_warm), Lane(path, is_warm))

    def all(self) -> Iterable[Lane]:
        return self._lanes.values()

    def absent_ids(self) -> frozenset[str]:
        """Planned tests that are not there without any mutant either."""
        return frozenset().union(*(lane.finding.absent_ids for lane in self.all() if lane.finding is not None))
