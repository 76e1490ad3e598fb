import table


def test_zeros():
    assert len(table.zeros(1 << 30)) == 1 << 30
    assert table.width() == 7


def test_ones():
    assert table.ones(300_000_000).endswith(b"1")


def test_width():
    assert table.width() > 0
