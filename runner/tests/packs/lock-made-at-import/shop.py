import multiprocessing

LOCK = multiprocessing.Lock()


def store(n):
    LOCK.acquire()
    kept = n
    LOCK.release()
    return kept


def price(n):
    total = n * 2
    return store(total)
