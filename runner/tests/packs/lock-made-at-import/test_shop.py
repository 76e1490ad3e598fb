import shop


def test_price():
    assert shop.price(0) == 0
