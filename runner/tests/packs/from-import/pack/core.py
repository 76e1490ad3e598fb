__all__ = ["open_one"]


def open_one():
    return 1


def hidden():
    return 2


def helper():
    return 3
