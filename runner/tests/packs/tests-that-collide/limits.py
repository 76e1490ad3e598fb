SIZE = 3
SHAPE = "round"


def double(number):
    return number * 2


def triple(number):
    return number * 3
