import eater


def test_collect():
    assert len(eater.collect(3)) == 3


def test_repeat():
    assert eater.repeat("x", 3).startswith("xxx")


def test_parts():
    assert eater.parts(3) == 3
