"""The end of an application: what it costs, the check, and sending it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework.errors import CaseworkError
from eservices.actions.drafts import save_answers
from eservices.actions.submission import check_draft, submit
from eservices.errors import NotComplete, StaleDraft
from eservices.models import Draft
from eservices.pages.checked import Judged, judge
from eservices.pages.fee import fee_of
from eservices.pages.journey import CHECK, FEE, Journey
from eservices.pages.summary import parts
from eservices.views.apply.access import DraftRequest, of_draft
from eservices.views.apply.posted import version_of


@of_draft
def fee(request: DraftRequest) -> HttpResponse:
    """What it will cost, as far as can be known now (GET); go on (POST)."""
    draft, definition = request.draft, request.definition
    journey = Journey(definition, draft, FEE)
    here = journey.step_url(FEE)
    if request.method == "POST":
        return _seen(request, journey)
    given = sum(len(draft.rows.get(key, [])) for key in definition.rows)
    context = _context(request, journey) | {
        "fee": fee_of(definition, check_draft(draft), given=given),
        "before": journey.before(here),
    }
    return render(request, "eservices/apply/fee.html", context)


def _seen(request: DraftRequest, journey: Journey) -> HttpResponse:
    """Note that the fee was looked at, and show the next page."""
    here = journey.step_url(FEE)
    try:
        save_answers(
            draft_id=request.draft.pk,
            user=request.user,
            step=FEE,
            answers={},
            version=version_of(request),
        )
    except CaseworkError as refusal:
        messages.error(request, str(refusal))
        return redirect(here)
    return redirect(journey.after(here))


@of_draft
def check(request: DraftRequest) -> HttpResponse:
    """Everything once more (GET); send it (POST)."""
    if request.method == "POST":
        return _send(request)
    return _check_page(request)


def _send(request: DraftRequest) -> HttpResponse:
    """Send it once: whoever sends it again is led to the same receipt."""
    draft = request.draft
    if "declare" not in request.POST:
        refusal = _("Tick the box: only what you stand for can be sent.")
        return _check_page(request, undeclared=refusal, status=422)
    try:
        submit(draft_id=draft.pk, user=request.user, version=version_of(request))
    except Draft.DoesNotExist:
        pass  # the same press, a moment earlier
    except NotComplete as missing:
        # Something changed beside the draft since it was looked at, as a standard.
        judged = Judged(judge(draft).values, missing.faults)
        return _check_page(request, judged=judged, status=422)
    except StaleDraft as stale:
        return _check_page(request, refusal=str(stale), status=409)
    except CaseworkError as error:
        return _check_page(request, refusal=str(error), status=422)
    return to_receipt(draft.uuid)


def to_receipt(bundle: UUID) -> HttpResponse:
    """The receipt of what was sent."""
    return redirect("services:receipt", bundle)


def _check_page(
    request: DraftRequest,
    *,
    judged: Judged | None = None,
    undeclared: str = "",
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    journey = Journey(request.definition, request.draft, CHECK)
    shown = parts(request.definition, request.draft, judged or judge(request.draft))
    context = _context(request, journey) | {
        "parts": shown,
        "is_complete": not any(part.faults for part in shown),
        "undeclared": undeclared,
        "refusal": refusal,
        "before": journey.before(journey.step_url(CHECK)),
    }
    return render(request, "eservices/apply/check.html", context, status=status)


def _context(request: DraftRequest, journey: Journey) -> dict[str, object]:
    return {
        "draft": request.draft,
        "definition": request.definition,
        "may_write": request.may_write,
        "journey": journey,
        "step": next(step for step in journey.steps if step.code == journey.at),
    }
