import ctypes
import os
import signal
import sys
import threading

READY = True


def prepare():
    return 1


def tidy():
    return 1


def thread():
    worker = threading.Thread(target=os.getpid)
    worker.start()
    worker.join()
    return 1
