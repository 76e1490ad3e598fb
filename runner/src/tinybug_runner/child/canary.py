"""A mutant that must fail: the measured functions raise as soon as tests run, or as soon as the file is imported."""

from __future__ import annotations

import ast
import builtins
import os
from collections.abc import Sequence
from typing import Union

ARMED = "TINYBUG_ARMED"
"""A variable of the environment, for interpreters that tests start."""

Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]

NAME = "__tinybug_canary__"


class CanaryError(BaseException):
    """Not an `Exception`, so that code which swallows every exception lets it pass."""


class Canary:
    def __init__(self, is_armed: bool) -> None:
        self._is_armed = is_armed

    def arm(self) -> None:
        self._is_armed = True
        os.environ[ARMED] = "yes"

    def install(self) -> None:
        setattr(builtins, NAME, self._sing)
        if self._is_armed:
            os.environ[ARMED] = "yes"

    def _sing(self) -> None:
        if self._is_armed:
            raise CanaryError("planted by Tinybug to prove that the tests run this file")


def plant(source: bytes | str, lines: Sequence[int]) -> ast.Module:
    """The file with the canary in the innermost function around each line; without any, at the end of the module."""
    tree = ast.parse(source)
    chosen: list[Function] = []
    for line in lines:
        function = innermost_function(tree, line)
        if function is not None and function not in chosen:
            chosen.append(function)
    for function in chosen:
        function.body.insert(1 if ast.get_docstring(function, clean=False) is not None else 0, call())
    if not chosen:
        tree.body.append(call())
    return ast.fix_missing_locations(tree)


def call() -> ast.stmt:
    return ast.parse(f"{NAME}()").body[0]


def innermost_function(tree: ast.Module, line: int) -> Function | None:
    found: Function | None = None
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and holds(node, line):
            found = node
    return found


def holds(function: Function, line: int) -> bool:
    """`ast.walk` goes from the outside in, so the last function that holds the line is the innermost."""
    first = function.body[0]
    decorators: list[ast.expr] = getattr(first, "decorator_list", [])
    start = min([first.lineno, *(decorator.lineno for decorator in decorators)])
    return start <= line <= (function.end_lineno or 0)
