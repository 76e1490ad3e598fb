"""Where forking is not right, a new interpreter gives the same verdicts; where activation cannot be proven, none is given."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipapp
from importlib.util import find_spec
from pathlib import Path

from measured_project import RUNNER, MeasuredProject, Pack, PackMutant, load_pack, only, results_of


def test_a_project_that_pytest_itself_imports_is_measured_in_new_interpreters(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    spec = find_spec("iniconfig")
    assert spec is not None and spec.origin is not None
    project = MeasuredProject(Pack(tmp_path / "pack", ["iniconfig/extra.py"], []), tmp_path)
    shutil.copytree(Path(spec.origin).parent, project.root / "iniconfig")
    with (project.root / "iniconfig" / "__init__.py").open("a") as file:
        file.write("\nfrom . import extra\n")
    (project.root / "iniconfig" / "extra.py").write_text("LIMIT = 3\n\n\ndef one():\n    return 1\n", "utf-8")
    (project.root / "test_it.py").write_text(
        "from iniconfig import extra\n\ndef test_one():\n    assert extra.one() == 1\n    assert extra.LIMIT\n", "utf-8"
    )
    baseline = project.baseline()
    assert only(baseline, "import-lines")["lines"] == {"iniconfig/extra.py": [[1, 1], [4, 4]]}
    mutants = [
        PackMutant("iniconfig/extra.py", "return 1", "return 2", "Killed"),
        PackMutant("iniconfig/extra.py", "LIMIT = 3", "LIMIT = 4", "Survived"),
        PackMutant("iniconfig/extra.py", "return 1", "return __import__('os')._exit(1)", "RuntimeError"),
    ]
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


def test_as_one_file_the_runner_gives_the_same_verdicts(tmp_path: Path) -> None:
    archive = tmp_path / "runner.pyz"
    zipapp.create_archive(RUNNER, archive, filter=lambda path: "__pycache__" not in path.parts)
    project = MeasuredProject(load_pack("subprocesses-and-threads"), tmp_path)
    plan = project.mutants_plan(project.baseline(), project.pack.mutants)
    (tmp_path / "plan.json").write_text(json.dumps(plan), "utf-8")
    command = [sys.executable, str(archive), "--plan", str(tmp_path / "plan.json"), "--report", str(project.report)]
    subprocess.run(command, cwd=project.root, check=True, stdin=subprocess.DEVNULL)
    statuses = [result["status"] for result in results_of(project.records())]
    assert statuses == [mutant.status for mutant in project.pack.mutants]


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
