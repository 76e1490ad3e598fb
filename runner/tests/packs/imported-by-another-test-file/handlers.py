# fmt: off
# ruff: noqa
from registry import HANDLERS

HANDLERS["price"] = lambda item: len(item) + 1


def delivery(item, days=3):
    return "soon" if len(item) > 2 else days


HANDLERS["delivery"] = delivery
