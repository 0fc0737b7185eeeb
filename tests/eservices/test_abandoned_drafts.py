"""Drafts nobody goes on with: told once, cleared two weeks later, never sooner."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from casework.daily import run_daily
from casework.files import storage
from casework.models import RetentionRule
from eservices import draft_mail
from eservices.actions.drafts import save_answers
from eservices.afterwards.drafts import Keeping, look_after_drafts
from eservices.models import Draft, DraftFile
from tests.eservices.factories import make_draft, open_services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]
BEGUN = datetime.fromisoformat("2026-05-04T10:00:00+08:00")


@pytest.fixture(autouse=True)
def on_the_first_day() -> Iterator[None]:
    open_services()
    with time_machine.travel(BEGUN, tick=False):
        yield


def after(days: int) -> Any:
    return time_machine.travel(BEGUN + timedelta(days=days), tick=False)


def day(days: int) -> int:
    """What the duties of that day cleared; the worker does its tasks at once."""
    with after(days):
        cleared = look_after_drafts()
        for pk in Draft.objects.values_list("pk", flat=True):
            draft_mail.deliver(pk)
        return cleared


def test_told_once_two_weeks_before_and_cleared_then() -> None:
    draft = make_draft("verification")
    told = []
    for number in (1, 165, 166, 170, 179):
        assert day(number) == 0
        told.append(len(mail.outbox))
    assert told == [0, 0, 1, 1, 1]
    (letter,) = mail.outbox
    assert letter.to == [draft.owner.email]
    assert "2026.10.31" in letter.body
    assert f"/services/apply/{draft.uuid}/" in letter.body
    assert [day(180), day(181)] == [1, 0]
    assert not Draft.objects.filter(pk=draft.pk).exists()
    assert len(mail.outbox) == 1


def test_its_files_are_gone_from_the_disk(
    django_capture_on_commit_callbacks: Any,
) -> None:
    draft = make_draft("product-certification")
    path = DraftFile.objects.filter(draft=draft).values_list("path", flat=True)[0]
    day(166)
    with django_capture_on_commit_callbacks(execute=True):
        assert day(180) == 1
    with pytest.raises(FileNotFoundError):
        storage.open(path)


def test_a_change_begins_anew() -> None:
    draft = make_draft("verification")
    day(166)
    with after(170):
        draft.refresh_from_db()
        save_answers(
            draft_id=draft.pk,
            user=draft.owner,
            step="what",
            answers={},
            version=draft.version,
        )
    assert [day(number) for number in (180, 335, 336, 349)] == [0, 0, 0, 0]
    assert len(mail.outbox) == 2
    assert day(350) == 1


def test_who_was_told_late_still_has_two_weeks() -> None:
    make_draft("verification")
    assert [day(300), day(313), day(314)] == [0, 0, 1]
    assert "2027.03.14" in mail.outbox[0].body


def test_a_mail_that_was_not_taken_is_tried_again_and_nothing_is_cleared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_draft("verification")
    with monkeypatch.context() as broken:
        broken.setattr(mail.EmailMessage, "send", _refuse)
        assert [day(166), day(180), day(400)] == [0, 0, 0]
    assert Draft.objects.filter(told_at__isnull=True).count() == 1
    assert [day(401), day(415)] == [0, 1]


def _refuse(*_args: Any, **_options: Any) -> None:
    raise smtplib.SMTPServerDisconnected


def test_the_agency_says_how_long_and_without_its_word_nothing_goes() -> None:
    make_draft("verification")
    RetentionRule.objects.filter(kind="application.draft").update(days=30)
    assert [day(15), day(16), day(29), day(30)] == [0, 0, 0, 1]
    make_draft("verification")
    RetentionRule.objects.filter(kind="application.draft").delete()
    assert Keeping.of_today() is None
    assert day(3000) == 0
    assert Draft.objects.count() == 1


def test_it_is_a_duty_of_the_day() -> None:
    make_draft("verification")
    day(166)
    with after(180):
        assert run_daily()["abandoned_drafts"] == 1
        assert run_daily()["abandoned_drafts"] == 0
