def adder(amount):
    def add(number):
        return number + amount

    return add


add_two = adder(2)


def counter():
    count = 0

    def increase():
        nonlocal count
        count += 1
        return count

    return increase


ticks = counter()
FIRST = ticks()


def scaled(factor):
    offset = 1
    return lambda number: number * factor + offset


triple = scaled(3)


def deep():
    def middle():
        def innermost():
            return "deep"

        return innermost

    return middle
