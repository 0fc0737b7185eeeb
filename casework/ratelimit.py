"""Token buckets in the database, one atomic statement each.

Keys are keyed hashes, so no address or phone is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from casework.models import TokenBucket


@dataclass(frozen=True)
class Limit:
    """At most `burst` at once, refilled fully in `seconds`."""

    name: str
    burst: int
    seconds: int


def take(limit: Limit, subject: str) -> bool:
    """Take one token for `subject`; False when the bucket is empty.

    Call outside a transaction: the row lock should last one statement only.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO casework_tokenbucket AS bucket (key, tokens, updated_at)
            VALUES (%(key)s, %(burst)s - 1, clock_timestamp())
            ON CONFLICT (key) DO UPDATE SET
                tokens = GREATEST(-1, LEAST(%(burst)s, bucket.tokens + %(rate)s
                    * EXTRACT(EPOCH FROM clock_timestamp() - bucket.updated_at)) - 1),
                updated_at = clock_timestamp()
            RETURNING tokens >= 0
            """,
            {
                "key": _key(limit, subject),
                "burst": float(limit.burst),
                "rate": limit.burst / limit.seconds,
            },
        )
        allowed: bool = cursor.fetchone()[0]
    return allowed


def give_back(limit: Limit, subject: str) -> None:
    """Return a token taken for something that turned out to need none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casework_tokenbucket "
            "SET tokens = LEAST(%s, tokens + 1) WHERE key = %s",
            [float(limit.burst), _key(limit, subject)],
        )


def _key(limit: Limit, subject: str) -> str:
    digest = salted_hmac(f"ratelimit.{limit.name}", subject, algorithm="sha256")
    return digest.hexdigest()


def forget_old_buckets() -> int:
    """Delete buckets untouched for a day, full again by then; returns how many."""
    old = timezone.now() - timedelta(days=1)
    return TokenBucket.objects.filter(updated_at__lt=old).delete()[0]
