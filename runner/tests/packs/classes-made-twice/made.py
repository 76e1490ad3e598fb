import dataclasses


def rebuilt(cls):
    namespace = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
    return type(cls.__name__, cls.__bases__, namespace)


@rebuilt
class Plain:
    def size(self):
        return 1

    def kind(self):
        return "plain"


def make_class(factor):
    class Made:
        def scaled(self, number):
            return number * factor

        @staticmethod
        def constant():
            return 7

    return Made


Double = make_class(2)
Triple = make_class(3)


def with_methods(cls):
    def extra(self):
        return "extra"

    cls.extra = extra
    return cls


@with_methods
@dataclasses.dataclass(frozen=True, eq=True)
class Value:
    number: int

    def __post_init__(self):
        if self.number < 0:
            raise ValueError(self.number)

    def next(self):
        return Value(self.number + 1)
