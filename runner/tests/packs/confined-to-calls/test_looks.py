import inspect

import confined


def test_signature():
    assert inspect.signature(confined.looked_at).parameters["timeout"].default == 30


def test_keyword_defaults():
    assert confined.looked_at_keyword.__kwdefaults__ == {"mode": "r"}


def test_size():
    assert confined.SIZE == 16


def test_kept_first():
    confined.default_of(confined.kept)
