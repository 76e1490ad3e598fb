def test_first_user(connection):
    assert connection["open"]


def test_dynamic_first(dynamic):
    assert dynamic > 0
