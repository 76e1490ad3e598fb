"""The measured files as the plan knows them, and mutants spliced into them by byte offset."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable

from ..plan import PlannedFile, PlannedMutant
from ..source_encoding import encoding_of


class SourceMismatch(Exception):
    """The file on disk is not the one that the plan was made for."""


class MeasuredSources:
    def __init__(self, root: str, files: Iterable[PlannedFile]) -> None:
        self._root = root
        self._files = {file.path: file for file in files}
        self._read: dict[str, bytes | SourceMismatch] = {}
        self._real_paths: dict[str, str] = {}

    def real_path(self, path: str) -> str:
        if path not in self._real_paths:
            self._real_paths[path] = os.path.realpath(os.path.join(self._root, path))
        return self._real_paths[path]

    def original(self, path: str) -> bytes:
        if path not in self._read:
            self._read[path] = self._check(self._files[path])
        found = self._read[path]
        if isinstance(found, SourceMismatch):
            raise found
        return found

    def _check(self, file: PlannedFile) -> bytes | SourceMismatch:
        try:
            with open(self.real_path(file.path), "rb") as opened:
                source = opened.read()
        except OSError as error:
            return SourceMismatch(f"{file.path} cannot be read: {error.strerror}")
        if hashlib.sha256(source).hexdigest() != file.sha256:
            return SourceMismatch(f"{file.path} has changed since the plan was made")
        return source

    def mutated(self, mutant: PlannedMutant) -> bytes:
        source = self.original(mutant.path)
        start, end = mutant.byte_range
        encoding = encoding_of(source)
        try:
            original, replacement = mutant.original.encode(encoding), mutant.replacement.encode(encoding)
        except (UnicodeEncodeError, LookupError) as error:
            raise SourceMismatch(f"the mutant cannot be written in the encoding of {mutant.path}: {error}") from error
        if source[start:end] != original:
            raise SourceMismatch(f"{mutant.path} does not hold the mutant's original text at bytes {start} to {end}")
        return source[:start] + replacement + source[end:]
