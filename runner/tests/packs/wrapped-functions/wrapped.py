import functools


def traced(function):
    calls = []

    @functools.wraps(function)
    def wrapper(*arguments):
        calls.append(arguments)
        return function(*arguments)

    wrapper.calls = calls
    return wrapper


@traced
def square(number):
    return number * number


@functools.lru_cache(maxsize=None)
def slow_cube(number):
    return number**3


FILLED = slow_cube(2)


def power(base, exponent):
    return base**exponent


quadruple = functools.partial(power, exponent=4)


class Report:
    def __init__(self):
        self.computed = 0

    @functools.cached_property
    def text(self):
        self.computed += 1
        return "report"


REPORT = Report()
EARLY = REPORT.text


@functools.total_ordering
class Version:
    def __init__(self, number):
        self.number = number

    def __eq__(self, other):
        return self.number == other.number

    def __lt__(self, other):
        return self.number < other.number


def product(numbers):
    return functools.reduce(lambda left, right: left * right, numbers, 1)


class Counter:
    """A decorator that is an object."""

    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function = function
        self.count = 0

    def __call__(self):
        self.count += 1
        return self.function()


@Counter
def ping():
    return "pong"
