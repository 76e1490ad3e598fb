import queue
import threading

jobs = queue.Queue()


def work():
    while True:
        number, answer = jobs.get()
        answer.put(compute(number))


def compute(number):
    return number * 2


threading.Thread(target=work, daemon=True).start()


def ask(number):
    answer = queue.Queue()
    jobs.put((number, answer))
    return answer.get()


def direct():
    return "direct"
