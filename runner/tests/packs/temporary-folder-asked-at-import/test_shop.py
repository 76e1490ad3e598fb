import shop


def test_price():
    assert shop.price(2) == 14
