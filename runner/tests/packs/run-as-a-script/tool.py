import multiprocessing
import sys


def by_path(number):
    return number + 100


def as_module(number):
    return number + 200


def by_runpy(number):
    return number + 300


def spawned(number):
    return number + 400


def spawning(number):
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(spawned, [number])


def raising(_number):
    raise LookupError("no such thing")


NAMES = sorted(vars())


def names(_number):
    return [NAMES, __spec__, __package__, __name__, type(__loader__).__name__, sys.argv, "" in sys.path]


if __name__ == "__main__":
    functions = {
        "path": by_path,
        "module": as_module,
        "runpy": by_runpy,
        "spawning": spawning,
        "raising": raising,
        "names": names,
    }
    print(functions[sys.argv[1]](1))
