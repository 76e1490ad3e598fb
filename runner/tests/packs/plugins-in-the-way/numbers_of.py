import time


def one():
    return 1


def slow():
    time.sleep(0.3)
    return 2
