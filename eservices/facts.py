"""What an application adds to its case: words, the applicant's page, what is erased."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.erasure import ERASED
from casework.models import Case
from casework.workflow import Text
from eservices.engine import service_of
from eservices.models import Application, StaffRow


def deadline_key(case: Case) -> str:
    """Which deadline rule binds: one a service."""
    return f"application.{case.kind}"


def topics(case: Case) -> frozenset[str]:
    """The service, by which ready texts are offered."""
    return frozenset({case.kind})


def page(case: Case) -> str:
    """The applicant's own page, behind the sign-in."""
    return reverse("desk:application", args=[case.number])


def details(case: Case) -> list[tuple[Text, str]]:
    """What only an application has, for the case screen."""
    application: Application = case.application
    lines: list[tuple[Text, str]] = [
        (_("Service"), str(service_of(application).name)),
        (_("Company"), str(application.company or _("a citizen"))),
    ]
    if application.renews:
        lines.append((_("Renews"), application.renews.number))
    parts = Application.objects.filter(bundle=application.bundle).exclude(pk=case.pk)
    numbers = parts.order_by("pk").values_list("number", flat=True)
    if numbers:
        lines.append((_("Other parts of the same list"), ", ".join(numbers)))
    if case.state == "refused" and application.refusal_reason:
        lines.append((_("Reason for the refusal"), application.refusal_reason.name))
    if application.is_automatic:
        lines.append((_("Decided by"), str(_("the system, without an officer"))))
    return lines


def erase(case: Case) -> None:
    """Blank the answers and whoever is named in the rows."""
    Application.objects.filter(pk=case.pk).update(answers={}, proposed_text="")
    StaffRow.objects.filter(application=case.pk).update(
        name=ERASED, profession=ERASED, certificate_no=""
    )
