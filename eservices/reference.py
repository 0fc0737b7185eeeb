"""Reference data of the services: a start, then kept by the agency.

Missing rows are made, present ones never changed. What no source of 2026 confirms says
so in its note; prices that are only samples are made for demonstrations alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import transaction

from eservices.models import (
    InstrumentKind,
    LabScope,
    RefusalReason,
    Service,
    Tariff,
)
from organisation.models import Unit
from organisation.reference import rows

DATA = Path(__file__).parent / "data"
_EVERY_AIMAG, _EVERY_KIND = "@aimag", "*"


@transaction.atomic
def load_services() -> int:
    """Make the services that are missing; open only in a demonstration."""
    made = 0
    for row in rows(DATA / "services.csv"):
        _service, is_new = Service.objects.get_or_create(
            code=row["code"],
            defaults={
                "slug": row["slug"],
                "unit": Unit.objects.get(code=row["unit"]),
                "is_open": settings.DEMO_MODE,
                "legal_basis_mn": row["legal_basis_mn"],
                "legal_basis_en": row["legal_basis_en"],
                "valid_months": _whole(row["valid_months"]),
                "payment_days": int(row["payment_days"]),
                "note": row["note"],
            },
        )
        made += is_new
    return made


@transaction.atomic
def load_instrument_kinds() -> int:
    """Make the kinds of instruments that are missing."""
    known = set(InstrumentKind.objects.values_list("code", flat=True))
    missing = [
        InstrumentKind(
            **{
                **row,
                "interval_months": _whole(row["interval_months"]),
                "norm_hours": _exact(row["norm_hours"]),
                "needs_type_approval": row["needs_type_approval"] == "1",
            }
        )
        for row in rows(DATA / "instrument_kinds.csv")
        if row["code"] not in known
    ]
    return len(InstrumentKind.objects.bulk_create(missing))


@transaction.atomic
def load_refusal_reasons() -> int:
    """Make the reasons for refusals that are missing."""
    known = set(RefusalReason.objects.values_list("code", flat=True))
    services = {service.code: service for service in Service.objects.all()}
    missing = [
        RefusalReason(**{**row, "service": services.get(row["service"])})
        for row in rows(DATA / "refusal_reasons.csv")
        if row["code"] not in known
    ]
    return len(RefusalReason.objects.bulk_create(missing))


@transaction.atomic
def load_tariffs() -> int:
    """Make the tariff lines that are missing; a line that ever was is left alone."""
    known = set(Tariff.objects.values_list("service__code", "line_code"))
    services = {service.code: service for service in Service.objects.all()}
    missing = [
        _tariff(row, services[row["service"]])
        for row in rows(DATA / "tariffs.csv")
        if (row["service"], row["line_code"]) not in known
        and (settings.DEMO_MODE or row["is_sample"] != "1")
    ]
    return len(Tariff.objects.bulk_create(missing))


@transaction.atomic
def load_lab_scopes() -> int:
    """Make scopes for units that have none for a kind."""
    known = set(LabScope.objects.values_list("unit_id", "kind_id"))
    missing: dict[tuple[int, int], LabScope] = {}
    for row in rows(DATA / "lab_scopes.csv"):
        for unit, kind in _meant(row):
            key = (unit.pk, kind.pk)
            if key not in known:
                # The first line that names a kind counts, the general ones are last.
                missing.setdefault(key, _scope(row, unit, kind))
    return len(LabScope.objects.bulk_create(missing.values()))


def _tariff(row: dict[str, str], service: Service) -> Tariff:
    return Tariff(
        service=service,
        line_code=row["line_code"],
        name_mn=row["name_mn"],
        name_en=row["name_en"],
        unit=row["unit"],
        amount=int(row["amount"]),
        legal_basis=row["legal_basis"],
        days=(date.fromisoformat(row["valid_from"]), None),
        note=row["note"],
    )


def _meant(row: dict[str, str]) -> Iterator[tuple[Unit, InstrumentKind]]:
    """The units and kinds a line of scopes speaks of."""
    units = Unit.objects.filter(kind=Unit.Kind.AIMAG)
    if row["units"] != _EVERY_AIMAG:
        units = Unit.objects.filter(code=row["units"])
    kinds = InstrumentKind.objects.all()
    if row["kinds"] != _EVERY_KIND:
        kinds = kinds.filter(code__in=row["kinds"].split())
    chosen = list(kinds)
    for unit in units:
        for kind in chosen:
            yield unit, kind


def _scope(row: dict[str, str], unit: Unit, kind: InstrumentKind) -> LabScope:
    return LabScope(
        unit=unit,
        kind=kind,
        range_from=_exact(row["range_from"]),
        range_to=_exact(row["range_to"]),
        classes=row["classes"],
        can_travel=row["can_travel"] == "1",
        days=(date.fromisoformat(row["valid_from"]), None),
        note=row["note"],
    )


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _exact(text: str) -> Decimal | None:
    return Decimal(text) if text else None
