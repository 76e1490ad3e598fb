"""Makes `python FILE` run other code than stands in the file.

The interpreter asks its path hooks whether FILE can be imported from, as from an archive with a `__main__` in it. Here
it can, and what runs as `__main__` sees none of this.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from types import CodeType
from typing import Any

from .file_serving import FileIdentity


def serve_script(identity: FileIdentity, source: Any, on_served: Callable[[str], None]) -> None:
    """`source` is whatever `compile` takes."""

    def find(entry: str) -> ScriptImporter:
        if not identity.matches(entry):
            raise ImportError(f"{entry} is not the script")
        sys.path_hooks.remove(find)
        return ScriptImporter(entry, source, on_served)

    sys.path_hooks.insert(0, find)


class ScriptImporter:
    def __init__(self, script: str, source: Any, on_served: Callable[[str], None]) -> None:
        self._script = script
        self._source = source
        self._on_served = on_served

    def find_spec(self, name: str, _target: Any = None) -> ModuleSpec | None:
        return spec_from_loader(name, self, origin=self._script) if name == "__main__" else None  # type: ignore[arg-type]

    def create_module(self, _spec: ModuleSpec) -> None:
        return None

    def exec_module(self, _module: Any) -> None:
        raise ImportError("a script is not imported")

    def get_code(self, _name: str) -> CodeType:
        """Of what calls `run`, because whoever asked for it sets the names of a module and not those of a script."""
        return compile("__loader__.run(globals())", "<tinybug>", "exec")

    def run(self, namespace: dict[str, Any]) -> None:
        sys.path_importer_cache.pop(self._script, None)
        del sys.path[0]
        if not getattr(sys.flags, "safe_path", sys.flags.isolated):
            sys.path.insert(0, os.path.dirname(os.path.realpath(self._script)))
        names = {"__file__": self._script, "__cached__": None, "__spec__": None, "__package__": None}
        namespace.update(names, __loader__=SourceFileLoader("__main__", self._script))
        self._on_served(self._script)
        code = compile(self._source, self._script, "exec", dont_inherit=True)
        try:
            exec(code, namespace)  # noqa: S102
        except Exception as error:
            own_frame = error.__traceback__
            error.with_traceback(None if own_frame is None else own_frame.tb_next)
            sys.excepthook(type(error), error, error.__traceback__)
            raise SystemExit(1) from None
