"""Texts of units, for tests."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from branches.actions.files import add_picture
from branches.actions.hours import DayHours, write_week
from branches.actions.texts import Content, create_page, submit
from branches.models import (
    LocalFigure,
    Page,
    PageKind,
    Place,
    Revision,
    ServiceOffer,
    SpecialDay,
    StaffMember,
)
from eservices.models import FieldTrip
from organisation.models import Unit, User
from tests.casework.file_samples import picture

BODY = "## Хуваарь\n\n- Жин: **даваа** гараг\n- Тоолуур: мягмар гараг"


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


def fill_unit(unit: Unit, head: User) -> None:
    """Everything a page of a unit can show."""
    photo = SimpleUploadedFile("a.png", picture("PNG", size=(900, 600)), "image/png")
    kept = add_picture(unit=unit, user=head, upload=photo, alt_mn="Лабораторийн байр")
    Place.objects.create(unit=unit, latitude="49.48", longitude="105.92", photo=kept)
    day = DayHours(time(8, 30), time(17, 30), time(12), time(13))
    write_week(unit=unit, user=head, week=dict.fromkeys(range(5), day))
    today = timezone.localdate()
    SpecialDay.objects.create(
        unit=unit, day=today + timedelta(days=1), reason_mn="Сургалттай"
    )
    ServiceOffer.objects.create(unit=unit, service="verification")
    StaffMember.objects.create(
        unit=unit,
        name="Б.Оюун",
        post_mn="Хэлтсийн дарга",
        phone="7037 0000",
        photo=kept,
        is_public=True,
    )
    LocalFigure.objects.create(
        unit=unit, label_mn="Шалгасан", period="2026", value=1828, source_mn="Тайлан"
    )
    FieldTrip.objects.create(
        unit=unit,
        aimag_code=unit.aimag_code,
        sum_mn="Хонгор",
        starts_on=today,
        ends_on=today,
        capacity=40,
    )
    publish(make_text(unit, head, body=BODY, picture=kept), head)
    publish(make_text(unit, head, kind=PageKind.PROFILE, slug="about"), head)
    publish(make_text(unit, head, kind=PageKind.ANNOUNCEMENT, is_urgent=True), head)
