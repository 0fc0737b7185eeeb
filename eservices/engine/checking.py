"""Checking what was typed: every field, row and document, then the service's rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from eservices.engine.definition import (
    APPLICANT,
    Answers,
    Circumstances,
    Document,
    Faults,
    Field,
    ServiceDefinition,
    Step,
)
from eservices.engine.lookups import Lookups
from eservices.engine.values import Typed, Unread, missing, plain, read
from eservices.rows.check import check_rows
from mongolian.identity import CitizenRegister

if TYPE_CHECKING:
    from eservices.models import Certificate, Company

RawRows = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass
class Checked:
    """What a draft says, as far as it can be read, and what is wrong with it."""

    values: dict[str, Any]  # as Application.answers keeps them
    rows: dict[str, list[dict[str, Any]]]
    faults: Faults = field(default_factory=Faults)
    # What it was compared with: a page that shows it reads no kind or aimag again.
    lookups: Lookups = field(default_factory=Lookups)

    @property
    def is_complete(self) -> bool:
        """Whether it can be sent."""
        return not self.faults


def check(
    service: ServiceDefinition,
    *,
    answers: Mapping[str, Typed],
    rows: RawRows,
    file_keys: Iterable[str],
    today: date,
    company: Company | None = None,
    renews: Certificate | None = None,
    number: str = "",
) -> Checked:
    """Check a whole draft, or an application anew. Sentences in the active language.

    A row that cannot be read whole is not among `rows`; its cells are among the
    faults. Out of scope of every laboratory is a fault too.
    """
    lookups = Lookups()
    faults = Faults()
    values = _values(service.steps, answers, lookups, today, faults)
    checked = Checked(values, {}, faults, lookups)
    for each in service.rows.values():
        raw = rows.get(each.key, [])
        checked.rows[each.key] = check_rows(
            service, each, raw, faults=faults, lookups=lookups, today=today
        )
    around = Circumstances(today, frozenset(file_keys), company, renews, number)
    service.check(values, checked.rows, faults, around)
    _check_documents(service.documents.values(), values, around.files, faults)
    service.route(values, checked.rows, faults)
    return checked


def check_step(
    service: ServiceDefinition,
    step: Step | str,
    *,
    answers: Mapping[str, Typed],
    rows: RawRows | None = None,
    file_keys: Iterable[str] = (),
    today: date,
    company: Company | None = None,
    renews: Certificate | None = None,
) -> Checked:
    """Check one step: only the faults of its own fields, rows and documents."""
    code = step if isinstance(step, str) else step.code
    checked = check(
        service,
        answers=answers,
        rows=rows or {},
        file_keys=file_keys,
        today=today,
        company=company,
        renews=renews,
    )
    checked.faults = faults_of(service.step(code), checked.faults)
    return checked


def check_fields(
    step: Step,
    *,
    answers: Mapping[str, Typed],
    earlier: Answers,
    lookups: Lookups,
    today: date,
) -> tuple[dict[str, Any], Faults]:
    """The values of one step's fields alone, and their faults; for its form.

    `earlier` are the answers of other steps, on which some fields depend.
    """
    faults = Faults()
    values = _values((step,), answers, lookups, today, faults, earlier)
    return values, faults


def faults_of(step: Step, faults: Faults) -> Faults:
    """Those of the faults that are mended on the page of a step."""
    own = {each.key for each in step.fields}
    own |= {f"files.{each.key}" for each in step.documents}
    lists = tuple(f"rows.{each.key}" for each in step.rows)

    def is_own(path: str) -> bool:
        head = ".".join(path.split(".")[:2])
        return path in own or head in lists

    return Faults(
        {path: texts for path, texts in faults.by_path.items() if is_own(path)},
        [warning for warning in faults.warnings if is_own(warning.path)],
        {path: text for path, text in faults.offers.items() if is_own(path)},
    )


def _values(
    steps: Iterable[Step],
    answers: Mapping[str, Typed],
    lookups: Lookups,
    today: date,
    faults: Faults,
    earlier: Answers | None = None,
) -> dict[str, Any]:
    """Read every field first: what is asked at all depends on the others."""
    fields = [each for step in steps for each in step.fields]
    found: dict[str, Any] = dict(earlier or {})
    if answers.get(APPLICANT):
        found[APPLICANT] = answers[APPLICANT]
    sentences: dict[str, str] = {}
    for each in fields:
        found.pop(each.key, None)
        try:
            value = read(each, answers.get(each.key), lookups, today)
        except Unread as error:
            sentences[each.key] = str(error)
            continue
        if value is not None:
            found[each.key] = _kept(each, value, faults)
    return _asked(fields, found, sentences, faults)


def _kept(each: Field, value: Any, faults: Faults) -> Any:
    if isinstance(value, CitizenRegister) and value.warning:
        faults.warn(each.key, value.warning)
    return plain(each, value)


def _asked(
    fields: Sequence[Field],
    found: dict[str, Any],
    sentences: dict[str, str],
    faults: Faults,
) -> dict[str, Any]:
    values = dict(found)
    for each in fields:
        if not each.shown(found):
            values.pop(each.key, None)
            faults.warnings = [one for one in faults.warnings if one.path != each.key]
        elif each.key in sentences:
            faults.add(each.key, sentences[each.key])
        elif each.required and each.key not in values:
            faults.add(each.key, missing(each))
    return values


def _check_documents(
    documents: Iterable[Document],
    values: Answers,
    files: frozenset[str],
    faults: Faults,
) -> None:
    for each in documents:
        if each.required and each.shown(values) and each.key not in files:
            faults.add(
                f"files.{each.key}",
                _("Add the document “%(name)s”.") % {"name": each.label},
            )
