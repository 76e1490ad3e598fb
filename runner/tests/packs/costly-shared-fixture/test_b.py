import shop


def test_price(database):
    assert shop.price(0) == 0
