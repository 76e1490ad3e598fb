"""Cuts a plan of mutants into parts of about equal cost."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ..failure import RunnerFailure
from ..plan import MutantsPlan, PlanPart, parse_plan
from .expected_cost import expected_cost_ms


def whole_plan(value: Any) -> MutantsPlan:
    """Raises RunnerFailure for what cannot be cut, or was cut already."""
    plan = parse_plan(value)
    if not isinstance(plan, MutantsPlan):
        raise RunnerFailure("internal", "Only a plan of mutants can be cut into parts; this one is a baseline.")
    if plan.part is not None:
        place = f"part {plan.part.number} of {plan.part.count}"
        raise RunnerFailure("internal", f"The plan is {place} of another one; the whole plan is needed.")
    return plan


def digest_of(value: Any) -> str:
    """The same however the JSON is laid out."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def cut_mutants(plan: MutantsPlan, count: int) -> list[list[int]]:
    """
    Positions of each part's mutants, in the plan's order: the most expensive first, each to the part that has least so
    far (Graham's longest-processing-time rule). The plan and the count alone decide.
    """
    costs = [expected_cost_ms(mutant, plan.tests) for mutant in plan.mutants]
    loads = [0.0] * count
    parts: list[list[int]] = [[] for _ in range(count)]
    for position in sorted(range(len(costs)), key=lambda position: -costs[position]):
        part = min(range(count), key=lambda part: (loads[part], len(parts[part])))
        loads[part] += costs[position]
        parts[part].append(position)
    return [sorted(part) for part in parts]


def cut_plan(value: Any, count: int) -> list[dict[str, Any]]:
    """
    The parts as JSON, in their order. Each has all files and tests of the plan, because what is known of them decides
    how the mutants of a part are run.
    """
    plan, digest = whole_plan(value), digest_of(value)
    return [
        {
            **value,
            "mutants": [value["mutants"][position] for position in positions],
            "part": PlanPart(digest, number, count).to_json(),
        }
        for number, positions in enumerate(cut_mutants(plan, count), 1)
    ]
