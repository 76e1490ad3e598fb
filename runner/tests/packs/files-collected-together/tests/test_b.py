import shop
from numbers_of_tests import ZERO


def test_price():
    assert shop.price(ZERO) == 0
