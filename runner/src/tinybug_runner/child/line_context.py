"""Lines that were executed on behalf of something, and what that leans on."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from .measured_files import LineSet

NUMBERS = count(1)


@dataclass(eq=False)
class Context:
    """Of a test, a fixture, an import, or a process that one of these has started."""

    lines: LineSet = field(default_factory=set)
    uses: set[Context] = field(default_factory=set)
    is_open: bool = False
    """More lines may come."""
    is_of_fixture: bool = False
    number: str = field(default_factory=lambda: str(next(NUMBERS)))

    def reachable(self) -> set[Context]:
        found, waiting = {self}, [self]
        while waiting:
            for context in waiting.pop().uses - found:
                found.add(context)
                waiting.append(context)
        return found
