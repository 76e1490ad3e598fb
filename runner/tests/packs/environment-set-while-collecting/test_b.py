import os

import shop


def test_price():
    assert os.environ.get("MODE_OF_SHOP") == "test"
    assert shop.price(0) == 0
    assert shop.pair(0)
