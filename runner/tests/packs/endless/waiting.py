import threading
import time

lock = threading.Lock()


def count_down(number):
    while number > 0:
        number -= 1
    return number


def consume(iterator, limit):
    return sum(1 for _ in iter(iterator, limit))


def exhaust(items):
    return max(items, default=0)


def rest(seconds=0.001):
    time.sleep(seconds)


def guarded():
    lock.acquire()
    lock.release()
    return True


def work(rounds=10):
    return sum(range(rounds * 1000))
