"""Activation without a fresh import: the code of live functions is exchanged for the mutant's."""
