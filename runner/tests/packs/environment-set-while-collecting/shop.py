def price(n):
    total = n * 2
    return total


def pair(n):
    return [n for n in (n, n)]
