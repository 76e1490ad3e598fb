import pytest

from shop import Basket, label


@pytest.mark.parametrize("prices, expected", [([1], 1), ([1, 2], 3), ([6, 6], 10)])
def test_total(prices, expected):
    basket = Basket()
    for price in prices:
        basket.add(price)
    assert basket.total() == expected


def test_label_runs():
    label(3)
