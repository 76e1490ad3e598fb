import functools


class Square:
    def __init__(self):
        self.size = 1

    @property
    def area(self):
        return self.size**2

    @area.setter
    def area(self, value):
        self.size = value**0.5

    @area.deleter
    def area(self):
        self.size = 0


if Square is not None:

    def unit():
        return "cm"

else:

    def unit():
        return "inch"


@functools.singledispatch
def describe(value):
    return "thing"


@describe.register(int)
def _(value):
    return "number"


@describe.register(str)
def _(value):
    return "text"


def twice(value):
    return value * 3


first = twice


def twice(value):
    return value * 2
