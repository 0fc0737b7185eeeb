"""Measuring ranges as people write them: "0-150 кг", "0…150kg", "-40 … +60 °C"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from eservices.engine.units import convert, find_unit

_NUMBER = (
    r"[+\-−]?\d{1,3}(?:[ \u00a0]\d{3})+(?:[.,]\d+)?|[+\-−]?\d{1,15}(?:[.,]\d{1,9})?"
)
_JOINT = r"\s*(?:\.{2,3}|…|÷|~|-|–|—|−|\bto\b|\bдо\b|\bхүртэл\b)\s*"
_BOTH = re.compile(
    rf"^(?P<low>{_NUMBER})\s*(?P<own>[^\d\s.…÷~\-–—−][^\d…÷~–—−]*?)?{_JOINT}"
    rf"(?P<high>{_NUMBER})\s*(?P<unit>\S.*)$",
    re.ASCII | re.IGNORECASE,
)
_UP_TO = re.compile(
    rf"^(?:≤|<|до|to|up to)\s*(?P<high>{_NUMBER})\s*(?P<unit>\S.*)$",
    re.ASCII | re.IGNORECASE,
)
_ONE = re.compile(rf"^(?P<high>{_NUMBER})\s*(?P<unit>\S.*)$", re.ASCII)
_ENDING = re.compile(r"\s*хүртэл\s*$", re.IGNORECASE)
_PLACES = Decimal("0.000001")  # as the table keeps bounds
_LARGEST = Decimal(10) ** 13


@dataclass(frozen=True)
class Range:
    """A range in the unit it was written in; `text` is its tidy spelling."""

    low: Decimal | None
    high: Decimal
    unit: str
    text: str

    def within(self, unit: str) -> tuple[Decimal | None, Decimal]:
        """Its bounds in another unit; ValueError when that measures something else."""
        target = find_unit(unit, like=self.unit)
        source = find_unit(self.unit, like=unit)
        if target is None or source is None:
            raise ValueError("unknown unit")
        low = None if self.low is None else convert(self.low, source, target)
        return (None if low is None else _kept(low)), _kept(
            convert(self.high, source, target)
        )


def read_range(typed: str) -> Range | None:
    """The range a text means; None when it cannot be read or has no known unit.

    One value is a range of that value alone, unless it says "up to".
    """
    text = " ".join(typed.split())
    is_open = bool(_ENDING.search(text))
    text = _ENDING.sub("", text)
    both, up_to, one = _BOTH.match(text), _UP_TO.match(text), _ONE.match(text)
    found = both or up_to or one
    if found is None or find_unit(found["unit"]) is None:
        return None
    high = _number(found["high"])
    low = _low(both, found["unit"]) if both else None
    if both and low is None:
        return None
    if one and not both and not is_open:
        low = high
    if high is None or abs(high) > _LARGEST or (low is not None and low > high):
        return None
    return Range(low, high, found["unit"].strip(), _tidy(low, high, found["unit"]))


def _low(both: re.Match[str], unit: str) -> Decimal | None:
    """The lower bound in the unit of the upper one: 20 г…3 кг begins at 0.02 кг."""
    number, own = _number(both["low"]), (both["own"] or "").strip()
    if number is None or not own:
        return number
    source, target = find_unit(own, like=unit), find_unit(unit, like=own)
    if source is None or target is None or source.quantity != target.quantity:
        return None
    return convert(number, source, target)


def _number(text: str) -> Decimal | None:
    bare = re.sub(r"[ \u00a0]", "", text).replace("−", "-").replace(",", ".")
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None


def _tidy(low: Decimal | None, high: Decimal, unit: str) -> str:
    if low is None:
        return f"≤ {shown(high)} {unit.strip()}"
    if low == high:
        return f"{shown(high)} {unit.strip()}"
    return f"{shown(low)}…{shown(high)} {unit.strip()}"


def shown(number: Decimal) -> str:
    """A number without needless zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _kept(number: Decimal) -> Decimal:
    if abs(number) > _LARGEST:
        raise ValueError("more than the table holds")
    return number.quantize(_PLACES)
