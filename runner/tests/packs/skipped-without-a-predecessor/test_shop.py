import pytest

import shop


def test_connect():
    assert shop.connect()


@pytest.mark.needs("test_connect")
def test_price():
    assert shop.price(2) == 4
