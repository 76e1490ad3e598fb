import short


def test_add():
    assert short.add(1) == 2
    assert short.add(1, 3) == 4


def test_pair():
    assert len(short.Pair()) == 2
    assert short.Pair().half() == 1


def test_double():
    assert short.double(3) == 6


def test_choose():
    assert short.choose(3) == "odd"


def test_listing():
    assert short.listing([1, 3, 2]) == [3, 2, 1]
