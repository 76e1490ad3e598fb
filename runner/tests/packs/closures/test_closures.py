import closures


def test_made_at_import():
    assert closures.add_two(1) == 3


def test_ticks():
    assert closures.FIRST == 1
    assert closures.ticks() == 2


def test_made_in_the_test():
    increase = closures.counter()
    assert [increase(), increase()] == [1, 2]


def test_triple():
    assert closures.triple(2) == 7


def test_deep():
    assert closures.deep()()() == "deep"
