"""Makes hypothesis try the same examples every time, without deadlines on a busy machine and without its database."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

PROFILE = "tinybug"


def load_steady_profile() -> None:
    """Derives the profile from the one that is loaded. Does nothing where hypothesis is not imported."""
    hypothesis: Any = sys.modules.get("hypothesis")
    settings = getattr(hypothesis, "settings", None)
    if settings is None or not hasattr(settings, "register_profile"):
        return
    checks = [check for check in (getattr(hypothesis.HealthCheck, "too_slow", None),) if check is not None]
    suppressed = {*settings.default.suppress_health_check, *checks}
    settings.register_profile(
        PROFILE,
        parent=settings.default,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(suppressed),
    )
    settings.load_profile(PROFILE)


class HypothesisFinder:
    """Loads the profile right after hypothesis was imported, because decorators read it at once."""

    def __init__(self) -> None:
        self._is_searching = False

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != "hypothesis" or self._is_searching:
            return None
        self._is_searching = True
        try:
            spec = next(
                filter(None, (finder.find_spec(name, path, target) for finder in sys.meta_path)),
                None,
            )
        finally:
            self._is_searching = False
        if spec is not None and spec.loader is not None:
            spec.loader = ThenLoadProfile(spec.loader)
        return spec


class ThenLoadProfile(Loader):
    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        load_steady_profile()
