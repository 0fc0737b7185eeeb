"""Signs of spam, all local; suspected petitions are kept and marked, never refused.

In order (research G-5): a hidden field, a signed minimum time, limits per
address and per phone, the same text again and again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from casework.opened import opened_token, timing_suspicions
from casework.ratelimit import Limit, take
from mongolian.folding import fold

SAME_TEXTS = 3
SAME_TEXT_DAYS = 7
_FORM = "feedback"

PER_ADDRESS = Limit("intake.address", burst=30, seconds=3600)
PER_PHONE = Limit("intake.phone", burst=10, seconds=3600)


@dataclass(frozen=True)
class Traces:
    """What a submission shows besides its content."""

    honeypot: str
    started: str
    address: str
    phone: str


def started_token() -> str:
    """The signed moment a form was opened."""
    return opened_token(_FORM)


def text_hash(body: str) -> str:
    """The hash under which equal texts meet, whatever their case and spacing."""
    return hashlib.sha256(fold(body).encode()).hexdigest()


def suspicions(traces: Traces, body_hash: str) -> list[str]:
    """Codes of what looks like spam; empty for nearly everybody.

    Call outside a transaction: it takes rate-limit tokens.
    """
    found = [] if not traces.honeypot else ["honeypot"]
    found += timing_suspicions(_FORM, traces.started)
    if traces.address and not take(PER_ADDRESS, traces.address):
        found.append("many_from_address")
    if traces.phone and not take(PER_PHONE, traces.phone):
        found.append("many_from_phone")
    if _is_repeated(body_hash):
        found.append("repeated_text")
    return found


def _is_repeated(body_hash: str) -> bool:
    since = timezone.now() - timedelta(days=SAME_TEXT_DAYS)
    with connection.cursor() as cursor:
        # Reading a few rows is cheaper than having them counted; written as SQL,
        # which every petition then need not wait to be composed.
        cursor.execute(
            "SELECT 1 FROM feedback_petition AS petition "
            "JOIN casework_case ON casework_case.id = petition.case_id "
            "WHERE petition.text_hash = %s AND casework_case.received_at >= %s "
            "LIMIT %s",
            [body_hash, since, SAME_TEXTS],
        )
        return len(cursor.fetchall()) >= SAME_TEXTS
