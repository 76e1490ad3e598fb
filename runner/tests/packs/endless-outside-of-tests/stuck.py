import queue
import socket
import subprocess
import threading

LIMIT = 3
count = 0
while count < LIMIT:
    count += 1


def prepare():
    return 1


def tidy():
    return 1


def waits():
    return 1
