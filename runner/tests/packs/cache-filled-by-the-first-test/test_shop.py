import shop


def test_names():
    assert shop.names() == ["a"]


def test_price():
    assert shop.price(2) == 4
