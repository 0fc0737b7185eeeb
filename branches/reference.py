"""First texts of the agency's own pages, made of confirmed facts only.

They are loaded once, in the name of the first administrator, and then kept by the
head office as any other text.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction

from branches.actions.texts import Content, create_page, submit
from branches.models import PageKind, Revision
from organisation.models import Role, Unit, User

DATA = Path(__file__).parent / "data" / "pages"
AGENCY_PAGES = ("about", "structure", "law", "contact")


@transaction.atomic
def load_agency_pages() -> int:
    """Publish the pages that are missing; nothing before there is an administrator."""
    author = _first_administrator()
    if author is None:
        return 0
    office = Unit.objects.head_office()
    there = office.pages.filter(kind=PageKind.PAGE).values_list("slug", flat=True)
    missing = [slug for slug in AGENCY_PAGES if slug not in set(there)]
    for slug in missing:
        page = create_page(
            unit=office,
            kind=PageKind.PAGE,
            slug=slug,
            user=author,
            content=_first_words(slug),
        )
        submit(revision_id=Revision.objects.get(page=page).pk, user=author)
    return len(missing)


def _first_administrator() -> User | None:
    return (
        User.objects.filter(
            is_active=True,
            is_staff=True,
            memberships__role=Role.ADMINISTRATOR,
            memberships__valid_to=None,
        )
        .order_by("pk")
        .first()
    )


def _first_words(slug: str) -> Content:
    title_mn, body_mn = _text(f"{slug}.mn.md")
    title_en, body_en = _text(f"{slug}.en.md")
    return Content(
        title_mn=title_mn, body_mn=body_mn, title_en=title_en, body_en=body_en
    )


def _text(name: str) -> tuple[str, str]:
    """Title and body: the file's first line is its heading."""
    hotline = settings.HOTLINE
    words = (DATA / name).read_text(encoding="utf-8").strip()
    words = words.replace("{hotline_shown}", f"{hotline[:4]} {hotline[4:]}")
    title, _, body = words.replace("{hotline}", hotline).partition("\n")
    return title.removeprefix("# "), body.strip()
