"""Pictures and documents in the back office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from branches.actions import files
from branches.errors import PageRefused
from branches.models import Picture
from branches.office.forms import DocumentForm, PictureForm
from branches.office.guards import only_writers
from branches.office.texts import MISTAKEN
from casework.office.frame import framed
from organisation.permissions import StaffRequest


def new_picture(request: StaffRequest) -> HttpResponse:
    """Upload a picture."""
    return _upload(request, PictureForm, files.add_picture, _("New picture"), "picture")


def new_document(request: StaffRequest) -> HttpResponse:
    """Upload a document."""
    return _upload(
        request, DocumentForm, files.add_document, _("New document"), "document"
    )


def _upload(
    request: StaffRequest, form_class: Any, act: Any, title: str, what: str
) -> HttpResponse:
    only_writers(request)
    form = form_class(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            act(user=request.user, **form.cleaned_data)
        except PageRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("It is kept."))
            return redirect(f"admin:branches_{what}_changelist")
    status = MISTAKEN if form.errors else 200
    context = {
        "title": title,
        "form": form,
        "back": f"admin:branches_{what}_changelist",
    }
    return framed(request, "branches/office/upload.html", context, status=status)


@require_POST
def delete_picture(request: StaffRequest, picture_id: int) -> HttpResponse:
    """Remove a picture nobody shows."""
    only_writers(request)
    picture = get_object_or_404(Picture.objects.visible_to(request.user), pk=picture_id)
    try:
        files.delete_picture(picture_id=picture.pk, user=request.user)
    except PageRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:branches_picture_change", picture.pk)
    messages.success(request, _("The picture is removed."))
    return redirect("admin:branches_picture_changelist")
