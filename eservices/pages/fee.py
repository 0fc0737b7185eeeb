"""The fee of a draft as far as it can be known before anybody has looked at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from casework.workflow import Text
from eservices.engine import ServiceDefinition
from eservices.engine.checking import Checked
from eservices.errors import NoTariff
from eservices.fees import PricedLine, priced


@dataclass(frozen=True)
class Fee:
    """Lines with their sums; which part of the list they cover."""

    lines: Sequence[PricedLine]
    later: Sequence[Text]  # what is computed after the review only
    is_free: bool  # the service knows no fee
    is_known: bool  # False: the tariff has no price for something that must have one
    left_out: int  # rows that are not in the sum: they have to be corrected first

    @property
    def total(self) -> int:
        """In whole ₮."""
        return sum(line.total for line in self.lines)


def is_free(definition: ServiceDefinition) -> bool:
    """Whether the service knows no fee at all."""
    plain = ServiceDefinition
    kind = type(definition)
    return kind.fee_lines is plain.fee_lines and kind.later_fees is plain.later_fees


def fee_of(definition: ServiceDefinition, checked: Checked, *, given: int) -> Fee:
    """What the checked draft would cost today; `given` rows were typed."""
    counted = sum(len(rows) for rows in checked.rows.values())
    lines, is_known = _lines(definition, checked)
    return Fee(
        lines,
        definition.later_fees(checked.values),
        is_free(definition),
        is_known,
        left_out=given - counted,
    )


def _lines(
    definition: ServiceDefinition, checked: Checked
) -> tuple[Sequence[PricedLine], bool]:
    wanted = definition.fee_lines(checked.values, checked.rows)
    if not wanted:
        return (), True
    try:
        return priced(definition.slug, wanted, timezone.localdate()), True
    except NoTariff:
        return (), False
