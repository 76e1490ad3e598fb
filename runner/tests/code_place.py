"""Where a mutant stands, as the service finds it with its own parser."""

from __future__ import annotations

import ast
import io
import itertools
import tokenize
from typing import Any, List, NamedTuple, Optional, Tuple, Union

Function = Union[ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda]


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def encoding_of(source: bytes) -> str:
    return tokenize.detect_encoding(io.BytesIO(source).readline)[0]


def code_place(source: bytes, start: int, end: int) -> Tuple[bool, int, int]:
    """Whether it runs at import, and the lines of its statement, of a compound one those of its head."""
    text = source.decode(encoding_of(source))
    positions = Positions(text)
    start, end = (len(source[:offset].decode(encoding_of(source))) for offset in (start, end))
    original = text[start:end]
    start, end = start + len(original) - len(original.lstrip()), end - len(original) + len(original.rstrip())
    is_static, first, last = True, text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, (ast.stmt, ast.Lambda)) or not positions.hold(node, node, start, end):
            continue
        body = body_of(node)
        if isinstance(node, ast.stmt):  # `ast.walk` goes from the outside in.
            first, last = node.lineno, node.end_lineno or node.lineno
            last = max(first, body[0].lineno - 1) if body else last
        if isinstance(node, FUNCTIONS) and positions.hold(body[0], body[-1], start, end):
            is_static = False
    return is_static, first, last


class Confinement(NamedTuple):
    """The one function that shows a mutant: the first line of its code is one of these."""

    is_default: bool
    first: int
    last: int


def confinement(source: bytes, start: int, end: int, replacement: str) -> Optional[Confinement]:
    text = source.decode(encoding_of(source))
    positions = Positions(text)
    start, end = (len(source[:offset].decode(encoding_of(source))) for offset in (start, end))
    confined, is_static = None, True
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, FUNCTIONS) or not positions.hold(node, node, start, end):
            continue
        body = body_of(node)
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
        if positions.hold(body[0], body[-1], start, end):
            is_static = False
            confined = Confinement(False, first, node.end_lineno or first) if is_on_one_line(node, body) else None
        elif is_static and any(stays_literal(text, positions, value, start, end, replacement) for value in defaults(node)):
            confined = Confinement(True, first, node.lineno)
    return confined


def is_on_one_line(node: Function, body: List[Any]) -> bool:
    """Or part of an expression. What makes a generator shows by being called alone."""
    last_of_head = max(
        [node.lineno, *(part.end_lineno for part in ast.walk(node.args) if hasattr(part, "end_lineno"))],
    )
    shares = isinstance(node, ast.Lambda) or body[0].lineno == last_of_head
    makes_generator = any(isinstance(part, (ast.Yield, ast.YieldFrom)) for top in body for part in ast.walk(top))
    return shares and not makes_generator


def defaults(node: Function) -> List[ast.expr]:
    return [value for value in [*node.args.defaults, *node.args.kw_defaults] if value is not None]


def stays_literal(text: str, positions: Positions, value: ast.expr, start: int, end: int, replacement: str) -> bool:
    if not positions.hold(value, value, start, end):
        return False
    first, last = positions.of(value)
    changed = text[first:start] + replacement + text[end:last]
    return all(is_literal(ast.parse(code, mode="eval").body) for code in (text[first:last], changed))


def is_literal(value: ast.expr) -> bool:
    if isinstance(value, ast.Tuple):
        return all(map(is_literal, value.elts))
    return isinstance(value.operand if isinstance(value, ast.UnaryOp) else value, ast.Constant)


def body_of(node: Union[ast.stmt, ast.Lambda]) -> List[Any]:
    body = getattr(node, "body", [])
    return body if isinstance(body, list) else [body]


class Positions:
    def __init__(self, text: str) -> None:
        self._lines = text.splitlines(keepends=True)
        self._starts = [0, *itertools.accumulate(map(len, self._lines))]

    def _offset(self, line: int, column: int) -> int:
        """Columns of syntax trees are in bytes of UTF-8, whatever the file is in."""
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def of(self, node: ast.expr) -> Tuple[int, int]:
        last = self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return self._offset(node.lineno, node.col_offset), last

    def hold(self, first: Any, last: Any, start: int, end: int) -> bool:
        decorators = getattr(first, "decorator_list", [])
        line, column = min([(first.lineno, first.col_offset), *((each.lineno, 0) for each in decorators)])
        return self._offset(line, column) <= start and end <= self._offset(last.end_lineno, last.end_col_offset)
