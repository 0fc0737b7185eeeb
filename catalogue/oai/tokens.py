"""Where a long list goes on: signed, so that nothing is kept here (section 3.5)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing

from catalogue.oai.arguments import OaiError

_SALT = "catalogue.oai"


@dataclass(frozen=True)
class Place:
    """The list that is read and the last record of it that was given out."""

    verb: str
    span: tuple[str, str]  # from and until as they were asked
    set_spec: str
    last: int  # primary key
    given: int  # records before this place
    total: int


def token_of(place: Place) -> str:
    """The place as a token; it never expires, because rows keep their keys."""
    return signing.dumps(asdict(place), salt=_SALT, compress=True)


def place_of(token: str, verb: str) -> Place:
    """The place of a token of this verb; OaiError badResumptionToken otherwise."""
    try:
        found: dict[str, Any] = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise _bad() from None
    place = Place(**found | {"span": tuple(found["span"])})
    if place.verb != verb:
        raise _bad()
    return place


def _bad() -> OaiError:
    return OaiError("badResumptionToken", "This resumptionToken is not one of ours.")
