import shared

from inside import shared as through_the_package


def test_they_differ():
    assert shared is not through_the_package


def test_package():
    assert through_the_package.answer() == 42


def test_alone():
    assert shared.answer() > 40
    assert shared.LIMIT == 7
