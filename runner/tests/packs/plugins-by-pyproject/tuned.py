import logging
import random
import time


def value():
    return 5


def marker():
    return "own"


def roll():
    return random.randint(1, 6)


def noisy():
    logging.getLogger("tuned").info("noise")
    return True


def slow():
    time.sleep(0.01)
    return "slow"
