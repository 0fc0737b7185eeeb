"""Certificates: drawing the PDF, and finding one among five million.

Rows are made by SQL (their signatures are filler) in the cluster of
VAR_DIR/bench-postgres; a second run only measures. BENCH_INSTRUMENTS and
BENCH_CERTIFICATES name smaller numbers for a trial.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.million import database_ms
from benchmarks.results import Result, percentile
from mongol_standards import embedded_postgres

INSTRUMENTS = int(os.environ.get("BENCH_INSTRUMENTS", "3000000"))
CERTIFICATES = int(os.environ.get("BENCH_CERTIFICATES", "5000000"))
# Of the certificates: those of instruments; the rest are spread over S1, S3, S4, S5.
OF_INSTRUMENTS = 0.8
ROUNDS = 300
PAPERS = 60
BATCH = 500_000
# Words of scopes; pairs of them make titles.
WORDS = [
    "ноосон",
    "цамц",
    "хонины",
    "ямааны",
    "ноолуур",
    "гутал",
    "арьсан",
    "талх",
    "гурилан",
    "бүтээгдэхүүн",
    "ундны",
    "ус",
    "сүү",
    "тараг",
    "мах",
    "хиам",
    "цемент",
    "бетон",
    "тоосго",
    "шил",
    "хаалга",
    "цонх",
    "тавилга",
    "цаас",
    "уут",
    "савлагаа",
]


def measure() -> list[Result]:
    """Milliseconds: a page drawn; look-ups in the database, p95."""
    var_dir = Path(os.environ.get("VAR_DIR", "var")).resolve()
    with embedded_postgres.running(var_dir, "bench-postgres"):
        _setup(var_dir)
        return [*_papers(), *_lookups(), *_searches()]


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
    with _without_triggers() as cursor:
        for sql in _AROUND:
            cursor.execute(sql)
        _fill(cursor, "eservices_instrument", _INSTRUMENT, INSTRUMENTS)
        _fill(cursor, "eservices_certificate", _CERTIFICATE, CERTIFICATES)
        _fill(cursor, "eservices_verification", _VERIFICATION, None)
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def _without_triggers() -> Iterator[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        cursor.execute("SET session_replication_role = DEFAULT")


def _fill(cursor: Any, table: str, sql: str, wanted: int | None) -> None:
    """Rows n = what is there + 1 … wanted, in batches; once when `wanted` is None."""
    cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  (ours)
    made = cursor.fetchone()[0]
    whole = int(CERTIFICATES * OF_INSTRUMENTS) if wanted is None else wanted
    share = {"share": OF_INSTRUMENTS, "words": WORDS, "instruments": INSTRUMENTS}
    while made < whole:
        until = min(made + BATCH, whole)
        print(f"{table}: {until} of {whole} …", flush=True)
        cursor.execute(sql, share | {"first": made + 1, "last": until})
        made = until


# A company, an applicant and one case stand behind all of it.
_AROUND = [
    """
    INSERT INTO organisation_user (username, password, first_name, last_name, email,
        is_staff, is_active, is_superuser, date_joined)
    VALUES ('bench-applicant', '', '', '', '', false, true, false, now())
    ON CONFLICT (username) DO NOTHING
    """,
    """
    INSERT INTO eservices_company (register_no, name, aimag_code, sum, address,
        activity, phone, email, source, is_active, is_sample, created_at)
    SELECT (1000000 + n)::text, 'Компани ' || n || ' ХХК', '45', '', '', '', '', '',
        'typed', true, false, now()
    FROM generate_series(1, 20000) AS n ON CONFLICT (register_no) DO NOTHING
    """,
    """
    INSERT INTO casework_case (number, workflow, kind, summary, language, channel,
        state, phase, version, unit_id, client_key, code_hash, received_at,
        received_on, outcome, answered_at, round, citizen_reopened, is_suspected,
        suspicions, is_sample, search_text, event_count, head_hash)
    SELECT 'bench-1', 'application', 'verification', '', 'mn', 'web', 'granted',
        'answered', 1, id, gen_random_uuid(), '', now(), current_date, 'granted', now(),
        1, false, false, '', false, '', 0, ''
    FROM organisation_unit WHERE code = 'darkhan-uul'
    ON CONFLICT (number) DO NOTHING
    """,
    """
    INSERT INTO eservices_application (case_id, applicant_id, answers, bundle, warnings,
        proposed_outcome, proposed_text, is_automatic, was_reopened)
    SELECT c.id, u.id, '{}', gen_random_uuid(), '[]', '', '', false, false
    FROM casework_case c, organisation_user u
    WHERE c.number = 'bench-1' AND u.username = 'bench-applicant'
    ON CONFLICT (case_id) DO NOTHING
    """,
]
_INSTRUMENT = """
    INSERT INTO eservices_instrument (id, kind_id, maker, model, serial, range_text,
        accuracy, maker_key, model_key, serial_key, company_id, location)
    SELECT n, (SELECT min(id) FROM eservices_instrumentkind), 'CAS', 'SW-' || n %% 40,
        'SN-' || n, '0-30 кг', 'III', 'cas', 'sw' || n %% 40, 'sn' || n,
        (SELECT min(id) FROM eservices_company) + n %% 20000, ''
    FROM generate_series(%(first)s, %(last)s) AS n
