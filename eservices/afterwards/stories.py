"""What its holder reads of what follows a certificate, and where they act on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework.workflow import Story

ENDING = "certificate_ending"
CONFIRMATION_ASKED = "confirmation_asked"
CONFIRMED = "registration_confirmed"
STANDARD_CHANGED = "standard_changed"


def _ending(data: Mapping[str, Any]) -> str:
    day = date_format(date.fromisoformat(data["until"]), "SHORT_DATE_FORMAT")
    if data["count"] == 1:
        words = _(
            "The certificate %(number)s ends on %(day)s. You can renew it with one "
            "press."
        )
        return words % {"number": data["number"], "day": day}
    words = _("%(count)s certificates end, the first on %(day)s. You can renew them.")
    return words % {"count": data["count"], "day": day}


def _changed(data: Mapping[str, Any]) -> str:
    if data["count"] > 1:
        words = ngettext(
            "%(standard)s and %(more)s more standard you rest on are no longer in "
            "force.",
            "%(standard)s and %(more)s more standards you rest on are no longer in "
            "force.",
            data["count"] - 1,
        )
    elif data["successor"]:
        words = _("%(standard)s is replaced by %(successor)s.")
    else:
        words = _("%(standard)s is no longer in force.")
    return words % {
        "standard": data["standard"],
        "successor": data["successor"],
        "more": data["count"] - 1,
    }


STORIES: dict[str, Story] = {
    ENDING: _ending,
    CONFIRMATION_ASKED: gettext_lazy(
        "A year has passed: please confirm that what %(number)s registers still holds."
    ),
    CONFIRMED: gettext_lazy(
        "You confirmed that what %(number)s registers still holds."
    ),
    STANDARD_CHANGED: _changed,
}


def certificates_of(data: Mapping[str, Any]) -> str:
    """The certificates of one application on the desk."""
    return f"{reverse('desk:certificates')}?{urlencode({'of': data['case']})}"


def _renewal(data: Mapping[str, Any]) -> str:
    """Many instruments are ordered from their list, in one application."""
    if data["service"] == "verification" and data["count"] > 1:
        return reverse("desk:instruments")
    return certificates_of(data)


def _standards(data: Mapping[str, Any]) -> str:
    if data["service"] == "standards-registration":
        return reverse("desk:standards")
    return certificates_of(data)


PAGES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    ENDING: _renewal,
    CONFIRMATION_ASKED: certificates_of,
    STANDARD_CHANGED: _standards,
}
