"""S2: verification and calibration of measuring instruments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.workflow import Text
from eservices.engine.definition import (
    Answers,
    CertificateDraft,
    Circumstances,
    Faults,
    FeeLine,
    Field,
    Kind,
    MapStep,
    Rows,
    ServiceDefinition,
    Step,
)
from eservices.services import applicant
from eservices.services.content import first_of
from eservices.services.instruments import check_instruments
from eservices.services.verified import documents_of

if TYPE_CHECKING:
    from eservices.models import Application
    from organisation.models import Unit


def on_site(answers: Answers) -> bool:
    """Whether the work is done where the instruments stand."""
    return answers.get("place") == "site"


def _is_verified(answers: Answers) -> bool:
    return answers.get("work") == "verification"


WORKS: tuple[tuple[str, Text], ...] = (
    ("verification", _("Verification")),
    ("calibration", _("Calibration")),
)
OCCASIONS: tuple[tuple[str, Text], ...] = (
    ("initial", _("Initial")),
    ("periodic", _("Periodic")),
    ("extraordinary", _("Extraordinary")),
    ("repeated", _("Repeated")),
)

ROWS = Rows(
    "instruments",
    _("Instruments"),
    "InstrumentRow",
    hint=_(
        "One line for every instrument; a lot may be given as 101-120 or A1; A2; A3."
    ),
    columns=(
        Field(
            "kind",
            _("Kind of instrument"),
            Kind.INSTRUMENT_KIND,
            hint=_("Its code or name in the list of kinds."),
            headings=("хэмжих хэрэгслийн төрөл", "төрөл", "type", "нэр"),
        ),
        Field("maker", _("Maker"), limit=120, headings=("үйлдвэрлэгч",)),
        Field("model", _("Model"), limit=120, headings=("загвар", "марк")),
        Field(
            "serial",
            _("Serial number"),
            limit=60,
            is_lot=True,
            headings=("серийн дугаар", "сериал", "дугаар", "serial", "s/n"),
        ),
        Field(
            "range",
            _("Range"),
            Kind.RANGE,
            limit=60,
            hint=_("For example 0-150 кг."),
            headings=("хэмжих хязгаар", "хязгаар"),
        ),
        Field(
            "accuracy",
            _("Accuracy class"),
            required=False,
            limit=30,
            headings=("нарийвчлалын анги", "анги", "class"),
        ),
        Field("type_approval", _("Type approval no."), required=False, limit=60),
        Field("last_certificate", _("Last certificate"), required=False, limit=60),
        Field("location", _("Location"), required=False, headings=("байршил",)),
    ),
)


class Verification(ServiceDefinition):
    """S2: Хэмжих хэрэгслийн шалгалт баталгаажуулалт, шалгалт тохируулга."""

    code = "S2"
    slug = "verification"
    name = _("Verification and calibration of measuring instruments")
    lead = _("Have scales, meters, pumps and other instruments verified or calibrated.")
    outcome_name = _("Verification certificate")
    citizens_too = True
    warnings = {
        **applicant.WARNINGS,
        "type_approval_missing": _(
            "This kind of instrument needs a type approval and none was named."
        ),
        "in_another_application": _(
            "The same instrument is in an open application of somebody else."
        ),
    }
    steps = (
        applicant.WHO,
        Step(
            "what",
            _("Work and instruments"),
            fields=(
                Field("work", _("Work"), Kind.CHOICE, choices=WORKS),
                Field(
                    "occasion",
                    _("Occasion"),
                    Kind.CHOICE,
                    choices=OCCASIONS,
                    shown=_is_verified,
                ),
                Field(
                    "purpose",
                    _("What the instruments are used for"),
                    Kind.CHOICE,
                    hint=_("The five uses of article 8.1 of the law on metrology."),
                    choices=(
                        ("health", _("Diagnosis and treatment of people and animals")),
                        ("safety", _("Safety")),
                        ("environment", _("Environment")),
                        ("defence", _("Defence")),
                        ("trade", _("Trade and settlement")),
                        ("other", _("Other use")),
                    ),
                ),
            ),
            rows=(ROWS,),
        ),
        Step(
            "where",
            _("Where and when"),
            fields=(
                Field(
                    "place",
                    _("Where the work is done"),
                    Kind.CHOICE,
                    choices=(
                        ("laboratory", _("In the laboratory")),
                        ("site", _("Where the instruments are")),
                    ),
                ),
                Field(
                    "site_aimag",
                    _("Aimag of the instruments"),
                    Kind.AIMAG,
                    shown=on_site,
                ),
                Field("site_sum", _("Sum or district"), limit=100, shown=on_site),
                Field("site_address", _("Address"), limit=300, shown=on_site),
                Field(
                    "wished_from",
                    _("Wished from"),
                    Kind.DATE,
                    required=False,
                    when="coming",
                ),
                Field(
                    "wished_to",
                    _("Wished until"),
                    Kind.DATE,
                    required=False,
                    when="coming",
                ),
                Field(
                    "contract_no",
                    _("Contract number"),
                    required=False,
                    limit=60,
                    hint=_("If you have a yearly contract with us."),
                ),
            ),
        ),
        Step("documents", _("Documents"), documents=(applicant.POWER_OF_ATTORNEY,)),
        applicant.FEE,
        applicant.CHECK,
    )
    map_steps = (
        MapStep(
            _("Company or citizen"), _("Sends the list of instruments and wished days.")
        ),
        MapStep(
            _("System"),
            _("Divides the list among the laboratories that may do the work."),
        ),
        MapStep(
            _("Officer of the branch"),
            _("Looks whether everything is there."),
            _("up to 2 working days"),
        ),
        MapStep(
            _("Company or citizen"),
            _("Pays the invoice: tariff by instrument, and travel."),
        ),
        MapStep(
            _("State verifier"),
            _("Verifies and seals every instrument, or says why it did not pass."),
        ),
        MapStep(_("Head of laboratory"), _("Checks the results as the second person.")),
        MapStep(
            _("Company or citizen"), _("Gets a certificate, or a notice of unfitness.")
        ),
        MapStep(
            _("System"), _("Reminds 60, 30 and 7 days before the next verification.")
        ),
    )

    def check(
        self,
        answers: dict[str, Any],
        rows: dict[str, list[dict[str, Any]]],
        faults: Faults,
        around: Circumstances,
    ) -> None:
        """Ranges in the unit of the kind, every instrument once, days in order."""
        check_instruments(rows["instruments"], faults, around)
        first, last = answers.get("wished_from"), answers.get("wished_to")
        if first and last and last < first:
            faults.add(
                "wished_to",
                gettext("The last day is before the first. Change one of them."),
            )

    def route(
        self, answers: Answers, rows: dict[str, list[dict[str, Any]]], faults: Faults
    ) -> dict[Unit, dict[str, list[dict[str, Any]]]]:
        """By the scopes of the laboratories; out of every scope is a fault."""
        from eservices.routing import units_for_instruments

        divided = units_for_instruments(
            rows["instruments"],
            aimag=answers.get("site_aimag" if on_site(answers) else "aimag", ""),
            on_site=on_site(answers),
            faults=faults,
        )
        return {unit: {"instruments": part} for unit, part in divided.items()}

    def subject(self, answers: Answers, rows: Mapping[str, Sequence[Any]]) -> str:
        """The first kind of instrument and how many more lines."""
        return first_of([row["kind"].name for row in rows["instruments"]])

    def fee_lines(
        self, answers: Answers, rows: Mapping[str, Sequence[Any]]
    ) -> list[FeeLine]:
        """The tariff of the kind for every instrument."""
        counts: dict[str, int] = {}
        for row in rows.get("instruments", ()):
            kind = row["kind"] if isinstance(row, dict) else row.kind
            code = f"{answers.get('work', 'verification')}.{kind.code}"
            counts[code] = counts.get(code, 0) + 1
        return [FeeLine(code, counts[code]) for code in sorted(counts)]

    def later_fees(self, answers: Answers) -> list[Text]:
        """Travel, where the work is done on site."""
        return [_("Travel of the verifier to the site")] if on_site(answers) else []

    def certificates(self, application: Application) -> list[CertificateDraft]:
        """One an instrument: a certificate, or a notice that it did not pass."""
        return documents_of(application, self)
