"""Runs pytest on small bugs planted in Python code and says which of them the tests noticed."""

__version__ = "0.1.0"

CONTRACT_VERSION = 1
"""Of the plan and the report, as in `shared/runner-plan.ts`."""
