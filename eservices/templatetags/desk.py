"""Words and choices of the desk's lists."""

from __future__ import annotations

from typing import Any

from django import template

from casework.workflow import Text
from eservices.afterwards import confirmations
from eservices.certificates.states import StateWords, words_of
from eservices.desk import needs
from eservices.desk.mine import Mine
from eservices.engine import service_at
from eservices.models import Certificate, CertificateState, CitedStandard, Draft

register = template.Library()


@register.filter
def service_name(slug: str) -> str:
    """A service as people call it."""
    return needs.name_of(slug)


@register.filter
def service_outcome(slug: str) -> Text:
    """What the document of a service is called."""
    service = service_at(slug)
    return service.outcome_name if service else slug


@register.filter
def continue_url(draft: Draft) -> str:
    """Where a draft is gone on with."""
    return needs.continue_url(draft)


@register.filter
def state_words(certificate: Certificate) -> StateWords:
    """The public state of a certificate, in words and colour."""
    return words_of(certificate.public_state, is_positive=certificate.is_positive)


@register.filter
def may_be_renewed(certificate: Certificate, mine: Mine) -> bool:
    """Whether the person may start a renewal: it stands, or has ended by itself."""
    return (
        certificate.is_positive
        and certificate.valid_to is not None
        and certificate.state == CertificateState.VALID
        and mine.may_write_for(certificate.company_id)
    )


@register.filter
def may_be_confirmed(certificate: Certificate, mine: Mine) -> bool:
    """Whether the person may say that a registration still holds; about once a year."""
    offered = confirmations.months_ago(confirmations.OFFERED_AFTER)
    return (
        certificate.service.code == confirmations.SERVICE
        and certificate.state == CertificateState.VALID
        and certificate.confirmed_on <= offered  # type: ignore[attr-defined]
        and mine.may_write_for(certificate.company_id)
    )


@register.filter
def successor_of(cited: CitedStandard) -> Any:
    """What to use instead of a standard that changed, when it is known."""
    alerts = getattr(cited.certificate, "open_alerts", [])
    same = (each for each in alerts if each.edition_id == cited.edition_id)
    return next((each.successor for each in same if each.successor), None)


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """The value under a key, or None."""
    return mapping.get(key)
