import threading

import background


def test_ask():
    assert background.ask(4) == 8


def test_ask_again():
    assert background.ask(0) == 0


def test_direct():
    assert background.direct() == "direct"


def test_threads():
    assert background.ask(1) is not None
    assert threading.active_count() >= 2
