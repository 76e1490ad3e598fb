import multiprocessing
import os
import subprocess
import sys

import worker


def test_thread():
    assert worker.in_thread(4) == 8


def test_interpreter():
    assert worker.half(0) == 0
    code = "import worker; print(worker.half(4))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "2\n"


def test_forked():
    context = multiprocessing.get_context("fork")
    with context.Pool(1) as pool:
        assert pool.map(worker.half, [6]) == [3]
    assert worker.half(1) == 0


def test_changes_folder(tmp_path):
    os.chdir(tmp_path)
    (tmp_path / "left").write_text("x")
    assert worker.double(1) == 2


def test_leaves_processes_behind(tmp_path):
    subprocess.Popen(["sleep", "600"])
    subprocess.Popen(["sleep", "600"], start_new_session=True)
    assert worker.double(2) == 4


def test_relative_path():
    assert os.path.exists("worker.py") or worker.double(3) == 6
