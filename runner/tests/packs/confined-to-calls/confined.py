# fmt: off
# ruff: noqa
import inspect

TABLE = {
    "entered": lambda x: x + 1,
    "never": lambda x: x - 1,
    "with default": lambda x=3: x * 2,
}


def early(): return 5


EARLY = early() * 2

decorated = []


def note(function):
    decorated.append(function)
    return function


@note
def with_decorator(x): return x + 10


@note
def never_with_decorator(x): return x + 20


def numbers(): yield 1; yield 2


def started(): return (n * 2 for n in [1, 2])


LONG = lambda x: (
    x
    + 100
)


def pick(values):
    return sorted(values, key=lambda value: -value)


def ignore(_values, key=None):
    return key


def unused(values):
    return ignore(values, key=lambda value: -value)


def by_fixture(): return "made"


def greet(name="you"):
    return "hello " + name


def never_called(name="you"):
    return "hello " + name


def looked_at(timeout=30):
    return timeout


def looked_at_keyword(*, mode="r"):
    return mode


def looked_at_early(size=16):
    return size


SIZE = looked_at_early.__defaults__[0]

_known = {}


def default_of(function):
    """Kept for later tests."""
    if function not in _known:
        _known[function] = inspect.signature(function).parameters["count"].default
    return _known[function]


def kept(count=7):
    return count


def collected(into=[]):
    return into


SHARED = collected.__call__()


class Shelf:
    def put(self, item, front=True, *, times=-1, tags=("a", "b")):
        return [item, front, times, tags]

    def take(self, item=None):
        return item


def lazy(first=1):
    yield first
