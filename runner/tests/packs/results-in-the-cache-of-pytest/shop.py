def slow():
    return 5 + 2


def other(n):
    return n + 1
