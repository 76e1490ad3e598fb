import pytest

from lib.deep import values


def test_greeting(text):
    assert text == "grüß!"


def test_reads_its_own_source():
    assert "pass" not in values.own_source()


def test_line():
    assert values.line() == 14


@pytest.mark.parametrize("name", ["grüß", "a::b", "c[d]"])
def test_names(name):
    assert values.greeting() is not None
