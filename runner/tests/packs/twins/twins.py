def make_left():
    return lambda value: value + 1


left, right = (lambda value: value + 1), (lambda value: value + 1)

pair = [lambda value: value * 2, lambda value: value * 2]


def outer():
    def inner():
        return 1

    return inner


def other():
    def inner():
        return 1

    return inner


def add(value):
    return value + 5  # noqa: E704


def sub(value):
    return value + 5  # noqa: E704
