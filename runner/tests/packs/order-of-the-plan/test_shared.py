import shared

STATE = []


def test_needs_a_clean_state():
    assert STATE == []
    assert shared.number() >= 1
    assert shared.text() == "text"


def test_leaves_something():
    STATE.append(shared.number())
    assert shared.text()
