"""How certificates are shown in templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django import template
from django.utils.translation import gettext as _

from eservices.afterwards.confirmations import is_stale
from eservices.certificates import document
from eservices.certificates.states import StateWords, words_of
from eservices.models import Certificate, CitedStandard, Verification

register = template.Library()

register.filter("holder_of", document.holder_of)


@register.filter
def state_words(certificate: Certificate) -> StateWords:
    """The state of today: word, sentence and classes."""
    return words_of(certificate.public_state, is_positive=certificate.is_positive)


@register.filter
def labelled(row: Sequence[str], head: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each cell with the name of its column."""
    return zip(head, row, strict=False)


@register.filter
def work_words(entry: Verification) -> str:
    """What was done to an instrument."""
    is_calibration = entry.work == "calibration"
    return _("Calibration") if is_calibration else _("Verification")


@register.filter
def is_unconfirmed(cited: CitedStandard) -> bool:
    """Whether a registration (with `confirmed_on`) was not confirmed for too long."""
    return is_stale(cited.confirmed_on)  # type: ignore[attr-defined]
