"""The catalogue: import, search, pages and load, at 127,000 and at a million rows."""

from benchmarks.catalogue.measure import measure

__all__ = ["measure"]
