"""Sequences of tests that are known to pass without a mutant, so that a failure in one of them is the mutant's."""

from __future__ import annotations

Sequence = tuple[str, ...]


class ProvenSequences:
    """A sequence that passes proves each of its beginnings."""

    def __init__(self) -> None:
        self._longest: dict[str, list[Sequence]] = {}
        """By the first test."""

    def add(self, sequence: Sequence) -> None:
        if not sequence or self.holds(sequence):
            return
        known = self._longest.setdefault(sequence[0], [])
        known[:] = [other for other in known if not is_beginning(other, sequence)]
        known.append(sequence)

    def is_any(self) -> bool:
        return bool(self._longest)

    def holds(self, sequence: Sequence) -> bool:
        return not sequence or any(is_beginning(sequence, other) for other in self._longest.get(sequence[0], []))


def is_beginning(sequence: Sequence, of: Sequence) -> bool:
    return of[: len(sequence)] == sequence
