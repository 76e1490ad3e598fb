import shop


def test_other(database):
    assert shop.other(1) == 2
