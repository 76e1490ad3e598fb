import os
import threading

import identity

PID = os.getpid()


def test_process():
    assert identity.is_same_process()
    assert PID == os.getpid()
    assert identity.THREAD == threading.get_ident()


def test_roll():
    assert identity.roll() == 638


def test_name():
    assert identity.name() == f"worker-{os.getpid()}"


def test_token():
    assert len(identity.token()) == 32
