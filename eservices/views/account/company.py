"""Companies: register one, its page, who acts for it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.errors import CaseworkError
from casework.ratelimit import Limit, take
from eservices.actions import companies, invitations
from eservices.actions.companies import RegisterTaken
from eservices.invitation_mail import link_of
from eservices.models import Company, CompanyMember, CompanyRole, Invitation
from eservices.permissions import may_decide
from eservices.views.account.access import (
    DeskRequest,
    company_of,
    only_owners,
    signed_in,
)
from eservices.views.account.company_forms import (
    ChangeForm,
    InviteForm,
    RegisterForm,
    role_choices,
)
from eservices.ways_back import safe_next
from organisation.mails import is_printed

# So that nobody finds out by trying which companies are here.
REGISTERING = Limit("desk.register", burst=10, seconds=24 * 3600)
INVITING = Limit("desk.invite", burst=30, seconds=24 * 3600)
MISTAKEN, TOO_MANY = 422, 429

answers_get_and_post = require_http_methods(["GET", "HEAD", "POST"])


@answers_get_and_post
@signed_in
def register(request: DeskRequest) -> HttpResponse:
    """Register a company; who does is its owner, not yet checked.

    Who came from an application goes back to it.
    """
    form = RegisterForm(request.POST if request.method == "POST" else None)
    sent = request.POST if request.method == "POST" else request.GET
    way_back = safe_next(request, sent.get("next"))
    context: dict[str, object] = {"form": form, "next": way_back}
    if request.method == "POST" and form.is_valid():
        if not take(REGISTERING, str(request.user.pk)):
            form.add_error(None, _("Too many at once. Please try again tomorrow."))
            return _register_page(request, context, TOO_MANY)
        try:
            company = companies.register_company(
                user=request.user,
                register_no=form.cleaned_data["register_no"],
                facts=form.facts,
            )
        except RegisterTaken as refusal:
            form.add_error(refusal.field, str(refusal))
            context["is_taken"] = True
        else:
            messages.success(request, _("The company is registered at the portal."))
            if way_back:
                return redirect(way_back)
            return redirect("desk:company", company.register_no)
    return _register_page(request, context, MISTAKEN if form.errors else 200)


def _register_page(
    request: DeskRequest, context: dict[str, object], status: int
) -> HttpResponse:
    page = "eservices/account/register.html"
    return render(request, page, context, status=status)


@answers_get_and_post
@signed_in
def company(request: DeskRequest, register: str) -> HttpResponse:
    """What is written of a company; an owner changes it."""
    found, role = company_of(request, register)
    if request.method != "POST":
        return _company_page(request, found, role)
    only_owners(role)
    form = ChangeForm(request.POST, company=found)
    if form.is_valid():
        try:
            companies.change_company(
                company_id=found.pk, user=request.user, facts=form.facts
            )
        except CaseworkError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is saved."))
            return redirect("desk:company", register)
    return _company_page(request, found, role, form=form)


@answers_get_and_post
@signed_in
def members(request: DeskRequest, register: str) -> HttpResponse:
    """Who acts for a company, and who is invited; an owner invites."""
    found, role = company_of(request, register)
    if request.method != "POST":
        return _company_page(request, found, role)
    only_owners(role)
    form = InviteForm(request.POST)
    if form.is_valid() and _invited(request, found, form):
        messages.success(request, _("The invitation is on its way by e-mail."))
        return redirect("desk:company", register)
    return _company_page(request, found, role, invite=form)


def _invited(request: DeskRequest, company: Company, form: InviteForm) -> bool:
    if not take(INVITING, str(company.pk)):
        form.add_error(None, _("Too many at once. Please try again tomorrow."))
        return False
    try:
        invitations.invite(
            company_id=company.pk, user=request.user, **form.cleaned_data
        )
    except CaseworkError as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return False
    return True


def _company_page(
    request: DeskRequest,
    company: Company,
    role: str,
    *,
    form: Form | None = None,
    invite: Form | None = None,
) -> HttpResponse:
    is_owner = may_decide(role)
    tried = form or invite
    context = {
        "company": company,
        "role": CompanyRole(role).label,
        "is_owner": is_owner,
        "form": (form or ChangeForm(company=company)) if is_owner else None,
        "invite": (invite or InviteForm()) if is_owner else None,
        "tried": tried,
        "members": _members_of(company),
        "invited": _invited_to(company) if is_owner else [],
        "roles": role_choices(),
    }
    status = MISTAKEN if tried is not None else 200
    return render(request, "eservices/account/company.html", context, status=status)


def _members_of(company: Company) -> list[CompanyMember]:
    current = company.members.filter(valid_to=None).select_related("user")
    return list(current.order_by("pk"))


def _invited_to(company: Company) -> list[tuple[Invitation, str]]:
    """Open invitations; in demo mode, where no mail goes out, with their links."""
    shows_link = settings.DEMO_MODE and is_printed()
    return [
        (each, link_of(each) if shows_link else "")
        for each in company.invitations.filter(accepted_at=None, cancelled_at=None)
        if each.is_open
    ]


# --- members --------------------------------------------------------------------
@require_POST
@signed_in
def member_role(request: DeskRequest, register: str, pk: int) -> HttpResponse:
    """Give a member another role."""
    found, role = company_of(request, register)
    only_owners(role)
    try:
        companies.change_role(
            company_id=found.pk,
            user=request.user,
            member_id=pk,
            role=request.POST.get("role", ""),
        )
    except CaseworkError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is saved."))
    return _back_to(request, register)


@require_POST
@signed_in
def end_member(request: DeskRequest, register: str, pk: int) -> HttpResponse:
    """End a membership, or leave the company oneself."""
    found, _role = company_of(request, register)
    try:
        companies.end_membership(company_id=found.pk, user=request.user, member_id=pk)
    except CaseworkError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("This person does not act for the company now."))
    return _back_to(request, register)


def _back_to(request: DeskRequest, register: str) -> HttpResponse:
    mine = CompanyMember.objects.of(request.user)
    if mine.filter(company__register_no=register).exists():
        return redirect("desk:company", register)
    return redirect("desk:home")  # they have just left it


@require_POST
@signed_in
def cancel_invitation(request: DeskRequest, register: str, pk: int) -> HttpResponse:
    """Take an invitation back."""
    found, role = company_of(request, register)
    only_owners(role)
    invitations.cancel_invitation(
        company_id=found.pk, user=request.user, invitation_id=pk
    )
    messages.success(request, _("The invitation is taken back."))
    return redirect("desk:company", register)


@answers_get_and_post
@signed_in
def accept(request: DeskRequest, token: str) -> HttpResponse:
    """Look at an invitation; a post accepts it."""
    invitation = invitations.find_invitation(token)
    if request.method == "POST" and invitation is not None:
        try:
            member = invitations.accept_invitation(token=token, user=request.user)
        except CaseworkError as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("desk:company", member.company.register_no)
    return render(
        request,
        "eservices/account/invitation.html",
        {"invitation": invitation, "is_mine": _is_for(request, invitation)},
        status=200 if invitation else 404,
    )


def _is_for(request: DeskRequest, invitation: Invitation | None) -> bool:
    return invitation is not None and request.user.email.lower() == invitation.email
