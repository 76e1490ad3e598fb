import fragile


def test_before():
    assert fragile is not None


def test_answer():
    assert fragile.answer() == 42


def test_depth():
    assert fragile.depth(3) == 3
