"""Every unit on the map and in the list, found by name, place or service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from branches.geography import Aimag, aimags
from branches.models import OpeningHours, ServiceOffer, SpecialDay
from branches.opening import Calendar, Opening
from casework.models import NonWorkingDay
from eservices.engine import service_at
from mongolian.folding import fold
from organisation.models import Unit


@dataclass(frozen=True)
class Entry:
    """A unit in the list."""

    unit: Unit
    aimag: Aimag | None
    opening: Opening
    latitude: float | None
    longitude: float | None
    found_in: str = ""  # the sum or service that was asked for

    @property
    def is_capital(self) -> bool:
        """Whether it is the head office or one of its laboratories."""
        return self.unit.kind != Unit.Kind.AIMAG


def days_off(first: date, days: int = 40) -> QuerySet[NonWorkingDay]:
    """Public holidays from `first` on."""
    until = first + timedelta(days=days)
    return NonWorkingDay.objects.filter(
        date__gte=first, date__lt=until, is_worked=False
    )


def entries(asked: str, now: datetime) -> list[Entry]:
    """The units that fit what was typed, in Mongolian order; all for nothing typed.

    Five queries, however many units there are.
    """
    today = timezone.localdate(now)
    units = list(Unit.objects.active().select_related("place_of_unit"))
    hours = _by_unit(OpeningHours.objects.all())
    special = _by_unit(SpecialDay.objects.filter(day__gte=today))
    offers = _by_unit(ServiceOffer.objects.all())
    off = {row.date: row.name for row in days_off(today)}
    found = []
    for unit in units:
        aimag = aimags().get(unit.aimag_code)
        place = _found_in(unit, aimag, offers.get(unit.pk, []), fold(asked))
        if place is None:
            continue
        calendar = Calendar(hours.get(unit.pk, []), special.get(unit.pk, []), off)
        latitude, longitude = position_of(unit, aimag)
        found.append(
            Entry(unit, aimag, calendar.at(now), latitude, longitude, found_in=place)
        )
    return found


def drawn_units() -> list[tuple[Aimag, str]]:
    """Every aimag of the map with the code of its unit, empty where there is none."""
    kinds = (Unit.Kind.AIMAG, Unit.Kind.HEAD_OFFICE)
    units = Unit.objects.active().filter(kind__in=kinds).exclude(aimag_code="")
    by_aimag = dict(units.values_list("aimag_code", "code"))
    return [(aimag, by_aimag.get(code, "")) for code, aimag in aimags().items()]


def position_of(unit: Unit, aimag: Aimag | None) -> tuple[float | None, float | None]:
    """The unit's own point, else the centre of its aimag."""
    place = getattr(unit, "place_of_unit", None)
    if place is not None and place.latitude is not None:
        return float(place.latitude), float(place.longitude)
    if aimag is not None:
        return aimag.latitude, aimag.longitude
    return None, None


def _by_unit(rows: Iterable[Any]) -> dict[int, list[Any]]:
    by_unit: dict[int, list[Any]] = {}
    for row in rows:
        by_unit.setdefault(row.unit_id, []).append(row)
    return by_unit


def _found_in(
    unit: Unit, aimag: Aimag | None, offers: list[ServiceOffer], asked: str
) -> str | None:
    """The sum or service that fits; "" when the unit itself does, None for neither."""
    if not asked:
        return ""
    names = [unit.name_mn, unit.name_en, unit.place_mn, unit.place_en, unit.code]
    if aimag is not None:
        names += [aimag.name_mn, aimag.name_en, aimag.centre_mn, aimag.centre_en]
    if any(asked in fold(name) for name in names):
        return ""
    for service in filter(None, (service_at(offer.service) for offer in offers)):
        if asked in fold(str(service.name)):
            return str(service.name)
    if aimag is None or unit.kind != Unit.Kind.AIMAG:
        return None
    for name, latin in zip(aimag.sums, aimag.sums_latin, strict=True):
        if fold(name).startswith(asked) or fold(latin).startswith(asked):
            return name
    return None
