def test_level(level):
    assert level == 30


def test_banner(early_banner):
    assert early_banner == "banner"


def test_unwanted():
    raise AssertionError("never wanted")


def test_checked():
    pass
