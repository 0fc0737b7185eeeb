"""What a person searched for: it may name somebody, so it stands in no address.

It is kept in the session under a short key, and the key is in the address; so
going back, reloading and the next page work as everywhere.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

KEPT = 10  # searches a person may go back to
LONGEST = 100  # characters
_NAME = "searches"


def keep(session: SessionBase, typed: str) -> str:
    """Keep what was typed; the query string under which it is found."""
    key = secrets.token_urlsafe(6)
    newest = list(session.get(_NAME, {}).items())[1 - KEPT :]
    session[_NAME] = dict(newest) | {key: typed.strip()[:LONGEST]}
    return urlencode({"search": key})


def recall(session: SessionBase, key: str) -> str:
    """What was kept under the key; nothing for one that is unknown or too old."""
    typed: str = session.get(_NAME, {}).get(key, "")
    return typed
