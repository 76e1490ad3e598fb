import os

MODE = os.environ.get("LATE_MODE", "plain")


def describe():
    return MODE + " mode"
