def double(number):
    return number * 2


def half(number):
    return number // 2


def third(number):
    return number // 3


def quarter(number):
    return number // 4


def fifth(number):
    return number // 5
