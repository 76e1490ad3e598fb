def connect():
    return True


def price(n):
    total = n * 2
    return total
