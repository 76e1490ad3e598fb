import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

import pytest

import work

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")

EXECUTORS = []


def shared_executor():
    """Made for the first test that asks, and kept."""
    if not EXECUTORS:
        EXECUTORS.append(ProcessPoolExecutor(1, multiprocessing.get_context("fork")))
    return EXECUTORS[0]


def exit_code_of(function):
    pid = os.fork()
    if pid == 0:
        status = 99
        try:
            status = function()
        finally:
            os._exit(status)
    return os.waitpid(pid, 0)[1] >> 8


def test_fork():
    assert exit_code_of(lambda: work.in_fork(4)) == 5


def test_killed_fork():
    reader, writer = os.pipe()
    exit_code_of(lambda: work.in_killed_fork(4, writer))
    assert os.read(reader, 10) == b"8"
    os.close(reader)
    os.close(writer)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_process(method):
    context = multiprocessing.get_context(method)
    queue = context.Queue()
    process = context.Process(target=work.in_process, args=(3, queue))
    process.start()
    assert queue.get(timeout=30) == 9
    process.join()


def test_executor():
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor:
        assert executor.submit(work.in_executor, 5).result() == 1


def test_first_use_of_the_shared_executor():
    assert shared_executor().submit(len, "abc").result() == 3


def test_later_use_of_the_shared_executor():
    assert shared_executor().submit(work.in_shared_executor, 7).result() == 2


def test_grandchild():
    code = "import os, work; pid = os.fork(); os._exit(work.in_grandchild(1)) if pid == 0 else os._exit(os.waitpid(pid, 0)[1] >> 8)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 7


def test_imported_by_child():
    assert exit_code_of(work.imported_by_child) == 7
