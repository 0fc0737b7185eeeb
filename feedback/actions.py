"""Writes of petitions: sending one in, entering one at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import deadlines
from casework.actions import open_case, record
from casework.actors import APPLICANT, Actor, staff
from casework.errors import NotAllowed
from casework.models import Case, Channel, Contact, DeadlineRule
from casework.subjects import Subject
from feedback import spam
from feedback.models import Category, Petition, PetitionKind, Track
from feedback.routing import Route, route
from organisation.models import Unit, User

CONSENT_VERSION = "2026-11"
SUMMARY_CHARACTERS = 160


@dataclass(frozen=True)
class Submission:
    """A cleaned petition, whichever way it came."""

    client_key: UUID
    kind: str
    body: str
    language: str = "mn"
    category: Category | None = None
    aimag_code: str = ""
    unit: Unit | None = None
    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    reply_by: str = Contact.ReplyBy.CODE
    about: Subject | None = None
    is_sample: bool = False

    @property
    def track(self) -> str:
        """Statutory when the law's parts are there: name and address (art. 9).

        Thanks have no legal deadline.
        """
        named = bool(self.name and self.address)
        if self.kind == PetitionKind.THANKS or not named:
            return Track.COURTESY
        return Track.STATUTORY


def submit(*, submission: Submission, traces: spam.Traces) -> Petition:
    """Take in a petition from the web; the same client key again gives the same one.

    A suspected one is stored and marked, and waits for a clerk's look.
    """
    body_hash = spam.text_hash(submission.body)
    signs = spam.suspicions(traces, body_hash)
    chosen = route(
        body=submission.body,
        category=submission.category,
        aimag_code=submission.aimag_code,
        unit=submission.unit,
        about=submission.about,
    )
    petition = _draft(submission, chosen, body_hash, Channel.WEB)
    petition.is_suspected = bool(signs)
    petition.suspicions = ",".join(signs)
    return _open_once(
        petition, submission, APPLICANT, is_accepted=not signs, suspicions=signs
    )


def enter(
    *, submission: Submission, channel: str, user: User, is_consent_oral: bool
) -> Petition:
    """Enter a call, a visit or a letter, read back to the person.

    `unit` of the submission decides; without one the rules route.
    """
    chosen = route(
        body=submission.body,
        category=submission.category,
        aimag_code=submission.aimag_code,
        unit=submission.unit,
    )
    if chosen.routed_by == "chosen":
        chosen = Route(chosen.unit, None, "desk")
    petition = _draft(submission, chosen, spam.text_hash(submission.body), channel)
    petition.entered_by = user
    return _open_once(
        petition,
        submission,
        staff(user),
        is_accepted=True,
        is_consent_oral=is_consent_oral,
    )


def _known(client_key: UUID) -> Petition | None:
    return Petition.objects.filter(client_key=client_key).first()


def _draft(
    submission: Submission, chosen: Route, body_hash: str, channel: str
) -> Petition:
    return Petition(
        workflow="petition",
        kind=submission.kind,
        summary=_first_line(submission.body),
        body=submission.body,
        language=submission.language,
        channel=channel,
        client_key=submission.client_key,
        track=submission.track,
        category=submission.category,
        aimag_code=submission.aimag_code,
        unit=chosen.unit,
        route_rule=chosen.rule,
        routed_by=chosen.routed_by,
        about_kind=submission.about.kind if submission.about else "",
        about_key=submission.about.key if submission.about else "",
        text_hash=body_hash,
        received_at=timezone.now(),
        is_sample=submission.is_sample,
    )


def _first_line(body: str) -> str:
    line = " ".join(body.split())
    if len(line) <= SUMMARY_CHARACTERS:
        return line
    return line[: SUMMARY_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"


def _open_once(
    petition: Petition,
    submission: Submission,
    actor: Actor,
    *,
    is_accepted: bool,
    is_consent_oral: bool = False,
    suspicions: list[str] | None = None,
) -> Petition:
    has_personal = bool(submission.name or submission.phone or submission.email)
    contact = Contact(
        name=submission.name,
        address=submission.address,
        phone=submission.phone,
        email=submission.email,
        reply_by=submission.reply_by,
        consent_version=CONSENT_VERSION if has_personal else "",
        consent_at=timezone.now() if has_personal else None,
        is_consent_oral=is_consent_oral,
    )
    try:
        open_case(
            case=petition,
            contact=contact,
            actor=actor,
            rule=_rule_for(submission.kind, submission.track, petition),
            is_accepted=is_accepted,
            searched=submission.body,
            event_data={
                "unit": petition.unit_id,
                "track": petition.track,
                "route": petition.routed_by or f"rule:{petition.route_rule_id}",
                "suspicions": suspicions or [],
                "oral_consent": is_consent_oral,
            },
        )
    except IntegrityError:
        # The same form arrived twice at once; the other one won.
        known = _known(submission.client_key)
        if known is None:
            raise
        return known
    return petition


def _rule_for(kind: str, track: str, petition: Petition) -> DeadlineRule | None:
    key = "petition.courtesy" if track == Track.COURTESY else f"petition.{kind}"
    day = timezone.localdate(petition.received_at)
    return DeadlineRule.objects.in_force(key, day)


@transaction.atomic
def complete_contact(*, case_id: int, name: str, address: str) -> Petition:
    """Add the name and address of a petition on the courtesy track.

    From then on it is statutory. The legal clock counts from the day of receipt,
    which favours the applicant; the receipt date never moves. Raises NotAllowed
    when the case is answered or was named already.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    petition = Petition.objects.select_related("case").get(pk=case_id)
    contact = Contact.objects.select_for_update().get(case=locked)
    if not locked.is_unresolved or contact.name or contact.erased_at:
        raise NotAllowed(_("Name and address can no longer be added here."))
    contact.name, contact.address = name, address
    contact.consent_version = CONSENT_VERSION
    contact.consent_at = timezone.now()
    contact.save()
    facts: dict[str, object] = {"track": petition.track}
    if petition.kind != PetitionKind.THANKS:
        facts = _become_statutory(petition)
    record(petition, "contact_completed", APPLICANT, is_visible=True, data=facts)
    petition.save()
    return petition


def _become_statutory(petition: Petition) -> dict[str, object]:
    petition.track = Track.STATUTORY
    rule = _rule_for(petition.kind, Track.STATUTORY, petition)
    before = petition.due_on
    petition.deadline_rule = rule
    if rule is not None:
        petition.due_on = deadlines.first_due(rule, petition.received_on).due_on
        petition.target_on = deadlines.target_for(rule, petition.received_on)
    return {
        "track": petition.track,
        "from": f"{before}" if before else "",
        "to": f"{petition.due_on}" if petition.due_on else "",
    }
