from pack.core import helper as assistant


def combined(call=assistant):
    return call() + assistant()
