"""Known answers: the fate of every mutant in `packs/` was worked out by hand."""

from __future__ import annotations

import os
import re
import tempfile
import time
from pathlib import Path
from typing import Iterator

import pytest

from measured_project import (
    MeasuredProject,
    Pack,
    PackMutant,
    Record,
    load_packs,
    only,
    processes_of,
    results_of,
    tree_of,
)

PACKS = load_packs()
IS_EVERY_PACK_WANTED = os.environ.get("TINYBUG_PACKS") == "all"
"""As `npm run packs` wants it. Else a few packs have to do for what most of them show by another way."""
IMPORTED_IN_STRANGE_WAYS = (
    "captured-at-import",
    "chance-seeded-at-import",
    "conftest-at-several-levels",
    "crashes-outside-of-tests",
    "endless-outside-of-tests",
    "environment-set-while-collecting",
    "failures-read-by-a-conftest",
    "files-collected-together",
    "import-time-code-of-every-kind",
    "imported-by-another-test-file",
    "imported-late",
    "imported-twice",
    "lock-made-at-import",
    "opened-at-import",
    "order-of-tests",
    "plugins-by-pyproject",
    "process-number-kept",
    "reads-its-own-source",
    "temporary-folder-asked-at-import",
    "thread-started-at-import",
    "values-computed-while-collecting",
)


@pytest.fixture
def place() -> Iterator[Path]:
    """With a short path, because sockets are made in temporary folders below it."""
    with tempfile.TemporaryDirectory(prefix="tb-") as folder:
        yield Path(folder).resolve()


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_every_mutant_of_the_pack_gets_the_verdict_worked_out_by_hand(
    pack: Pack, place: Path, request: pytest.FixtureRequest
) -> None:
    prepare(pack, request)
    check(MeasuredProject(pack, place), pack)


@pytest.mark.parametrize(
    "pack",
    [pack for pack in PACKS if IS_EVERY_PACK_WANTED or pack.name in IMPORTED_IN_STRANGE_WAYS],
    ids=lambda pack: pack.name,
)
def test_the_same_where_processes_are_forked_at_the_import_of_each_file(
    pack: Pack, place: Path, request: pytest.FixtureRequest
) -> None:
    prepare(pack, request)
    check(MeasuredProject(pack, place, is_forking_at_imports=True), pack)


def prepare(pack: Pack, request: pytest.FixtureRequest) -> None:
    if pack.reason_to_skip():
        pytest.skip(pack.reason_to_skip())
    if pack.knownFailure is not None:
        request.node.add_marker(pytest.mark.xfail(reason=pack.knownFailure, strict=True))


def check(project: MeasuredProject, pack: Pack) -> None:
    before = tree_of(project.root)
    baseline = project.baseline()
    only(baseline, "finished")
    records = project.run(project.mutants_plan(baseline, pack.mutants))
    only(records, "finished")
    assert tree_of(project.root) == before
    assert left_behind(project) == []
    results = results_of(records)
    assert len(results) == len(pack.mutants)
    compare(pack.mutants, results)
    assert [record for record in records if record["type"] == "canary" and not record["isCaught"]] == []
    notices = [record["message"] for record in records if record["type"] == "notice"]
    assert len(notices) == (0 if pack.notice is None else 1), notices
    assert pack.notice is None or re.search(pack.notice, notices[0]), notices


def compare(mutants: list[PackMutant], results: list[Record]) -> None:
    problems, known = [], []
    for mutant, result in zip(mutants, results):
        found = differences(mutant, result)
        if mutant.knownFailure is None:
            problems += found
        elif found:
            known.append(f"{found[0]} ({mutant.knownFailure})")
        else:
            problems.append(f"{title(mutant)}: right by now, so take away its knownFailure")
    assert not problems, "\n".join(problems)
    if known:
        pytest.xfail("\n".join(known))


def title(mutant: PackMutant) -> str:
    return f"{mutant.original!r} -> {mutant.replacement!r}"


def differences(mutant: PackMutant, result: Record) -> list[str]:
    name = title(mutant)
    killer = result["evidence"].get("killingTest", {})
    reason = result.get("statusReason", "")
    found = []
    if result["status"] != mutant.status:
        found.append(f"{name}: {result['status']} instead of {mutant.status}; {reason} {killer}")
    noticing = [mutant.killedBy] if isinstance(mutant.killedBy, str) else mutant.killedBy
    if noticing is not None and not set(result["killedBy"]) & set(noticing):
        found.append(f"{name}: killed by {result['killedBy']} instead of {mutant.killedBy}")
    if mutant.reason is not None and not re.search(mutant.reason, reason):
        found.append(f"{name}: the reason {reason!r} does not match {mutant.reason!r}")
    found += [
        f"{name}: {key} is {killer.get(key)!r} instead of {expected!r}"
        for key, expected in (("exception", mutant.exception), ("phase", mutant.phase))
        if expected is not None and killer.get(key) != expected
    ]
    if mutant.status == "Survived" and not result["evidence"]["activationProven"]:
        found.append(f"{name}: survived without proof")
    return found


def left_behind(project: MeasuredProject) -> list[str]:
    """Processes and temporary files, once those that are about to end have had their time."""
    deadline = time.monotonic() + 10
    while True:
        found = processes_of(project.place) + [str(path) for path in project.temporary.rglob("*")]
        if not found or time.monotonic() > deadline:
            return found
        time.sleep(0.01)
