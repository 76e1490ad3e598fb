import itertools

import waiting


def test_count_down():
    assert waiting.count_down(3) == 0


def test_exhaust():
    assert waiting.exhaust(itertools.islice(itertools.count(), 3)) == 2


def test_rest():
    waiting.rest()


def test_guarded():
    assert waiting.guarded()
    assert waiting.guarded()


def test_work():
    assert waiting.work() > 0
