"""Sending a report to a service while it is written. Nothing depends on it: the report itself holds all."""
