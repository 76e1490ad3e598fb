import streams


def test_early():
    assert list(streams.EARLY) == [0, 1, 2]


def test_late():
    assert list(streams.LATE) == [0, 2, 4]


def test_started():
    assert streams.FIRST == 10
    assert streams.STARTED.send(5) == 15


def test_chained():
    assert list(streams.chained("ab", "c")) == ["a", "b", "c"]


def test_opened():
    log = []
    with streams.opened(log) as value:
        assert value == "value"
    assert log == ["open", "closed"]


def test_never_advanced():
    streams.unused()
