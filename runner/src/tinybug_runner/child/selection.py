"""Runs the planned tests only, in the plan's order, and collects no file that holds none of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from ..suite_job import Selection
from .events import EventStream
from .naming import TestNames


class SelectionPlugin:
    def __init__(self, selection: Selection, names: TestNames, events: EventStream) -> None:
        self._selection = selection
        self._names = names
        self._events = events
        self._files: set[str] | None = None
        self._folders: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path, config: pytest.Config) -> bool | None:
        """The arguments stay those of the baseline, so that ids, root folder and settings do too."""
        if not self._selection.is_pruning:
            return None
        if self._files is None:
            self._find_files(str(config.rootpath))
        path = str(collection_path)
        if self._files is not None and path in self._files:
            return None
        if collection_path.name == "__init__.py" or path in self._folders:
            return None
        return True

    def _find_files(self, rootpath: str) -> None:
        self._files = files_of((*self._selection.ids, *self._selection.neighbour_ids), rootpath)
        for path in self._files:
            self._folders.update(str(folder) for folder in Path(path).parents)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]):  # type: ignore[no-untyped-def]
        yield
        self._names.assign(items)
        by_name: dict[str, pytest.Item] = {self._names.of(item): item for item in items}
        chosen = [by_name[test_id] for test_id in self._selection.ids if test_id in by_name]
        missing = [test_id for test_id in self._selection.ids if test_id not in by_name]
        added = self._stand_ins(missing, by_name)
        items[:] = chosen + [by_name[test_id] for test_id in added]
        self._events.send("selected", missing=missing, added=added)

    def _stand_ins(self, missing: list[str], by_name: dict[str, pytest.Item]) -> list[str]:
        """Tests with other parameters of the functions whose planned parameters are gone."""
        functions = {function_of(test_id) for test_id in missing}
        planned = set(self._selection.ids)
        return [name for name in by_name if name not in planned and function_of(name) in functions]


class SelectedFiles:
    """Keeps files from being imported that pytest had found already when the tests were selected."""

    def __init__(self, selection: Selection) -> None:
        self._ids = (*selection.ids, *selection.neighbour_ids)
        self._paths: set[str] | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> pytest.CollectReport | None:
        if not isinstance(collector, pytest.File) or isinstance(collector, pytest.Package):
            return None
        if self._paths is None:
            self._paths = files_of(self._ids, str(collector.config.rootpath))
        if str(collector.path) in self._paths:
            return None
        return pytest.CollectReport(collector.nodeid, "passed", None, [])


def files_of(test_ids: Iterable[str], root: str) -> set[str]:
    return {os.path.normpath(os.path.join(root, test_id.split("::", 1)[0])) for test_id in test_ids}


def function_of(test_id: str) -> str:
    return test_id.split("[", 1)[0].split("#", 1)[0]
