import json
import os
import signal
import sys
import time

import pytest

import clock


def refuse(*arguments, **named):
    raise AssertionError("not in this test")


def test_stamp(monkeypatch):
    for name in ("time", "perf_counter", "monotonic", "process_time"):
        monkeypatch.setattr(time, name, lambda: 41.0)
    assert clock.stamp() == 42


def test_dump(monkeypatch):
    monkeypatch.setattr(json, "dumps", lambda value, sort_keys: str(sort_keys))
    monkeypatch.setattr(json.JSONEncoder, "encode", refuse)
    assert clock.dump({}) == "True"


@pytest.fixture
def without_files(monkeypatch):
    for name in ("open", "write", "getpid", "close"):
        monkeypatch.setattr(os, name, refuse)


def test_home(monkeypatch, without_files):
    monkeypatch.setenv("HOME", "h")
    assert clock.home() == "h/x"


def test_closes_descriptors():
    os.closerange(50, 200)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.settrace(None)
    os.environ.clear()
    assert clock.stamp() > 1000
