from pack import combined, open_one, shown


def test_open_one():
    assert open_one() == 1


def test_shown():
    assert shown() == 2


def test_combined():
    assert combined() == 6
