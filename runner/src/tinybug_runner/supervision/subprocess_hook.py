"""The folder on `PYTHONPATH` that reaches the Python interpreters which tests start."""

from __future__ import annotations

import os
import pkgutil

from ..child.environment import HOOK_FOLDER

PACKAGE = "tinybug_hook"
MODULES = (
    "canary",
    "events",
    "file_serving",
    "line_tracer",
    "measured_files",
    "new_interpreter",
    "recorded_lines",
    "script_serving",
)
"""Copies of those in `child`, which need only each other and the standard library."""


def write_subprocess_hook(scratch: str) -> None:
    folder = os.path.join(scratch, HOOK_FOLDER)
    os.makedirs(os.path.join(folder, PACKAGE))
    open(os.path.join(folder, PACKAGE, "__init__.py"), "w", encoding="utf-8").close()
    copy_to(folder, "sitecustomize")
    for module in MODULES:
        copy_to(os.path.join(folder, PACKAGE), module)


def copy_to(folder: str, module: str) -> None:
    content = pkgutil.get_data(__name__.split(".", 1)[0], f"child/{module}.py")
    assert content is not None
    with open(os.path.join(folder, f"{module}.py"), "wb") as file:
        file.write(content)
