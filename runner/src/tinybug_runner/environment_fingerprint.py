"""What verdicts depend on besides the project: interpreter, installed distributions, variables, the runner itself."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import sys
import sysconfig
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from . import __version__

OWN_FOLDER = os.path.realpath(os.path.dirname(os.path.abspath(__file__)))
VARIABLES = ("PYTHON", "PYTEST", "LC_")
VARIABLE_NAMES = frozenset({"LANG", "LANGUAGE", "TZ"})
CODE = (".py", ".so", ".pyd", ".pth")
MOST_FILES = 50_000
"""In a folder outside of the project: above this nothing is taken to be unchanged."""


def environment_fingerprint(root: str, pytest_arguments: tuple[str, ...]) -> str:
    parts = [
        sys.implementation.name,
        sys.version,
        list(sys.flags),
        sys.platform,
        platform.machine(),
        list(pytest_arguments),
        sorted(relevant_variables()),
        sorted(distributions()),
        sorted(folders_outside(root)),
        __version__,
        own_sources(),
    ]
    return digest(json.dumps(parts, ensure_ascii=True))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def relevant_variables() -> Iterator[tuple[str, str]]:
    for name, value in os.environ.items():
        if name.startswith(VARIABLES) or name in VARIABLE_NAMES:
            yield name, value


def distributions() -> Iterator[tuple[str, str, str]]:
    """With the list of their files and its hashes, so that one that was built again counts as another."""
    for distribution in importlib.metadata.distributions():
        texts = [distribution.read_text(name) or "" for name in ("RECORD", "direct_url.json", "SOURCES.txt")]
        yield str(distribution.metadata["Name"]), str(distribution.version), digest("\0".join(texts))


def folders_outside(root: str) -> Iterator[tuple[str, str]]:
    """Code that is imported from neither the project nor an installed distribution has no list of hashes."""
    standard = {os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    for place in {os.path.realpath(place) for place in [*sys.path, *editable_folders()] if place}:
        is_known = place in standard or os.path.dirname(place) in standard or is_installed(place)
        if not is_known and not is_inside(place, root) and not is_inside(OWN_FOLDER, place):
            yield place, listing(place, root)


def editable_folders() -> Iterator[str]:
    for distribution in importlib.metadata.distributions():
        text = distribution.read_text("direct_url.json")
        try:
            origin = json.loads(text) if text else {}
        except ValueError:
            continue
        url = urlsplit(str(origin.get("url", "")))
        if url.scheme == "file" and origin.get("dir_info", {}).get("editable"):
            yield url2pathname(unquote(url.path))


def is_installed(place: str) -> bool:
    return not {"site-packages", "dist-packages"}.isdisjoint(place.split(os.sep))


def is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def listing(place: str, root: str) -> str:
    """Names, sizes and times: reading all of somebody else's tree would take too long."""
    entries: list[tuple[str, int, int]] = []
    for path in code_files(place, root):
        if len(entries) >= MOST_FILES:
            return os.urandom(16).hex()
        try:
            status = os.stat(path)
        except OSError:
            continue
        entries.append((path, status.st_size, status.st_mtime_ns))
    return digest(json.dumps(sorted(entries)))


def code_files(place: str, root: str) -> Iterator[str]:
    if os.path.isfile(place):
        yield place
    for folder, folders, names in os.walk(place):
        folders[:] = [
            name for name in folders if name[:1] != "." and os.path.realpath(os.path.join(folder, name)) != root
        ]
        yield from (os.path.join(folder, name) for name in names if name.endswith(CODE))


def own_sources() -> str:
    """The version stays the same from one release to the next while the code does not."""
    archive = getattr(globals().get("__loader__"), "archive", None)
    paths = [archive] if archive is not None else sorted(code_files(OWN_FOLDER, ""))
    total = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as file:
            total.update(file.read())
    return total.hexdigest()
