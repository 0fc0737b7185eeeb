"""S4: certification of domestic products and services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from casework.workflow import Text
from eservices.engine.definition import (
    Answers,
    CertificateDraft,
    Circumstances,
    Document,
    Faults,
    FeeLine,
    Field,
    Kind,
    MapStep,
    Rows,
    ServiceDefinition,
    Step,
)
from eservices.services import applicant, standards
from eservices.services.content import (
    DOT,
    fact,
    facts_of_holder,
    first_of,
    section,
    table,
)

if TYPE_CHECKING:
    from eservices.models import Application, ProductRow

PRODUCTS = "rows.products"
# Schemes after ISO/IEC 17067; those with an audit of the management system.
AUDITED = frozenset({"3", "5", "6"})
BATCHES: tuple[tuple[str, Text], ...] = (
    ("series", _("Series")),
    ("lot", _("Lot")),
)


def is_product(answers: Answers) -> bool:
    """Whether a product is certified, not a service."""
    return answers.get("object") != "service"


def is_service(answers: Answers) -> bool:
    """Whether a service is certified."""
    return answers.get("object") == "service"


def _is_lot(row: Mapping[str, Any]) -> bool:
    return row.get("batch") == "lot"


ROWS = Rows(
    "products",
    _("Products or services"),
    "ProductRow",
    most=200,
    unique=("name", "mark", "standard", "lot"),
    columns=(
        Field("name", _("Name of the product or service")),
        Field("mark", _("Trade mark"), required=False, limit=100),
        Field(
            "standard",
            _("Standard"),
            Kind.STANDARD,
            limit=160,
            hint=_("Its number, for example MNS 5217:2012."),
            headings=("стандартын дугаар", "number"),
        ),
        Field("batch", _("Series or lot"), Kind.CHOICE, choices=BATCHES),
        Field("lot", _("Lot number and size"), limit=100, shown=_is_lot),
        Field("package", _("Package"), required=False, limit=100),
        Field(
            "lab",
            _("Accredited laboratory"),
            required=False,
            hint=_("For products: who tested it."),
        ),
        Field("accreditation_no", _("Accreditation number"), required=False, limit=60),
        Field("protocol", _("Report number"), required=False, limit=60),
        Field("protocol_on", _("Report date"), Kind.DATE, required=False, when="past"),
    ),
)


class ProductCertification(ServiceDefinition):
    """S4: Дотоодын бүтээгдэхүүн, үйлчилгээний тохирлын баталгаажуулалт."""

    code = "S4"
    slug = "product-certification"
    name = _("Certification of domestic products and services")
    lead = _("Prove that what you make or do meets its standard.")
    outcome_name = _("Certificate of conformity")
    citizens_too = True
    warnings = {**applicant.WARNINGS, **standards.WARNINGS}
    steps = (
        applicant.WHO,
        Step(
            "what",
            _("What is certified"),
            fields=(
                Field(
                    "object",
                    _("Object"),
                    Kind.CHOICE,
                    choices=(("product", _("Product")), ("service", _("Service"))),
                ),
                Field(
                    "scheme",
                    _("Scheme"),
                    Kind.CHOICE,
                    hint=_(
                        "If you do not know, choose the first; the officer will tell."
                    ),
                    choices=(
                        ("1a", _("1a: test of samples")),
                        ("1b", _("1b: test of a lot")),
                        ("3", _("3: test of samples and audit of the factory")),
                        ("5", _("5: test, audit and surveillance")),
                        ("6", _("6: assessment of a service or process")),
                    ),
                ),
                Field(
                    "mandatory",
                    _("Mandatory or voluntary"),
                    Kind.CHOICE,
                    hint=_("Mandatory: listed in Government resolution 291 of 2018."),
                    choices=(
                        ("mandatory", _("Mandatory")),
                        ("voluntary", _("Voluntary")),
                    ),
                ),
            ),
            rows=(ROWS,),
        ),
        Step(
            "where",
            _("Where it is made"),
            fields=(
                Field("site_aimag", _("Aimag of the factory or shop"), Kind.AIMAG),
                Field("site", _("Site"), hint=_("Sum or district, and the address.")),
                Field(
                    "capacity",
                    _("Yearly capacity"),
                    required=False,
                    limit=100,
                    hint=_("Quantity with its unit, for example 120 t."),
                ),
                Field(
                    "capacity_money",
                    _("Yearly capacity, million ₮"),
                    Kind.NUMBER,
                    required=False,
                ),
            ),
        ),
        Step(
            "documents",
            _("Documents"),
            documents=(
                Document("letter", _("Application letter")),
                applicant.REGISTRATION,
                Document("contract", _("Contract of sale"), most=3),
                Document(
                    "lab_results",
                    _("Results of the laboratory"),
                    most=10,
                    shown=is_product,
                ),
                Document("label", _("Design of the label"), most=10, shown=is_product),
                Document("permit", _("Licence"), required=False),
                Document("payment_proof", _("Proof of payment"), required=False),
                Document(
                    "good_practice",
                    _("Certificate of good practice"),
                    required=False,
                    shown=is_product,
                    hint=_("For makers of meat products."),
                ),
                Document(
                    "inspections",
                    _("Conclusions of inspectors"),
                    required=False,
                    most=5,
                    shown=is_service,
                    hint=_("State inspector, environment, fire safety."),
                ),
                Document(
                    "staff_papers",
                    _("Papers of the staff"),
                    required=False,
                    most=10,
                    shown=is_service,
                    hint=_("Professional certificates, medical check-ups."),
                ),
                applicant.POWER_OF_ATTORNEY,
            ),
        ),
        applicant.FEE,
        applicant.CHECK,
    )
    map_steps = (
        MapStep(
            _("Company or citizen"), _("Sends the papers of the product or service.")
        ),
        MapStep(
            _("Certification officer"),
            _("Looks whether everything is there."),
            _("up to 2 working days"),
        ),
        MapStep(
            _("Company or citizen"), _("Pays the invoice: scheme and hours of audit.")
        ),
        MapStep(
            _("Certification officer"),
            _("Takes samples, audits, sends to a laboratory."),
        ),
        MapStep(_("Committee of two"), _("Decides about what the officer proposes.")),
        MapStep(_("Company or citizen"), _("Gets the certificate of conformity.")),
        MapStep(_("Certification officer"), _("Comes back every year.")),
    )

    def check(
        self,
        answers: dict[str, Any],
        rows: dict[str, list[dict[str, Any]]],
        faults: Faults,
        around: Circumstances,
    ) -> None:
        """Standards in force; a laboratory's report for every product."""
        for row in rows["products"]:
            path = f"{PRODUCTS}.{row['line']}"
            standards.judge(row, f"{path}.standard", faults, may_be_unknown=True)
            if is_product(answers):
                _check_report(row, path, faults)

    def subject(self, answers: Answers, rows: Mapping[str, Sequence[Any]]) -> str:
        """The first product and how many more."""
        return first_of([row["name"] for row in rows["products"]])

    def fee_lines(
        self, answers: Answers, rows: Mapping[str, Sequence[Any]]
    ) -> list[FeeLine]:
        """The scheme for every product; the audit of the management system once.

        Order no. 10 of 2024-01-31 names the amounts of management systems; those by
        scheme were not seen, and are charged once the agency has entered them.
        """
        scheme = answers.get("scheme", "1a")
        count = len(rows.get("products", ()))
        lines = [FeeLine(f"certification.{scheme}", count, needs_price=False)]
        if scheme in AUDITED:
            lines.append(FeeLine("management_system.review", 1))
            lines.append(FeeLine("management_system.year", 1))
        return lines if count else []

    def later_fees(self, answers: Answers) -> list[Text]:
        """Hours on site are counted after the audit is planned."""
        if answers.get("scheme") not in AUDITED:
            return []
        return [
            _("Hours of the auditors on site"),
            _("Travel of the auditors"),
        ]

    def certificates(self, application: Application) -> list[CertificateDraft]:
        """One certificate for what passed."""
        rows = _passed(application)
        with override(application.language):
            return [
                CertificateDraft(
                    title=", ".join(row.name for row in rows)[:500],
                    content={"sections": _sections(self, application, rows)},
                    cited=tuple(
                        {
                            row.designation: (row.edition, row.designation)
                            for row in rows
                        }.values()
                    ),
                )
            ]


