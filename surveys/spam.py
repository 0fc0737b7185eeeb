"""Signs of machines; a suspected response is kept and left out, never refused."""

from __future__ import annotations

from dataclasses import dataclass

from casework.opened import opened_token, timing_suspicions
from casework.ratelimit import Limit, take

FORM = "surveys"
# Of one survey from one address: a school or a company may sit behind it.
PER_ADDRESS = Limit("survey.address", burst=30, seconds=3600)


@dataclass(frozen=True)
class Traces:
    """What a response shows besides its answers."""

    honeypot: str
    started: str
    address: str


def started_token() -> str:
    """The signed moment a questionnaire was opened."""
    return opened_token(FORM)


def suspicions(traces: Traces, survey_id: int) -> list[str]:
    """Codes of what looks like a machine; empty for nearly everybody.

    Call outside a transaction: it takes a rate-limit token.
    """
    found = ["honeypot"] if traces.honeypot else []
    found += timing_suspicions(FORM, traces.started)
    if traces.address and not take(PER_ADDRESS, f"{survey_id}:{traces.address}"):
        found.append("many_from_address")
    return found
