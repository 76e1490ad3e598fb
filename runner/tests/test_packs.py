"""Known answers: the fate of every mutant in `packs/` was worked out by hand."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from measured_project import MeasuredProject, Pack, PackMutant, Record, load_packs, only, results_of, tree_of

PACKS = load_packs()


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_every_mutant_of_the_pack_gets_the_verdict_worked_out_by_hand(pack: Pack, tmp_path: Path) -> None:
    for module in pack.requires:
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
    project = MeasuredProject(pack, tmp_path)
    before = tree_of(project.root)
    baseline = project.baseline()
    only(baseline, "finished")
    records = project.run(project.mutants_plan(baseline, pack.mutants))
    results = results_of(records)
    only(records, "finished")
    assert [record for record in records if record["type"] == "canary" and not record["isCaught"]] == []
    problems = [
        problem for mutant, result in zip(pack.mutants, results) for problem in differences(mutant, result)
    ]
    assert not problems, "\n".join(problems)
    assert len(results) == len(pack.mutants)
    assert tree_of(project.root) == before


def differences(mutant: PackMutant, result: Record) -> list[str]:
    name = f"{mutant.original!r} -> {mutant.replacement!r}"
    killer = result["evidence"].get("killingTest", {})
    reason = result.get("statusReason", "")
    found = []
    if result["status"] != mutant.status:
        found.append(f"{name}: {result['status']} instead of {mutant.status}; {reason} {killer}")
    if mutant.killedBy is not None and result["killedBy"] != [mutant.killedBy]:
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
