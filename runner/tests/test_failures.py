"""What the runner says where it cannot go on. Every report ends with one `failed` record, and exit code 0."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from measured_project import RUNNER, MeasuredProject, Pack, Record, clean_environment, only


@pytest.fixture
def project(tmp_path: Path) -> MeasuredProject:
    (tmp_path / "pack").mkdir()
    project = MeasuredProject(Pack(tmp_path / "pack", ["measured.py"], []), tmp_path)
    write(project, "measured.py", "def one():\n    return 1\n")
    return project


def write(project: MeasuredProject, path: str, text: str) -> None:
    file = project.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def failure(project: MeasuredProject, **more: Any) -> Record:
    records = project.run({**project.baseline_plan(), **more})
    assert records[-1]["type"] == "failed"
    return only(records, "failed")


def test_a_project_without_tests_fails_with_no_tests(project: MeasuredProject) -> None:
    assert failure(project)["code"] == "no-tests"


def test_a_red_baseline_names_the_failing_tests_and_still_reports_every_test(project: MeasuredProject) -> None:
    write(project, "test_it.py", "def test_good():\n    pass\ndef test_bad():\n    assert 1 == 2, 'really\\nnot'\n")
    record = failure(project)
    assert record["code"] == "baseline-failed"
    assert "test_it.py::test_bad: AssertionError: really not" in record["message"]
    tests = {test["id"]: test["outcome"] for test in project.records() if test["type"] == "test"}
    assert tests == {"test_it.py::test_good": "passed", "test_it.py::test_bad": "failed"}


def test_a_crash_in_the_baseline_names_the_test_that_ran(project: MeasuredProject) -> None:
    write(project, "test_it.py", "import os\ndef test_end():\n    os._exit(3)\n")
    record = failure(project)
    assert record["code"] == "baseline-failed"
    assert "ended itself with exit code 3 while test_it.py::test_end ran" in record["message"]


def test_a_file_that_cannot_be_collected_is_named_with_its_error(project: MeasuredProject) -> None:
    write(project, "test_it.py", "import not_there\ndef test_good():\n    pass\n")
    record = failure(project)
    assert record["code"] == "collection-failed"
    assert "test_it.py: ModuleNotFoundError: No module named 'not_there' (test_it.py:1)" in record["message"]


def test_a_conftest_that_fails_is_named_with_its_error(project: MeasuredProject) -> None:
    write(project, "conftest.py", "1 / 0\n")
    write(project, "test_it.py", "def test_good():\n    pass\n")
    record = failure(project)
    assert record["code"] == "collection-failed"
    assert "conftest.py: ZeroDivisionError: division by zero (conftest.py:1)" in record["message"]


def test_an_option_that_pytest_does_not_know_is_shown_in_its_own_words(project: MeasuredProject) -> None:
    write(project, "test_it.py", "def test_good():\n    pass\n")
    record = failure(project, pytestArguments=["--no-such-option"])
    assert record["code"] == "collection-failed"
    assert "--no-such-option" in record["message"]


def test_code_imported_from_elsewhere_is_named_with_both_places(project: MeasuredProject) -> None:
    write(project, "src/measured.py", "def one():\n    return 1\n")
    write(project, "test_it.py", "import measured\ndef test_one():\n    assert measured.one() == 1\n")
    project.pack.files = ["src/measured.py"]
    record = failure(project)
    assert record["code"] == "code-not-under-test"
    assert "src/measured.py is measured, but the tests import measured from" in record["message"]
    assert str(project.root / "measured.py") in record["message"]


def test_code_that_no_test_imports_is_said_to_be_so(project: MeasuredProject) -> None:
    write(project, "test_it.py", "def test_one():\n    pass\n")
    record = failure(project)
    assert record["code"] == "code-not-under-test"
    assert "no line of the 1 measured files was executed (measured.py)" in record["message"]


def test_a_plan_of_another_version_is_refused(project: MeasuredProject) -> None:
    assert "version is 2, and this runner understands 1" in failure(project, version=2)["message"]


def test_an_interpreter_without_pytest_fails_with_pytest_missing(project: MeasuredProject) -> None:
    process = project.start(project.baseline_plan(), flags=["-S"], stderr=subprocess.PIPE)
    assert process.wait() == 0
    assert only(project.records(), "failed")["code"] == "pytest-missing"


def test_help_reads_well() -> None:
    shown = subprocess.run([sys.executable, str(RUNNER), "--help"], capture_output=True, text=True, check=True).stdout
    assert "--exit-with-stdin" in shown
    assert "Nothing is written into the project's folder." in shown


def test_a_report_that_cannot_be_written_ends_with_exit_code_1(project: MeasuredProject, tmp_path: Path) -> None:
    command = [sys.executable, str(RUNNER), "--plan", "plan.json", "--report", str(tmp_path / "no" / "report")]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    assert process.returncode == 1
    assert "cannot be written: No such file or directory" in process.stderr


def old_pythons() -> list[str]:
    found = []
    for name in ("python2.7", "python3.6", "python3.7", "python3.8"):
        try:
            if subprocess.run([name, "-c", "pass"], capture_output=True, check=False).returncode == 0:
                found.append(name)
        except OSError:
            continue
    return found


@pytest.mark.parametrize("python", old_pythons() or [pytest.param("", marks=pytest.mark.skip("no old Python here"))])
def test_an_old_python_reports_python_too_old(project: MeasuredProject, python: str) -> None:
    report = project.place / "report.ndjson"
    project.report = report
    command = [python, str(RUNNER), "--plan", "plan.json", "--report", str(report)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert only(project.records(), "failed")["code"] == "python-too-old"


def test_a_file_changed_since_the_plan_gives_no_verdict(project: MeasuredProject) -> None:
    write(project, "test_it.py", "import measured\ndef test_one():\n    assert measured.one() == 1\n")
    plan = project.mutants_plan(project.baseline(), [])
    planned = {
        "id": "0" * 16,
        "path": "measured.py",
        "byteRange": [22, 23],
        "original": "1",
        "replacement": "2",
        "static": False,
        "coverageLines": [2, 2],
        "tests": [0],
    }
    other_text = {**planned, "id": "1" * 16, "original": "3"}
    reasons = reasons_of(project.run({**plan, "mutants": [planned, other_text]}))
    assert reasons[0] is None
    assert "does not hold the mutant's original text at bytes 22 to 23" in str(reasons[1])
    write(project, "measured.py", "def one():\n    return 1\n\n")
    assert "measured.py has changed since the plan was made" in str(
        reasons_of(project.run({**plan, "mutants": [planned]}))[0]
    )


def reasons_of(records: list[Record]) -> list[object]:
    results = sorted(
        (record["result"] for record in records if record["type"] == "result"), key=lambda r: r["mutantId"]
    )
    return [result.get("statusReason") for result in results]
