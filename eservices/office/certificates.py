"""A certificate in the back office: what it says, and the acts of the unit's head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casework.actors import WORKING_ROLES
from casework.errors import CaseworkError
from casework.fields import CleanText
from casework.office.frame import framed
from casework.office.move_forms import LONGEST_TEXT
from casework.workflow import Text
from eservices.actions.certificates import (
    SOURCES,
    may_act,
    replace_certificate,
    resume_certificate,
    suspend_certificate,
    withdraw_certificate,
)
from eservices.certificates import states
from eservices.certificates.live import Live
from eservices.models import Certificate
from eservices.views.verify import as_file
from organisation.models import Role
from organisation.permissions import StaffRequest, duties

MISTAKEN = 422
# Certificates are public; the back office shows them to all who work on cases.
READERS = WORKING_ROLES | {Role.AUDITOR, Role.ADMINISTRATOR}


@dataclass(frozen=True)
class Act:
    """One thing the head may do: its address, words, function."""

    code: str
    label: Text
    hint: Text
    perform: Callable[..., Certificate]
    event: str
    is_grave: bool = False


ACTS = {
    act.code: act
    for act in (
        Act(
            "suspend",
            gettext_lazy("Suspend it"),
            gettext_lazy("It is shown at once that nobody may rely on it for now."),
            suspend_certificate,
            states.SUSPENDED,
        ),
        Act(
            "resume",
            gettext_lazy("Make it valid again"),
            gettext_lazy("The reason for suspending it is gone."),
            resume_certificate,
            states.RESUMED,
        ),
        Act(
            "replace",
            gettext_lazy("Issue it anew"),
            gettext_lazy(
                "Under a new number, with the holder's name of today; this one is "
                "shown as replaced."
            ),
            replace_certificate,
            states.REISSUED,
        ),
        Act(
            "withdraw",
            pgettext_lazy("certificate", "Withdraw it"),
            gettext_lazy("For good: it can never become valid again."),
            withdraw_certificate,
            states.WITHDRAWN,
            is_grave=True,
        ),
    )
}


class ReasonForm(forms.Form):
    """Why; the holder reads it."""

    use_required_attribute = False
    reason = CleanText(
        label=gettext_lazy("Reason (the holder reads it)"),
        limit=LONGEST_TEXT,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Please write the reason.")},
    )


@require_safe
def certificate_page(request: StaffRequest, certificate_id: int) -> HttpResponse:
    """State, content, holder, and what may be done."""
    return _show(request, _certificate(request, certificate_id))


@require_http_methods(["GET", "HEAD", "POST"])
def act_on_certificate(
    request: StaffRequest, certificate_id: int, act: str
) -> HttpResponse:
    """Suspend, resume, replace or withdraw; a refusal keeps what was typed."""
    certificate = _certificate(request, certificate_id)
    chosen = ACTS.get(act)
    if chosen is None:
        raise Http404
    if request.method != "POST":
        return redirect("admin:eservices_certificate_change", certificate.pk)
    form = ReasonForm(request.POST, auto_id=f"{act}-%s")
    if not form.is_valid():
        return _show(request, certificate, chosen, form)
    try:
        done = chosen.perform(
            certificate_id=certificate.pk,
            user=request.user,
            reason=form.cleaned_data["reason"],
        )
    except CaseworkError as refusal:
        form.add_error(None, str(refusal))
        return _show(request, certificate, chosen, form)
    messages.success(request, _("Done: everybody sees it from now on."))
    return redirect("admin:eservices_certificate_change", done.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def certificate_file(
    request: StaffRequest, certificate_id: int, kind: str
) -> HttpResponse:
    """The document as pdf or json."""
    certificate = _certificate(request, certificate_id)
    if kind not in {"pdf", "json"}:
        raise Http404
    return as_file(certificate, kind)


def _certificate(request: StaffRequest, pk: int) -> Certificate:
    if not duties(request.user).roles & READERS:
        raise PermissionDenied
    found: Certificate = get_object_or_404(
        Certificate.objects.with_all_around().select_related(
            "verification__instrument__kind"
        ),
        pk=pk,
    )
    return found


def _show(
    request: StaffRequest,
    certificate: Certificate,
    tried: Act | None = None,
    form: ReasonForm | None = None,
) -> HttpResponse:
    panels: list[dict[str, Any]] = []
    if may_act(request.user, certificate):
        panels = [
            {
                "act": act,
                "form": form
                if act is tried and form
                else ReasonForm(auto_id=f"{act.code}-%s"),
                "is_open": act is tried,
            }
            for act in ACTS.values()
            if certificate.state in SOURCES[act.event] or act is tried
        ]
    context = {
        "title": certificate.number,
        "certificate": certificate,
        "live": Live(certificate, request.GET.get("page", 1)),
        "case": certificate.application,
        "panels": panels,
    }
    status = MISTAKEN if form is not None else 200
    return framed(request, "eservices/office/certificate.html", context, status=status)
