"""The plan is read strictly, and an error names the place."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, Callable

import pytest

from tinybug_runner.failure import RunnerFailure
from tinybug_runner.plan import BaselinePlan, MutantsPlan, load_plan, parse_plan

BASE = {
    "version": 1,
    "runId": "r",
    "jobId": "j",
    "pytestArguments": ["-k", "x"],
    "workers": 2,
    "files": [{"path": "a/b.py", "sha256": "0" * 64}],
}
BASELINE = {**BASE, "kind": "baseline", "repeats": 3}
MUTANT = {
    "id": "0123456789abcdef",
    "path": "a/b.py",
    "byteRange": [3, 4],
    "original": "1",
    "replacement": "2",
    "static": False,
    "coverageLines": [1, 2],
    "tests": [0],
}
MUTANTS = {
    **BASE,
    "kind": "mutants",
    "tests": [{"id": "t", "cpuMs": 1, "wallMs": 2.5, "isFlaky": False}],
    "mutants": [MUTANT],
    "timeout": {"factor": 4, "constantMs": 1000, "idleMs": 5000},
}


def test_both_kinds_of_plan_are_understood() -> None:
    baseline, mutants = parse_plan(BASELINE), parse_plan(MUTANTS)
    assert isinstance(baseline, BaselinePlan)
    assert (baseline.repeats, baseline.pytest_arguments) == (3, ("-k", "x"))
    assert isinstance(mutants, MutantsPlan)
    assert mutants.mutants[0].byte_range == (3, 4)
    assert mutants.tests[0].wall_ms == 2.5


def change(path: list[Any], value: Any) -> Callable[[dict[str, Any]], None]:
    def apply(plan: dict[str, Any]) -> None:
        target: Any = plan
        for step in path[:-1]:
            target = target[step]
        if value is None:
            del target[path[-1]]
        else:
            target[path[-1]] = value

    return apply


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["version"], 2, "version is 2, and this runner understands 1"),
        (["kind"], "other", "kind must match baseline|mutants"),
        (["workers"], 0, "workers must be a number of at least 1"),
        (["workers"], 1.5, "workers must be a whole number"),
        (["workers"], True, "workers must be a number"),
        (["runId"], None, "runId is missing"),
        (["extra"], 1, "extra is not known"),
        (["pytestArguments", 0], 7, r"pytestArguments\[0\] must be a string"),
        (["files"], {}, "files must be a list"),
        (["files", 0, "path"], "../x.py", r"files\[0\].path must not leave the project"),
        (["files", 0, "path"], "/x.py", r"files\[0\].path must be a relative path"),
        (["files", 0, "sha256"], "abc", r"files\[0\].sha256 must match"),
        (["mutants", 0, "id"], "xyz", r"mutants\[0\].id must match"),
        (["mutants", 0, "byteRange"], [4, 3], r"mutants\[0\].byteRange must be two numbers, the smaller first"),
        (["mutants", 0, "tests"], [1], r"mutants\[0\].tests points beyond the 1 tests"),
        (["mutants", 0, "path"], "c.py", r"mutants\[0\].path names c.py, which is not among the files"),
        (["mutants", 0, "static"], 1, r"mutants\[0\].static must be true or false"),
        (["tests", 0, "cpuMs"], -1, r"tests\[0\].cpuMs must be a number of at least 0"),
        (["timeout", "factor"], 0.5, "timeout.factor must be a number of at least 1"),
        (["memoryMb"], 0, "memoryMb must be a number of at least 1"),
        (["part"], {"planSha256": "0" * 64, "number": 3, "count": 2}, "part is number 3 of 2"),
        (["part"], {"planSha256": "0", "number": 1, "count": 2}, "part.planSha256 must match"),
        (["part"], {"planSha256": "0" * 64, "number": 1, "count": 2, "x": 1}, "part.x is not known"),
    ],
)
def test_a_fault_in_the_plan_is_named_with_its_place(path: list[Any], value: Any, message: str) -> None:
    plan = copy.deepcopy(MUTANTS)
    change(path, value)(plan)
    with pytest.raises(RunnerFailure, match=message):
        parse_plan(plan)


def test_a_plan_that_is_not_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan").write_text("{", "utf-8")
    with pytest.raises(RunnerFailure, match="is not JSON"):
        load_plan(str(tmp_path / "plan"))
    with pytest.raises(RunnerFailure, match="cannot be read: No such file"):
        load_plan(str(tmp_path / "missing"))
    (tmp_path / "plan").write_text(json.dumps(BASELINE), "utf-8")
    assert load_plan(str(tmp_path / "plan")).job_id == "j"
