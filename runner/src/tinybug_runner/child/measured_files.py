"""Tells which code is measured: files compare by their real path, whatever name they were imported under."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

LineSet = set[tuple[str, int]]
"""
File names as code objects carry them, and lines. A negative one is the first line of a function, as its code object
carries it, and says that the function was entered.
"""


class MeasuredFiles:
    def __init__(self, root: str, paths: Iterable[str], started_in: str | None = None) -> None:
        """`started_in` is the folder in which this process began, where that is not the root."""
        self._started_in = root if started_in is None else started_in
        self._realpath = os.path.realpath
        self._planned = {os.path.realpath(os.path.join(root, path)): path for path in paths}
        self._known: dict[str, str | None] = {}

    def path_of(self, filename: str) -> str | None:
        """The planned path of a code object's file; None where it is not measured."""
        try:
            return self._known[filename]
        except KeyError:
            real = self._realpath(os.path.join(self._started_in, filename))
            path = self._known[filename] = self._planned.get(real)
            return path

    def ranges(self, lines: LineSet) -> dict[str, list[list[int]]]:
        """The lines as the report's `ExecutedLines`."""
        return self._runs((filename, line) for filename, line in lines if line > 0)

    def entered(self, lines: LineSet) -> dict[str, list[list[int]]]:
        """The first lines of the functions that were entered, likewise."""
        return self._runs((filename, -line) for filename, line in lines if line < 0)

    def _runs(self, lines: Iterable[tuple[str, int]]) -> dict[str, list[list[int]]]:
        by_path: dict[str, set[int]] = {}
        for filename, line in lines:
            path = self.path_of(filename)
            if path is not None:
                by_path.setdefault(path, set()).add(line)
        return {path: runs_of(sorted(numbers)) for path, numbers in sorted(by_path.items())}

    def loaded_elsewhere(self) -> Iterator[tuple[str, str, str]]:
        """Planned path, name and file of modules loaded from another place under a planned file's name."""
        for path in self._planned.values():
            for name in module_names(path):
                origin = getattr(sys.modules.get(name), "__file__", None)
                if isinstance(origin, str) and self.path_of(origin) is None:
                    yield path, name, origin
                    break


def runs_of(numbers: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs


def module_names(path: str) -> list[str]:
    """Names under which the file may be imported, the longest first: `src/a/b.py` as `src.a.b`, `a.b` and `b`."""
    parts = path[: -len(".py")].split("/") if path.endswith(".py") else []
    if parts and parts[-1] == "__init__":
        parts.pop()
    return [".".join(parts[start:]) for start in range(len(parts))]
