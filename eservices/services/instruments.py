"""Rules of S2 across the lines of a list of instruments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from eservices.engine.definition import Circumstances, Faults
from eservices.engine.ranges import Range
from eservices.instruments import Keys, keys

PATH = "rows.instruments"


def check_instruments(
    rows: list[dict[str, Any]], faults: Faults, around: Circumstances
) -> None:
    """Give every row its bounds in the kind's unit; find doubles and what is missing.

    A row whose range does not fit its kind loses its bounds and gets a fault.
    """
    for row in rows:
        _convert(row, faults)
        if row["kind"].needs_type_approval and not row.get("type_approval"):
            faults.warn(f"{PATH}.{row['line']}.type_approval", "type_approval_missing")
    named = {row["line"]: keys_of(row) for row in rows}
    _check_doubles(rows, named, faults)
    _check_open(rows, named, faults, around)


def keys_of(row: dict[str, Any]) -> Keys:
    """What the instrument of a row is known by."""
    return keys(maker=row["maker"], model=row["model"], serial=row["serial"])


def _convert(row: dict[str, Any], faults: Faults) -> None:
    measured: Range = row.pop("range")
    unit = row["kind"].unit
    if not unit:
        return
    try:
        row["range_from"], row["range_to"] = measured.within(unit)
    except ValueError:
        faults.add(
            f"{PATH}.{row['line']}.range",
            _("The range of “%(kind)s” is given in %(unit)s; write it so.")
            % {"kind": row["kind"].name, "unit": unit},
        )


def _check_doubles(
    rows: Iterable[dict[str, Any]], named: dict[int, Keys], faults: Faults
) -> None:
    first: dict[Keys, int] = {}
    for row in rows:
        line = row["line"]
        if not named[line].serial:
            faults.add(
                f"{PATH}.{line}.serial",
                _("Write the serial number as it stands on the instrument."),
            )
            continue
        before = first.setdefault(named[line], line)
        if before != line:
            faults.add(
                f"{PATH}.{line}.serial",
                _(
                    "The same instrument is in line %(line)d: serial number, model and "
                    "maker are equal. Delete one of them or correct the number."
                )
                % {"line": before},
            )


def _check_open(
    rows: Iterable[dict[str, Any]],
    named: dict[int, Keys],
    faults: Faults,
    around: Circumstances,
) -> None:
    """An instrument is in one open application at a time."""
    open_ones = _open_applications(row["serial"] for row in rows)
    own = around.company.pk if around.company else None
    for row in rows if open_ones else ():
        path = f"{PATH}.{row['line']}.serial"
        for company, number in open_ones.get(named[row["line"]], ()):
            if number == around.number:
                continue
            if own is not None and company == own:
                faults.add(
                    path,
                    _(
                        "This instrument is in your application %(number)s already. "
                        "Delete the line or withdraw that application."
                    )
                    % {"number": number},
                )
            else:
                faults.warn(path, "in_another_application")
            break


def _open_applications(
    serials: Iterable[str],
) -> dict[Keys, list[tuple[int | None, str]]]:
    """Company and number of the open applications an instrument is in."""
    from casework.models.case import UNRESOLVED_PHASES
    from eservices.models import InstrumentRow

    spelled = {form for text in serials for form in (text, text.upper(), text.lower())}
    rows = InstrumentRow.objects.filter(
        application__phase__in=UNRESOLVED_PHASES, serial__in=spelled
    ).values_list(
        "maker", "model", "serial", "application__company", "application__number"
    )
    found: dict[Keys, list[tuple[int | None, str]]] = {}
    for maker, model, serial, company, number in rows:
        known = keys(maker=maker, model=model, serial=serial)
        found.setdefault(known, []).append((company, number))
    return found
