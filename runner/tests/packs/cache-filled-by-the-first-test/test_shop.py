import shop

ONE = shop.only_one()


def test_names():
    assert shop.names() == ["a"]


def test_price():
    assert shop.price(2) == 4


def test_tax_exists():
    assert shop.TILL.tax()


def test_tax_of_a_method():
    assert shop.TILL.tax() == 20


def test_there_is_one():
    assert shop.only_one() is ONE
    assert ONE is not None
    assert shop.title() == "shop"


def test_late():
    import late

    assert late.value()


def test_late_again():
    import late

    assert late.value() == 3
