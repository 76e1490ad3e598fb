"""Reads JSON strictly: errors name the place, and what is not known is an error."""

from __future__ import annotations

import re
from typing import Any, Callable, TypeVar

from .failure import RunnerFailure

T = TypeVar("T")


class InvalidPlan(RunnerFailure):
    def __init__(self, where: str, problem: str) -> None:
        super().__init__("internal", f"The plan is not valid: {where or 'the plan'} {problem}.")


class Fields:
    """A JSON object whose fields are taken one by one; what is left over at the end is an error."""

    def __init__(self, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise InvalidPlan(where, "must be an object")
        self._left: dict[str, Any] = dict(value)
        self._where = where

    def place(self, key: str) -> str:
        return f"{self._where}.{key}" if self._where else key

    def has(self, key: str) -> bool:
        return key in self._left

    def take(self, key: str) -> Any:
        if key not in self._left:
            raise InvalidPlan(self.place(key), "is missing")
        return self._left.pop(key)

    def optional(self, key: str, read: Callable[[Any, str], T]) -> T | None:
        return read(self._left.pop(key), self.place(key)) if key in self._left else None

    def text(self, key: str, pattern: str = "") -> str:
        value = self.take(key)
        if not isinstance(value, str):
            raise InvalidPlan(self.place(key), "must be a string")
        if pattern and not re.fullmatch(pattern, value):
            raise InvalidPlan(self.place(key), f"must match {pattern}")
        return value

    def flag(self, key: str) -> bool:
        value = self.take(key)
        if not isinstance(value, bool):
            raise InvalidPlan(self.place(key), "must be true or false")
        return value

    def number(self, key: str, least: float = 0) -> float:
        return number(self.take(key), self.place(key), least)

    def whole(self, key: str, least: int = 0) -> int:
        return whole(self.take(key), self.place(key), least)

    def each(self, key: str, read: Callable[[Any, str], T]) -> tuple[T, ...]:
        value = self.take(key)
        if not isinstance(value, list):
            raise InvalidPlan(self.place(key), "must be a list")
        return tuple(read(item, f"{self.place(key)}[{index}]") for index, item in enumerate(value))

    def pair(self, key: str, least: int) -> tuple[int, int]:
        numbers = self.each(key, lambda value, where: whole(value, where, least))
        if len(numbers) != 2 or numbers[0] > numbers[1]:
            raise InvalidPlan(self.place(key), "must be two numbers, the smaller first")
        return numbers[0], numbers[1]

    def end(self) -> None:
        if self._left:
            raise InvalidPlan(self.place(sorted(self._left)[0]), "is not known")


def number(value: Any, where: str, least: float = 0) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= least:
        raise InvalidPlan(where, f"must be a number of at least {least:g}")
    return float(value)


def whole(value: Any, where: str, least: int = 0) -> int:
    result = number(value, where, least)
    if not result.is_integer():
        raise InvalidPlan(where, "must be a whole number")
    return int(value)


def text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise InvalidPlan(where, "must be a string")
    return value
