"""Parameters of the search, as the description of the API tells them.

They are read by `Question.read`, which passes over what makes no sense; so they are
described here and not declared to the framework, which would refuse it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from catalogue.status import Status

MOST = 100  # results of one page
USUAL = 20

Parameter = dict[str, Any]


def _parameter(
    name: str, description: str, kind: str = "string", **schema: Any
) -> Parameter:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": {"type": kind, **schema},
    }


def _several(name: str, description: str, **items: Any) -> Parameter:
    listed = {"type": "string", **items}
    return _parameter(name, description, "array", items=listed)


LANG = _parameter(
    "lang", _("Language of labels and sentences."), enum=["mn", "en"], default="mn"
)
SEARCH = [
    _parameter("q", _("A designation in any spelling, or words of a title.")),
    _several("body", _("Publisher, in small letters: mns, iso, iso-iec.")),
    _several(
        "status",
        _("Status; valid stands for all in force."),
        enum=[*map(str, Status.values), "valid"],
    ),
    _parameter("ics", _("Code of the ICS, of any level: 67, 67.160, 67.160.20.")),
    _parameter("year_from", _("Year of the edition, from."), "integer"),
    _parameter("year_to", _("Year of the edition, up to."), "integer"),
    _parameter("language", _("Language of the document: mn, en, ru.")),
    _parameter("committee", _("Committee, by the last part of its address.")),
    _parameter("on", _("Only what was in force on that day."), format="date"),
    _parameter(
        "size",
        _("Results of one page."),
        "integer",
        minimum=1,
        maximum=MOST,
        default=USUAL,
    ),
    _parameter("after", _("Given in the address of the next page; do not make it up.")),
    LANG,
]


def size_of(text: str) -> int:
    """How many results were asked for, within what is allowed."""
    return min(max(int(text), 1), MOST) if text.isdecimal() and len(text) < 7 else USUAL
