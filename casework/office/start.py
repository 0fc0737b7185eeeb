"""The page a working day begins with."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils import timezone

from casework.office.pages import Step, page_of
from casework.office.queue import default_tab, tab_links
from organisation.permissions import StaffRequest, duties

ROWS = 5
# Pages that have buttons of their own on the start page.
NOT_REFERENCE = frozenset({"Case", "Petition"})


def start_page(request: StaffRequest) -> dict[str, Any]:
    """Counts, the next cases and the reference data the person may open."""
    user = request.user
    if not duties(user).sees_cases:
        return {"tabs": [], "next_rows": [], "reference": reference_lists(request)}
    tab = default_tab(user)
    page = page_of(
        user,
        tab.pieces(user, timezone.localdate()),
        Step(),
        newest_first=tab.is_newest_first,
    )
    return {
        "tabs": tab_links(user, None),
        "next_rows": [] if tab.code == "all" else page.rows[:ROWS],
        "reference": reference_lists(request),
    }


def reference_lists(request: StaffRequest) -> list[dict[str, Any]]:
    """The apps with the lists the person may open, without those of cases."""
    apps = []
    for app in admin.site.get_app_list(request):
        models = [
            model
            for model in app["models"]
            if model["object_name"] not in NOT_REFERENCE
        ]
        if models:
            apps.append({"name": app["name"], "models": models})
    return apps
