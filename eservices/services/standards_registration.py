"""S1: a company registers the standards it applies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from eservices.engine.definition import (
    Answers,
    CertificateDraft,
    Circumstances,
    Document,
    Faults,
    Field,
    Kind,
    MapStep,
    Rows,
    ServiceDefinition,
    Step,
)
from eservices.services import applicant, standards
from eservices.services.content import facts_of_holder, first_of, section, table
from mongolian.folding import fold

if TYPE_CHECKING:
    from eservices.models import Application, AppliedStandardRow

STANDARDS = "rows.standards"


def _in_part(row: Mapping[str, Any]) -> bool:
    return row.get("extent") == "part"


ROWS = Rows(
    "standards",
    _("Standards we apply"),
    "AppliedStandardRow",
    unique=("standard", "aimag_code", "site"),
    hint=_("One line for every standard and site."),
    columns=(
        Field(
            "standard",
            _("Standard"),
            Kind.STANDARD,
            limit=160,
            hint=_("Its number, for example MNS 5217:2012."),
            headings=("стандартын дугаар", "стандартын дугаар, нэр", "number"),
        ),
        Field(
            "use_kind",
            _("Kind of use"),
            Kind.CHOICE,
            choices=(
                ("product", _("Product")),
                ("service", _("Service")),
                ("process", _("Process")),
                ("management", _("Management system")),
            ),
        ),
        Field("use_text", _("Scope of use"), Kind.LONG_TEXT, limit=500),
        Field(
            "extent",
            _("Whole or part"),
            Kind.CHOICE,
            choices=(("whole", _("Whole")), ("part", _("Part"))),
        ),
        Field("clauses", _("Clauses"), limit=300, shown=_in_part),
        Field(
            "basis",
            _("Ground"),
            Kind.CHOICE,
            choices=(
                ("voluntary", _("Voluntary")),
                ("regulation", _("Technical regulation")),
                ("contract", _("Contract")),
            ),
        ),
        Field("since", _("In use since"), Kind.DATE, when="past"),
        Field("aimag_code", _("Aimag"), Kind.AIMAG),
        Field("site", _("Site"), hint=_("Sum or district, and the address.")),
        Field(
            "own_copy",
            _("Order number of your copy"),
            required=False,
            limit=60,
            hint=_("If you have bought the standard."),
        ),
        Field(
            "publisher",
            _("Publisher"),
            required=False,
            limit=100,
            hint=_("Only of a standard that is not in our catalogue."),
        ),
    ),
)


class StandardsRegistration(ServiceDefinition):
    """S1: Хэрэглэх стандартаа бүртгүүлэх."""

    code = "S1"
    slug = "standards-registration"
    name = _("Register the standards you apply")
    lead = _("Enter in the state register which standards your company works by.")
    outcome_name = _("Extract of the register")
    is_automatic = True
    warnings = {**applicant.WARNINGS, **standards.WARNINGS}
    steps = (
        applicant.WHO,
        Step("what", _("Standards"), rows=(ROWS,)),
        Step(
            "documents",
            _("Documents"),
            documents=(
                Document(
                    "registration",
                    applicant.REGISTRATION.label,
                    required=False,
                    shown=applicant.is_company,
                    hint=_("Only when your company has not been confirmed yet."),
                ),
                applicant.POWER_OF_ATTORNEY,
                Document(
                    "title_pages",
                    _("Title pages of standards that are not in our catalogue"),
                    required=False,
                    most=20,
                    hint=_(
                        "A photo or PDF of the page with number, year and publisher."
                    ),
                ),
            ),
        ),
        applicant.FEE,
        applicant.CHECK,
    )
    map_steps = (
        MapStep(
            _("Company"),
            _("Chooses its standards and says where it applies them."),
        ),
        MapStep(
            _("System"),
            _("Checks every standard; all in force are registered at once."),
        ),
        MapStep(
            _("Officer"),
            _("Looks at doubtful lines only: a standard that is not in the catalogue."),
            _("up to 2 working days"),
        ),
        MapStep(_("Head of unit"), _("Decides about what the officer proposes.")),
        MapStep(_("Company"), _("Gets the extract of the register with its QR code.")),
        MapStep(
            _("System"),
            _("Tells the company when one of its standards is replaced or withdrawn."),
        ),
    )

    def check(
        self,
        answers: dict[str, Any],
        rows: dict[str, list[dict[str, Any]]],
        faults: Faults,
        around: Circumstances,
    ) -> None:
        """In force, once a site, and papers for what the catalogue does not hold."""
        found = rows["standards"]
        for row in found:
            standards.judge(
                row,
                f"{STANDARDS}.{row['line']}.standard",
                faults,
                may_be_unknown=bool(row.get("publisher")),
            )
        _check_title_pages(found, faults, around)
        _check_not_registered(found, faults, around)

    def subject(self, answers: Answers, rows: Mapping[str, Sequence[Any]]) -> str:
        """The first standard and how many more."""
        return first_of([row["designation"] for row in rows["standards"]])

    def may_grant_at_once(self, application: Application) -> bool:
        """When every line is a standard in force and nothing is doubtful.

        Nobody gets an extract in a company's name before an officer, or the national
        sign-on, has confirmed who owns it.
        """
        if application.company is None or application.company.checked_at is None:
            return False
        rows = application.appliedstandardrow_set.select_related("edition")
        return not application.warnings and all(
            row.edition is not None and row.edition.is_valid for row in rows
        )

    def certificates(self, application: Application) -> list[CertificateDraft]:
        """One extract with every standard that passed."""
        rows = _passed(application)
        with override(application.language):
            title = ngettext(
                "%(count)d standard in use", "%(count)d standards in use", len(rows)
            ) % {"count": len(rows)}
            content = {
                "sections": [
                    facts_of_holder(application),
                    section("standards", table=_table(rows)),
                ]
            }
        return [
            CertificateDraft(
                title=title,
                content=content,
                cited=tuple(
                    {
                        row.designation: (row.edition, row.designation) for row in rows
                    }.values()
                ),
            )
        ]


def _passed(application: Application) -> list[AppliedStandardRow]:
    rows = application.appliedstandardrow_set.select_related("edition")
    return list(rows.exclude(result="failed").order_by("position"))


def _table(rows: Iterable[AppliedStandardRow]) -> dict[str, Any]:
    columns = {column.key: column for column in ROWS.columns}
    kinds = dict(columns["use_kind"].choices)
    extents = dict(columns["extent"].choices)
    return table(
        ("standard", "title", "scope", "extent", "since", "site"),
        [
            [
                row.designation,
                row.edition.title if row.edition else row.publisher,
                f"{kinds.get(row.use_kind, '')}: {row.use_text}",
                f"{extents.get(row.extent, '')} {row.clauses}".strip(),
                row.since.isoformat(),
                row.site,
            ]
            for row in rows
        ],
    )


def _check_title_pages(
    rows: Iterable[dict[str, Any]], faults: Faults, around: Circumstances
) -> None:
    is_foreign = any(row["edition"] is None and row.get("publisher") for row in rows)
    if is_foreign and "title_pages" not in around.files:
        faults.add(
            "files.title_pages",
            gettext(
                "Add the title pages of the standards that are not in our catalogue."
            ),
        )


def _check_not_registered(
    rows: list[dict[str, Any]], faults: Faults, around: Circumstances
) -> None:
    standing = _standing(around)
    for row in rows if standing else []:
        number = standing.get(
            (fold(row["designation"]), row["aimag_code"], fold(row["site"]))
        )
        if number:
            faults.add(
                f"{STANDARDS}.{row['line']}.standard",
                gettext(
                    "It is registered here already, in %(number)s. Delete the line."
                )
                % {"number": number},
            )


def _standing(around: Circumstances) -> dict[tuple[str, str, str], str]:
    """What the company has registered, by standard and site, with the certificate."""
    from eservices.models import AppliedStandardRow

    if around.company is None:
        return {}
    held = AppliedStandardRow.objects.filter(
        application__company=around.company,
        application__certificates__state="valid",
    ).exclude(result="failed")
    if around.renews is not None:
        held = held.exclude(application__certificates=around.renews)
    found = held.values_list(
        "designation", "aimag_code", "site", "application__certificates__number"
    )
    return {
        (fold(designation), aimag, fold(site)): number
        for designation, aimag, site, number in found
    }
