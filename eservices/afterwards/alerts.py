"""When a standard is replaced or withdrawn, whoever rests on it is told, once.

Set-based: the alerts of an edition are one statement, however many certificates cite
it; everybody sees them at once, and their holders are told after that.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from catalogue.checking import check_lines
from catalogue.models import Edition
from eservices.afterwards.stories import STANDARD_CHANGED
from eservices.afterwards.telling import lock_case, tell_holder
from eservices.models import Certificate, CertificateState, StandardAlert

# How often the caretaker looks, and how far back: a change may be committed late.
# The daily look is at every edition.
EVERY = timedelta(minutes=5)
BACK = timedelta(minutes=30)
TOLD_A_ROUND = 200  # applications; the next round goes on
CHECKED_AT_ONCE = 500  # editions
STANDING = (CertificateState.VALID.value, CertificateState.SUSPENDED.value)
_MARK = "standard-alerts"

# What the office has not published is nobody's concern yet.
_GONE = """
    edition.status IN ('replaced', 'withdrawn') AND edition.is_published
    AND (edition.publish_on IS NULL OR edition.publish_on <= %(today)s)
"""
_CHANGED = "(%(since)s::timestamptz IS NULL OR edition.changed_at >= %(since)s)"
_RAISE = f"""
INSERT INTO eservices_standardalert (certificate_id, edition_id, status, raised_at)
SELECT DISTINCT certificate.id, edition.id, edition.status, %(now)s
FROM catalogue_edition AS edition
JOIN eservices_citedstandard AS cited ON cited.edition_id = edition.id
JOIN eservices_certificate AS certificate ON certificate.id = cited.certificate_id
WHERE {_GONE} AND {_CHANGED}
    AND certificate.state IN ('valid', 'suspended')
    AND (certificate.valid_to IS NULL OR certificate.valid_to >= %(today)s)
    AND NOT EXISTS (
        SELECT FROM eservices_standardalert AS alert
        WHERE alert.certificate_id = certificate.id
            AND alert.edition_id = edition.id AND alert.status = edition.status
    )
ON CONFLICT DO NOTHING
"""  # noqa: S608  (ours)
# Gone no more, or gone in another way: the old alert is over.
_SETTLE = f"""
UPDATE eservices_standardalert AS alert SET settled_at = %(now)s
FROM catalogue_edition AS edition
WHERE edition.id = alert.edition_id AND alert.settled_at IS NULL
    AND edition.status <> alert.status AND {_CHANGED}
"""  # noqa: S608  (ours)
_REOPEN = f"""
UPDATE eservices_standardalert AS alert SET settled_at = NULL
FROM catalogue_edition AS edition
WHERE edition.id = alert.edition_id AND alert.settled_at IS NOT NULL
    AND edition.status = alert.status AND {_GONE} AND {_CHANGED}
"""  # noqa: S608  (ours)


def look_lately() -> int:
    """For the caretaker: what changed of late, and who is still to be told."""
    if cache.add(_MARK, True, EVERY.total_seconds()):
        raise_alerts(since=timezone.now() - BACK)
    return tell_holders()


def look_at_all() -> int:
    """For the day: every edition, also one shown from today; returns new alerts."""
    return raise_alerts(since=None)


def raise_alerts(*, since: datetime | None) -> int:
    """Alerts of the editions changed since then, None for all; how many are new."""
    facts = {"since": since, "now": timezone.now(), "today": timezone.localdate()}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SETTLE, facts)
        cursor.execute(_REOPEN, facts)
        cursor.execute(_RAISE, facts)
        raised: int = cursor.rowcount
    _name_successors(since)
    return raised


def _name_successors(since: datetime | None) -> None:
    """What to use instead, for open alerts that do not say it yet.

    Of late raised ones only: for many there is nothing, and once a day is enough to
    ask again.
    """
    lacking = StandardAlert.objects.filter(
        settled_at__isnull=True, successor__isnull=True
    )
    if since is not None:
        lacking = lacking.filter(raised_at__gte=since)
    ids = list(lacking.order_by("edition").values_list("edition", flat=True).distinct())
    for first in range(0, len(ids), CHECKED_AT_ONCE):
        editions = Edition.objects.filter(pk__in=ids[first : first + CHECKED_AT_ONCE])
        for one in check_lines(editions.values_list("code", flat=True)):
            if one.found is not None and isinstance(one.replacement, Edition):
                lacking.filter(edition=one.found).update(successor=one.replacement)


def tell_holders() -> int:
    """Tell the holders of alerts not told yet, some a round; returns how many."""
    untold = StandardAlert.objects.filter(told_at__isnull=True)
    cases = untold.values_list("certificate__application", flat=True)
    few = list(cases.order_by().distinct()[:TOLD_A_ROUND])
    return sum(_tell(case_id) for case_id in few)


@transaction.atomic
def _tell(case_id: int) -> bool:
    case = lock_case(case_id)
    alerts = list(
        StandardAlert.objects.filter(
            told_at__isnull=True, certificate__application=case_id
        )
        .select_related("edition", "successor", "certificate")
        .defer("certificate__content")
        .order_by("pk")
    )
    StandardAlert.objects.filter(pk__in=[each.pk for each in alerts]).update(
        told_at=timezone.now()
    )
    facts = _facts(alerts)
    if facts is None:
        return False
    tell_holder(case, STANDARD_CHANGED, facts)
    return True


def _facts(alerts: list[StandardAlert]) -> dict[str, Any] | None:
    """What the holder is told; None when it no longer matters."""
    real = [each for each in alerts if _matters(each)]
    if not real:
        return None
    first = real[0]
    return {
        "count": len({each.edition_id for each in real}),
        "standard": first.edition.code,
        "successor": first.successor.code if first.successor else "",
        "certificates": len({each.certificate_id for each in real}),
    }


def _matters(alert: StandardAlert) -> bool:
    certificate: Certificate = alert.certificate
    return alert.settled_at is None and certificate.state in STANDING
