NUMBER = 7


def value():
    return NUMBER
