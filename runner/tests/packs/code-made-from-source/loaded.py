def answer():
    return 42


def other():
    return "other"
