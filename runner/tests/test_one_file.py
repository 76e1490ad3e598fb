"""The runner as one file and as a wheel, as they are built for CI, do what it does from its folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import List

import pytest

from loaded_by_pytest import MUTANTS, project_loaded_by_pytest
from measured_project import RUNNER, MeasuredProject, clean_environment, load_pack, only, results_of
from test_failures import old_pythons
from test_packs import left_behind

BUILD = RUNNER.parents[1] / "scripts" / "build-runner.mjs"
NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(NODE is None, reason="building needs Node")


def build(folder: Path) -> Path:
    subprocess.run([str(NODE), str(BUILD), str(folder)], check=True)
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("built"))


def statuses(project: MeasuredProject) -> List[str]:
    return [result["status"] for result in results_of(project.records())]


def test_the_same_sources_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    again = build(tmp_path)
    assert {file.name: file.read_bytes() for file in again.iterdir()} == {
        file.name: file.read_bytes() for file in built.iterdir()
    }


def test_as_one_file_the_runner_gives_the_same_verdicts(built: Path, tmp_path: Path) -> None:
    project = MeasuredProject(load_pack("subprocesses-and-threads"), tmp_path)
    project.runner[1] = os.path.relpath(built / "runner.pyz", project.root)
    project.measure(project.pack.mutants)
    assert statuses(project) == [mutant.status for mutant in project.pack.mutants]
    assert left_behind(project) == []


def test_as_one_file_the_runner_starts_new_interpreters(built: Path, tmp_path: Path) -> None:
    project = project_loaded_by_pytest(tmp_path)
    project.runner[1] = str(built / "runner.pyz")
    results = results_of(project.measure(MUTANTS))
    assert [result["status"] for result in results] == [mutant.status for mutant in MUTANTS]
    assert {result["evidence"]["activation"] for result in results} == {"subprocess"}
    assert left_behind(project) == []


def test_the_wheel_works_in_a_fresh_environment_with_the_pytest_that_is_there(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=True)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    python = str(scripts / "python")
    install = [python, "-m", "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check", str(wheel)]
    subprocess.run(install, env=clean_environment(), check=True)
    project = MeasuredProject(load_pack("killed-and-survived"), tmp_path)
    project.runner = [python, "-m", "tinybug_runner"]
    without = project.run(project.baseline_plan())
    assert only(without, "failed")["code"] == "pytest-missing"
    place = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], capture_output=True, text=True
    ).stdout.strip()
    Path(place, "pytest.pth").write_text(f"{Path(pytest.__file__).parents[1]}\n", "utf-8")
    project.measure(project.pack.mutants)
    assert statuses(project) == [mutant.status for mutant in project.pack.mutants]
    shown = subprocess.run([python, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert "tinybug" not in shown.stdout


def test_help_is_the_same_however_the_runner_is_started(built: Path) -> None:
    shown = [
        subprocess.run([sys.executable, str(place), "--help"], capture_output=True, text=True, check=True).stdout
        for place in (RUNNER, built / "runner.pyz")
    ]
    assert shown[0] == shown[1]
    for words in ("runner.pyz merge plan.json", "exit codes:", "Nothing is written into the project's folder."):
        assert words in shown[0]


@pytest.mark.parametrize("python", old_pythons() or [pytest.param("", marks=pytest.mark.skip("no old Python here"))])
def test_an_old_python_reads_the_file_and_says_that_it_is_too_old(built: Path, python: str) -> None:
    done = subprocess.run([python, str(built / "runner.pyz")], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Tinybug needs Python 3.9 or newer" in done.stderr
