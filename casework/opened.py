"""When a public form was opened, signed; machines are too fast, leftovers too old."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

MIN_SECONDS = 3
MAX_AGE = timedelta(days=30)  # a form may wait on a phone without network


def opened_token(form: str) -> str:
    """The signed moment a form of this name was opened."""
    return signing.TimestampSigner(salt=f"{form}.started").sign("form")


def timing_suspicions(form: str, token: str) -> list[str]:
    """The code of what is odd about the time a form took; empty for people."""
    signer = signing.TimestampSigner(salt=f"{form}.started")
    try:
        signer.unsign(token, max_age=MAX_AGE)
    except signing.SignatureExpired:
        return ["too_old"]
    except signing.BadSignature:
        return ["no_start"]
    try:
        signer.unsign(token, max_age=MIN_SECONDS)
    except signing.SignatureExpired:
        return []
    return ["too_fast"]
