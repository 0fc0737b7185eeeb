"""S5: assessment and registration of who makes, imports, installs or repairs."""

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
    Rows,
    ServiceDefinition,
    Step,
)
from eservices.engine.lookups import Lookups
from eservices.engine.showing import in_words
from eservices.services import applicant
from eservices.services.content import fact, facts_of_holder, section, table

if TYPE_CHECKING:
    from eservices.models import Application

EQUIPMENT = Rows(
    "equipment",
    _("Equipment"),
    "EquipmentRow",
    most=500,
    has_results=False,
    unique=("name", "serial"),
    columns=(
        Field("name", _("Name of the equipment"), headings=("нэр", "тоног төхөөрөмж")),
        Field("serial", _("Serial number"), required=False, limit=60),
        Field("range_text", _("Range"), required=False, limit=60),
        Field(
            "certificate_no",
            _("Its own certificate no."),
            required=False,
            limit=60,
            hint=_("Of its calibration or verification."),
        ),
        Field("valid_to", _("Valid to"), Kind.DATE, required=False),
    ),
)
STAFF = Rows(
    "staff",
    _("Staff"),
    "StaffRow",
    most=500,
    has_results=False,
    unique=("name", "profession"),
    hint=_("Shown to our officers only."),
    columns=(
        Field("name", _("Surname and name"), limit=120, headings=("нэр", "овог нэр")),
        Field("profession", _("Profession"), limit=120),
        Field("certificate_no", _("Certificate no."), required=False, limit=60),
    ),
)


class MetrologyCapability(ServiceDefinition):
    """S5: Хэмжил зүйн чадавх үнэлүүлж улсын нэгдсэн санд бүртгүүлэх."""

    code = "S5"
    slug = "metrology-capability"
    name = _("Assessment and registration of metrology capability")
    lead = _("For those who make, import, install or repair measuring instruments.")
    outcome_name = _("Certificate of registration")
    warnings = applicant.WARNINGS
    steps = (
        applicant.WHO,
        Step(
            "what",
            _("What you do"),
            fields=(
                Field(
                    "activities",
                    _("Activities"),
                    Kind.CHOICES,
                    choices=(
                        ("make", _("Making")),
                        ("import", _("Importing")),
                        ("install", _("Installing")),
                        ("repair", _("Repairing")),
                    ),
                ),
                Field("groups", _("Groups of instruments"), Kind.INSTRUMENT_GROUPS),
            ),
            rows=(EQUIPMENT, STAFF),
        ),
        Step(
            "where",
            _("Premises"),
            fields=(
                Field(
                    "premises",
                    _("Your premises are"),
                    Kind.CHOICE,
                    choices=(("own", _("Your own")), ("leased", _("Leased"))),
                ),
                Field("site_aimag", _("Aimag of the premises"), Kind.AIMAG),
                Field(
                    "site",
                    _("Address of the premises"),
                    hint=_("Sum or district, and the address."),
                ),
            ),
        ),
        Step(
            "documents",
            _("Documents"),
            documents=(
                applicant.REGISTRATION,
                Document(
                    "premises_paper",
                    _("Ownership or lease of the premises"),
                    required=False,
                ),
                Document(
                    "procedures",
                    _("Working procedures"),
                    required=False,
                    most=5,
                ),
                Document(
                    "staff_certificates",
                    _("Certificates of the staff"),
                    required=False,
                    most=10,
                ),
                applicant.POWER_OF_ATTORNEY,
            ),
        ),
        applicant.FEE,
        applicant.CHECK,
    )
    map_steps = (
        MapStep(_("Company"), _("Sends its activities, equipment and staff.")),
        MapStep(
            _("Officer of the institute"),
            _("Looks whether everything is there."),
            _("up to 2 working days"),
        ),
        MapStep(_("Company"), _("Pays the invoice by the tariff.")),
        MapStep(_("Officer of the institute"), _("Visits and assesses.")),
        MapStep(_("Head of the institute"), _("Decides as the second person.")),
        MapStep(
            _("Company"),
            _("Gets the certificate and stands in the state register."),
        ),
        MapStep(
            _("System"), _("Reminds before the end; the company tells what changes.")
        ),
    )

    def fee_lines(
        self, answers: Answers, rows: Mapping[str, Sequence[Any]]
    ) -> list[FeeLine]:
        """By activity; charged once the agency has entered its price."""
        return [
            FeeLine(f"capability.{activity}", 1, needs_price=False)
            for activity in answers.get("activities", [])
        ]

    def later_fees(self, answers: Answers) -> list[Text]:
        """The tariff of assessments was not found in a source."""
        return [_("Cost of the assessment by the tariff of the institute")]

    def certificates(self, application: Application) -> list[CertificateDraft]:
        """One certificate of registration; staff are never named in it."""
        with override(application.language):
            lookups = Lookups()
            said = {
                key: in_words(
                    self.fields[key], application.answers.get(key, []), lookups
                )
                for key in ("activities", "groups")
            }
            capability = section(
                "capability",
                [
                    fact("activities", said["activities"]),
                    fact("groups", said["groups"]),
                    fact("site", application.answers.get("site", "")),
                ],
            )
            sections = [
                facts_of_holder(application),
                capability,
                _equipment(application),
            ]
        title = f"{said['activities']}: {said['groups']}"[:500]
        return [CertificateDraft(title=title, content={"sections": sections})]


def _equipment(application: Application) -> dict[str, Any]:
    rows = application.equipmentrow_set.order_by("position")
    columns = ("name", "serial", "range", "certificate_no", "valid_to")
    listed = [
        [row.name, row.serial, row.range_text, row.certificate_no, row.valid_to or ""]
        for row in rows
    ]
    return section("equipment", table=table(columns, listed))
