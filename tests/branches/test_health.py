"""The health board: what the pages lack, the neediest first."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from branches.actions.files import add_picture
from branches.actions.texts import save_revision
from branches.models import OpeningHours, Place, ServiceOffer, StaffMember
from branches.office.health import read_health
from organisation.models import Role, Unit, User
from tests.branches.factories import content, make_text, publish
from tests.casework.file_samples import picture
from tests.factories import make_petition, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
BOARD = "/admin/branches/page/health/"


@pytest.fixture
def head(darkhan: Unit) -> User:
    return make_user(Role.HEAD, darkhan)


def lacks(unit: Unit) -> list[str]:
    """What its page lacks, in English."""
    with translation.override("en"):
        (row,) = read_health(Unit.objects.filter(pk=unit.pk))
        return [str(sentence) for sentence in row.lacks]


def fill(unit: Unit, head: User) -> None:
    """Everything the board asks for."""
    Unit.objects.filter(pk=unit.pk).update(phone="7037 0000", address_mn="Төв зам 1")
    Place.objects.create(unit=unit, latitude="49.48", longitude="105.92")
    OpeningHours.objects.create(unit=unit, weekday=0, opens=time(9), closes=time(18))
    ServiceOffer.objects.create(unit=unit, service="verification")
    StaffMember.objects.create(
        unit=unit, name="Б.Оюун", post_mn="Дарга", is_public=True
    )
    publish(make_text(unit, head, title_en="Title", body_en="Text."), head)


def test_an_empty_page_lacks_everything(darkhan: Unit) -> None:
    Unit.objects.filter(pk=darkhan.pk).update(phone="", address_mn="")
    assert lacks(darkhan) == [
        "no telephone",
        "no address",
        "no opening hours",
        "no point on the map",
        "no services written",
        "no staff shown",
        "no news",
    ]


def test_a_full_page_lacks_nothing(darkhan: Unit, head: User) -> None:
    fill(darkhan, head)
    assert lacks(darkhan) == []


def test_what_grows_old_is_told(darkhan: Unit, head: User, time_machine: Any) -> None:
    fill(darkhan, head)
    time_machine.move_to(timezone.now() + timedelta(days=91))
    assert lacks(darkhan) == ["news older than 90 days"]


def test_pictures_translations_and_texts_that_wait(darkhan: Unit, head: User) -> None:
    fill(darkhan, head)
    photo = SimpleUploadedFile("a.png", picture("PNG"), "image/png")
    add_picture(unit=darkhan, user=head, upload=photo, alt_mn="Байр")
    page = darkhan.pages.get()
    changed = content(body="Шинэ бичвэр.", title_en="Title", body_en="Text.")
    save_revision(page_id=page.pk, user=head, expected_no=1, content=changed)
    publish(page, head)
    editor = make_user(Role.EDITOR, darkhan)
    waiting = make_text(darkhan, editor, slug="xuleej")
    publish(waiting, editor)
    assert lacks(darkhan) == [
        "pictures without English words",
        "1 stale translation",
        "1 text waits for approval",
    ]
    # A newer draft stands before what was handed in: it does not wait any more.
    save_revision(page_id=waiting.pk, user=editor, expected_no=1, content=content())
    assert lacks(darkhan)[-1] == "1 stale translation"


def test_late_cases_are_counted(darkhan: Unit, head: User) -> None:
    fill(darkhan, head)
    make_petition(unit=darkhan, on=timezone.now() - timedelta(days=60))
    assert lacks(darkhan) == ["1 case is late"]


def test_a_unit_sees_itself_and_the_head_office_all_the_neediest_first(
    darkhan: Unit, head: User, django_assert_max_num_queries: Any
) -> None:
    fill(darkhan, head)
    own = Client()
    own.force_login(make_user(Role.EDITOR, darkhan))
    assert [row.unit for row in own.get(BOARD).context["rows"]] == [darkhan]
    office = Client()
    office.force_login(make_user(Role.OFFICER, Unit.objects.head_office()))
    office.get(BOARD)
    with django_assert_max_num_queries(8):
        rows = office.get(BOARD).context["rows"]
    assert len(rows) == Unit.objects.active().count()
    counts = [len(row.lacks) for row in rows]
    assert counts == sorted(counts, reverse=True)
    assert rows[-1].unit == darkhan
