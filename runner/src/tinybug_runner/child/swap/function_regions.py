"""The outermost functions of a file, as text that compiles by itself to the very code that the whole file gives."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Union

from ...source_encoding import encoding_of

LINE_END = re.compile(rb"\r\n|\r|\n")
Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]


@dataclass(frozen=True)
class FunctionRegion:
    name: str
    classes: tuple[str, ...]
    """Around it, from the outside in."""
    start: int
    end: int
    """Bytes of whole lines, decorators included."""
    body_start: int
    """Byte. What stands before it runs when the function is made, and not when it is called."""
    first_line: int
    last_line: int
    headers: str
    """What stands before it: as many lines as in the file, the names imported there, the heads of blocks around it."""

    def holds(self, start: int, end: int) -> bool:
        """Whether these bytes are part of what the function does."""
        return self.body_start <= start and end <= self.end

    def compile(self, text: bytes, encoding: str, filename: str, flags: int) -> CodeType:
        """The function's own code in `text`, which stands where the function stood. Raises what `compile` raises."""
        source = self.headers + text.decode(encoding)
        return self.code_in(compile(source, filename, "exec", flags=flags, dont_inherit=True))

    def code_in(self, module: CodeType) -> CodeType:
        code = module
        for name in (*self.classes, self.name):
            code = named_code(code, name)
        return code


def named_code(outer: CodeType, name: str) -> CodeType:
    """Decorators and defaults may bring code of their own; what is generic lies one level deeper."""
    inner = [constant for constant in outer.co_consts if isinstance(constant, CodeType)]
    for code in inner:
        if code.co_name == name:
            return code
    for code in inner:
        if code.co_name.startswith("<generic parameters of"):
            return named_code(code, name)
    raise ValueError(f"the compiled text holds no {name}")


def outermost_functions(source: bytes) -> list[FunctionRegion]:
    """In the order of the file. Raises SyntaxError and the like where it does not parse."""
    starts = [0, *(match.end() for match in LINE_END.finditer(source))]
    ends = [*starts[1:], len(source)]
    encoding = encoding_of(source)
    regions = []
    tree = ast.parse(source)
    imports = import_of(sorted(imported_names(tree.body)))
    for function, around in functions_with_blocks(tree.body, ()):
        first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
        start, end = starts[first - 1], ends[(function.end_lineno or first) - 1]
        blocks = without_equal_indentation(around, function)
        headers = [header(block, source, starts, encoding) for block in blocks]
        empty = first - 1 - len(headers)
        before = imports + "\n" * (empty - 1) if empty else ""
        regions.append(
            FunctionRegion(
                name=function.name,
                classes=tuple(block.name for block in around if isinstance(block, ast.ClassDef)),
                start=start,
                end=end,
                body_start=body_start(function, source, starts, encoding),
                first_line=first,
                last_line=function.end_lineno or first,
                headers=before + "".join(headers),
            )
        )
    return regions


def imported_names(body: list[ast.stmt]) -> set[str]:
    """Of the module itself, because the compiler calls functions of imported modules in another way than methods."""
    names: set[str] = set()
    for statement in body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            names.update(alias.asname or alias.name.split(".")[0] for alias in statement.names if alias.name != "*")
        elif not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names |= imported_names(statements_in(statement))
    return names


def import_of(names: list[str]) -> str:
    """A line that is compiled and never run."""
    return f"import {', '.join(names)}\n" if names else "\n"


def body_start(function: Function, source: bytes, starts: list[int], encoding: str) -> int:
    statement = function.body[0]
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    if decorators:
        return starts[decorators[0].lineno - 1]
    line = source[starts[statement.lineno - 1] :].decode(encoding, "replace")
    before = line.encode()[: statement.col_offset].decode()  # Columns count bytes of UTF-8.
    return starts[statement.lineno - 1] + len(before.encode(encoding))


def functions_with_blocks(
    body: list[ast.stmt], around: tuple[ast.stmt, ...]
) -> Iterator[tuple[Function, tuple[ast.stmt, ...]]]:
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield statement, around
        else:
            yield from functions_with_blocks(statements_in(statement), (*around, statement))


def statements_in(statement: ast.stmt) -> list[ast.stmt]:
    """Also those of handlers and cases, which are no statements themselves."""
    found: list[ast.stmt] = []
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.stmt):
            found.append(child)
        elif isinstance(child, ast.excepthandler) or type(child).__name__ == "match_case":
            found.extend(getattr(child, "body"))  # noqa: B009 (the oldest Python knows no cases)
    return found


def without_equal_indentation(around: tuple[ast.stmt, ...], function: Function) -> list[ast.stmt]:
    """An `elif` stands as deep as its `if`, and one head without a body would not compile."""
    inner = (*around[1:], function)
    return [block for block, next_one in zip(around, inner) if block.col_offset < next_one.col_offset]


def header(block: ast.stmt, source: bytes, starts: list[int], encoding: str) -> str:
    start = starts[block.lineno - 1]
    indentation = source[start : start + block.col_offset].decode(encoding)
    return f"{indentation}class {block.name}:\n" if isinstance(block, ast.ClassDef) else f"{indentation}if 1:\n"
