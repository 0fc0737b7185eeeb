"""Lines an officer adds to an invoice: a tariff line and how many of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from eservices.engine import FeeLine
from eservices.errors import NoTariff
from eservices.fees import PricedLine, priced_for, total
from eservices.models import Tariff

PLACES = 3
MOST = 100_000  # of one line


class ExtraLinesWidget(forms.Widget):
    """A few pairs of line and quantity."""

    template_name = "eservices/office/extra_lines.html"
    choices: list[Tariff] = []
    reckoned: Sequence[PricedLine] = ()  # what the invoice holds without them

    def value_from_datadict(
        self, data: Any, files: Any, name: str
    ) -> list[tuple[str, str]]:
        """The pairs as they were chosen and typed."""
        return [
            (data.get(f"{name}_{place}", ""), data.get(f"{name}_{place}_count", ""))
            for place in range(PLACES)
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Nothing chosen is nothing added."""
        return False

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The pairs with the lines of the tariff."""
        context = super().get_context(name, value, attrs)
        context["pairs"] = value or [("", "")] * PLACES
        context["tariff"] = self.choices
        context["reckoned"] = self.reckoned
        context["sum"] = total(self.reckoned)
        return context


class ExtraLinesField(forms.Field):
    """What is added, as FeeLines; priced with the tariff of the day of receipt."""

    def __init__(self, *, case: Case, **options: Any) -> None:
        super().__init__(widget=ExtraLinesWidget(), **options)
        lines = Tariff.objects.filter(
            service__slug=case.kind, days__contains=case.received_on
        )
        self.widget.choices = list(lines.order_by("line_code"))
        # Nobody signs a bill unseen; what has no price is told when it is sent.
        with suppress(NoTariff):
            self.widget.reckoned = priced_for(case.application)

    def clean(self, value: Any) -> list[FeeLine]:
        """The lines; a quantity without a line, or the reverse, is told."""
        return [self._line(code, count) for code, count in value or [] if code or count]

    def _line(self, code: str, typed: str) -> FeeLine:
        known = {line.line_code for line in self.widget.choices}
        count = typed.strip()
        if code not in known:
            raise forms.ValidationError(_("Choose the line of the tariff."))
        is_whole = count.isascii() and count.isdecimal() and len(count) <= 6
        if not is_whole or not 1 <= int(count) <= MOST:
            raise forms.ValidationError(_("Write how many, as a whole number."))
        return FeeLine(code, int(count))
