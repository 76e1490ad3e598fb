"""Which files each test depends on, told once all tests have run."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from .events import EventStream
from .file_watch import UNSEEN_PROCESSES, FileWatch, Seen
from .naming import TestNames

IS_CPYTHON = sys.implementation.name == "cpython"
IS_TRACED_BY_SETTRACE = sys.version_info < (3, 12)
NEVER_ALONE = frozenset({"conftest.py", "__init__.py"})


class TestDependencies:
    __test__ = False

    def __init__(self, watch: FileWatch, names: TestNames, events: EventStream) -> None:
        self._watch = watch
        self._names = names
        self._events = events
        self._realpath = os.path.realpath
        self._module_of: dict[str, str] = {}
        """Real path of the file that holds a test, by the test's id."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._module_of = {self._names.of(item): self._file_of(item) for item in session.items}

    def _file_of(self, item: pytest.Item) -> str:
        return self._realpath(str(item.path))

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._watch.enter(self._file_of(item))
        yield
        self._watch.enter(None)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Iterator[None]:
        """Also ends fixtures that other tests have used."""
        self._watch.enter(None)
        yield

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        if fixturedef.scope == "function":
            yield
            return
        before = self._watch.enter(None)
        yield
        self._watch.enter(before)

    def finish(self) -> None:
        watch = self._watch
        shared = self._followed(watch.shared.files) | self._loaded()
        own = {file: self._followed(seen.files) for file, seen in watch.by_module.items()}
        for files in own.values():
            shared |= {path for path in files if path.endswith(".py")}
        modules = list(dict.fromkeys(self._module_of.values()))
        alone = self._alone(modules, shared)
        shared -= alone
        for_all = [watch.shared, *(seen for module, seen in watch.by_module.items() if module not in alone)]
        is_unbounded = watch.shared.is_unbounded or any(name in sys.modules for name in UNSEEN_PROCESSES)
        table = FileTable(watch.root)
        self._events.send(
            "dependencies",
            collection=collection_digest(self._module_of),
            shared={"files": table.indexes(shared), "isUnbounded": is_unbounded, **self._defaults(*for_all)},
            modules=[
                {
                    "files": table.indexes({module} | own.get(module, set())),
                    "isUnbounded": watch.by_module.get(module, Seen()).is_unbounded,
                    **self._defaults(watch.by_module.get(module, Seen())),
                }
                for module in modules
            ],
            tests={test: modules.index(module) for test, module in self._module_of.items()},
            files=table.paths,
        )

    def _defaults(self, *places: Seen) -> dict[str, Any]:
        """Nothing where it is not known who uses them: no other Python tells who looks at them."""
        if not IS_CPYTHON or (IS_TRACED_BY_SETTRACE and any(seen.is_tracing for seen in places)):
            return {}
        looked_at = set().union(*(seen.defaults for seen in places))
        return {"readDefaults": self._watch.measured.ranges(looked_at)}

    def _followed(self, files: Iterable[str]) -> set[str]:
        real = {self._realpath(path) for path in files}
        return {path for path in real if self._watch.is_followed(path) and not os.path.isdir(path)}

    def _loaded(self) -> set[str]:
        """Modules of the project: importing one may change what any test sees."""
        origins = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
        return self._followed(origin for origin in origins if isinstance(origin, str))

    def _alone(self, modules: Iterable[str], shared: set[str]) -> set[str]:
        """Files of tests that no other code mentions, by import or otherwise: they serve their own tests alone."""
        stems = {module: os.path.splitext(os.path.split(module)[1])[0] for module in modules}
        if not stems:
            return set()
        word = re.compile(rb"\b(?:%s)\b" % b"|".join(re.escape(os.fsencode(stem)) for stem in {*stems.values()}))
        mentioned: dict[str, set[str]] = {}
        for path in {*shared, *modules}:
            for found in set(word.findall(content_of(path))):
                mentioned.setdefault(os.fsdecode(found), set()).add(path)
        return {
            module
            for module, stem in stems.items()
            if os.path.split(module)[1] not in NEVER_ALONE and mentioned.get(stem, set()) <= {module}
        }


class FileTable:
    """Paths as the report has them, each once."""

    def __init__(self, root: str) -> None:
        self._root = root + os.sep
        self._indexes: dict[str, int] = {}

    def indexes(self, files: Iterable[str]) -> list[int]:
        return [self._indexes.setdefault(self._reported(path), len(self._indexes)) for path in sorted(files)]

    def _reported(self, path: str) -> str:
        return path[len(self._root) :].replace(os.sep, "/") if path.startswith(self._root) else path

    @property
    def paths(self) -> list[str]:
        return list(self._indexes)


def content_of(path: str) -> bytes:
    if not path.endswith(".py"):
        return b""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def collection_digest(tests: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(tests).encode("utf-8", "surrogatepass")).hexdigest()
