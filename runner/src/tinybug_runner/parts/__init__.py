"""Cuts a plan into parts that run on different machines, and merges their reports. No project code runs here."""
