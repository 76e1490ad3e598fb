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
        self.open: set[str] = set()
        """Ids of mutants without a result."""
        self._is_canary_out = False

    def enter(self, mutant: PlannedMutant) -> bool:
        """Whether it waits for the canary."""
        self.open.add(mutant.id)
        if self.finding is None:
            self.waiting.append(mutant)
        return self.finding is None

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
        self._emptied: list[str] = []

    def of(self, path: str, is_warm: bool) -> Lane:
        return self._lanes.setdefault((path, is_warm), Lane(path, is_warm))

    def all(self) -> Iterable[Lane]:
        return self._lanes.values()

    def settle(self, mutant: PlannedMutant) -> None:
        """It has its result."""
        for is_warm in (True, False):
            lane = self._lanes.get((mutant.path, is_warm))
            if lane is not None and mutant.id in lane.open:
                lane.open.discard(mutant.id)
                if not lane.open and not is_warm:
                    self._emptied.append(lane.path)

    def take_emptied(self) -> list[str]:
        """Files of which no mutant that needs an import is left."""
        emptied, self._emptied = self._emptied, []
        return emptied

    def absent_ids(self) -> frozenset[str]:
        """Planned tests that are not there without any mutant either."""
        return frozenset().union(*(lane.finding.absent_ids for lane in self.all() if lane.finding is not None))
