"""Putting right what the applicant could not know: the kind and the category."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework import deadlines
from casework.actions import record
from casework.actors import Actor
from casework.errors import CaseworkError, NotAllowed, StaleVersion
from casework.models import Case, Contact, DeadlineRule
from feedback.facts import deadline_key
from feedback.models import Category, Petition, PetitionKind, Track


@transaction.atomic
def recategorise(
    *,
    case_id: int,
    actor: Actor,
    version: int,
    kind: str,
    category: Category | None,
) -> Petition:
    """Give an open petition its right kind and category.

    Another kind has another deadline rule; it counts from the day of receipt, and
    the applicant is told when the last day moves. Raises StaleVersion, NotAllowed,
    CaseworkError.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if locked.version != version:
        raise StaleVersion(
            _("Somebody else has just changed this case. Look at it again.")
        )
    if not actor.works_on(locked):
        raise NotAllowed(_("Your role does not allow this."))
    if not locked.is_unresolved:
        raise NotAllowed(_("An answered case keeps its kind and category."))
    if kind not in PetitionKind.values:
        raise CaseworkError(_("Choose what it is."), field="kind")
    petition = Petition.objects.select_related("category").get(pk=case_id)
    _change(petition, actor, kind, category)
    return petition


def _change(
    petition: Petition, actor: Actor, kind: str, category: Category | None
) -> None:
    before = petition.category
    facts = {
        "from_kind": petition.kind,
        "to_kind": kind,
        "from_category": before.code if before else "",
        "to_category": category.code if category else "",
    }
    if petition.kind == kind and petition.category == category:
        return
    due_before = petition.due_on
    petition.category = category
    if petition.kind != kind:
        _become(petition, kind)
    petition.version += 1
    record(petition, "recategorised", actor, data=facts)
    if petition.due_on != due_before:
        _tell_new_date(petition, actor, f"{due_before or ''}")
    petition.save()


def _become(petition: Petition, kind: str) -> None:
    petition.kind = kind
    petition.track = _track_of(petition)
    rule = DeadlineRule.objects.in_force(deadline_key(petition), petition.received_on)
    petition.deadline_rule = rule
    if petition.round == 1:
        # A reopening has set an aim of its own.
        received = petition.received_on
        petition.target_on = deadlines.target_for(rule, received) if rule else None
    due = deadlines.explain(petition)
    petition.due_on = due.due_on if due else None


def _track_of(petition: Petition) -> Track:
    """Statutory with name and address, except thanks (as when it was sent in)."""
    contact = Contact.objects.get(case=petition)
    is_named = bool(contact.name and contact.address)
    if petition.kind == PetitionKind.THANKS or not is_named:
        return Track.COURTESY
    return Track.STATUTORY


def _tell_new_date(petition: Petition, actor: Actor, before: str) -> None:
    record(
        petition,
        "due_recomputed",
        actor,
        is_visible=True,
        data={"from": before, "to": f"{petition.due_on or ''}"},
    )
