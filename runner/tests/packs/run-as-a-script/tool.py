import sys


def by_path(number):
    return number + 100


def as_module(number):
    return number + 200


def by_runpy(number):
    return number + 300


if __name__ == "__main__":
    print({"path": by_path, "module": as_module, "runpy": by_runpy}[sys.argv[1]](1))
