import enum
import typing
from collections import namedtuple
from dataclasses import dataclass, field

try:
    import a_module_that_is_missing as fast
except ImportError:
    fast = None

SIZE = 2 * 8
TABLE = {number: number**2 for number in range(4)}
FACTORIES = []

if SIZE > 10:
    KIND = "large"
else:
    KIND = "small"

for name in ("x", "y"):
    FACTORIES.append(lambda name=name: name * 2)


def tagged(tag, strict=False):
    def decorate(function):
        function.tag = tag
        function.strict = strict
        return function

    return decorate


@tagged("a", strict=True)
def run(times=2, *, sep="-"):
    return sep.join(["run"] * times)


@dataclass(order=True)
class Item:
    name: str
    tags: list = field(default_factory=lambda: ["new"])
    price: int = field(default=5, compare=False)


class Level(enum.IntEnum):
    LOW = 1
    HIGH = enum.auto()

    @property
    def word(self):
        return self.name.lower()


Point = namedtuple("Point", "x y", defaults=[7])


class Row(typing.NamedTuple):
    key: str
    value: int = 9


class Base:
    registry: typing.ClassVar[dict] = {}
    size = SIZE // 4

    def __init_subclass__(cls, short=None, **options):
        super().__init_subclass__(**options)
        Base.registry[short or cls.__name__] = cls


class Derived(Base, short="d"):
    size = Base.size + 1


ALIASES: "dict[str, str]" = {}
ALIASES |= {"one": "uno"} if hasattr(dict, "__ior__") else {}
assert SIZE, "never empty"
del name
