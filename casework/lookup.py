"""Finding a case by number and code: one answer for wrong and for absent.

Only failed tries use up tokens, so that many people behind one address of a
mobile network can follow their cases. A token is taken before the code is
looked at and given back when it fits: tries sent all at once cannot slip past.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from casework.errors import CaseworkError
from casework.models import Case
from casework.numbers import CODE_DIGITS, code_matches, parse_number
from casework.ratelimit import Limit, give_back, take

PER_ADDRESS = Limit("track.address", burst=60, seconds=600)
PER_NUMBER = Limit("track.number", burst=10, seconds=600)
# Compared with when there is no such case, so that both answers cost the same.
_NO_HASH = "0" * 64


class LookupRefused(CaseworkError):
    """No case is shown; the sentence says what to do."""


class TooManyTries(LookupRefused):
    """The address or the number has to wait."""


def find_case(*, number: str, code: str, address: str) -> Case:
    """The case with this number whose code this is.

    Spelling is free: spaces and dashes may be missing. Raises LookupRefused for a
    mistyped number or code (before any look-up), for a number and code that do
    not belong together or do not exist, and TooManyTries (for the address, and
    for the number, known or not) when there were too many failed tries.
    """
    read = parse_number(number)
    if read is None:
        raise LookupRefused(
            _("There is a mistake in the number. Please check it again."),
            field="number",
        )
    digits = re.sub(r"\D", "", code)
    if len(digits) != CODE_DIGITS:
        raise LookupRefused(
            _("The code has nine digits. Please check it again."), field="code"
        )
    # Every bucket is asked, whatever the others say.
    if not all([take(PER_ADDRESS, address), take(PER_NUMBER, read)]):
        raise TooManyTries(
            _("Too many tries. Please try again in 10 minutes, or call %(hotline)s.")
            % {"hotline": settings.HOTLINE}
        )
    case = _by_number(read)
    if not code_matches(case.code_hash if case else _NO_HASH, read, digits) or not case:
        raise LookupRefused(
            _("This number and code do not belong together. Please check both.")
        )
    give_back(PER_ADDRESS, address)
    give_back(PER_NUMBER, read)
    return case


def reread(case: Case) -> Case:
    """A case that was found, as it is after an act."""
    return _with_all_around().get(pk=case.pk)


def _by_number(number: str) -> Case | None:
    try:
        return _with_all_around().get(number=number)
    except Case.DoesNotExist:
        return None


def _with_all_around() -> QuerySet[Case]:
    # What the page shows of every case, in the one look-up.
    return Case.objects.select_related(
        "unit__parent", "deadline_rule", "contact", "extension"
    )
