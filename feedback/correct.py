"""The page on which a clerk puts a petition's kind and category right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from casework.actors import staff
from casework.errors import CaseworkError
from casework.models import Case
from casework.office.case_screen import case_for
from casework.office.frame import framed
from casework.office.move_forms import put_error
from feedback.corrections import recategorise
from feedback.fields import CategoryField
from feedback.models import PetitionKind
from organisation.permissions import StaffRequest


class CorrectionForm(forms.Form):
    """The right kind and category."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=PetitionKind.choices,
        widget=forms.RadioSelect,
    )
    category = CategoryField(
        required=False, label=gettext_lazy("Category"), empty_label="—"
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    use_required_attribute = False  # our sentences, not the browser's


@require_http_methods(["GET", "HEAD", "POST"])
def correct_petition(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the form, or make the correction."""
    case = case_for(request.user, case_id)
    actor = staff(request.user)
    if not actor.works_on(case):
        raise PermissionDenied(_("Your role does not allow this."))
    if request.method != "POST":
        return _page(request, case, CorrectionForm(initial=_now(case)))
    form = CorrectionForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            recategorise(case_id=case.pk, actor=actor, **data)
        except CaseworkError as error:
            put_error(form, error)
        else:
            messages.success(request, _("The kind and category are corrected."))
            return redirect("admin:casework_case_change", case.pk)
    # What was chosen stays; the next try is against the case as it is now.
    form.data = {**form.data, "version": str(case.version)}
    return _page(request, case, form, status=422)


def _now(case: Case) -> dict[str, Any]:
    category = case.petition.category
    return {
        "kind": case.kind,
        "category": category.code if category else "",
        "version": case.version,
    }


def _page(
    request: StaffRequest, case: Case, form: CorrectionForm, *, status: int = 200
) -> HttpResponse:
    title = _("Correct the kind and category")
    context = {"case": case, "form": form, "title": title}
    return framed(request, "feedback/office/correct.html", context, status=status)
