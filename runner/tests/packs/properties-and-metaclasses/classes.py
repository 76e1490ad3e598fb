class Positive:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.name)

    def __set__(self, instance, value):
        if value < 0:
            raise ValueError("negative")
        setattr(instance, self.name, value)


class Registry(type):
    known = []

    def __new__(mcs, name, bases, namespace, **options):
        cls = super().__new__(mcs, name, bases, namespace)
        mcs.known.append(name.lower())
        return cls

    def __call__(cls, *arguments):
        instance = super().__call__(*arguments)
        instance.made_by = "Registry"
        return instance

    @property
    def title(cls):
        return cls.__name__.upper()

    def __len__(cls):
        return 3


class Account(metaclass=Registry):
    balance = Positive()

    def __init__(self, balance):
        self.balance = balance

    @property
    def double(self):
        return self.balance * 2

    halved = property(lambda self: self.balance / 2)

    def __class_getitem__(cls, item):
        return item + "!"


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self, x, y=2):
        self.x = x
        self.y = y

    def __eq__(self, other):
        return self.x == other.x

    def __hash__(self):
        return 5


class Lazy:
    def __getattr__(self, name):
        if name.startswith("get_"):
            return lambda: name[4:]
        raise AttributeError(name)
