"""Every mutant gets its verdict, though the processes that are forked for mutants come from a server that dies."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from measured_project import MeasuredProject, Pack, PackMutant, Record, only, results_of

CODE = "def price(n):\n    total = n * 2\n    return total\n"
TEST = "import shop\n\n\ndef test_price():\n    assert shop.price(0) == 0\n"
FORK_THAT_FAILS = """
import errno
import os

fork, forked = os.fork, []


def fork_three_times():
    forked.append(None)
    if len(forked) > 3:
        raise BlockingIOError(errno.EAGAIN, "no more processes")
    return fork()


os.fork = fork_three_times
"""
TEST_THAT_WAITS = """
import os
import time

import shop

PLACE = os.environ["PLACE_OF_PACK"]


def test_price():
    if shop.price(1) == 3 and not os.path.exists(os.path.join(PLACE, "go-on")):
        with open(os.path.join(PLACE, "written"), "w") as file:
            file.write(str(os.getpid()))
        os.replace(os.path.join(PLACE, "written"), os.path.join(PLACE, "waiting"))
        while not os.path.exists(os.path.join(PLACE, "go-on")):
            time.sleep(0.01)
    assert shop.price(0) == 0
"""
MUTANTS = [
    PackMutant("shop.py", "n * 2", "n * 3", "Survived"),
    PackMutant("shop.py", "n * 2", "n * 4", "Survived"),
    PackMutant("shop.py", "n * 2", "n * 5", "Survived"),
    PackMutant("shop.py", "n * 2", "n + 2", "Killed"),
]


@pytest.fixture
def project(tmp_path: Path) -> MeasuredProject:
    (tmp_path / "pack").mkdir()
    project = MeasuredProject(Pack(tmp_path / "pack", ["shop.py"], [], workers=1), tmp_path)
    (project.root / "shop.py").write_text(CODE, "utf-8")
    return project


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[1])


def wait_for(file: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not file.exists():
        assert process.poll() is None, "the runner has ended"
        assert time.monotonic() < deadline, f"{file.name} did not come"
        time.sleep(0.01)


def kill_the_server_of_a_waiting_mutant(project: MeasuredProject, plan: Record) -> None:
    """A test writes its process number into `waiting` and waits for `go-on`; the runner is to end well all the same."""
    process = project.start(plan, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        wait_for(project.place / "waiting", process)
        server = parent_of(int((project.place / "waiting").read_text("utf-8")))
        assert parent_of(server) == process.pid
        os.kill(server, signal.SIGKILL)
        (project.place / "go-on").touch()
        _, errors = process.communicate(timeout=60)
    finally:
        process.terminate()
        process.wait()
    assert (process.returncode, errors) == (0, b"")


def assert_every_verdict_is_right(project: MeasuredProject) -> None:
    records = project.records()
    only(records, "finished")
    results = results_of(records)
    assert [result["status"] for result in results] == [mutant.status for mutant in MUTANTS]
    assert results[-1]["killedBy"] == ["test_shop.py::test_price"]
    assert "fresh-import" in {result["evidence"]["activation"] for result in results}, "no server has died"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_a_server_that_can_fork_no_more_costs_no_verdict(project: MeasuredProject) -> None:
    (project.root / "conftest.py").write_text(FORK_THAT_FAILS, "utf-8")
    (project.root / "test_shop.py").write_text(TEST, "utf-8")
    project.measure(MUTANTS)
    assert_every_verdict_is_right(project)


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc to find the server")
def test_a_server_that_is_killed_while_it_serves_a_mutant_costs_no_verdict(project: MeasuredProject) -> None:
    (project.root / "test_shop.py").write_text(TEST_THAT_WAITS, "utf-8")
    plan = project.mutants_plan(project.baseline(), MUTANTS)
    kill_the_server_of_a_waiting_mutant(project, plan)
    assert_every_verdict_is_right(project)
