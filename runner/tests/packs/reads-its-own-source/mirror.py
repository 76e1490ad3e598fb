import inspect
import traceback


def shown():
    """Shown to users."""
    return 1 + 1


def where():
    return inspect.currentframe().f_lineno


def fails():
    number = 1
    raise ValueError(number)


def lines_of_failure():
    try:
        fails()
    except ValueError as error:
        return [frame.lineno for frame in traceback.extract_tb(error.__traceback__)]


def last():
    return "last"
