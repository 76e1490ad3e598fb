"""Tests that do not always end alike are found in the baseline, and are no evidence for a kill."""

from __future__ import annotations

import os
from math import comb
from pathlib import Path

import pytest

from tinybug_runner.child.failure_reader import TestFailure
from tinybug_runner.mutants.kill_check import KillCheck, Pending
from tinybug_runner.mutants.task import MutantTask
from tinybug_runner.mutants.verdict import Verdict
from tinybug_runner.plan import PlannedMutant
from measured_project import MeasuredProject, Pack, PackMutant, Record, load_pack, only, results_of

CODE = "def one():\n    return 1\n\n\ndef two():\n    return 2\n"
TEST = """
import os
import measured

def run_number():
    place = os.path.join(os.environ["RUNS"], "runs")
    with open(place, "a") as file:
        file.write("x")
    return os.path.getsize(place)

def test_fails_every_second_time():
    assert run_number() % 2 == 1
    assert measured.one() == 1

def test_fails_at_first():
    assert run_number() != 2
    assert measured.two() == 2

def test_reliable():
    assert measured.two() == 2
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MeasuredProject:
    monkeypatch.setenv("RUNS", str(tmp_path))
    (tmp_path / "pack").mkdir()
    project = MeasuredProject(Pack(tmp_path / "pack", ["measured.py"], [], repeats=3), tmp_path)
    (project.root / "measured.py").write_text(CODE, "utf-8")
    return project


def test_a_test_whose_outcomes_differ_is_named_flaky_and_kills_nothing(project: MeasuredProject) -> None:
    (project.root / "test_it.py").write_text(TEST.replace("!= 2", "> 0").replace("% 2 == 1", "!= 3"), "utf-8")
    baseline = project.baseline()
    assert only(baseline, "finished")
    assert only(baseline, "flaky") == {"type": "flaky", "runs": 3, "ids": ["test_it.py::test_fails_every_second_time"]}
    mutants = [
        PackMutant("measured.py", "return 1", "return 3", "Flaky"),
        PackMutant("measured.py", "return 2", "return 3", "Killed"),
    ]
    noticed_by_flaky, noticed_by_others = results_of(project.run(project.mutants_plan(baseline, mutants)))
    assert noticed_by_flaky["status"] == "Flaky"
    assert "test_fails_every_second_time" in noticed_by_flaky["statusReason"]
    assert noticed_by_others["status"] == "Killed"


def test_a_failure_of_a_test_that_turns_out_to_be_flaky_before_it_is_published_is_no_evidence() -> None:
    flaky_ids: set[str] = set()
    checks = KillCheck(flaky_ids, lambda _task: None)
    failure = TestFailure("t", "call", "AssertionError", "no", "t.py", 1, None)
    mutant = PlannedMutant("0" * 16, "a.py", (0, 1), "1", "2", False, (1, 1), (0,))
    pending = Pending(MutantTask(True, ("t",), mutant), Verdict("Killed", None, failure), {})
    assert not checks.is_doubted(pending)
    flaky_ids.add("t")
    assert checks.is_doubted(pending)


def test_a_test_that_fails_only_in_the_traced_run_does_not_make_the_baseline_red(project: MeasuredProject) -> None:
    (project.root / "test_it.py").write_text(TEST.replace("% 2 == 1", "> 0"), "utf-8")
    project.pack.repeats = 1
    baseline = project.baseline()
    assert only(baseline, "finished")
    assert only(baseline, "flaky") == {"type": "flaky", "runs": 2, "ids": ["test_it.py::test_fails_at_first"]}
    outcomes = {record["id"]: record["outcome"] for record in baseline if record["type"] == "test"}
    assert set(outcomes.values()) == {"passed"}
    assert os.environ["RUNS"]


@pytest.mark.parametrize(
    "rate",
    [
        pytest.param(0.01, id="failures-at-1-percent"),
        pytest.param(0.1, id="failures-at-10-percent"),
        pytest.param(0.5, id="failures-at-50-percent"),
    ],
)
def test_random_failures_change_no_verdict_by_more_than_sampling_explains(rate: float, tmp_path: Path) -> None:
    pack = load_pack("failures-at-random")
    pack.repeats, pack.environment = 5, {"RATE_OF_FAILURES": str(rate)}
    project = MeasuredProject(pack, tmp_path)
    baseline = project.baseline()
    only(baseline, "finished")
    found = set(only(baseline, "flaky")["ids"])
    assert found <= {f"test_parts.py::test_at_random[{number}]" for number in range(12)}
    results = results_of(project.run(project.mutants_plan(baseline, pack.mutants)))
    assert not found & {test for result in results for test in result["killedBy"]}
    assert statuses(pack.mutants, results, "Killed") == ["Killed"] * 12
    survivors = statuses(pack.mutants, results, "Survived")
    assert set(survivors) <= {"Survived", "Flaky", "Killed"}
    # Where the baseline never saw a test fail, its failure looks like any other: about `rate` of those mutants.
    assert survivors.count("Killed") <= most_by_chance(12 - len(found), rate)


def statuses(mutants: list[PackMutant], results: list[Record], worked_out: str) -> list[str]:
    """Of the mutants that have this status where no test fails at random."""
    return [result["status"] for mutant, result in zip(mutants, results) if mutant.status == worked_out]


def most_by_chance(trials: int, rate: float) -> int:
    """More than this happens less than once in ten thousand times."""
    likelihood = 0.0
    for count in range(trials + 1):
        likelihood += comb(trials, count) * rate**count * (1 - rate) ** (trials - count)
        if likelihood > 0.9999:
            return count
    return trials
