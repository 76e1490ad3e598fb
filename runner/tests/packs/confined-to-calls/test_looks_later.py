import confined


def test_kept_later():
    assert confined.default_of(confined.kept) == 7
