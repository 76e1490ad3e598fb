def opening():
    return 100


def rate():
    return 2


def names():
    return ["a", "b"]


def release(log):
    log.append("released")


async def later():
    return "later"


def grade(points):
    return "pass" if points > 5 else "fail"
