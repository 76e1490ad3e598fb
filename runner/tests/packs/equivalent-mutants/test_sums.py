import sums


def test_larger():
    assert [sums.larger(1, 2), sums.larger(2, 1), sums.larger(2, 2)] == [2, 2, 2]


def test_total():
    assert sums.total([]) == 0
    assert sums.total([1, 2, 3]) == 6


def test_is_even():
    assert sums.is_even(2) is True
    assert sums.is_even(3) is False
