"""The lists of the desk, in pages; what can be done with an entry is a post."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.errors import CaseworkError
from eservices.actions.again import draft_from_certificate
from eservices.actions.confirmations import confirm_registration
from eservices.actions.drafts import discard as discard_draft
from eservices.certificates import document
from eservices.desk.mine import Mine
from eservices.desk.needs import continue_url
from eservices.models import Certificate, Draft
from eservices.permissions import role_for
from eservices.views.account.access import DeskRequest, only_writers, signed_in

A_PAGE = 25
LONGEST_NUMBER = 40  # of an application, from the address


def list_page(
    request: DeskRequest, name: str, mine: Mine, entries: QuerySet, **more: object
) -> HttpResponse:
    """One page of a list, with its template."""
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    context = {"mine": mine, "page": page, "query": "", **more}
    return render(request, f"eservices/account/{name}.html", context)


@require_safe
@signed_in
def applications(request: DeskRequest) -> HttpResponse:
    """Drafts, and every application with its state."""
    mine = Mine(request.user)
    entries = mine.applications()
    return list_page(request, "applications", mine, entries, drafts=list(mine.drafts()))


@require_safe
@signed_in
def certificates(request: DeskRequest) -> HttpResponse:
    """Every document that was issued; `?of=` those of one application."""
    mine = Mine(request.user)
    entries, of = mine.certificates(), request.GET.get("of", "")[:LONGEST_NUMBER]
    if of:
        entries = entries.filter(application__number=of)
    query = urlencode({"of": of}) if of else ""
    return list_page(request, "certificates", mine, entries, of=of, query=query)


@require_safe
@signed_in
def standards(request: DeskRequest) -> HttpResponse:
    """The standards registered as applied, and what has become of them."""
    mine = Mine(request.user)
    return list_page(request, "standards", mine, mine.standards())


@require_safe
@signed_in
def invoices(request: DeskRequest) -> HttpResponse:
    """Every invoice, paid or not."""
    mine = Mine(request.user)
    return list_page(request, "invoices", mine, mine.invoices())


# --- what is done with an entry -------------------------------------------------
@require_POST
@signed_in
def discard(request: DeskRequest, draft: UUID) -> HttpResponse:
    """Throw a draft away; one that is gone already is no error."""
    found = Draft.objects.visible_to(request.user).filter(uuid=draft).first()
    if found is not None:
        try:
            discard_draft(draft_id=found.pk, user=request.user)
        except CaseworkError as refusal:
            messages.error(request, str(refusal))
            return redirect("desk:applications")
        messages.success(request, _("The draft is thrown away."))
    return redirect("desk:applications")


@require_POST
@signed_in
def renew(request: DeskRequest, pk: int) -> HttpResponse:
    """Start an application with what the certificate says."""
    certificate = _certificate(request, pk)
    only_writers(role_for(request.user, certificate.application))
    try:
        draft = draft_from_certificate(certificate=certificate, user=request.user)
    except CaseworkError as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:certificates")
    return redirect(continue_url(draft))


@require_POST
@signed_in
def confirm(request: DeskRequest, pk: int) -> HttpResponse:
    """Say that a registration still holds, as we ask once a year."""
    certificate = _certificate(request, pk)
    only_writers(role_for(request.user, certificate.application))
    try:
        confirm_registration(certificate_id=certificate.pk, user=request.user)
    except CaseworkError as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:certificates")
    messages.success(request, _("Thank you, it is confirmed for a year."))
    return redirect("desk:certificates")


def _certificate(request: DeskRequest, pk: int) -> Certificate:
    mine = Certificate.objects.of_applicant(request.user)
    return get_object_or_404(mine.select_related("service", "application"), pk=pk)


@require_safe
@signed_in
def certificate_pdf(request: DeskRequest, pk: int) -> HttpResponse:
    """The document as PDF."""
    certificate = _certificate(request, pk)
    answer = HttpResponse(document.certificate_pdf(certificate), "application/pdf")
    return _named(answer, certificate, "pdf")


@require_safe
@signed_in
def certificate_json(request: DeskRequest, pk: int) -> HttpResponse:
    """The document for machines, signed."""
    certificate = _certificate(request, pk)
    told = document.certificate_json(certificate)
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _named(answer, certificate, "json")


def _named(answer: HttpResponse, certificate: Certificate, suffix: str) -> HttpResponse:
    name = f"{certificate.number}.{suffix}"
    answer["Content-Disposition"] = str(content_disposition_header(True, name))
    return answer
