import os


def collect(count):
    items = []
    while len(items) < count:
        items.append("x" * 1_000)
    return items


def repeat(text, times):
    return text * times


def parts(count):
    for _ in range(count):
        if os.fork() == 0:
            os._exit(0)
        os.wait()
    return count
