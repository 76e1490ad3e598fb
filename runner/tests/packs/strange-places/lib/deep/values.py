# -*- coding: latin-1 -*-
import inspect


def greeting():
    return "grüß"


def own_source():
    return inspect.getsource(own_source)


def line():
    return inspect.currentframe().f_lineno
