"""Contents of the files that tests depend on."""

from __future__ import annotations

import hashlib
import os
from typing import Any, Optional

from .suite_story import Event

DependencyFile = tuple[str, Optional[str]]
BLOCK = 1 << 20


def sha256_of(root: str, path: str) -> str | None:
    """None where there is no such file, or none that can be read."""
    total = hashlib.sha256()
    try:
        with open(os.path.join(root, path), "rb") as file:
            while block := file.read(BLOCK):
                total.update(block)
    except (OSError, ValueError):
        return None
    return total.hexdigest()


def dependencies_record(root: str, environment: str, event: Event) -> dict[str, Any]:
    """The report's record of what a process of tests has told."""
    return {
        "type": "dependencies",
        "environment": environment,
        "collection": event["collection"],
        "files": [[path, sha256_of(root, path)] for path in event["files"]],
        **{key: event[key] for key in ("shared", "modules", "tests")},
    }
