"""The instruments of a company as a sheet."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalogue.exports.sheets import xlsx
from eservices.models import Instrument


def sheet(instruments: Iterable[Instrument]) -> bytes:
    """All of them as a workbook, with the day of the next verification."""
    head = [
        _("Kind of instrument"),
        _("Maker"),
        _("Model"),
        _("Serial number"),
        _("Range"),
        _("Accuracy class"),
        _("Location"),
        _("Company"),
        _("Verified on"),
        _("Next due"),
    ]
    return xlsx([head, *map(_line, instruments)], title=_("Instruments"))


def _line(instrument: Instrument) -> list[str]:
    company = instrument.company.name if instrument.company else ""
    return [
        str(instrument.kind),
        instrument.maker,
        instrument.model,
        instrument.serial,
        instrument.range_text,
        instrument.accuracy,
        instrument.location,
        company,
        *(
            date_format(day, "Y-m-d") if day else ""
            for day in (
                getattr(instrument, "done_on", None),
                getattr(instrument, "due_on", None),
            )
        ),
    ]
