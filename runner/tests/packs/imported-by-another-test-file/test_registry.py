from registry import HANDLERS


def test_price():
    assert HANDLERS["price"]("tea") == 4


def test_delivery():
    assert "delivery" not in HANDLERS or HANDLERS["delivery"]("tea") == "soon"
