"""Walking through an application as a browser without scripts does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.test import Client

from catalogue.models import Edition
from catalogue.search.index import refresh
from eservices.models import Draft
from organisation.models import User
from tests.catalogue.factories import make_edition

HEADINGS = (
    "Kind of instrument",
    "Maker",
    "Model",
    "Serial number",
    "Range",
    "Type approval no.",
)


@dataclass
class Desk:
    """A draft and the browser of who writes it."""

    client: Client
    draft: Draft

    @classmethod
    def of(cls, draft: Draft, user: User | None = None) -> Desk:
        """The owner's browser, or another's."""
        client = Client()
        client.force_login(user or draft.owner)
        return cls(client, draft)

    def url(self, path: str) -> str:
        """The address of a page of the draft, in English."""
        return f"/en/services/apply/{self.draft.uuid}/{path}"

    def get(self, path: str) -> Any:
        """A page of the draft."""
        return self.client.get(self.url(path))

    def html(self, path: str) -> str:
        """Its text."""
        return self.get(path).content.decode()

    def post(self, path: str, **data: Any) -> Any:
        """A form of the draft, made from its newest version."""
        self.draft.refresh_from_db()
        return self.client.post(self.url(path), {"version": self.draft.version, **data})

    def rows(self, key: str) -> list[dict[str, str]]:
        """The lines of a list as they are kept."""
        self.draft.refresh_from_db()
        found: list[dict[str, str]] = self.draft.rows.get(key, [])
        return found


def pasted(count: int, *, bad_kind: set[int], bad_range: set[int]) -> str:
    """So many instruments as Excel puts them on the clipboard."""
    lines = ["\t".join(HEADINGS)]
    for line in range(1, count + 1):
        kind = "99.999" if line in bad_kind else "02.001"
        size = "их" if line in bad_range else "0-30 кг"
        lines.append("\t".join((kind, "CAS", "SW-1", f"A{line:04d}", size, "ЗГ-12")))
    return "\r\n".join(lines)


def searchable(code: str, **given: Any) -> Edition:
    """An edition that the search finds."""
    edition = make_edition(code, **given)
    refresh([edition.pk])
    return edition


def summary_of(html: str) -> list[str]:
    """The sentences of the error summary."""
    found = re.search(r'<div class="error-summary".*?</div>', html, re.DOTALL)
    links = re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL) if found else []
    return [re.sub(r"<[^>]+>", "", link).strip() for link in links]
