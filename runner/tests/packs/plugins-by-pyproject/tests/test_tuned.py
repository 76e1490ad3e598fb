import os

import pytest

import tuned


@pytest.mark.own
def test_value(tuned_value):
    assert tuned_value == 5


def test_roll(mocker):
    mocker.patch("random.randint", return_value=4)
    assert tuned.roll() == 4


def test_noisy(caplog):
    assert tuned.noisy()
    assert caplog.messages == ["noise"]


@pytest.mark.timeout(0.5)
def test_slow():
    assert tuned.slow() == "slow"


def test_worker(worker_id, testrun_uid):
    assert worker_id == os.environ.get("PYTEST_XDIST_WORKER", "master")
    assert tuned.value() > 0
