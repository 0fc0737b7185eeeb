"""What the case screen shows of an application: who, what, papers, money, proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone

from casework.models import Attachment, Case
from casework.office.rows import Row as QueueRow
from casework.office.rows import make_row
from casework.workflow import Text
from eservices.actions.review import CONFIRMING
from eservices.changed_standards import changed_in
from eservices.engine import Document, Field, Kind, Rows, ServiceDefinition, service_of
from eservices.engine.lookups import Lookups
from eservices.engine.showing import in_words
from eservices.models import Application, Company, Invoice, Row
from eservices.office.move_fields import ASK_FORM
from eservices.paths import label_of
from eservices.review import lists_with_results, rows_of
from mongolian.identity import MASK
from organisation.models import User
from organisation.permissions import duties

PAGE = 100  # rows
OTHERS = 5  # applications of the same company
MISSING = "—"
PERSONAL = frozenset({"contact_name", "phone", "email"})
OF_CITIZEN = frozenset({"sum", "address"})


def part_context(
    case: Case, user: User, asked: Mapping[str, str], forms: Mapping[str, Any]
) -> dict[str, Any]:
    """The context of eservices/office/part.html."""
    application: Application = (
        Application.objects.select_related(
            "company", "renews", "proposed_by", "refusal_reason"
        )
    ).get(pk=case.pk)
    service = service_of(application)
    ticks = Ticks.of(forms.get("ask_fields"))
    warned = _warnings(service, application)
    return {
        "application": application,
        "company": application.company,
        "way_back": urlencode(
            {"next": reverse("admin:casework_case_change", args=[case.pk])}
        ),
        "may_confirm": bool(duties(user).roles & CONFIRMING),
        "others": _others(application, user),
        "warnings": warned,
        "changed": changed_in(application),
        "steps": steps_of(service, application, ticks),
        "lists": [
            ListPart.of(rows, application, asked, ticks, warned)
            for rows in service.rows.values()
        ],
        "ticks": ticks,
        "questions": questions_of(service, application),
        "invoices": list(Invoice.objects.filter(application=application)),
        "certificates": list(application.certificates.order_by("pk")[: OTHERS + 1]),
    }


# --- who ------------------------------------------------------------------------
def _others(application: Application, user: User) -> list[QueueRow]:
    """The newest other applications of the same company that the officer may see."""
    company: Company | None = application.company
    if company is None:
        return []
    ids = company.applications.exclude(pk=application.pk).values("pk")
    cases = Case.objects.visible_to(user).filter(pk__in=ids).order_by("-id")[:OTHERS]
    return [make_row(each, timezone.localdate()) for each in cases]


# --- what the checks found ------------------------------------------------------
@dataclass(frozen=True)
class Warned:
    """A warning in words, and what it is about."""

    path: str
    about: str
    sentence: Text


def _warnings(service: ServiceDefinition, application: Application) -> list[Warned]:
    return [
        Warned(
            each["path"],
            label_of(service, each["path"]),
            service.warnings.get(each["code"], each["code"]),
        )
        for each in application.warnings
    ]


# --- ticks of a question --------------------------------------------------------
@dataclass(frozen=True)
class Ticks:
    """Where a question may be ticked, and what is ticked."""

    is_offered: bool = False
    paths: frozenset[str] = frozenset()
    # By list: lines ticked, lines typed, columns ticked.
    rows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    form: str = ASK_FORM

    @classmethod
    def of(cls, form: Any) -> Ticks:
        """As the form has them; none are offered without a form."""
        if form is None:
            return cls()
        value = form["paths"].value() or {}
        return cls(
            is_offered=True,
            paths=frozenset(value.get("ticked", ())),
            rows=value.get("rows", {}),
            lines=value.get("lines", {}),
            columns=value.get("columns", {}),
        )


@dataclass(frozen=True)
class Line:
    """A field or a document: what was answered, and whether it is ticked."""

    path: str
    label: Text
    value: str = ""
    files: tuple[Attachment, ...] = ()
    is_ticked: bool = False


@dataclass(frozen=True)
class StepPart:
    """A step of the application as it was filled in."""

    label: Text
    fields: list[Line]
    documents: list[Line]


def steps_of(
    service: ServiceDefinition, application: Application, ticks: Ticks
) -> list[StepPart]:
    """Every step that asks for something, with what is missing shown as missing."""
    lookups, files = Lookups(), _files_by_purpose(application)
    steps = (
        StepPart(
            step.label,
            [
                _answer(each, application, lookups, ticks)
                for each in step.fields
                if each.shown(application.answers)
            ],
            [
                _document(each, files, ticks)
                for each in step.documents
                if each.shown(application.answers) or each.key in files
            ],
        )
        for step in service.steps
    )
    return [step for step in steps if step.fields or step.documents]


def _answer(
    asked: Field, application: Application, lookups: Lookups, ticks: Ticks
) -> Line:
    value = application.answers.get(asked.key)
    if value in (None, "", []):
        words = MISSING
    elif asked.key in _personal(application):
        words = MASK * 4
    else:
        words = in_words(asked, value, lookups)
    return Line(asked.key, asked.label, words, is_ticked=asked.key in ticks.paths)


def _personal(application: Application) -> frozenset[str]:
    """What names a person: opened under “Applicant” only, where it is recorded."""
    return PERSONAL if application.company_id else PERSONAL | OF_CITIZEN


def _document(
    asked: Document, files: Mapping[str, list[Attachment]], ticks: Ticks
) -> Line:
    path = f"files.{asked.key}"
    found = tuple(files.get(asked.key, ()))
    return Line(path, asked.label, files=found, is_ticked=path in ticks.paths)


def _files_by_purpose(application: Application) -> dict[str, list[Attachment]]:
    files: dict[str, list[Attachment]] = {}
    attached = Attachment.objects.filter(case=application.pk)
    for file in attached.filter(application_file__isnull=False).select_related(
        "application_file"
    ):
        files.setdefault(file.application_file.purpose, []).append(file)
    return files


# --- lists ----------------------------------------------------------------------
@dataclass(frozen=True)
class RowPart:
    """A row of a list in words."""

    row: Row
    cells: list[str]
    warnings: list[Text]
    is_ticked: bool


@dataclass(frozen=True)
class ListPart:
    """A page of one list."""

    rows: Rows
    count: int
    page: Page[Any]
    lines: list[RowPart]
    has_results: bool
    lines_typed: str
    columns: Sequence[str]
    is_ticked: bool
    address: str  # of the results' page

    @classmethod
    def of(
        cls,
        rows: Rows,
        application: Application,
        asked: Mapping[str, str],
        ticks: Ticks,
        warned: Sequence[Warned],
    ) -> ListPart:
        """The page the address asks for."""
        pages = Paginator(_with_names(rows, rows_of(application, rows.key)), PAGE)
        wanted = asked.get("page", "1") if asked.get("list") == rows.key else "1"
        page = pages.get_page(wanted)
        ticked = set(ticks.rows.get(rows.key, ()))
        lookups = Lookups()
        return cls(
            rows=rows,
            count=pages.count,
            page=page,
            lines=[
                RowPart(
                    row,
                    [cell_of(column, row, lookups) for column in rows.columns],
                    [
                        each.sentence
                        for each in warned
                        if each.path.startswith(f"rows.{rows.key}.{row.position}.")
                    ],
                    f"{row.position}" in ticked,
                )
                for row in page
            ],
            has_results=rows in lists_with_results(application),
            lines_typed=ticks.lines.get(rows.key, ""),
            columns=ticks.columns.get(rows.key, ()),
            is_ticked=f"rows.{rows.key}" in ticks.paths,
            address=reverse(
                "admin:eservices_application_results", args=[application.pk]
            ),
        )


def _with_names(rows: Rows, found: Any) -> Any:
    """With what the cells name, in the same query."""
    named = {"kind", "edition"} & {each.name for each in found.model._meta.fields}
    return found.select_related(*sorted(named)) if named else found


def cell_of(column: Field, row: Row, lookups: Lookups) -> str:
    """A cell in words; empty for one that was left empty."""
    if column.kind == Kind.STANDARD:
        return str(getattr(row, "designation", ""))
    if column.kind == Kind.RANGE:
        return str(getattr(row, "range_text", ""))
    value = getattr(row, column.key, "")
    if value in (None, ""):
        return ""
    if column.kind == Kind.INSTRUMENT_KIND:
        return str(value)
    return in_words(column, value, lookups)


# --- questions ------------------------------------------------------------------
@dataclass(frozen=True)
class Question:
    """A question about fields, as it was asked."""

    reason: str
    about: list[str]
    is_open: bool
    asked_at: Any


def questions_of(
    service: ServiceDefinition, application: Application
) -> list[Question]:
    """The questions, newest first."""
    return [
        Question(
            each.get_reason_display(),
            [label_of(service, path) for path in each.paths],
            each.answered_at is None,
            each.asked_at,
        )
        for each in application.info_requests.all()
    ]
