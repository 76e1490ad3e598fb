def area(width, height):
    return width * height


def is_large(number):
    return number > 3


def sign(number):
    if number < 0:
        return -1
    return 1


def label(number):
    return f"#{number}"
