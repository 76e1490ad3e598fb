"""Spares what pytest does to show a failure to people: a verdict needs the exception, its message and its line."""

from __future__ import annotations

from typing import Any

SHOWN = 200


def fail_lean() -> None:
    """Tests of other kinds than functions render their failures as ever."""
    from _pytest import nodes, python
    from _pytest.assertion import util

    def repr_failure(_node: Any, excinfo: Any, **_: Any) -> str:
        return str(excinfo.exconly(tryshort=True))[:SHOWN]

    setattr(nodes.Node, "_repr_failure_py", repr_failure)  # noqa: B010 (mypy refuses the plain form)
    setattr(python.Function, "repr_failure", repr_failure)  # noqa: B010
    # Both sides are in the message without it; the difference line by line takes long for what is large.
    setattr(util, "assertrepr_compare", lambda *_, **__: [])  # noqa: B010
