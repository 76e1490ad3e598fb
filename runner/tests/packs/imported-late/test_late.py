import importlib
import sys
import types

import late
import late.fresh
import late.reloaded


def test_lazy():
    assert "late.lazy" not in sys.modules
    assert late.lazy.value() == 1
    assert late.lazy.SETTING == 10


def test_reload(monkeypatch):
    monkeypatch.setenv("LATE_MODE", "loud")
    importlib.reload(late.reloaded)
    assert late.reloaded.describe() == "loud mode"


def test_thrown_away():
    del sys.modules["late.fresh"]
    from late import fresh

    again = importlib.import_module("late.fresh")
    assert again is not fresh or again.calls == []
    assert again.remember() == 1


def test_imported_in_the_test():
    from late.inside import helper

    assert helper() == "helper"


def test_replaced(monkeypatch):
    stand_in = types.ModuleType("late.inside")
    stand_in.helper = lambda: "stand-in"
    monkeypatch.setitem(sys.modules, "late.inside", stand_in)
    from late.inside import helper

    assert helper() == "stand-in"
