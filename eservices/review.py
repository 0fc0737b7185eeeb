"""What officers' rules ask of an application: rows, results, what is to be paid."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from eservices.engine import Rows, service_of
from eservices.errors import NoTariff
from eservices.fees import priced_for
from eservices.models import Application, InstrumentRow, Invoice
from eservices.routing import Scopes
from eservices.rows.saved import table_of
from organisation.models import Unit

PLACE = "place"  # the answer that says where instruments are verified
ON_SITE = "site"


def rows_of(application: Application, key: str) -> QuerySet[Any]:
    """The rows of one list, in their order."""
    table = table_of(service_of(application).rows[key])
    rows = table._default_manager.filter(application=application.pk)
    return rows.order_by("position")


def lists_with_results(application: Application) -> list[Rows]:
    """The lists an officer gives results to."""
    rows = service_of(application).rows.values()
    return [each for each in rows if each.has_results]


def rows_without_result(application: Application) -> int:
    """How many rows an officer has yet to judge."""
    return sum(
        rows_of(application, rows.key).filter(result="").count()
        for rows in lists_with_results(application)
    )


def is_untouched(application: Application) -> bool:
    """Whether lines wait to be judged and none has been."""
    lists = lists_with_results(application)
    return bool(lists) and not any(
        rows_of(application, rows.key).exclude(result="").exists() for rows in lists
    )


def has_something_to_grant(application: Application) -> bool:
    """Whether a document would come of it: a row passed, or nothing is judged by row.

    An instrument that did not pass gets a notice of its own.
    """
    lists = lists_with_results(application)
    return not lists or any(
        table_of(rows) is InstrumentRow
        or rows_of(application, rows.key).filter(result="passed").exists()
        for rows in lists
    )


def paid_invoice(application: Application) -> Invoice | None:
    """The invoice that was paid, if any."""
    standing = Invoice.objects.filter(application=application.pk, cancelled_at=None)
    return standing.filter(paid_at__isnull=False).first()


def is_fee_due(application: Application) -> bool:
    """Whether something has to be paid before the work can begin."""
    if paid_invoice(application) is not None:
        return False
    try:
        return bool(priced_for(application))
    except NoTariff:
        return True


def rows_beyond(application: Application, unit: Unit) -> list[InstrumentRow]:
    """The instruments that the scope of `unit` does not cover today."""
    is_on_site = application.answers.get(PLACE) == ON_SITE
    scopes = Scopes(timezone.localdate(), on_site=is_on_site)
    rows = InstrumentRow.objects.filter(application=application.pk)
    return [
        row
        for row in rows.select_related("kind").order_by("position")
        if not scopes.covers(unit, _facts_of(row))
    ]


def _facts_of(row: InstrumentRow) -> dict[str, Any]:
    """The row as routing reads it: as the checks give it."""
    return {
        "kind": row.kind,
        "range_from": row.range_from,
        "range_to": row.range_to,
        "accuracy": row.accuracy,
    }
