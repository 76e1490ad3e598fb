import pytest

import made


def test_size():
    assert made.Plain().size() == 1


def test_kind():
    assert made.Plain().kind()


def test_double():
    assert made.Double().scaled(5) == 10


def test_triple():
    assert made.Triple().scaled(0) == 0
    assert made.Triple.constant() == 7


def test_made_in_the_test():
    assert made.make_class(1)().scaled(4) == 4


def test_value():
    assert made.Value(1).next() == made.Value(2)
    with pytest.raises(ValueError):
        made.Value(-1)


def test_extra():
    assert made.Value(0).extra() == "extra"
