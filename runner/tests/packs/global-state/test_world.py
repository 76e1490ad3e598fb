import decimal
import gc
import locale
import os
import random
import signal
import sys
import warnings

import pytest

import world


def test_changes_much():
    sys.path.insert(0, "/nowhere")
    os.environ["WORLD_USER"] = "ada"
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    warnings.simplefilter("ignore")
    locale.setlocale(locale.LC_ALL, "C")
    random.seed(1)
    gc.disable()
    decimal.getcontext().prec = 3
    sys.setswitchinterval(0.01)
    sys.stdout.write("written")
    assert world.first_path() == "/nowhere"
    assert world.user() == "ada"
    assert world.is_ignoring()


def test_locale():
    assert world.decimal(1.5) == "1.5"


def test_warning():
    with pytest.warns(UserWarning, match="careful"):
        assert world.warn() == "warned"


def test_depth():
    assert world.deep(800) == 800


def test_captured(capfd):
    world.shout("hi")
    assert capfd.readouterr().out == "HI\n"


def test_own_alarm():
    def ring(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(100)
    try:
        assert world.user() in ("ada", "nobody")
    finally:
        signal.alarm(0)
