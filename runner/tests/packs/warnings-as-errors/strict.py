import threading
import warnings


def is_one(number):
    return number == 1


def old():
    warnings.simplefilter
    return "old"


def in_thread():
    thread = threading.Thread(target=int, args=("1",))
    thread.start()
    thread.join()


def read(path):
    with open(path) as file:
        return file.read()
