"""What machines ask: alive, ready, may robots come in, what pages are there."""

from __future__ import annotations

import shutil
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.models import Notice, NoticeState

LEAST_FREE_BYTES = 200 * 1024 * 1024
LONGEST_QUEUE = timedelta(hours=1)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; asks nothing else, not even the database."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, age of the outbox and disk; 503 when one is not right."""
    checks = {"database": False, "migrations": False, "outbox": False, "disk": False}
    checks["disk"] = shutil.disk_usage(settings.VAR_DIR).free > LEAST_FREE_BYTES
    try:
        checks["migrations"] = _is_migrated()
        checks["outbox"] = not _is_outbox_stuck()
        checks["database"] = True
    except Error:
        pass
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _is_outbox_stuck() -> bool:
    old = timezone.now() - LONGEST_QUEUE
    return Notice.objects.filter(state=NoticeState.QUEUED, next_try_at__lt=old).exists()


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read everything that is not about a person."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /account/",
        "Disallow: /track/",
        "Disallow: /en/track/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain")
