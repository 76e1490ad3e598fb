LIMIT = 10


class Basket:
    discount = 2

    def __init__(self):
        self.items = []

    def add(self, price, count=1):
        self.items.append(price * count)
        return self

    def total(self):
        total = sum(self.items)
        if total > LIMIT:
            total = total - self.discount
        return total


def label(price):
    return "price: " + str(price)


def never_called():
    return 1
