"""What a petition adds to its case: words, texts, and which deadline binds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework import subjects
from casework.models import Case
from casework.querysets import CaseQuerySet
from casework.subjects import Subject
from casework.workflow import Text
from feedback.models import Petition, Track

ROUTED_BY: dict[str, Text] = {
    "chosen": _("the applicant's choice"),
    "about": _("who issued what it is about"),
    "aimag": _("the aimag"),
    "category": _("the category"),
    "default": _("no rule: head office"),
    "desk": _("the clerk who entered it"),
    "": "—",
}

SUSPICIONS: dict[str, Text] = {
    "honeypot": _("a box hidden from people was filled in"),
    "no_start": _("it did not come from our form"),
    "too_fast": _("it was sent within three seconds"),
    "too_old": _("the form was opened more than a month ago"),
    "many_from_address": _("many came from the same address on the network"),
    "many_from_phone": _("many came with the same phone number"),
    "repeated_text": _("the same text came again and again"),
}


def deadline_key(case: Case) -> str:
    """Which deadline rule binds: by kind on the statutory track, else courtesy."""
    if case.petition.track == Track.COURTESY:
        return "petition.courtesy"
    return f"petition.{case.kind}"


def details(case: Case) -> list[tuple[Text, str]]:
    """What only a petition has, for the case screen."""
    petition = case.petition
    rule = petition.route_rule
    return [
        (_("Kind"), petition.get_kind_display()),
        (_("Track"), petition.get_track_display()),
        (_("Category"), petition.category.name if petition.category else "—"),
        (_("Routed by"), str(rule) if rule else str(ROUTED_BY[petition.routed_by])),
    ]


def subject(case: Case) -> Subject | None:
    """The certificate or instrument the citizen wrote about."""
    petition = case.petition
    return subjects.find(petition.about_kind, petition.about_key)


def text(case: Case) -> str:
    """What the citizen wrote."""
    return case.petition.body


def topics(case: Case) -> frozenset[str]:
    """The category and the one it is within, by which reply templates are offered."""
    category = case.petition.category
    if category is None:
        return frozenset()
    above = {category.parent.code} if category.parent else set()
    return frozenset({category.code} | above)


def same_text(case: Case, cases: CaseQuerySet) -> CaseQuerySet:
    """Petitions with the very same text, whatever its case and spacing."""
    found = case.petition.text_hash
    return cases.filter(petition__text_hash=found) if found else cases.none()


def erase(case: Case) -> None:
    """Blank the petition's text; kind, category and aimag stay for the figures."""
    Petition.objects.filter(pk=case.pk).update(body="", text_hash="")
