import pytest

import brittle


@pytest.fixture
def prepared():
    yield brittle.prepare()
    brittle.tidy()


def test_prepared(prepared):
    assert prepared == 1


def test_thread():
    assert brittle.thread() == 1


def test_ready():
    assert brittle.READY
