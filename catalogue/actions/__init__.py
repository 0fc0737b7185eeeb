"""Writes of the catalogue: keyword-only, one transaction each."""
