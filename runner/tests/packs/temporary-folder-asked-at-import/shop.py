import os
import tempfile

PLACE = os.path.join(tempfile.gettempdir(), "rate")


def rate():
    if os.path.exists(PLACE):
        with open(PLACE) as file:
            return int(file.read())
    value = 5 + 2
    with open(PLACE, "w") as file:
        file.write(str(value))
    return value


def price(n):
    total = n * rate()
    return total
