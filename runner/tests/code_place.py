"""Where a mutant stands, as the service finds it with its own parser."""

from __future__ import annotations

import ast
import io
import itertools
import tokenize
from typing import Any, List, Tuple, Union


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
        is_function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        if is_function and positions.hold(body[0], body[-1], start, end):
            is_static = False
    return is_static, first, last


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

    def hold(self, first: Any, last: Any, start: int, end: int) -> bool:
        decorators = getattr(first, "decorator_list", [])
        line, column = min([(first.lineno, first.col_offset), *((each.lineno, 0) for each in decorators)])
        return self._offset(line, column) <= start and end <= self._offset(last.end_lineno, last.end_col_offset)
