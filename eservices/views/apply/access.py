"""Who gets to a draft: those it belongs to, signed in; for others it is not there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast
from uuid import UUID

from django.db.models import Case, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from casework import ratelimit
from casework.ratelimit import Limit
from eservices.engine import ServiceDefinition, service_at
from eservices.models import Application, CompanyMember, CompanyRole, Draft
from eservices.querysets import DraftQuerySet
from eservices.views.account.access import signed_in
from organisation.models import User

# Enough for somebody who corrects a long list line by line; not for a machine.
WRITES = Limit("apply.write", burst=600, seconds=3600)
Answer = HttpResponse
View = Callable[Concatenate["DraftRequest", ...], Answer]


class DraftRequest(HttpRequest):
    """A request for a draft of one's own. Only for annotations."""

    user: User
    draft: Draft
    definition: ServiceDefinition
    may_write: bool


def of_draft(view: View) -> Callable[..., HttpResponseBase]:
    """The view of a draft of one's own; 404 for others, its receipt once sent."""

    @never_cache
    @signed_in
    @wraps(view)
    def found(request: HttpRequest, uuid: UUID, *rest: Any, **named: Any) -> Answer:
        user = cast(User, request.user)
        draft = drafts_of(user).filter(uuid=uuid).first()
        definition = service_at(draft.service) if draft else None
        if draft is None or definition is None:
            return _sent_already(user, uuid)
        mine = cast(DraftRequest, request)
        mine.draft, mine.definition = draft, definition
        mine.may_write = draft.may_write
        if request.method == "POST":
            return _written(view, mine, *rest, **named)
        return view(mine, *rest, **named)

    return found


def drafts_of(user: User) -> DraftQuerySet:
    """The drafts `user` sees, each with `may_write`."""
    writers = CompanyMember.objects.of(user).exclude(role=CompanyRole.VIEWER)
    may_write = Q(company__isnull=True) | Q(company__in=writers.values("company"))
    found: DraftQuerySet = (
        Draft.objects.visible_to(user)
        .select_related("company", "renews")
        .prefetch_related("files")
        .annotate(may_write=Case(When(may_write, then=Value(True)), default=False))
    )
    return found


def _sent_already(user: User, uuid: UUID) -> Answer:
    if Application.objects.of_applicant(user).filter(bundle=uuid).exists():
        return redirect("services:receipt", uuid)
    raise Http404


def _written(view: View, request: DraftRequest, *rest: Any, **named: Any) -> Answer:
    """A write: by who may, and not more of them than a person makes."""
    if not request.may_write:
        return render(request, "eservices/apply/only_reading.html", status=403)
    if not ratelimit.take(WRITES, str(request.user.pk)):
        return render(request, "eservices/apply/too_fast.html", status=429)
    return view(request, *rest, **named)
