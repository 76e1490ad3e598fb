import shop


def test_made():
    assert shop.Made().fits(10)
    assert not shop.Made().fits(11)


def test_make():
    assert shop.make()().fits(3)
