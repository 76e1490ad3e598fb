import os
import random
import threading
import uuid

PID = os.getpid()
THREAD = threading.get_ident()
TOKEN = uuid.uuid4().hex
SEEDED = random.Random(5)


def is_same_process():
    return os.getpid() == PID


def roll():
    return SEEDED.randint(1, 1000)


def name():
    return f"worker-{PID}"


def token():
    return TOKEN
