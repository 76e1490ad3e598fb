import pytest

import confined


def test_entered():
    assert confined.TABLE["entered"](1) == 2


def test_with_default():
    assert confined.TABLE["with default"]() == 6


def test_early():
    assert confined.EARLY == 10


def test_with_decorator():
    assert confined.with_decorator(1) == 11


def test_numbers_is_a_generator():
    assert hasattr(confined.numbers(), "send")


def test_long():
    assert confined.LONG(1) == 101


def test_pick():
    assert confined.pick([1, 2]) == [2, 1]
    assert confined.unused([1, 2]) is not None


@pytest.fixture(scope="module")
def made():
    return confined.by_fixture()


def test_first_with_the_fixture(made):
    pass


def test_second_with_the_fixture(made):
    assert made == "made"


started = []


def test_start():
    started.append(confined.started())


def test_resume():
    assert list(started.pop()) == [2, 4]


def test_greet():
    assert confined.greet() == "hello you"


def test_shelf():
    assert confined.Shelf().put("box") == ["box", True, -1, ("a", "b")]


def test_collected():
    assert confined.SHARED == []


def test_lazy_is_not_run():
    confined.lazy()
