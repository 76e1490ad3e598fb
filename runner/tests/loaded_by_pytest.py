"""A project that pytest itself imports, so that each of its mutants needs a new interpreter."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

from measured_project import MeasuredProject, Pack, PackMutant

MUTANTS = [
    PackMutant("iniconfig/extra.py", "return 1", "return 2", "Killed"),
    PackMutant("iniconfig/extra.py", "LIMIT = 3", "LIMIT = 4", "Survived"),
]


def project_loaded_by_pytest(place: Path) -> MeasuredProject:
    (place / "pack").mkdir()
    spec = find_spec("iniconfig")
    assert spec is not None and spec.origin is not None
    project = MeasuredProject(Pack(place / "pack", ["iniconfig/extra.py"], []), place)
    shutil.copytree(Path(spec.origin).parent, project.root / "iniconfig")
    with (project.root / "iniconfig" / "__init__.py").open("a") as file:
        file.write("\nfrom . import extra\n")
    (project.root / "iniconfig" / "extra.py").write_text("LIMIT = 3\n\n\ndef one():\n    return 1\n", "utf-8")
    (project.root / "test_it.py").write_text(
        "from iniconfig import extra\n\ndef test_one():\n    assert extra.one() == 1\n    assert extra.LIMIT\n", "utf-8"
    )
    return project
