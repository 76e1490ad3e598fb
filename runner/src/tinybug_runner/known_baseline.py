"""Whether an earlier baseline of the same project still holds, so that no test has to run."""

from __future__ import annotations

from typing import Callable

from .dependency_files import sha256_of
from .plan import KnownBaseline
from .suite_story import SuiteStory


def still_holds(known: KnownBaseline, root: str, environment: str, collect: Callable[[], SuiteStory]) -> bool:
    if known.environment != environment:
        return False
    if any(sha256_of(root, path) != sha256 for path, sha256 in known.files):
        return False
    story = collect()
    return story.collection == known.collection and story.exit_code == 0 and not story.failures
