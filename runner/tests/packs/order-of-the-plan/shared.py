def number():
    return 1


def text():
    return "text"
