"""Spares what pytest does to show a failure to people: a verdict needs the exception, its message and its line."""

from __future__ import annotations

from typing import Any

from .failure_reader import class_name, message_of

SHOWN = 200


class LeanFailure(str):
    """Stands for pytest's own representation, of which reporters look at the place and the message."""

    reprcrash: Any
    reprtraceback = None

    def toterminal(self, terminal: Any) -> None:
        terminal.line(str(self))


def fail_lean(config: Any) -> None:
    """In this session alone: tests may run other sessions of pytest, and look at what those show."""
    from _pytest import nodes, python

    make_lean(nodes.Node, "_repr_failure_py", config)
    make_lean(python.Function, "repr_failure", config)


def make_lean(owner: Any, name: str, config: Any) -> None:
    original = getattr(owner, name, None)
    if original is None:
        return

    def repr_failure(node: Any, excinfo: Any, *arguments: Any, **named: Any) -> Any:
        if node.config is not config:
            return original(node, excinfo, *arguments, **named)
        return lean_failure(excinfo)

    setattr(owner, name, repr_failure)


def lean_failure(excinfo: Any) -> LeanFailure:
    from _pytest._code.code import ReprFileLocation

    error, traceback = excinfo.value, excinfo.tb
    lean = LeanFailure(f"{class_name(error)}: {message_of(error)}"[:SHOWN])
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    lean.reprcrash = ReprFileLocation(traceback.tb_frame.f_code.co_filename, traceback.tb_lineno or 0, str(lean))
    return lean
