def price(n):
    total = n * 2
    return total


def other(n):
    return n + 1
