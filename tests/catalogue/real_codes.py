"""The designations that ship with the project, for the tests of their parser."""

import csv
import gzip
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "catalogue" / "data"


@cache
def real_codes() -> list[str]:
    """Every code of the catalogue that ships with the project, read once."""
    with gzip.open(DATA / "international-standards.csv.gz", "rt", newline="") as file:
        international = [row["code"] for row in csv.DictReader(file)]
    with (DATA / "mns-standards.csv").open(newline="") as file:
        return international + [row["code"] for row in csv.DictReader(file)]
