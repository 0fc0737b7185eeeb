"""What a case may be about: a certificate, an instrument, as other apps know them.

Written as "certificate:s2-037-2026-000012"; names no person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from organisation.models import Unit

SEPARATOR = ":"


@dataclass(frozen=True)
class Subject:
    """A thing that has a public page and a unit that answers for it."""

    kind: str
    key: str
    title: str  # in the language of the page: "Certificate СХЗГ-S2-037-2026-000012"
    url: str
    unit: Unit

    def __str__(self) -> str:
        return f"{self.kind}{SEPARATOR}{self.key}"


Resolver = Callable[[str], Subject | None]
_resolvers: dict[str, Resolver] = {}


def register(kind: str, resolver: Resolver) -> None:
    """Have subjects of a kind found by `resolver`, which is given the key."""
    _resolvers[kind] = resolver


def find(kind: str, key: str) -> Subject | None:
    """The subject; None when there is none such (any more)."""
    resolver = _resolvers.get(kind)
    return resolver(key) if resolver and key else None


def read(written: str) -> Subject | None:
    """The subject that stands in an address or in a form as kind:key."""
    kind, _separator, key = written.partition(SEPARATOR)
    return find(kind, key)
