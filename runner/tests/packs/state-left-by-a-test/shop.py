import threading

CURRENT = threading.local()


def currency():
    return getattr(CURRENT, "currency", None) or "EUR"


def choose(name):
    CURRENT.currency = name
