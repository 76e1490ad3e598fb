"""The folder on `PYTHONPATH` that makes the mutant active in Python interpreters which tests start."""

from __future__ import annotations

import os
import pkgutil

from ..child.environment import HOOK_FOLDER

FILES = {"sitecustomize.py": "child/sitecustomize.py", "tinybug_file_serving.py": "child/file_serving.py"}


def write_subprocess_hook(scratch: str) -> None:
    folder = os.path.join(scratch, HOOK_FOLDER)
    os.mkdir(folder)
    package = __name__.split(".", 1)[0]
    for name, resource in FILES.items():
        content = pkgutil.get_data(package, resource)
        assert content is not None
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
