"""Two thousand lines pasted out of Excel: read and checked, cell by cell.

The database with the real catalogue is made once and kept in VAR_DIR/bench-rows, so
a second run only measures.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks.results import Result
from mongol_standards import embedded_postgres

LINES = 2000
ROUNDS = 5
BUDGET = 2.0  # seconds for a whole list, issue 4
SEED = 20261124


def measure() -> list[Result]:
    """Seconds from the pasted text to every fault, the slowest of the rounds."""
    var_dir = Path(os.environ.get("VAR_DIR", "var")).resolve()
    with embedded_postgres.running(var_dir, "bench-rows"):
        _setup(var_dir)
        chance = random.Random(SEED)
        instruments, standards = _instruments(chance), _standards(chance)
        return [
            _measured(
                "2,000 instruments pasted and checked", "verification", instruments
            ),
            _measured(
                "2,000 standards pasted and checked",
                "standards-registration",
                standards,
            ),
            Result(
                "corrected file of 2,000 lines", _workbook(instruments), BUDGET, "s"
            ),
        ]


def _setup(var_dir: Path) -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mongol_standards.settings")
    settings.DATABASES["default"] |= embedded_postgres.django_database(
        var_dir, cluster="bench-rows"
    )
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)


def _instruments(chance: random.Random) -> str:
    """A list as companies have it: every tenth line is wrong somewhere."""
    from eservices.models import InstrumentKind

    kinds = list(InstrumentKind.objects.all())
    lines = []
    for number in range(LINES):
        kind = chance.choice(kinds)
        span = "0-?" if number % 10 == 0 else f"0-{chance.randint(1, 50)} {kind.unit}"
        cells = (kind.name, "CAS", f"SW-{number % 40}", f"A{number:06d}", span, "III")
        lines.append("\t".join(cells))
    return "\n".join(lines)


def _standards(chance: random.Random) -> str:
    """Designations of the whole catalogue, in force and gone."""
    from catalogue.models import Edition

    codes = list(Edition.objects.order_by("pk").values_list("code", flat=True))
    rest = "product\tХэрэглэх хүрээ\twhole\t\tvoluntary\t2020-01-01\t45\tДархан сум"
    return "\n".join(f"{code}\t{rest}" for code in chance.sample(codes, LINES))


def _measured(what: str, slug: str, text: str) -> Result:
    from eservices.engine import service_at
    from eservices.engine.checking import check
    from eservices.rows.pasted import read_pasted

    service = service_at(slug)
    if service is None:
        raise RuntimeError(f"no service {slug}")
    key, rows = next(iter(service.rows.items()))

    def run() -> None:
        raw = {key: read_pasted(text, rows)}
        found = check(
            service, answers={}, rows=raw, file_keys=(), today=date(2026, 11, 24)
        )
        if len(raw[key]) != LINES or not found.faults:
            raise RuntimeError("the list was not read")

    return Result(what, _slowest(run), BUDGET, "s")


def _workbook(text: str) -> float:
    from eservices.engine import service_at
    from eservices.engine.checking import check
    from eservices.rows.pasted import read_pasted
    from eservices.rows.workbook import workbook

    service = service_at("verification")
    if service is None:
        raise RuntimeError("no verification")
    rows = service.rows["instruments"]
    raw = read_pasted(text, rows)
    found = check(
        service,
        answers={},
        rows={rows.key: raw},
        file_keys=(),
        today=date(2026, 11, 24),
    )
    return _slowest(lambda: workbook(rows, raw, found.faults))


def _slowest(run: Callable[[], object]) -> float:
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        run()
        times.append(time.perf_counter() - begun)
    return max(times)
