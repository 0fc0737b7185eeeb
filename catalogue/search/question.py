"""What was asked: the words and the filters, as an address holds them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from catalogue.status import Status
from mongolian.folding import clean_text

LONGEST = 200  # characters of the text
VALID_WORD = "valid"  # every status in force
_STATUSES = frozenset({*Status.values, VALID_WORD})
_ICS = re.compile(r"^\d{2}(\.\d{1,3}){0,3}$")
# A score and an edition; behind them the fallback that found it, if one did.
_CURSOR = re.compile(r"^[ab]-?\d{1,18}\.\d{1,18}(\.[a-z_]{1,10})?$")
_SLUG = re.compile(r"^[a-z0-9-]{1,140}$")
_LANGUAGE = re.compile(r"^[a-zA-Z-]{2,8}$")
_LAST_PAGE = 100_000
_MOST = 12  # values of one filter

# Field of the question -> parameter of the address, in canonical order.
_PARAMETERS = {
    "text": "q",
    "bodies": "body",
    "statuses": "status",
    "ics": "ics",
    "year_from": "year_from",
    "year_to": "year_to",
    "language": "language",
    "committee": "committee",
    "on": "on",
    "page": "page",
    "after": "after",
}


@dataclass(frozen=True)
class Question:
    """One search. Bodies and committee by slug, ICS of any level by code."""

    text: str = ""
    bodies: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    ics: str = ""
    year_from: int | None = None
    year_to: int | None = None
    language: str = ""
    committee: str = ""
    on: date | None = None  # the collection as it stood on that day
    page: int = 1
    after: str = ""  # where the previous page ended; opaque

    @classmethod
    def read(cls, query: QueryDict) -> Question:
        """The question of an address; what makes no sense is as if not there."""
        return cls(
            text=" ".join(clean_text(query.get("q", "")).split())[:LONGEST].strip(),
            bodies=_several(query, "body", _SLUG.match),
            statuses=_several(query, "status", _STATUSES.__contains__),
            ics=_one(query, "ics", _ICS),
            year_from=_year(query.get("year_from", "")),
            year_to=_year(query.get("year_to", "")),
            language=_one(query, "language", _LANGUAGE),
            committee=_one(query, "committee", _SLUG),
            on=_day(query.get("on", "")),
            page=_page(query.get("page", "")),
            after=_one(query, "after", _CURSOR),
        )

    def with_(self, **changes: Any) -> Question:
        """Another question like this one, from its first page unless told."""
        first: dict[str, Any] = {"page": 1, "after": ""}
        return replace(self, **(first | changes))

    def query(self) -> str:
        """The parameters of its address, always in the same order; may be empty."""
        return urlencode([pair for pair in self._pairs() if pair[1]])

    def _pairs(self) -> list[tuple[str, str]]:
        pairs = []
        for name, parameter in _PARAMETERS.items():
            value = getattr(self, name)
            if name == "page" and value == 1:
                continue
            values = value if isinstance(value, tuple) else (value,)
            pairs += [(parameter, str(one)) for one in values if one is not None]
        return pairs

    @property
    def fallback(self) -> str:
        """The fallback whose pages are being turned; "" for what was asked."""
        return "".join(self.after.split(".")[2:])

    @property
    def is_empty(self) -> bool:
        """Nothing was asked, though a page of everything may have been."""
        return self.with_() == Question()

    @property
    def has_filters(self) -> bool:
        """Whether anything but words narrows it."""
        return self.with_(text="") != Question()


def _several(query: QueryDict, name: str, fits: Any) -> tuple[str, ...]:
    values = dict.fromkeys(value for value in query.getlist(name) if fits(value))
    return tuple(sorted(values))[:_MOST]


def _one(query: QueryDict, name: str, shape: re.Pattern[str]) -> str:
    value = query.get(name, "")
    return value if shape.match(value) else ""


def _year(value: str) -> int | None:
    return int(value) if re.fullmatch(r"[12][0-9]{3}", value) else None


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _page(value: str) -> int:
    fits = re.fullmatch(r"[0-9]{1,6}", value)
    return min(max(int(value), 1), _LAST_PAGE) if fits else 1
