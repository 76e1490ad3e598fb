"""The runner's own folder for temporary files; short, because tests put sockets below it."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile


class ScratchFolder:
    def __init__(self) -> None:
        self.path = os.path.realpath(tempfile.mkdtemp(prefix="tinybug-"))
        self._count = 0

    def new_folder(self) -> str:
        self._count += 1
        folder = os.path.join(self.path, str(self._count))
        os.mkdir(folder)
        return folder

    def is_disk_full(self) -> bool:
        return shutil.disk_usage(self.path).free < 1 << 20

    def remove(self) -> None:
        remove_tree(self.path)


def remove_tree(path: str) -> None:
    """Also what tests have made read-only."""
    shutil.rmtree(path, ignore_errors=True)
    if not os.path.isdir(path):
        return
    for folder, _, _ in os.walk(path):
        try:
            os.chmod(folder, stat.S_IRWXU)
        except OSError:
            continue
    shutil.rmtree(path, ignore_errors=True)
