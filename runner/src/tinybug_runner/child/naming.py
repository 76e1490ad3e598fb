"""pytest's node ids, made unique: the second of equal ids has `#2` behind it, and so on."""

from __future__ import annotations

from collections import Counter

import pytest

from ..plain_text import storable


class TestNames:
    __test__ = False

    def __init__(self) -> None:
        self._names: dict[pytest.Item, str] = {}

    def assign(self, items: list[pytest.Item]) -> None:
        seen: Counter[str] = Counter()
        for item in items:
            name = storable(item.nodeid)
            seen[name] += 1
            self._names[item] = name if seen[name] == 1 else f"{name}#{seen[name]}"

    def of(self, item: pytest.Item) -> str:
        return self._names.get(item) or storable(item.nodeid)


class NamingPlugin:
    """Names the tests once every plugin has had its say about them."""

    def __init__(self, names: TestNames) -> None:
        self._names = names

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]):  # type: ignore[no-untyped-def]
        yield
        self._names.assign(items)
