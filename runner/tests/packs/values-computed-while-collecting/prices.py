def net(price):
    return price * 0.8


def tax(price):
    return price - net(price)


def names():
    return ["a", "b"]


def rounded(price):
    return round(price)
