"""What DAN tells of a person.

Which names DAN gives its claims could not be confirmed (sso.gov.mn answers with the
services of KHUR that were asked for), so several are read; the agency confirms them
when it gets its client.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mongolian.identity import (
    IdentityError,
    parse_citizen_register,
    parse_company_register,
)

REGISTER = ("register_number", "regnum", "civil_register")
COMPANY = ("company_register", "legal_entity_register")
COMPANY_NAME = ("company_name", "legal_entity_name")
LONGEST_NAME = 150  # User.first_name
LONGEST_COMPANY = 200


@dataclass(frozen=True)
class Claims:
    """Names, personal register (РД) and the company the person stands for."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""  # only one that DAN has verified
    register: str = field(default="", repr=False)
    company: str = ""
    company_name: str = ""


def claims_of(told: Mapping[str, Any]) -> Claims:
    """Read what was told; a number that cannot be one counts as not given."""
    verified = told.get("email_verified") is True
    return Claims(
        first_name=_text(told, ("given_name",))[:LONGEST_NAME],
        last_name=_text(told, ("family_name",))[:LONGEST_NAME],
        email=_text(told, ("email",)).lower() if verified else "",
        register=_citizen(_text(told, REGISTER)),
        company=_company(_text(told, COMPANY)),
        company_name=_text(told, COMPANY_NAME)[:LONGEST_COMPANY],
    )


def _text(told: Mapping[str, Any], names: tuple[str, ...]) -> str:
    values = (told.get(name) for name in names)
    found = next((value for value in values if isinstance(value, str | int)), "")
    return " ".join(str(found).split())


def _citizen(typed: str) -> str:
    try:
        return parse_citizen_register(typed).value
    except IdentityError:
        return ""


def _company(typed: str) -> str:
    try:
        return parse_company_register(typed)
    except IdentityError:
        return ""
