"""`make bench`: measures what design.md 7 budgets, and prints it as a table."""

from __future__ import annotations

import platform
import sys
from datetime import date

from benchmarks import catalogue, certificates, intake, million, rows, start, weights
from benchmarks.results import Result, as_table

PARTS = {
    "weights": weights.measure,
    "intake": intake.measure,
    "million": million.measure,
    "catalogue": catalogue.measure,
    "rows": rows.measure,
    "certificates": certificates.measure,
    "start": start.measure,
}


def main(names: list[str]) -> int:
    """Run the named parts, or all; 1 when a budget is missed."""
    unknown = set(names) - set(PARTS)
    if unknown:
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
        return 2
    results: list[Result] = []
    for name in names or PARTS:
        print(f"— {name}", flush=True)
        results += PARTS[name]()
    print(f"\n{date.today()}, {platform.machine()}, Python {platform.python_version()}")
    print(as_table(results))
    return int(any(not result.is_kept for result in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
