import functools


@functools.lru_cache
def value():
    return 3
