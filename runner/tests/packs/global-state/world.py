import locale
import os
import signal
import sys
import warnings


def first_path():
    return sys.path[0]


def user():
    return os.environ.get("WORLD_USER", "nobody")


def is_ignoring():
    return signal.getsignal(signal.SIGUSR1) == signal.SIG_IGN


def decimal(number):
    return locale.format_string("%.1f", number)


def warn():
    warnings.warn("careful", UserWarning)
    return "warned"


def deep(number):
    return 0 if number == 0 else 1 + deep(number - 1)


def shout(text):
    print(text.upper())
