import datetime

import pytest
from freezegun import freeze_time

import calendar_of


@freeze_time("2001-02-03")
def test_today():
    assert calendar_of.today() == "2001-02-03"


@pytest.fixture
def frozen():
    with freeze_time("1999-12-31", tick=True) as frozen:
        yield frozen


def test_next_year(frozen):
    assert calendar_of.next_year() == 2000
    frozen.move_to("2050-01-01")
    assert calendar_of.next_year() == 2051


def test_elapsed():
    with freeze_time("2020-01-01") as frozen:
        start = datetime.datetime.now().timestamp()
        frozen.tick(60)
        assert calendar_of.elapsed(start) == 60


def test_far_future():
    with freeze_time("2200-01-01"):
        assert calendar_of.next_year() > 2200
