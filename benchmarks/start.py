"""How long until the first page: the first start and the second."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import portal
from benchmarks.results import Result


def measure() -> list[Result]:
    """Seconds from `manage.py serve` to the first answer, packages installed."""
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = Path(made)
        with portal.running(folder, LOAD_CATALOGUE="1") as first:
            first_start = first.started_in
        with portal.running(folder, LOAD_CATALOGUE="1") as second:
            second_start = second.started_in
    return [
        Result("first start to the first page", first_start, 180, "s"),
        Result("second start to the first page", second_start, 10, "s"),
    ]
