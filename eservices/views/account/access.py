"""Who comes to the desk: somebody signed in, to what is theirs; else a 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from eservices.models import Application, Company
from eservices.permissions import may_decide, may_write, role_for, role_in, role_of
from organisation.models import User

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request of somebody who is signed in. Only for annotations."""

    user: User


def signed_in(view: View) -> View:
    """Send who is not signed in to the sign-in page, and back afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        # What was sent is lost, so the way back leads to the page it came from.
        wanted = request.get_full_path() if request.method == "GET" else ""
        query = f"?{urlencode({'next': wanted})}" if wanted else ""
        return redirect(reverse("desk:sign_in") + query)

    return guarded


def company_of(request: DeskRequest, register: str) -> tuple[Company, str]:
    """A company the person acts for, and as what; 404 for any other."""
    company = Company.objects.filter(register_no=register).first()
    role = role_in(request.user, company.pk) if company else ""
    if company is None or not role:
        raise Http404
    return company, role


def application_of(request: DeskRequest, number: str) -> tuple[Application, str]:
    """An application of the person or their company, and their role; else 404."""
    application = (
        Application.objects.of_applicant(request.user)
        .filter(number=number)
        .annotate(own_role=role_of(request.user))
        .select_related(
            "unit__parent",
            "deadline_rule",
            "contact",
            "extension",
            "company",
            "renews",
            "refusal_reason",
        )
        .first()
    )
    if application is None:
        raise Http404
    if application.company_id is None:
        return application, role_for(request.user, application)
    return application, application.own_role or ""


def only_writers(role: str) -> None:
    """404 for who only reads: what they may not do is not there."""
    if not may_write(role):
        raise Http404


def only_owners(role: str) -> None:
    """404 for who is not an owner."""
    if not may_decide(role):
        raise Http404
