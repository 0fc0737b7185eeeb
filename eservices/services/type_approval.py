"""S3: type test and approval of a measuring instrument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from casework.workflow import Text
from eservices.engine.definition import (
    Answers,
    CertificateDraft,
    Document,
    FeeLine,
    Field,
    Kind,
    MapStep,
    ServiceDefinition,
    Step,
)
from eservices.engine.lookups import Lookups
from eservices.engine.showing import in_words
from eservices.services import applicant
from eservices.services.content import fact, facts_of_holder, section

if TYPE_CHECKING:
    from eservices.models import Application


def _by_report(answers: Answers) -> bool:
    return answers.get("path") == "report"


def _is_importer(answers: Answers) -> bool:
    return answers.get("role") == "importer"


class TypeApproval(ServiceDefinition):
    """S3: Хэмжих хэрэгслийн загварын туршилт, загвар батлуулах."""

    code = "S3"
    slug = "type-approval"
    name = _("Type test and type approval of measuring instruments")
    lead = _("Have the type of an instrument you make or import tested and approved.")
    outcome_name = _("Type approval certificate")
    warnings = applicant.WARNINGS
    steps = (
        applicant.WHO,
        Step(
            "what",
            _("The instrument"),
            fields=(
                Field(
                    "role",
                    _("You are"),
                    Kind.CHOICE,
                    choices=(
                        ("maker", _("Manufacturer")),
                        ("importer", _("Importer")),
                    ),
                ),
                Field(
                    "path",
                    _("How it is approved"),
                    Kind.CHOICE,
                    choices=(
                        ("full", _("Full type test")),
                        ("report", _("Recognition of a test report")),
                    ),
                ),
                Field("kind", _("Kind of instrument"), Kind.INSTRUMENT_KIND),
                Field("maker", _("Maker"), limit=120),
                Field("country", _("Country of the maker"), Kind.COUNTRY),
                Field(
                    "models",
                    _("Models"),
                    Kind.LONG_TEXT,
                    limit=1000,
                    hint=_("One on each line; several of one family are allowed."),
                ),
                Field(
                    "range",
                    _("Range"),
                    Kind.RANGE,
                    limit=60,
                    hint=_("For example 0-150 кг."),
                ),
                Field("accuracy", _("Accuracy class"), limit=60),
                Field(
                    "software",
                    _("Version of the software"),
                    required=False,
                    hint=_("With its checksum where the software decides the result."),
                ),
                Field(
                    "samples",
                    _("Serial numbers of the samples"),
                    Kind.LONG_TEXT,
                    limit=1000,
                    hint=_("One on each line; at least one."),
                ),
                Field(
                    "oiml_certificate",
                    _("Number of the OIML certificate"),
                    limit=60,
                    shown=_by_report,
                ),
                Field(
                    "oiml_authority",
                    _("Issued by"),
                    shown=_by_report,
                    hint=_("The OIML issuing authority."),
                ),
                Field(
                    "oiml_scheme",
                    _("OIML scheme"),
                    Kind.CHOICE,
                    choices=(("A", _("Scheme A")), ("B", _("Scheme B"))),
                    shown=_by_report,
                ),
                Field(
                    "quantity",
                    _("Planned quantity"),
                    Kind.NUMBER,
                    required=False,
                    hint=_("How many you will make or import in a year."),
                ),
            ),
        ),
        Step(
            "where",
            _("Where and when"),
            fields=(
                Field(
                    "samples_on",
                    _("Day on which you bring the samples"),
                    Kind.DATE,
                    required=False,
                    when="coming",
                    hint=_("To the Institute of Metrology in Ulaanbaatar."),
                ),
            ),
        ),
        Step(
            "documents",
            _("Documents"),
            documents=(
                Document("description", _("Technical description")),
                Document("manual", _("Manual"), hint=_("In Mongolian.")),
                Document(
                    "drawings",
                    _("Drawings and photos"),
                    most=5,
                    hint=_("With the plan of seals."),
                ),
                Document("test_report", _("Test report"), most=3, shown=_by_report),
                Document(
                    "import_contract",
                    _("Import contract"),
                    required=False,
                    shown=_is_importer,
                ),
                applicant.POWER_OF_ATTORNEY,
            ),
        ),
        applicant.FEE,
        applicant.CHECK,
    )
    map_steps = (
        MapStep(
            _("Company"), _("Sends the papers of the type and brings the samples.")
        ),
        MapStep(
            _("Officer of the institute"),
            _("Looks whether everything is there."),
            _("up to 2 working days"),
        ),
        MapStep(_("Company"), _("Pays the invoice by the tariff.")),
        MapStep(
            _("Institute of Metrology"), _("Tests the samples, or judges the report.")
        ),
        MapStep(
            _("Technical council"), _("Looks at the results as the second person.")
        ),
        MapStep(_("Head of the institute"), _("Decides.")),
        MapStep(_("Company"), _("Gets the type approval certificate.")),
        MapStep(_("System"), _("Shows the type in the public register of types.")),
    )

    def subject(self, answers: Answers, rows: Mapping[str, Sequence[Any]]) -> str:
        """Maker and models."""
        return " ".join(f"{answers['maker']} {answers['models']}".split())

    def fee_lines(
        self, answers: Answers, rows: Mapping[str, Sequence[Any]]
    ) -> list[FeeLine]:
        """By the path; charged once the agency has entered its price."""
        path = answers.get("path", "full")
        return [FeeLine(f"type_approval.{path}", 1, needs_price=False)]

    def later_fees(self, answers: Answers) -> list[Text]:
        """The tariff of tests was not found in a source."""
        return [_("Cost of the tests by the tariff of the institute")]

    def certificates(self, application: Application) -> list[CertificateDraft]:
        """One type approval certificate for the family."""
        with override(application.language):
            said = _Words(self, application)
            return [
                CertificateDraft(
                    title=said.title[:500],
                    content={
                        "sections": [facts_of_holder(application), said.section()]
                    },
                )
            ]


class _Words:
    """The answers of one application in words."""

    def __init__(self, service: ServiceDefinition, application: Application) -> None:
        self._service, self._answers = service, application.answers
        self._lookups = Lookups()

    def __getitem__(self, key: str) -> str:
        value = self._answers.get(key)
        if value is None:
            return ""
        words = in_words(self._service.fields[key], value, self._lookups)
        return ", ".join(line for line in words.splitlines() if line.strip())

    @property
    def title(self) -> str:
        """Kind, maker and models in one line."""
        return f"{self['kind']}, {self['maker']} {self['models']}"

    def section(self) -> dict[str, Any]:
        """The facts of the type."""
        words = {"oiml": "oiml_certificate"}
        told = ("kind", "maker", "country", "models", "range", "accuracy", "software")
        return section(
            "type", [fact(w, self[words.get(w, w)]) for w in (*told, "oiml")]
        )
