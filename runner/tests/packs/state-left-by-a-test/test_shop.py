import shop


def test_default():
    assert shop.currency() == "EUR"


def test_choose():
    shop.choose("USD")
    assert shop.currency() == "USD"
    shop.choose(None)
