import resource

import pytest

import greedy


@pytest.fixture
def few_handles():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.fixture
def little_memory():
    before = resource.getrlimit(resource.RLIMIT_AS)
    used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + 200_000_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


def test_table(little_memory):
    assert greedy.table(1000) >= 1000


def test_save(tmp_path):
    assert greedy.save(tmp_path / "text", "text")


def test_handles(few_handles):
    assert greedy.handles(3) >= 3


def test_speak():
    assert greedy.speak(1) >= 1


def test_nothing_is_left(tmp_path):
    assert list(tmp_path.iterdir()) == []
    assert greedy.table(1) >= 1
