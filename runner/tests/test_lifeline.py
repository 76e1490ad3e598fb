"""However the runner ends, nothing that it has started goes on, and nothing of it is left on the disk."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Callable

import pytest

from measured_project import MeasuredProject, Pack, PackMutant, clean_environment

CODE = """
import os
import subprocess
import time


def wait(folder):
    subprocess.Popen(["sleep", "987"])
    subprocess.Popen(["sleep", "987"], start_new_session=True)
    if os.fork() == 0:
        while True:
            time.sleep(0.1)
    open(os.path.join(folder, "waiting"), "w").close()
    time.sleep(987)
"""
TEST = "import os, waits\ndef test_wait():\n    waits.wait(os.environ['WAITING'])\n"

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc to find processes")


@pytest.fixture
def project(tmp_path: Path) -> MeasuredProject:
    (tmp_path / "pack").mkdir()
    project = MeasuredProject(Pack(tmp_path / "pack", ["waits.py"], []), tmp_path)
    (project.root / "waits.py").write_text(CODE, "utf-8")
    (project.root / "test_waits.py").write_text(TEST, "utf-8")
    return project


def processes_of(place: Path) -> list[int]:
    """Those whose environment names the folder, and what was forked from them."""
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            environment = Path(f"/proc/{name}/environ").read_bytes()
            state = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if os.fsencode(f"WAITING={place}") in environment.split(b"\0") and state != "Z":
            found.append(int(name))
    return found


def eventually(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def end_by_closing_stdin(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin is not None
    process.stdin.close()


def end_by(number: int) -> Callable[["subprocess.Popen[bytes]"], None]:
    return lambda process: process.send_signal(number)


@pytest.mark.parametrize(
    ("end", "code"),
    [
        pytest.param(end_by_closing_stdin, 130, id="end of standard input"),
        pytest.param(end_by(signal.SIGINT), 130, id="SIGINT"),
        pytest.param(end_by(signal.SIGTERM), 130, id="SIGTERM"),
        pytest.param(end_by(signal.SIGKILL), -signal.SIGKILL, id="SIGKILL"),
    ],
)
def test_nothing_is_left_when_the_runner_is_ended_in_the_middle(
    project: MeasuredProject, tmp_path: Path, end: Callable[["subprocess.Popen[bytes]"], None], code: int
) -> None:
    temporary = Path(tempfile.mkdtemp())
    environment = {**clean_environment(), "WAITING": str(tmp_path), "TMPDIR": str(temporary)}
    process = project.start(
        project.baseline_plan(), "--exit-with-stdin", stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    eventually((tmp_path / "waiting").exists)
    assert len(processes_of(tmp_path)) >= 5
    end(process)
    started = time.monotonic()
    assert process.wait(timeout=10) == code
    eventually(lambda: processes_of(tmp_path) == [], 10)
    assert time.monotonic() - started < 5
    eventually(lambda: list(temporary.iterdir()) == [], 10)
    temporary.rmdir()


def test_a_mutant_that_leaves_processes_behind_takes_them_along(project: MeasuredProject, tmp_path: Path) -> None:
    code = CODE.replace("    time.sleep(987)\n", "    return 1\n")
    (project.root / "waits.py").write_text(code, "utf-8")
    (project.root / "test_waits.py").write_text(TEST.replace("])", "]) == 1"), "utf-8")
    os.environ["WAITING"] = str(tmp_path)
    try:
        baseline = project.baseline()
        assert processes_of(tmp_path) == []
        mutants = [PackMutant("waits.py", "return 1", "return 1 ", "Survived")] * 3
        records = project.run(project.mutants_plan(baseline, mutants))
        assert [record["result"]["status"] for record in records if record["type"] == "result"] == ["Survived"] * 3
        assert processes_of(tmp_path) == []
    finally:
        del os.environ["WAITING"]
