def test_deep(level):
    assert level == 130
