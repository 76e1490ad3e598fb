import os
import socket
import time

import pytest

import limits

PORT = 20000 + sum(map(ord, os.environ["PLACE_OF_PACK"])) * 7 % 20000


@pytest.fixture(scope="module", autouse=True)
def port():
    """Held long enough for another pass of the tests to come along."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", PORT))
        taken.listen()
        time.sleep(0.3)
        yield taken


@pytest.fixture
def lock():
    path = os.path.join(os.environ["PLACE_OF_PACK"], "lock")
    os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    time.sleep(0.3)
    yield
    os.unlink(path)


def test_size():
    assert limits.double(limits.SIZE) == 6


def test_shape(lock):
    assert limits.triple(1) == 3
    assert limits.SHAPE == "round"
