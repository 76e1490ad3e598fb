import functools


@functools.lru_cache(maxsize=None)
def rates():
    return {"a": 2}


def price(n):
    return n * rates()["a"]


def names():
    return list(rates())


class Till:
    @functools.lru_cache(maxsize=None)
    def tax(self):
        return 20


TILL = Till()


@functools.lru_cache(maxsize=1)
def only_one():
    return object()


def title():
    return "shop"
