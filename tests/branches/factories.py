"""Texts of units, for tests."""

from __future__ import annotations

from typing import Any

from branches.actions.texts import Content, create_page, submit
from branches.models import Page, PageKind, Revision
from organisation.models import Unit, User


def content(title: str = "Гарчиг", body: str = "Эх бичвэр.", **more: Any) -> Content:
    """What a revision says."""
    return Content(title_mn=title, body_mn=body, **more)


def make_text(
    unit: Unit,
    user: User,
    *,
    kind: str = PageKind.NEWS,
    slug: str = "medee",
    **words: Any,
) -> Page:
    """A text with its first draft."""
    return create_page(
        unit=unit, kind=kind, slug=slug, user=user, content=content(**words)
    )


def publish(page: Page, user: User) -> Revision:
    """Hand its newest revision in, by somebody who may publish."""
    newest = page.revisions.order_by("-no")[0]
    return submit(revision_id=newest.pk, user=user)
