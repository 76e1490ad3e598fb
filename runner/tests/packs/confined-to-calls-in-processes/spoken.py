# fmt: off
# ruff: noqa
def in_interpreter(): return "hello"


IN_FORK = lambda: 3


def in_thread(): return 4


def looked_at_in_interpreter(timeout=30):
    return timeout


def told_to_anyone(volume=1):
    return volume
