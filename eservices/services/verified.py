"""The documents of S2: one for every instrument with a result."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, override

from casework.workflow import Text
from eservices.engine.definition import CertificateDraft, ServiceDefinition
from eservices.services.content import fact, facts_of_holder, section

if TYPE_CHECKING:
    from eservices.models import Application, InstrumentRow


def documents_of(
    application: Application, service: ServiceDefinition
) -> list[CertificateDraft]:
    """A certificate for what passed, a notice for what did not; rows without a
    result get none."""
    rows = application.instrumentrow_set.select_related("kind").exclude(result="")
    with override(application.language):
        holder = facts_of_holder(application)
        said = _said(application, service)
        return [_document(row, holder, said) for row in rows.order_by("position")]


def _said(application: Application, service: ServiceDefinition) -> dict[str, str]:
    """Work and occasion in words."""
    words: dict[str, str] = {}
    for key in ("work", "occasion"):
        choices: dict[str, Text] = dict(service.fields[key].choices)
        code = application.answers.get(key, "")
        words[key] = str(choices.get(code, code))
    return words


def _document(
    row: InstrumentRow, holder: dict[str, Any], said: dict[str, str]
) -> CertificateDraft:
    passed = row.result == "passed"
    return CertificateDraft(
        title=f"{row.kind.name}, {row.maker} {row.model} № {row.serial}"[:500],
        content={"sections": [holder, _instrument(row), _result(row, said, passed)]},
        is_positive=passed,
        valid_to=row.due_on if passed else None,
        row=row,
    )


def _instrument(row: InstrumentRow) -> dict[str, Any]:
    return section(
        "instrument",
        [
            fact("kind", row.kind.name),
            fact("maker", row.maker),
            fact("model", row.model),
            fact("serial", row.serial),
            fact("range", row.range_text),
            fact("accuracy", row.accuracy),
        ],
    )


def _result(row: InstrumentRow, said: dict[str, str], passed: bool) -> dict[str, Any]:
    verdict = gettext("Passed") if passed else gettext("Did not pass")
    return section(
        "result",
        [
            fact("work", said["work"]),
            fact("occasion", said["occasion"]),
            fact("verdict", verdict),
            fact("reason", "" if passed else row.result_reason),
            fact("seal_no", row.seal_no),
            fact("done_on", row.done_on or ""),
            fact("due_on", (row.due_on or "") if passed else ""),
        ],
    )


def months_after(day: date, months: int) -> date:
    """The same day so many months later, the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
