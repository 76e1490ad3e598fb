import pytest

import stuck


@pytest.fixture
def prepared():
    yield stuck.prepare()
    stuck.tidy()


def test_prepared(prepared):
    assert prepared >= 1


def test_waits():
    assert stuck.waits() >= 1