"""
# Every fifth is of another service; the titles are two words and a number.
_CERTIFICATE = """
    INSERT INTO eservices_certificate (id, number, service_id, unit_id, year, serial,
        application_id, company_id, holder_name, title, content, is_positive, issued_on,
        valid_to, state, check_code, payload, signature, key_id, search_text)
    SELECT n, number, service, unit, 2000 + n / 1000000, n, application, company,
        'Компани ' || n %% 20000 || ' ХХК', title,
        jsonb_build_object('sections', jsonb_build_array()), true,
        current_date - (n %% 900)::int, current_date + (n %% 900)::int, 'valid',
        'ACE247',
        repeat('A', 420), repeat('A', 86), '0123456789abcdef',
        translate(lower(number || ' компани ' || n %% 20000 || ' ххк ' || title),
            'ёөү', 'еоу')
    FROM (
        SELECT n,
            'СХЗГ-' || code || '-037-' || 2000 + n / 1000000 || '-'
                || lpad((n %% 1000000)::text, 6, '0') AS number,
            (SELECT id FROM eservices_service s WHERE s.code = coded.code) AS service,
            (SELECT id FROM organisation_unit WHERE code = 'darkhan-uul') AS unit,
            (SELECT id FROM casework_case WHERE number = 'bench-1') AS application,
            (SELECT min(id) FROM eservices_company) + n %% 20000 AS company,
            words[1 + n %% cardinality(words)] || ' '
                || words[1 + (n / 7) %% cardinality(words)] || ' ' || n AS title
        FROM (
            SELECT n, %(words)s::text[] AS words,
                CASE WHEN n %% 10 < %(share)s * 10 THEN 'S2'
                     ELSE (ARRAY['S1', 'S3', 'S4', 'S4', 'S5'])[1 + (n / 10) %% 5]
                END AS code
            FROM generate_series(%(first)s, %(last)s) AS n
        ) AS coded
    ) AS rows
"""
_VERIFICATION = """
    INSERT INTO eservices_verification (instrument_id, certificate_id, unit_id, work,
        occasion, verdict, reason, seal_no, done_on, due_on)
    SELECT 1 + certificate.id %% %(instruments)s, certificate.id, certificate.unit_id,
        'verification', 'periodic', 'passed', '', '', certificate.issued_on,
        certificate.valid_to
    FROM (
        SELECT *, row_number() OVER (ORDER BY id) AS place FROM eservices_certificate
        WHERE number LIKE 'СХЗГ-S2-%%'
    ) AS certificate
    WHERE place BETWEEN %(first)s AND %(last)s
