"""Benchmarks: figures for docs/benchmarks.md, never part of the tests."""
