from __future__ import annotations


def build(number):
    def inner(value: NotDefinedAnywhere) -> Neither:
        return value + number

    class Local:
        field: AlsoNotDefined = number

    return inner(1) + Local.field


def labelled(value: Unknown = 2) -> Unknown:
    result: Missing = value
    return result
