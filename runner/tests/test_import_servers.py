"""Where a file has many mutants to import, what comes before it is imported once, and a server that dies costs no verdict."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from measured_project import MeasuredProject, Pack, PackMutant, only, results_of
from test_servers_that_die import kill_the_server_of_a_waiting_mutant

NAMES = "abcdefghij"
CODE = "import heavy\n\n" + "".join(f"{name.upper()} = {number}\n" for number, name in enumerate(NAMES, 10))
"""Ten constants, each of which is a mutant that must be imported."""
HEAVY = """
import os

with open(os.path.join(os.environ["PLACE_OF_PACK"], "imports"), "a") as file:
    file.write(f"{os.getpid()}\\n")
"""
TESTS = "import shop\n\n\n" + "\n\n".join(
    f"def test_{name}():\n    assert shop.{name.upper()} == {number}\n" for number, name in enumerate(NAMES[:-1], 10)
)
TEST_THAT_WAITS = """
import os
import time

import shop

PLACE = os.environ["PLACE_OF_PACK"]


def test_j():
    if shop.J == 20 and not os.path.exists(os.path.join(PLACE, "go-on")):
        with open(os.path.join(PLACE, "written"), "w") as file:
            file.write(str(os.getpid()))
        os.replace(os.path.join(PLACE, "written"), os.path.join(PLACE, "waiting"))
        while not os.path.exists(os.path.join(PLACE, "go-on")):
            time.sleep(0.01)
"""
MUTANTS = [
    PackMutant("shop.py", f"= {number}", f"= {number + 1}", "Killed" if name != "j" else "Survived")
    for number, name in enumerate(NAMES, 10)
]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")


@pytest.fixture
def project(tmp_path: Path) -> MeasuredProject:
    (tmp_path / "pack").mkdir()
    project = MeasuredProject(Pack(tmp_path / "pack", ["shop.py"], [], workers=1), tmp_path)
    # Measured is `shop`, and `heavy` is what it needs: imported before it by the tests' own configuration.
    (project.root / "conftest.py").write_text("import heavy\n", "utf-8")
    (project.root / "heavy.py").write_text(HEAVY, "utf-8")
    (project.root / "shop.py").write_text(CODE, "utf-8")
    (project.root / "test_shop.py").write_text(TESTS, "utf-8")
    return project


def imports_of(project: MeasuredProject) -> int:
    return len((project.place / "imports").read_text("utf-8").splitlines())


def assert_every_verdict_is_right(project: MeasuredProject) -> None:
    records = project.records()
    only(records, "finished")
    results = results_of(records)
    assert [result["status"] for result in results] == [mutant.status for mutant in MUTANTS]
    assert {result["evidence"]["activation"] for result in results} == {"fresh-import"}
    assert all(result["evidence"]["activationProven"] for result in results)


def test_what_is_imported_before_a_file_is_imported_once_for_all_its_mutants(project: MeasuredProject) -> None:
    plan = project.mutants_plan(project.baseline(), MUTANTS)
    before = imports_of(project)
    project.run(plan)
    assert_every_verdict_is_right(project)
    assert imports_of(project) - before < len(MUTANTS) / 2


def test_few_mutants_are_not_worth_a_server(project: MeasuredProject) -> None:
    few = MUTANTS[:3]
    plan = project.mutants_plan(project.baseline(), few)
    before = imports_of(project)
    results = results_of(project.run(plan))
    assert [result["status"] for result in results] == ["Killed"] * 3
    assert imports_of(project) - before > len(few)


@pytest.mark.parametrize(
    "heavy",
    [
        pytest.param(
            "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n",
            id="a thread",
        ),
        pytest.param("OPEN = open(__file__)\n", id="an open file"),
        pytest.param("import shop\n", id="imported in a circle"),
        pytest.param("import tempfile\nFOLDER = tempfile.mkdtemp()\n", id="a temporary folder"),
    ],
)
def test_what_makes_forking_unsafe_leads_to_whole_imports(project: MeasuredProject, heavy: str) -> None:
    (project.root / "heavy.py").write_text(HEAVY + heavy, "utf-8")
    project.measure(MUTANTS)
    assert_every_verdict_is_right(project)


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc to find the server")
def test_an_import_server_that_is_killed_while_it_serves_a_mutant_costs_no_verdict(project: MeasuredProject) -> None:
    (project.root / "test_shop.py").write_text(TESTS + "\n\n" + TEST_THAT_WAITS, "utf-8")
    plan = project.mutants_plan(project.baseline(), MUTANTS)
    kill_the_server_of_a_waiting_mutant(project, plan)
    assert_every_verdict_is_right(project)
