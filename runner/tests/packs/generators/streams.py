from contextlib import contextmanager


def count_up(limit):
    number = 0
    while number < limit:
        yield number
        number += 1


EARLY = count_up(3)

LATE = (number * 2 for number in range(3))


def running():
    total = 10
    while True:
        received = yield total
        total += received


STARTED = running()
FIRST = next(STARTED)


def chained(*parts):
    for part in parts:
        yield from part
    return "end"


@contextmanager
def opened(log):
    log.append("open")
    try:
        yield "value"
    finally:
        log.append("closed")


def unused():
    yield 1