"""


# --- drawing --------------------------------------------------------------------
def _papers() -> list[Result]:
    from eservices.certificates.document import certificate_pdf

    results = []
    for what, rows in (("one page", 6), ("2,000 rows", 2000)):
        certificate = _paper(rows)
        certificate_pdf(certificate)  # the fonts are read once
        times = []
        for _round in range(PAPERS if rows < 100 else 3):
            begun = time.perf_counter()
            certificate_pdf(certificate)
            times.append((time.perf_counter() - begun) * 1000)
        budget = 100 if rows < 100 else 10_000
        name = f"certificate as PDF, {what}, p95"
        results.append(Result(name, percentile(times, 0.95), budget, "ms"))
    return results


def _paper(rows: int) -> Any:
    """A certificate with so many rows, really signed, not stored."""
    from eservices.certificates import keys, sealing
    from eservices.models import Application, Certificate, Company, Service
    from organisation.models import Unit

    table = {
        "head_mn": ["Стандарт", "Нэр", "Хэрэглэх хүрээ", "Байршил"],
        "head_en": ["Standard", "Title", "Scope", "Site"],
        "rows": [
            [f"MNS {n}:2013", "Ноосон сүлжмэл эдлэл", "Үйлдвэрлэл", "Дархан сум"]
            for n in range(rows)
        ],
    }
    section = {"heading_mn": "Стандартууд", "heading_en": "Standards", "facts": []}
    certificate = Certificate(
        number="СХЗГ-S4-037-2026-000001",
        service=Service.objects.get(code="S4"),
        unit=Unit.objects.get(code="darkhan-uul"),
        application=Application.objects.first(),
        company=Company.objects.first(),
        holder_name="Говь сүлжмэл ХХК",
        title="Хонины ноосон цамц",
        content={"sections": [section | {"table": table}]},
        issued_on=date(2026, 11, 24),
        valid_to=date(2029, 11, 24),
        check_code="ACE247",
    )
    facts = {"number": certificate.number, "holder": "Говь", "sha256": "0" * 64}
    sealed = sealing.seal(facts, keys.signing_key())
    certificate.payload, certificate.signature = sealed.payload, sealed.signature
    certificate.key_id = sealed.key_id
    return certificate


# --- finding --------------------------------------------------------------------
def _lookups() -> list[Result]:
    from eservices.certificates import registers
    from eservices.models import Certificate

    numbers = list(
        Certificate.objects.filter(pk__in=_some(CERTIFICATES)).values_list(
            "number", flat=True
        )
    )
    certificates = Certificate.objects.with_all_around()
    return [
        _p95(
            f"instrument by serial of {INSTRUMENTS:,}",
            5,
            [_task(registers.instruments, f"SN-{n}") for n in _some(INSTRUMENTS)],
        ),
        _p95(
            "its passport with the whole life",
            5,
            [_task(registers.passport, f"sn{n}", n) for n in _some(INSTRUMENTS)],
        ),
        _p95(
            f"certificate by number of {CERTIFICATES:,}",
            5,
            [_by_number(Certificate.objects, number) for number in numbers],
        ),
        _p95(
            "the same with all that its page says",
            20,
            [_by_number(certificates, number) for number in numbers],
        ),
    ]


def _searches() -> list[Result]:
    from eservices.certificates import registers
    from eservices.models import Certificate

    product = registers.REGISTERS["products"]
    some = Certificate.objects.filter(
        service__code="S4", pk__in=_some(CERTIFICATES, 3000)
    )
    titles = list(some.values_list("title", "holder_name")[:ROUNDS])
    questions = {
        "its first page": ["" for _round in range(50)],
        "one word": [title.split()[0] for title, _holder in titles],
        "two words": [" ".join(title.split()[:2]) for title, _holder in titles],
        "a company": [holder for _title, holder in titles],
        "words nobody has": [f"тарвага {n}" for n in range(50)],
    }
    return [
        _p95(
            f"register search of {CERTIFICATES:,}: {what}",
            50,
            [_task(registers.listed, product, text, None) for text in texts],
        )
        for what, texts in questions.items()
    ]


def _some(most: int, count: int = ROUNDS) -> list[int]:
    return random.sample(range(1, most + 1), min(count, most))


def _task(do: Callable[..., object], *arguments: object) -> Callable[[], object]:
    return lambda: do(*arguments)


def _by_number(certificates: Any, number: str) -> Callable[[], object]:
    return lambda: certificates.get(number=number)


def _p95(what: str, budget: float, tasks: list[Callable[[], object]]) -> Result:
    times = [database_ms(task) for task in tasks]
    return Result(f"{what}, p95", percentile(times, 0.95), budget, "ms")
