import starter


def test_start():
    assert starter.start() == 0


def test_watch():
    assert starter.watch()
