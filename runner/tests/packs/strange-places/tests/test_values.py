from lib.deep import values


def test_greeting():
    assert values.greeting()
