import random

import pytest

import numbers_of

FIRST = []


def test_one(mocker, worker_id):
    FIRST.append(1)
    assert numbers_of.one() == 1
    assert worker_id == "master"


def test_slow(no_cover, cache):
    cache.set("a/b", 1)
    assert numbers_of.slow() == 2


def test_in_order_and_with_the_same_numbers():
    assert FIRST in ([1], [])
    assert numbers_of.one() == 1


@pytest.mark.timeout(0.05)
def test_marked():
    numbers_of.slow()
    assert random.random() > 0
