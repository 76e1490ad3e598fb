import multiprocessing
import os
import subprocess
import sys

import pytest

import tool

EARLY = dict(os.environ)


def output(*arguments, **options):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, **options).stdout.strip()


def test_with_the_environment():
    assert tool.double(0) == 0
    assert output("-c", "import tool; print(tool.double(3))") == "6"


def test_without_the_environment():
    assert tool.half(0) == 0
    assert output("-c", "import tool; print(tool.half(6))", env={"PYTHONDONTWRITEBYTECODE": "1"}) == "3"


def test_with_an_early_copy_of_the_environment():
    assert tool.fifth(0) == 0
    assert output("-c", "import tool; print(tool.fifth(10))", env=EARLY) == "2"


def test_isolated():
    assert tool.third(0) == 0
    assert output("-I", "-B", "-c", "import sys; sys.path.insert(0, ''); import tool; print(tool.third(6))") == "2"


def test_spawned():
    assert tool.quarter(0) == 0
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(tool.quarter, [8]) == [2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_forked():
    pid = os.fork()
    if pid == 0:
        os._exit(0 if tool.double(2) == 4 else 1)
    assert os.waitpid(pid, 0)[1] == 0
