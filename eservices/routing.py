"""Which unit does the work: by lab scope for instruments, else the service's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from eservices.engine.definition import Answers, Faults
from eservices.models import LabScope, Service
from organisation.models import Unit

# Who is asked when no unit of the applicant's own place may do it.
CENTRAL = ("verification-laboratory", "metrology-institute")


def unit_of_service(slug: str, answers: Answers) -> Unit:
    """The unit that looks at an application of a service."""
    service = Service.objects.select_related("unit").filter(slug=slug).first()
    if service is not None and service.unit.is_active:
        return service.unit
    return Unit.objects.head_office()


def units_for_instruments(
    rows: Iterable[dict[str, Any]], *, aimag: str, on_site: bool, faults: Faults
) -> dict[Unit, list[dict[str, Any]]]:
    """Divide checked rows of instruments among the units whose scope covers them.

    The unit of `aimag` comes first, then the laboratories of the capital, then any.
    A row no unit may do gets a fault, so that nothing is paid for it.
    """
    scopes = Scopes(timezone.localdate(), on_site=on_site)
    divided: dict[Unit, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if "range_to" not in row and row["kind"].unit:
            continue  # its range is a fault of its own
        unit = scopes.unit_for(row, aimag)
        if unit is None:
            path = f"rows.instruments.{row['line']}.{scopes.culprit(row)}"
            faults.add(path, scopes.refusal(row))
        else:
            divided[unit].append(row)
    return dict(divided)


class Scopes:
    """The scopes in force on a day, by kind; one query."""

    def __init__(self, day: date, *, on_site: bool) -> None:
        found = LabScope.objects.filter(days__contains=day, unit__is_active=True)
        self._on_site = on_site
        self._of_kind: dict[int, list[LabScope]] = defaultdict(list)
        for scope in found.select_related("unit").order_by("unit__code", "pk"):
            self._of_kind[scope.kind_id].append(scope)

    def unit_for(self, row: dict[str, Any], aimag: str) -> Unit | None:
        """The unit that gets a row; None when it is out of every scope."""
        units = [
            scope.unit
            for scope in self._of_kind[row["kind"].pk]
            if self._fits(scope, row)
        ]
        return min(units, key=lambda unit: _preference(unit, aimag), default=None)

    def covers(self, unit: Unit, row: dict[str, Any]) -> bool:
        """Whether a unit may do a row: for handing it over."""
        return any(
            scope.unit_id == unit.pk and self._fits(scope, row)
            for scope in self._of_kind[row["kind"].pk]
        )

    def culprit(self, row: dict[str, Any]) -> str:
        """The column because of which nobody may do a row."""
        scopes = self._of_kind[row["kind"].pk]
        if not scopes:
            return "kind"
        in_range = [scope for scope in scopes if _in_range(scope, row)]
        if not in_range:
            return "range"
        return "accuracy" if not any(_in_class(s, row) for s in in_range) else "kind"

    def refusal(self, row: dict[str, Any]) -> str:
        """Why nobody may do a row, and what can be done."""
        words = {"kind": row["kind"].name, "range": row.get("range_text", "")}
        sentences = {
            "range": _(
                "None of our laboratories may verify “%(kind)s” in the range "
                "%(range)s. Check the range, or delete the line and call us."
            ),
            "accuracy": _(
                "None of our laboratories may verify “%(kind)s” of this accuracy "
                "class. Check the class, or delete the line and call us."
            ),
            "kind": _(
                "None of our laboratories may verify “%(kind)s” where you wish it. "
                "Delete the line and call us."
            ),
        }
        return sentences[self.culprit(row)] % words

    def _fits(self, scope: LabScope, row: dict[str, Any]) -> bool:
        return (
            (scope.can_travel or not self._on_site)
            and _in_range(scope, row)
            and _in_class(scope, row)
        )


def _in_range(scope: LabScope, row: dict[str, Any]) -> bool:
    low, high = row.get("range_from"), row.get("range_to")
    if scope.range_from is not None and low is not None and low < scope.range_from:
        return False
    return scope.range_to is None or high is None or high <= scope.range_to


def _in_class(scope: LabScope, row: dict[str, Any]) -> bool:
    allowed = {one.strip().upper() for one in scope.classes.split(",") if one.strip()}
    typed = str(row.get("accuracy", "")).strip().upper()
    return not allowed or not typed or typed in allowed


def _preference(unit: Unit, aimag: str) -> tuple[bool, int, str]:
    central = CENTRAL.index(unit.code) if unit.code in CENTRAL else len(CENTRAL)
    is_local = bool(aimag) and unit.aimag_code == aimag and unit.kind == Unit.Kind.AIMAG
    return not is_local, central, unit.code
