import pytest

import server


@pytest.fixture(scope="module")
def address():
    running = server.started()
    yield running.server_address
    running.shutdown()
    running.server_close()


def test_ask(address):
    assert server.ask(address, b"abc") == b"cba"


def test_ask_again(address):
    assert server.ask(address, b"aa") == b"aa"


def test_squares():
    assert server.squares([1, 2, 3]) == [1, 4, 9]


def test_later():
    results = []
    server.later(results).join()
    assert results == ["later"]


def test_per_thread():
    assert server.per_thread(5) == 5
