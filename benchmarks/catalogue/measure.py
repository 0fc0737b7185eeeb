"""Runs the portal on the real catalogue, then on one grown to a million editions.

Both data folders are kept in VAR_DIR, so a second run only measures; the import is
measured anew each time, in a folder of its own.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import portal
from benchmarks.catalogue import engines, grow, load, questions
from benchmarks.results import Result
from mongol_standards import embedded_postgres

FULL = portal.ROOT / "catalogue" / "data" / "international-standards.csv.gz"


def measure() -> list[Result]:
    """Import rate, search in the database and pages through gunicorn."""
    base = Path(os.environ.get("VAR_DIR", "var")).resolve()
    results = _import()
    results += _at(base / "bench-catalogue", "127k", budget=10)
    results += _at(base / "bench-catalogue-million", "1M", budget=50, is_grown=True)
    return results


def _at(
    var_dir: Path, size: str, *, budget: float, is_grown: bool = False
) -> list[Result]:
    var_dir.mkdir(parents=True, exist_ok=True)
    with portal.running(var_dir, LOAD_CATALOGUE="1") as house:
        _use_database_of(var_dir)
        if is_grown:
            grow.to_a_million()
        results = questions.measure(size, budget)
        results += load.measure(house.port, size)
        if not is_grown:
            engines.compare(Path(os.environ.get("VAR_DIR", "var")).resolve())
    return results


def _use_database_of(var_dir: Path) -> None:
    """Point Django's default connection at the cluster of a data folder."""
    import django
    from django.conf import settings
    from django.db import connections

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mongol_standards.settings")
    there = embedded_postgres.django_database(var_dir)
    settings.DATABASES["default"] |= there
    django.setup()
    connection = connections["default"]
    connection.close()
    connection.settings_dict.update(there)


def _import() -> list[Result]:
    """Standards a second through `import_standards`, links and search included."""
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = Path(made)
        environment = portal.environment(folder, portal.free_port())
        with embedded_postgres.running(folder):
            _manage(environment, "migrate", "--verbosity=0")
            _manage(
                environment, "load_reference", "--without-catalogue", "--verbosity=0"
            )
            begun = time.monotonic()
            _manage(environment, "import_standards", str(FULL))
            took = time.monotonic() - begun
            _use_database_of(folder)
            reading = _reading_seconds()
    with gzip.open(FULL, "rt", encoding="utf-8") as file:
        rows = sum(1 for _line in file) - 1
    return [
        Result("import, rows read and linked", rows / reading, 5000, "/s", True),
        Result("import with the search built anew", took, 90, "s"),
    ]


def _reading_seconds() -> float:
    """From the first row to the last batch, as the run itself wrote it down."""
    from django.db import connection

    from catalogue.models import ImportRun

    run = ImportRun.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(changed_at) FROM catalogue_edition")
        last = cursor.fetchone()[0]
    connection.close()
    seconds: float = (last - run.started_at).total_seconds()
    return seconds


def _manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=portal.ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
