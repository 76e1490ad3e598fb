import dataclasses

import pytest

from colours import NAMES
from colours.names import Base, Point, registry


def test_names():
    assert NAMES == ["RED", "BLUE"]


def test_point():
    assert Point().x == 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        Point().x = 1


def test_subclass():
    assert Base.names == ["Child"]


def test_registry():
    assert "paint" in registry