def _passed(application: Application) -> list[ProductRow]:
    rows = application.productrow_set.select_related("edition")
    return list(rows.exclude(result="failed").order_by("position"))


def _sections(
    service: ServiceDefinition, application: Application, rows: Iterable[ProductRow]
) -> list[dict[str, Any]]:
    answers = application.answers
    said = [
        fact(key, dict(service.fields[key].choices).get(answers.get(key, ""), ""))
        for key in ("object", "scheme", "mandatory")
    ]
    said.append(fact("site", answers.get("site", "")))
    batches = dict(BATCHES)
    columns = ("product", "mark", "standard", "batch", "lab", "protocol")
    listed = [
        [
            row.name,
            row.mark,
            row.designation,
            f"{batches.get(row.batch, '')} {row.lot}".strip(),
            f"{row.lab} {row.accreditation_no}".strip(),
            DOT.join(filter(None, (row.protocol, f"{row.protocol_on or ''}"))),
        ]
        for row in rows
    ]
    return [
        facts_of_holder(application),
        section("products", said, table(columns, listed)),
    ]


def _check_report(row: dict[str, Any], path: str, faults: Faults) -> None:
    """Laboratory, accreditation, report and its date: all four of them."""
    for column in ROWS.columns:
        if column.key in _REPORT and not row.get(column.key):
            faults.add(
                f"{path}.{column.key}",
                gettext("Fill in “%(field)s”: a product is tested by a laboratory.")
                % {"field": column.label},
            )


_REPORT = ("lab", "accreditation_no", "protocol", "protocol_on")
