import inspect
import textwrap


def compiled_anew(function, filename):
    code = function.__code__
    source = textwrap.dedent(inspect.getsource(function)).split("\n", 1)[1]
    namespace = dict(function.__globals__)
    exec(compile("\n" * code.co_firstlineno + source, filename or code.co_filename, "exec"), namespace)
    return namespace[function.__name__]


def recompiled(function):
    return compiled_anew(function, None)


def nameless(function):
    return compiled_anew(function, "<nameless>")


@recompiled
def area(width, height):
    return width * height


@nameless
def volume(width, height, depth):
    return width * height * depth


def plain(width):
    return width + 1
