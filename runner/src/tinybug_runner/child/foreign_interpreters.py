"""Notices the Python interpreters that a test starts in a way that keeps the mutant out of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from .environment import HOOK_FOLDER
from .events import EventStream

SHUTTING_OUT = frozenset("IES")
"""Interpreter options without which `sitecustomize` or `PYTHONPATH` are not looked at."""


class ForeignInterpreters:
    def __init__(self, events: EventStream) -> None:
        self._events = events
        self._served: str | None = None
        self._realpath = os.path.realpath

    def expect(self, served: str) -> None:
        """
        From now on interpreters are expected to run the mutant of this file, given by its real path. Once in a process,
        and not before there is a mutant: Python tells the watch of much else, of every traced call among it.
        """
        self._served = served
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "subprocess.Popen":
            executable, command, folder, environment = arguments
        elif event in ("os.posix_spawn", "os.exec"):
            (executable, command, environment), folder = arguments, None
        else:
            return
        words = words_of(executable, command)
        if is_python(words) and self._is_out_of_reach(words, folder, environment):
            self._events.send_from_any_process("unreached", command=" ".join(words)[:200])

    def _is_out_of_reach(self, words: list[str], folder: Any, environment: Any) -> bool:
        options = [word[1:] for word in words if word[:1] == "-" and word[1:2] != "-"]
        if any(SHUTTING_OUT.intersection(option) for option in options if option.isalpha()):
            return True
        if isinstance(environment, Mapping) and not is_inherited(environment):
            return True
        script, start = script_of(words), text_of(folder) or os.getcwd()
        others = [word for word in words if word.endswith(".py") and word != script]
        return any(self._realpath(os.path.join(start, word)) == self._served for word in others)


def words_of(executable: Any, command: Any) -> list[str]:
    parts = list(command) if isinstance(command, (list, tuple)) else [command]
    return [text for part in [executable, *parts] if (text := text_of(part)) is not None]


def script_of(words: list[str]) -> str | None:
    """What the interpreter itself runs, and no tool that it runs: that reads the file in its own way."""
    if not words[0].rpartition(os.sep)[2].startswith(("python", "pypy")):
        return None
    arguments = iter(words[2:])
    for word in arguments:
        if word[:1] != "-":
            return word
        if word in ("-W", "-X", "--check-hash-based-pycs"):
            next(arguments, None)
        elif word[1:2] != "-" and {"c", "m"}.intersection(word):
            return None
    return None


def text_of(value: Any) -> str | None:
    try:
        return os.fsdecode(value)
    except TypeError:
        return None


def is_python(words: list[str]) -> bool:
    return any("python" in word.lower() or word.startswith(os.path.join(sys.prefix, "")) for word in words)


def is_inherited(environment: Mapping[Any, Any]) -> bool:
    entries = {text_of(name): text_of(value) or "" for name, value in environment.items()}
    hooks = [place for place in entries.get("PYTHONPATH", "").split(os.pathsep) if place.endswith(HOOK_FOLDER)]
    return bool(hooks) and "TINYBUG_SERVED" in entries
