"""Numbers as forms send them; anything else is 0, which names nothing."""

from __future__ import annotations

import re

from django.http import HttpRequest

_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


def number(typed: str) -> int:
    """A line or an id named by a button."""
    return int(typed) if _NUMBER.fullmatch(typed) else 0


def version_of(request: HttpRequest) -> int:
    """The version of the draft that the form was made from."""
    return number(request.POST.get("version", ""))
