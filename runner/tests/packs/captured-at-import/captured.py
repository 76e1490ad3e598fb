import operator
import types
import weakref


def plus(a, b):
    return a + b


def minus(a, b):
    return a - b


TABLE = {"+": plus, "-": minus, "*": operator.mul}


class Machine:
    run = staticmethod(plus)
    alias = None

    def __init__(self, power=1):
        self.power = power

    def speed(self):
        return self.power * 10

    alias = speed

    @classmethod
    def default(cls):
        return cls(5)


machine = Machine(3)
speed = machine.speed
default = Machine.default


def apply(a, b, how=minus):
    return how(a, b)


def original():
    return "original"


copy = types.FunctionType(original.__code__, globals(), "copy")


def renamed():
    return "renamed"


renamed.__code__ = renamed.__code__.replace(co_name="other")

lines = [original, renamed]
reference = weakref.ref(plus)
methods = vars(Machine)["speed"].__get__(machine)


def in_a_tuple():
    return 1


FROZEN = ((in_a_tuple,),)
del in_a_tuple
