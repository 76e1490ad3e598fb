def zeros(size):
    return bytearray(size)


def ones(size):
    return b"1" * size


def width():
    return 7
