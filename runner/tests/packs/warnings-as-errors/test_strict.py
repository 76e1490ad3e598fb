import gc

import strict


def test_is_one():
    assert strict.is_one(1)
    assert not strict.is_one(2)


def test_old():
    assert strict.old() == "old"


def test_thread():
    strict.in_thread()


def test_read():
    assert strict.read(__file__).startswith("import")
    gc.collect()
