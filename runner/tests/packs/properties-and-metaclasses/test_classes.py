import pytest

import classes


def test_descriptor():
    account = classes.Account(4)
    assert account.balance == 4
    assert vars(account)["_balance"] == 4
    with pytest.raises(ValueError):
        account.balance = -1


def test_property():
    assert classes.Account(4).double == 8
    assert classes.Account(4).halved == 2


def test_metaclass():
    assert classes.Registry.known == ["account"]
    assert classes.Account(1).made_by == "Registry"
    assert classes.Account.title == "ACCOUNT"
    assert len(classes.Account) == 3


def test_class_item():
    assert classes.Account["a"] == "a!"


def test_slots():
    slotted = classes.Slotted(1)
    assert (slotted.x, slotted.y) == (1, 2)
    assert not hasattr(slotted, "__dict__")


def test_lazy():
    lazy = classes.Lazy()
    assert lazy.get_name() == "name"
    assert not hasattr(lazy, "other")
