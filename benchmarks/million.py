"""A million cases in the database: the queue, the status look-up, the verify run.

The rows are made by SQL in a cluster kept in VAR_DIR/bench-postgres, so a second
run only measures. Times are of the database: the sum over the queries a page makes.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.results import Result, percentile
from mongol_standards import embedded_postgres

CASES = 1_000_000
OPEN_SHARE = 0.03
ROUNDS = 60


def measure() -> list[Result]:
    """Milliseconds in the database, p95 over many pages and numbers."""
    var_dir = Path(os.environ.get("VAR_DIR", "var")).resolve()
    with embedded_postgres.running(var_dir, "bench-postgres"):
        _setup(var_dir)
        return [*_queue(), _status()]


def _setup(var_dir: Path) -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mongol_standards.settings")
    settings.DATABASES["default"] |= embedded_postgres.django_database(
        var_dir, cluster="bench-postgres"
    )
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0, without_catalogue=True)
    from casework.models import Case

    if Case.objects.count() < CASES:
        _fill()


def _fill() -> None:
    from django.db import connection

    print(f"making {CASES} cases …", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for sql in _ROWS:
            cursor.execute(sql, {"cases": CASES, "open": OPEN_SHARE})
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


# One case in 33 is open, received within the last 50 days; the others are closed,
# spread over ten years. Every unit has its share, the head office most.
_ROWS = [
    """
    INSERT INTO casework_case (
        number, workflow, kind, summary, language, channel, state, phase, version,
        unit_id, client_key, code_hash, received_at, received_on, due_on, outcome,
        closed_at, answered_at, round, citizen_reopened, is_suspected, suspicions,
        is_sample, search_text, event_count, head_hash
    )
    SELECT
        lpad((n %% 100)::text, 2, '0') || '-' || lpad(n::text, 7, '0') || '-0',
        'petition', (ARRAY['complaint', 'request', 'suggestion'])[1 + n %% 3],
        'Жинлүүр, тоолуурын тухай гомдол ' || n, 'mn', 'web',
        CASE WHEN is_open THEN 'in_progress' ELSE 'closed' END,
        CASE WHEN NOT is_open THEN 'closed'
             WHEN n %% 7 = 0 THEN 'waiting' ELSE 'studying' END,
        1, unit, gen_random_uuid(), md5(n::text) || md5((-n)::text),
        day + interval '9 hours', day, day + 30,
        CASE WHEN is_open THEN '' ELSE 'solved' END,
        CASE WHEN is_open THEN NULL ELSE day + 20 END,
        CASE WHEN is_open THEN NULL ELSE day + 15 END,
        1, false, is_open AND n %% 50 = 0, '', false,
        n || ' жинлуур тоолуурын тухай гомдол ' || md5(n::text), 2, ''
    FROM (
        SELECT n, is_open,
            current_date - CASE WHEN is_open THEN (random() * 50)::int
                ELSE 60 + (random() * 3600)::int END AS day,
            (SELECT array_agg(id ORDER BY id) FROM organisation_unit)[
                CASE WHEN n %% 3 = 0 THEN 1 ELSE 1 + n %% (
                    SELECT count(*) FROM organisation_unit) END] AS unit
        FROM (SELECT n, random() < %(open)s AS is_open
              FROM generate_series(1, %(cases)s) AS n) AS each
    ) AS rows
    """,
    """
    INSERT INTO feedback_petition (
        case_id, body, track, aimag_code, routed_by, about_kind, about_key, text_hash
    )
    SELECT id, summary, 'statutory', '', 'aimag', '', '', code_hash FROM casework_case
    """,
    """
    INSERT INTO casework_contact (
        case_id, name, address, phone, email, reply_by, consent_version,
        is_consent_oral
    )
    SELECT id, '', '', lpad((80000000 + id %% 19999999)::text, 8, '0'), '', 'phone',
        '', false
    FROM casework_case
    """,
    """
    INSERT INTO casework_event (
        case_id, seq, kind, actor, at, from_state, to_state, is_visible, data,
        prev_hash, hash
    )
    SELECT c.id, seq, CASE seq WHEN 1 THEN 'received' ELSE 'take' END, 'system',
        c.received_at, '', c.state, true, '{}', '', c.code_hash
    FROM casework_case c, generate_series(1, 2) AS seq
    """,
]


def database_ms(act: Callable[[], object]) -> float:
    """Milliseconds all queries of `act` take, seen from the client."""
    from django.db import connection

    spent = 0.0

    def timed(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        nonlocal spent
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent += time.perf_counter() - begun

    with connection.execute_wrapper(timed):
        act()
    return spent * 1000


def _queue() -> list[Result]:
    from django.test import RequestFactory

    from casework.office.queue import TABS
    from casework.office.views import queue_page
    from organisation.models import Role, Unit

    results = []
    people = {
        "a clerk": _person(Role.CLERK, Unit.objects.get(code="darkhan-uul")),
        "an officer": _person(Role.OFFICER, Unit.objects.get(code="head-office")),
    }
    for who, user in people.items():
        times: dict[str, list[float]] = {}
        for code in [*TABS, *TABS]:
            for _round in range(ROUNDS // 2):
                request = RequestFactory().get("/admin/", {"tab": code})
                user.known_duties = None
                request.user = user
                ms = database_ms(lambda r=request: queue_page(r))  # type: ignore[misc]
                times.setdefault(code, []).append(ms)
        worst = max(times, key=lambda code: percentile(times[code], 0.95))
        value = percentile(times[worst], 0.95)
        results.append(Result(f"queue of {who}, p95, tab {worst}", value, 20, "ms"))
    return results


def _person(role: str, unit: Any) -> Any:
    from django.contrib.auth import get_user_model

    from organisation.actions import add_member

    user, _new = get_user_model().objects.get_or_create(
        username=f"bench-{role}", defaults={"is_staff": True}
    )
    add_member(user=user, unit=unit, role=role)
    return user


def _status() -> Result:
    from casework.models import Case

    chosen = random.sample(range(1, CASES), 300)
    times = []
    for n in chosen:
        number = f"{n % 100:02d}-{n:07d}-0"
        times.append(
            database_ms(lambda each=number: Case.objects.get(number=each))  # type: ignore[misc]
        )
    return Result("status look-up, p95", percentile(times, 0.95), 5, "ms")
