import shop


def test_price():
    assert shop.price(1) == 2
