"""What an applicant can do with a case, by number and code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework import staging
from casework.actions import add_text, perform
from casework.actions.rating import is_ratable, rate
from casework.actors import APPLICANT
from casework.applicant_forms import (
    ActForm,
    AdditionForm,
    AnswerForm,
    ContactForm,
    RatingForm,
    ReopenForm,
)
from casework.errors import CaseworkError, MissingInput, NotAllowed
from casework.models import Case, Contact, Message
from casework.workflow import Change, Text, workflow_of

Offer = Callable[[Case], bool]
Run = Callable[[Case, Any], None]


@dataclass(frozen=True)
class Act:
    """One act: when it is offered, what it asks, what it does, what is said after."""

    code: str
    title: Text
    button: Text
    done: Text
    form: type[ActForm]
    is_offered: Offer
    run: Run
    hint: Text = ""
    is_first: bool = False  # what we ask the applicant for: open, near the top
    is_grave: bool = False


def do(act: Act, case: Case, form: ActForm) -> bool:
    """Carry out a sent form; False when it is to be corrected, with its errors.

    What was typed stays in the form, uploads stay staged under its key.
    """
    if _was_done(form.key):
        return True
    form.full_clean()
    _stage(form)
    if form.errors:
        return False
    try:
        act.run(case, form)
    except CaseworkError as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, str(refusal))
        return False
    return True


def _was_done(key: UUID) -> bool:
    return Message.objects.filter(client_key=key).exists()


def _stage(form: ActForm) -> None:
    if "uploads" not in form.fields:
        return
    staging.unstage(client_key=form.key, ids=form.removed)
    uploads = form.cleaned_data["uploads"]
    for sentence in staging.stage(client_key=form.key, uploads=uploads):
        form.add_error("uploads", sentence)


# --- when -----------------------------------------------------------------------
def _can(move: str) -> Offer:
    """Offered while the workflow lets the applicant make the move."""

    def offered(case: Case) -> bool:
        found = workflow_of(case).moves.get(move)
        if found is None or case.state not in found.sources:
            return False
        change = Change(case, found, APPLICANT, {})
        try:
            for guard in found.guards:
                guard(change)
        except CaseworkError:
            return False
        return APPLICANT.may(found, case)

    return offered


def _can_complete_contact(case: Case) -> bool:
    contact: Contact = case.contact
    is_known = bool(contact.name or contact.erased_at)
    may = workflow_of(case).complete_contact is not None
    return may and case.is_unresolved and not is_known


def _can_rate(case: Case) -> bool:
    rated = {rating.round for rating in case.ratings.all()}
    return is_ratable(case) and case.round not in rated


# --- what -----------------------------------------------------------------------
def _write(move: str, *, field: str = "text") -> Run:
    def run(case: Case, form: ActForm) -> None:
        perform(
            case_id=case.pk,
            move=move,
            actor=APPLICANT,
            version=None,
            data={field: form.cleaned_data[field]},
            client_key=form.key,
        )

    return run


def _add(case: Case, form: ActForm) -> None:
    text = form.cleaned_data["text"]
    if not text and not staging.staged(form.key):
        raise MissingInput(_("Write something or choose a file."), field="text")
    add_text(case_id=case.pk, body=text, client_key=form.key)


def _complete_contact(case: Case, form: ActForm) -> None:
    complete = workflow_of(case).complete_contact
    given = {name: form.cleaned_data[name] for name in ("name", "address")}
    if complete is None:
        raise NotAllowed(_("Name and address can no longer be added here."))
    if given == {"name": case.contact.name, "address": case.contact.address}:
        return  # the same form again
    complete(case_id=case.pk, **given)


def _withdraw(case: Case, form: ActForm) -> None:
    last = case.events.filter(is_visible=True).order_by("-seq").first()
    if last is not None and last.kind == "withdraw":
        return  # the same form again
    perform(case_id=case.pk, move="withdraw", actor=APPLICANT, version=None)


def _rate(case: Case, form: ActForm) -> None:
    given = form.cleaned_data
    rate(
        case_id=case.pk,
        score=given["score"],
        is_solved=given["is_solved"],
        comment=given["comment"],
    )


_ALL = [
    Act(
        code="answer",
        title=_("Answer our question"),
        button=_("Send the answer"),
        done=_("We have your answer and go on with our work."),
        form=AnswerForm,
        is_offered=_can("citizen_answer"),
        run=_write("citizen_answer"),
        is_first=True,
    ),
    Act(
        code="complete",
        title=_("Complete what is missing"),
        button=_("Send what was missing"),
        done=_("We have what was missing and go on with our work."),
        form=AnswerForm,
        is_offered=_can("complete"),
        run=_write("complete"),
        is_first=True,
    ),
    Act(
        code="rate",
        title=_("Rate our answer"),
        button=_("Send the rating"),
        done=_("Thank you for your rating."),
        form=RatingForm,
        is_offered=_can_rate,
        run=_rate,
        is_first=True,
    ),
    Act(
        code="contact",
        title=_("Add your name and address"),
        button=_("Add name and address"),
        done=_("Your name and address are added."),
        hint=_("With both it is a formal petition, and the legal deadline binds us."),
        form=ContactForm,
        is_offered=_can_complete_contact,
        run=_complete_contact,
    ),
    Act(
        code="add",
        title=_("Add a text, photo or file"),
        button=_("Add it"),
        done=_("It is added."),
        form=AdditionForm,
        is_offered=lambda case: case.is_unresolved,
        run=_add,
    ),
    Act(
        code="reopen",
        title=_("Not solved? Reopen it"),
        button=_("Reopen it"),
        done=_("It is open again; we look at it anew."),
        hint=format_lazy(
            _("You can reopen it once, within {days} days of the answer."),
            days=settings.CASE_REOPEN_DAYS,
        ),
        form=ReopenForm,
        is_offered=_can("reopen"),
        run=_write("reopen", field="reason"),
    ),
    Act(
        code="withdraw",
        title=_("Withdraw it"),
        button=_("Yes, withdraw it"),
        done=_("You have withdrawn it."),
        hint=_("We stop working on it and send no answer. It cannot be taken back."),
        form=ActForm,
        is_offered=_can("withdraw"),
        run=_withdraw,
        is_grave=True,
    ),
]
ACTS: dict[str, Act] = {act.code: act for act in _ALL}


def offered_acts(case: Case) -> list[Act]:
    """What the applicant can do now, most expected first."""
    return [act for act in _ALL if act.is_offered(case)]
