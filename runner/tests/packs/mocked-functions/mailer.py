import time


def send(address):
    return connect(address) + " sent"


def connect(address):
    return "to " + address


def pause():
    time.sleep(0)
    return 1


class Mailer:
    retries = 2

    def deliver(self, address):
        for _ in range(self.retries):
            result = send(address)
        return result
