"""What an application costs: its lines priced by the tariff of a day. Whole ₮."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from eservices.engine.definition import FeeLine
from eservices.engine.registry import service_of
from eservices.errors import NoTariff
from eservices.models import Application, Tariff
from eservices.rows.saved import saved_rows
from organisation.two_languages import in_active


@dataclass(frozen=True)
class PricedLine:
    """One line of an invoice."""

    code: str
    name_mn: str
    name_en: str
    unit: str
    quantity: int
    amount: int
    total: int
    basis: str

    @property
    def name(self) -> str:
        """The name in the active language."""
        return in_active(self.name_mn, self.name_en)


def priced(service: str, lines: Sequence[FeeLine], day: date) -> list[PricedLine]:
    """The lines of a service (its address) with the prices in force on `day`.

    A line without a price of its own takes that of its group: verification.02.009,
    then verification.02, then verification. Raises NoTariff for one that has none.
    """
    tariffs = _in_force(service, day) if lines else {}
    found = []
    for line in lines:
        tariff = _price_of(line, tariffs)
        if tariff is None and line.needs_price:
            raise NoTariff(
                _("There is no price for “%(line)s” yet. Add it to the tariff.")
                % {"line": line.line_code}
            )
        if tariff is not None and line.quantity > 0:
            found.append(_priced(line, tariff))
    return found


def priced_for(application: Application) -> list[PricedLine]:
    """What an application costs, by the tariff of the day it was sent in."""
    definition = service_of(application)
    lines = definition.fee_lines(application.answers, saved_rows(application))
    return priced(application.kind, lines, application.received_on)


def total(lines: Iterable[PricedLine]) -> int:
    """The sum of an invoice, ₮."""
    return sum(line.total for line in lines)


def _in_force(service: str, day: date) -> Mapping[str, Tariff]:
    found = Tariff.objects.filter(service__slug=service, days__contains=day)
    return {tariff.line_code: tariff for tariff in found}


def _price_of(line: FeeLine, tariffs: Mapping[str, Any]) -> Tariff | None:
    code = line.line_code
    while code:
        if code in tariffs:
            return tariffs[code]
        code = code.rpartition(".")[0]
    return None


def _priced(line: FeeLine, tariff: Tariff) -> PricedLine:
    return PricedLine(
        code=line.line_code,
        name_mn=tariff.name_mn,
        name_en=tariff.name_en,
        unit=tariff.unit,
        quantity=line.quantity,
        amount=tariff.amount,
        total=tariff.amount * line.quantity,
        basis=tariff.legal_basis,
    )
