"""What every service asks of the one who applies («Хүсэлт гаргагч»)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.workflow import Text
from eservices.engine.definition import (
    APPLICANT,
    AS_CITIZEN,
    Answers,
    Document,
    Field,
    Kind,
    Step,
)

# Warnings of the number of the one who signs, worded for the officer.
WARNINGS: dict[str, Text] = {
    "citizen_register_date": _(
        "The date inside the register number does not exist: compare it with the "
        "identity card."
    ),
    "citizen_register_letter": _(
        "A letter of the register number may be У or Ү: compare it with the identity "
        "card."
    ),
}


def is_company(answers: Answers) -> bool:
    """Whether a company applies, not a citizen."""
    return answers.get(APPLICANT) != AS_CITIZEN


def by_another(answers: Answers) -> bool:
    """Whether somebody signs for the director."""
    return is_company(answers) and answers.get("is_director") is False


WHO = Step(
    "who",
    _("Who applies"),
    fields=(
        Field("activity", _("Field of activity"), shown=is_company),
        Field("aimag", _("Aimag or the capital"), Kind.AIMAG),
        Field("sum", _("Sum or district"), limit=100),
        Field(
            "address", _("Address"), limit=300, hint=_("Bagh or khoroo, street, door.")
        ),
        Field("contact_name", _("Contact person"), limit=120),
        Field("phone", _("Phone"), Kind.PHONE, hint=_("8 digits.")),
        Field(
            "email",
            _("E-mail"),
            Kind.EMAIL,
            limit=254,
            hint=_("Questions and the decision are sent here."),
        ),
        Field(
            "is_director",
            _("Are you the director of the company?"),
            Kind.YES_NO,
            shown=is_company,
            hint=_("If not, a power of attorney is needed."),
        ),
        Field(
            "representative_register",
            _("Register number of the one who signs"),
            Kind.REGISTER,
            limit=200,
            hint=_("2 letters and 8 digits. It is kept sealed and shown to nobody."),
        ),
    ),
)

POWER_OF_ATTORNEY = Document(
    "power_of_attorney",
    _("Power of attorney"),
    shown=by_another,
    hint=_("Signed by the director."),
)

REGISTRATION = Document(
    "registration",
    _("State registration certificate of the company"),
    shown=is_company,
)

FEE = Step("fee", _("Fee"))
CHECK = Step("check", _("Check and declare"))
