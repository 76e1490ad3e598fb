"""Where forking is not right, a new interpreter gives the same verdicts; where activation cannot be proven, none is given."""

from __future__ import annotations

import shutil
from pathlib import Path

from loaded_by_pytest import MUTANTS, project_loaded_by_pytest
from measured_project import MeasuredProject, PackMutant, load_pack, only, results_of


def test_a_project_that_pytest_itself_imports_is_measured_in_new_interpreters(tmp_path: Path) -> None:
    project = project_loaded_by_pytest(tmp_path)
    baseline = project.baseline()
    assert only(baseline, "import-lines")["lines"] == {"iniconfig/extra.py": [[1, 1], [4, 4]]}
    mutants = [*MUTANTS, PackMutant("iniconfig/extra.py", "return 1", "return __import__('os')._exit(1)", "RuntimeError")]
    results = results_of(project.run(project.mutants_plan(baseline, mutants)))
    assert [result["status"] for result in results] == ["Killed", "Survived", "RuntimeError"]
    assert {result["evidence"]["activation"] for result in results} == {"subprocess"}
    assert results[1]["evidence"]["activationProven"]


def test_a_mutant_that_the_tests_never_import_is_not_said_to_have_survived(tmp_path: Path) -> None:
    project = MeasuredProject(load_pack("killed-and-survived"), tmp_path)
    plan = project.mutants_plan(project.baseline(), project.pack.mutants[:2])
    shutil.copy(project.root / "shop.py", project.root / "tests" / "shop.py")  # Shadows the measured file.
    records = project.run(plan)
    canary = only(records, "canary")
    assert (canary["isCaught"], canary["reason"]) == (False, "no test imports it from where it stands")
    assert {result["status"] for result in results_of(records)} == {"RuntimeError"}


def test_results_come_with_their_evidence(tmp_path: Path) -> None:
    project = MeasuredProject(load_pack("killed-and-survived"), tmp_path)
    result = results_of(project.measure(project.pack.mutants[:1]))[0]
    evidence = result["evidence"]
    assert evidence["activation"] == "code-swap"
    assert evidence["activationProven"]
    assert (evidence["testsRun"], evidence["testsPlanned"]) == (1, 1)
    assert evidence["repeats"] == {"agreed": 1, "total": 1}
    assert evidence["killingTest"]["file"] == "tests/test_shop.py"
    assert evidence["killingTest"]["line"] == 11
    assert evidence["killingTest"]["message"].startswith("assert 14 == 10")
    assert evidence["cpuMs"] > 0
    assert evidence["wallMs"] > 0
