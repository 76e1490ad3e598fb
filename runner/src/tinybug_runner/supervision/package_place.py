"""Where new interpreters find this package."""

from __future__ import annotations

import compileall
import os
import zipfile

PLACE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def package_place(scratch: str) -> str:
    """Of the runner as one file, a copy in the runner's own folder, compiled once instead of in every interpreter."""
    if os.path.isdir(PLACE):
        return PLACE
    folder = os.path.join(scratch, "package")
    package = f"{__name__.split('.', 1)[0]}/"
    with zipfile.ZipFile(PLACE) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if name.startswith(package)])
    compileall.compile_dir(folder, quiet=2)
    return folder
