"""When the run goes on with one worker: what fails in two passes at the same time, and passes alone in between."""

from __future__ import annotations

from typing import Dict, List

from tinybug_runner.mutants.side_by_side import SideBySide
from tinybug_runner.mutants.task import ControlTask, MutantTask, Task
from tinybug_runner.plan import MutantsPlan, parse_plan
from tinybug_runner.suite_story import SuiteStory

CONTROL = ControlTask(True, ("a", "b"))


def plan(mutants: int = 10, workers: int = 2) -> MutantsPlan:
    mutant = {
        "path": "shop.py",
        "byteRange": [0, 1],
        "original": "x",
        "replacement": "y",
        "static": False,
        "coverageLines": [1, 1],
        "tests": [0, 1],
    }
    found = parse_plan(
        {
            "version": 1,
            "kind": "mutants",
            "runId": "r",
            "jobId": "j",
            "pytestArguments": [],
            "workers": workers,
            "files": [{"path": "shop.py", "sha256": "0" * 64}],
            "tests": [{"id": name, "cpuMs": 1, "wallMs": 1, "isFlaky": False} for name in "ab"],
            "mutants": [{**mutant, "id": f"{number:016x}"} for number in range(mutants)],
            "timeout": {"factor": 4, "constantMs": 1000, "idleMs": 1000},
        }
    )
    assert isinstance(found, MutantsPlan)
    return found


def story(**outcomes: str) -> SuiteStory:
    return SuiteStory(outcomes=dict(outcomes), exit_code=0)


def rounds(*stories: List[Dict[str, str]]) -> SideBySide:
    """Each round has the stories of the passes that run at the same time."""
    side_by_side = SideBySide(plan())
    tasks: List[Task] = side_by_side.begin(CONTROL)
    for passes in stories:
        assert len(tasks) == len(passes)
        following: List[Task] = []
        for task, outcomes in zip(tasks, passes):
            following = side_by_side.take(task, story(**outcomes))
        tasks = following
    assert side_by_side.is_over and tasks == []
    return side_by_side


WELL = {"a": "passed", "b": "passed"}
ILL = {"a": "passed", "b": "failed"}


def test_tests_that_pass_beside_themselves_keep_all_workers() -> None:
    assert rounds([WELL, WELL]).workers == 2


def test_tests_that_fail_beside_themselves_twice_and_pass_alone_get_one_worker() -> None:
    found = rounds([WELL, ILL], [WELL], [ILL, WELL])
    assert (found.workers, found.colliding) == (1, ["b"])
    assert found.first_story.outcomes == WELL
    assert "one worker" in found.notice() and "pass alone: b." in found.notice()


def test_tests_that_fail_alone_as_well_keep_all_workers() -> None:
    found = rounds([ILL, ILL], [ILL])
    assert (found.workers, found.first_story.outcomes) == (2, ILL)


def test_tests_that_fail_in_one_round_only_keep_all_workers() -> None:
    assert rounds([WELL, ILL], [WELL], [WELL, WELL]).workers == 2


def test_one_worker_or_few_mutants_need_no_rehearsal() -> None:
    assert SideBySide(plan(workers=1)).is_over
    assert SideBySide(plan(mutants=4)).is_over
    assert not SideBySide(plan(mutants=5)).is_over


def test_no_mutant_runs_beside_a_rehearsal() -> None:
    side_by_side = SideBySide(plan())
    mutant = MutantTask(True, (), plan().mutants[0])
    assert (side_by_side.slots, side_by_side.admits(mutant, [])) == (1, True)
    first, second = side_by_side.begin(CONTROL)
    assert side_by_side.slots == 2
    assert not side_by_side.admits(mutant, [])
    assert not side_by_side.admits(first, [mutant])
    assert side_by_side.admits(second, [first])
