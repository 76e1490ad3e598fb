def before():
    return 1


def after():
    return 2


def later():
    return 3
