"""What can be exchanged in a measured file, and the exchange itself."""

from __future__ import annotations
import __future__

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from types import CodeType, FunctionType

from ...source_encoding import encoding_of
from .function_regions import FunctionRegion, outermost_functions
from .live_code import LiveCode, code_tree

KIND = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR | inspect.CO_ITERABLE_COROUTINE
SIGNATURE = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
FUTURE_FLAGS = reduce(or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names))

Exchange = list[tuple[FunctionType, CodeType]]


class NotSwappable(Exception):
    """The mutant needs a fresh import."""


@dataclass(frozen=True)
class SwappableFunction:
    region: FunctionRegion
    code: CodeType
    """The live one."""


class SwappableFile:
    """Raises SyntaxError and the like where the source does not compile."""

    def __init__(self, path: str, filename: str, source: bytes, live: LiveCode) -> None:
        self._path = path
        self._filename = filename
        self.source = source
        self.encoding = encoding_of(source)
        self._live = live
        module = compile(source, filename, "exec", dont_inherit=True)
        self._flags = module.co_flags & FUTURE_FLAGS & ~inspect.CO_NESTED
        known = set(code_tree(module))
        self._strangers = live.strangers(path, known)
        self.functions = [found for region in outermost_functions(source) if (found := self._found(region, module))]

    def _found(self, region: FunctionRegion, module: CodeType) -> SwappableFunction | None:
        """None where the live functions are not exactly what this piece of the file compiles to."""
        try:
            code = region.compile(self.source[region.start : region.end], self.encoding, self._filename, self._flags)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        tree = list(code_tree(code))
        is_unique = len(set(tree)) == len(tree)  # Older Pythons cannot tell two equal lambdas of a line apart.
        if not self._live.functions(self._path, code) or not is_unique or code not in set(code_tree(module)):
            return None
        if self._live.is_suspended(self._path, set(tree)) or any(is_among(code, each) for each in self._strangers):
            return None
        return SwappableFunction(region, code)

    def function_around(self, start: int, end: int) -> SwappableFunction | None:
        for function in self.functions:
            if function.region.holds(start, end):
                return function
        return None

    def mutated(self, function: SwappableFunction, start: int, end: int, replacement: bytes) -> CodeType:
        region = function.region
        text = self.source[region.start : start] + replacement + self.source[end : region.end]
        return region.compile(text, self.encoding, self._filename, self._flags)

    def recompiled(self, function: SwappableFunction) -> CodeType:
        region = function.region
        return region.compile(self.source[region.start : region.end], self.encoding, self._filename, self._flags)

    def text_of(self, function: SwappableFunction) -> str:
        """As it compiles by itself, with the file's lines."""
        region = function.region
        return region.headers + self.source[region.start : region.end].decode(self.encoding)

    def compile_tree(self, function: SwappableFunction, tree: object) -> CodeType:
        module = compile(tree, self._filename, "exec", flags=self._flags, dont_inherit=True)  # type: ignore[call-overload]
        return function.region.code_in(module)

    def exchange(self, function: SwappableFunction, new: CodeType) -> Exchange:
        """Raises NotSwappable where live functions could not run the new code as if it had been imported."""
        found = []
        for old_code, new_code in self._pairs(function.code, new):
            for live in self._live.functions(self._path, old_code):
                check_alike(old_code, new_code)
                found.append((live, new_code))
        return found

    def _pairs(self, old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
        yield old, new
        olds, news = nested(old), nested(new)
        if [code.co_name for code in olds] == [code.co_name for code in news]:
            for pair in zip(olds, news):
                yield from self._pairs(*pair)
        elif any(self._live.functions(self._path, code) for each in olds for code in code_tree(each)):
            raise NotSwappable("it changes which functions a function makes, and some of them exist already")


def swap(exchange: Exchange) -> None:
    for function, code in exchange:
        function.__code__ = code


def nested(code: CodeType) -> list[CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def is_among(code: CodeType, stranger: CodeType) -> bool:
    """Whether a function that something has rewritten may stand for this one."""
    lines = [line for _, _, line in code.co_lines() if line] if hasattr(code, "co_lines") else []
    last = max(lines, default=code.co_firstlineno)
    return stranger.co_name == code.co_name or code.co_firstlineno <= stranger.co_firstlineno <= last


def check_alike(old: CodeType, new: CodeType) -> None:
    if old.co_freevars != new.co_freevars:
        raise NotSwappable("it changes the variables that a function takes from around it")
    if (old.co_flags ^ new.co_flags) & KIND:
        raise NotSwappable("it makes a generator or coroutine of a function, or the reverse")
    if signature(old) != signature(new):
        raise NotSwappable("it changes the parameters of a function")


def signature(code: CodeType) -> tuple[object, ...]:
    count = code.co_argcount + code.co_kwonlyargcount
    count += bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    counts = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount)
    return (*counts, code.co_flags & SIGNATURE, code.co_varnames[:count])
