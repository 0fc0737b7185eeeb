"""First texts of the agency's own pages, made of confirmed facts only.

They are loaded once, by nobody in particular, and then kept by the head office as any
other text.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from branches.models import Page, PageKind, Revision, RevisionState
from organisation.models import Unit

DATA = Path(__file__).parent / "data" / "pages"
AGENCY_PAGES = ("about", "structure", "law", "contact")


@transaction.atomic
def load_agency_pages() -> int:
    """Publish the pages that are missing; one that is there is never touched."""
    office = Unit.objects.head_office()
    there = office.pages.filter(kind=PageKind.PAGE).values_list("slug", flat=True)
    missing = [slug for slug in AGENCY_PAGES if slug not in set(there)]
    for slug in missing:
        page = Page.objects.create(unit=office, kind=PageKind.PAGE, slug=slug)
        Revision.objects.create(
            page=page,
            no=1,
            state=RevisionState.APPROVED,
            go_live_at=timezone.now(),
            **_first_words(slug),
        )
    return len(missing)


def _first_words(slug: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for language in ("mn", "en"):
        title, body = _text(f"{slug}.{language}.md")
        words |= {f"title_{language}": title, f"body_{language}": body}
    return words


def _text(name: str) -> tuple[str, str]:
    """Title and body: the file's first line is its heading."""
    hotline = settings.HOTLINE
    words = (DATA / name).read_text(encoding="utf-8").strip()
    words = words.replace("{hotline_shown}", f"{hotline[:4]} {hotline[4:]}")
    title, _, body = words.replace("{hotline}", hotline).partition("\n")
    return title.removeprefix("# "), body.strip()
