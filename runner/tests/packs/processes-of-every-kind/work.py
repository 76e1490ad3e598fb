import os
import signal


def in_fork(number):
    return number + 1


def in_killed_fork(number, descriptor):
    os.write(descriptor, b"%d" % (number * 2))
    os.kill(os.getpid(), signal.SIGKILL)


def in_process(number, queue):
    queue.put(number * 3)


def in_executor(number):
    return number - 4


def in_shared_executor(number):
    return number - 5


def in_grandchild(number):
    return number + 6


def imported_by_child():
    import late

    return late.value()
