import wrapped


def test_square():
    assert wrapped.square(3) == 9
    assert wrapped.square.calls == [(3,)]
    assert wrapped.square.__name__ == "square"


def test_unwrapped():
    assert wrapped.square.__wrapped__(4) == 16


def test_cache_filled_at_import():
    assert wrapped.slow_cube(2) == 8
    assert wrapped.slow_cube.cache_info().hits == 1


def test_partial():
    assert wrapped.quadruple(2) == 16


def test_cached_property():
    assert wrapped.REPORT.text == "report"
    assert wrapped.REPORT.computed == 1


def test_ordering():
    assert wrapped.Version(1) < wrapped.Version(2)
    assert wrapped.Version(2) >= wrapped.Version(1)


def test_product():
    assert wrapped.product([2, 3, 4]) == 24


def test_ping():
    assert wrapped.ping() == "pong"
    assert wrapped.ping.count == 1
