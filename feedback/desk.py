"""Entering a call, a visit or a letter: one screen, then number and code aloud."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casework.actors import WORKING_ROLES
from casework.models import Channel, Contact
from casework.numbers import code_of, group_code
from casework.office.frame import framed
from feedback.actions import enter
from feedback.forms import PetitionForm
from feedback.models import Petition
from organisation.permissions import StaffRequest, duties

CHANNELS = [Channel.PHONE, Channel.DESK, Channel.LETTER]
# For so long the code can be read out again to the same person on the line.
CODE_SHOWN = timedelta(hours=1)

DIGITS = (
    pgettext_lazy("digit", "zero"),
    pgettext_lazy("digit", "one"),
    pgettext_lazy("digit", "two"),
    pgettext_lazy("digit", "three"),
    pgettext_lazy("digit", "four"),
    pgettext_lazy("digit", "five"),
    pgettext_lazy("digit", "six"),
    pgettext_lazy("digit", "seven"),
    pgettext_lazy("digit", "eight"),
    pgettext_lazy("digit", "nine"),
)


class DeskForm(PetitionForm):
    """What a clerk hears or reads; the person's consent is theirs to record."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label=gettext_lazy("How did it come?"),
        choices=[(channel.value, channel.label) for channel in CHANNELS],
        initial=Channel.PHONE,
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    reply_by = forms.ChoiceField(
        required=False,
        label=gettext_lazy("How shall we answer?"),
        choices=[
            ("", gettext_lazy("By phone or e-mail if given, else by the code")),
            *Contact.ReplyBy.choices,
        ],
    )
    is_read_back = forms.BooleanField(
        required=False,
        label=gettext_lazy("Read back to the person, who confirmed it"),
    )
    is_consent_oral = forms.BooleanField(
        required=False,
        label=gettext_lazy("The person agreed aloud that we keep their data"),
    )

    field_order = ("channel", "kind", "body")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["body"].widget.attrs["autofocus"] = True
        self.fields["kind"].widget.attrs["class"] = "inline"

    def clean(self) -> dict[str, Any]:
        """A spoken petition is confirmed by the person; consent goes with data."""
        data = super().clean()
        if data.get("reply_by") == "":
            data["reply_by"] = _best_way(data)
        if data.get("channel") in {Channel.PHONE, Channel.DESK}:
            if not data.get("is_read_back"):
                self.add_error(
                    "is_read_back", _("Read the text back to the person and tick this.")
                )
            if self.names_anybody and not data.get("is_consent_oral"):
                self.add_error(
                    "is_consent_oral",
                    _("Ask the person and tick this, or empty the boxes about them."),
                )
        return data


def _best_way(data: dict[str, Any]) -> str:
    if data.get("phone"):
        return Contact.ReplyBy.PHONE
    return Contact.ReplyBy.EMAIL if data.get("email") else Contact.ReplyBy.CODE


@require_http_methods(["GET", "HEAD", "POST"])
def enter_petition(request: StaffRequest) -> HttpResponse:
    """The desk's one screen."""
    if not duties(request.user).roles & WORKING_ROLES:
        raise PermissionDenied(_("Your role does not allow this."))
    if request.method != "POST":
        return _desk_page(request, DeskForm(initial={"client_key": uuid.uuid4()}))
    form = DeskForm(request.POST)
    if not form.is_valid():
        return _desk_page(request, form, status=422)
    data = form.cleaned_data
    petition = enter(
        submission=form.submission(data["client_key"], "mn"),
        channel=data["channel"],
        user=request.user,
        is_consent_oral=data["is_consent_oral"],
    )
    return redirect("admin:feedback_petition_entered", petition.pk)


def _desk_page(
    request: StaffRequest, form: DeskForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "title": _("Enter a call, a visit or a letter")}
    return framed(request, "feedback/office/desk.html", context, status=status)


@dataclass(frozen=True)
class Spoken:
    """A number as it is written and as it is said, group by group."""

    written: str
    groups: list[tuple[str, str]]  # digits, words


def spoken(written: str) -> Spoken:
    """The number in groups of digits, each with its words."""
    groups = [
        (group, " ".join(str(DIGITS[int(digit)]) for digit in group))
        for group in written.split("-")
    ]
    return Spoken(written, groups)


@require_safe
def entered(request: StaffRequest, case_id: int) -> HttpResponse:
    """Number and code in huge type, to be read aloud by who entered it."""
    since = timezone.now() - CODE_SHOWN
    mine = Petition.objects.filter(entered_by=request.user, received_at__gte=since)
    petition = mine.select_related("unit", "contact").filter(pk=case_id).first()
    if petition is None:
        raise Http404
    context = {
        "petition": petition,
        "number": spoken(petition.number),
        "code": spoken(group_code(code_of(petition))),
        "title": _("Read this to the person"),
    }
    return framed(request, "feedback/office/entered.html", context)
