"""Notices: told once, tried again with back-off, taken over from a dead worker."""

from __future__ import annotations

import http.client
import io
import json
import smtplib
import urllib.error
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from casework import caretaker, outbox, senders
from casework.models import Notice
from casework.notice_texts import text_of
from casework.numbers import code_for, group_code
from organisation.models import Unit
from tests.factories import NAMED, make_petition

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture
def notice():
    make_petition(unit=Unit.objects.get(code="orkhon"), **NAMED)
    return Notice.objects.get()


class Gateway:
    """An SMS gateway on paper: answers with the given statuses in turn."""

    def __init__(self, *statuses):
        self.statuses = list(statuses)
        self.requests = []

    def __call__(self, request, timeout):
        self.requests.append(request)
        status = self.statuses.pop(0)
        if status >= 400:
            raise urllib.error.HTTPError(request.full_url, status, "", {}, None)
        return io.BytesIO(b"ok")


@pytest.fixture
def gateway(monkeypatch, settings):
    settings.SMS_URL = "http://127.0.0.1:9/sms"

    def with_statuses(*statuses):
        made = Gateway(*statuses)
        monkeypatch.setattr(senders.urllib.request, "urlopen", made)
        return made

    return with_statuses


def test_an_sms_goes_to_the_gateway_once_with_its_key(notice, gateway):
    made = gateway(200)
    assert outbox.deliver(notice.pk)
    assert not outbox.deliver(notice.pk)
    (request,) = made.requests
    body = json.loads(request.data)
    assert (body["to"], body["key"]) == ("99112345", str(notice.key))
    assert request.get_header("Idempotency-key") == str(notice.key)
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == ("sent", 1)


def test_the_first_notice_says_number_code_and_due_date(notice):
    text = text_of(notice).short
    case = notice.case
    assert case.number in text
    assert group_code(code_for(case.client_key)) in text
    assert f"{case.due_on:%Y.%m.%d}" in text


def test_a_busy_gateway_is_tried_again_with_growing_waits(notice, gateway):
    made = gateway(503, 503, 200)
    now = timezone.now()
    for wait in (timedelta(0), timedelta(minutes=1), timedelta(minutes=5)):
        now += wait
        with time_machine.travel(now, tick=False):
            outbox.deliver(notice.pk)
            notice.refresh_from_db()
            if notice.state == "queued":
                assert notice.failure == "http_503"
                assert notice.next_try_at == now + outbox.BACK_OFF[notice.tries - 1]
    assert (notice.state, notice.tries, len(made.requests)) == ("sent", 3, 3)


def test_a_gateway_that_refuses_the_number_is_not_asked_again(notice, gateway):
    gateway(400)
    assert not outbox.deliver(notice.pk)
    notice.refresh_from_db()
    assert (notice.state, notice.failure) == ("failed", "http_400")


def test_after_the_last_try_a_notice_has_failed(notice, gateway):
    gateway(*[503] * 8)
    for _ in range(8):
        outbox.deliver(notice.pk)
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == ("failed", 8)


def test_what_a_killed_worker_left_is_sent_by_another_under_the_same_key(
    notice, gateway, monkeypatch
):
    with monkeypatch.context() as patch:
        # The worker dies after the claim, before anything is written.
        patch.setattr(outbox, "send_sms", lambda *a: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            outbox.deliver(notice.pk)
    notice.refresh_from_db()
    assert notice.state == "sending"
    caretaker.outbox.requeue_stuck()
    notice.refresh_from_db()
    assert notice.state == "sending"  # a young claim may still be alive
    made = gateway(200)
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        outbox.requeue_stuck()
        assert outbox.enqueue_due() == 1
        assert outbox.deliver(notice.pk)
    assert made.requests[0].get_header("Idempotency-key") == str(notice.key)


def test_a_gateway_that_talks_nonsense_is_tried_again(notice, gateway, monkeypatch):
    gateway()

    def nonsense(request, timeout):
        raise http.client.BadStatusLine("hello")

    monkeypatch.setattr(senders.urllib.request, "urlopen", nonsense)
    assert not outbox.deliver(notice.pk)
    notice.refresh_from_db()
    assert (notice.state, notice.failure) == ("queued", "gateway_unreachable")


def test_what_takes_every_worker_down_is_given_up(notice):
    now = timezone.now()
    for tries in range(1, len(outbox.BACK_OFF) + 2):
        Notice.objects.update(state="sending", claimed_at=now, tries=tries)
        now += timedelta(minutes=6)
        with time_machine.travel(now, tick=False):
            outbox.requeue_stuck()
        notice.refresh_from_db()
        assert notice.state == ("queued" if tries <= len(outbox.BACK_OFF) else "failed")
    assert notice.failure == "worker_lost"


def test_a_task_whose_worker_was_killed_is_reaped(notice):
    result = DBTaskResult.objects.get()
    result.claim("gone")
    assert caretaker.reap_tasks() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert caretaker.reap_tasks() == 1


def test_the_task_is_enqueued_with_the_case_or_not_at_all(notice):
    result = DBTaskResult.objects.get()
    assert result.args_kwargs == {"args": [notice.pk], "kwargs": {}}


def test_a_mail_has_a_message_id_that_stays_the_same():
    make_petition(email="oyun@example.mn", reply_by="email")
    notice = Notice.objects.get()
    assert outbox.deliver(notice.pk)
    (message,) = mail.outbox
    assert message.to == ["oyun@example.mn"]
    assert message.extra_headers["Message-ID"].startswith(f"<{notice.key}@")
    assert notice.case.number in message.subject


def test_a_mail_server_that_refuses_the_address_is_final(monkeypatch):
    make_petition(email="oyun@example.mn", reply_by="email")
    refusal = smtplib.SMTPRecipientsRefused({})

    def refuse(self, fail_silently=False):
        raise refusal

    monkeypatch.setattr(senders.EmailMessage, "send", refuse)
    notice = Notice.objects.get()
    assert not outbox.deliver(notice.pk)
    notice.refresh_from_db()
    assert (notice.state, notice.failure) == ("failed", "address_refused")


def test_an_erased_person_is_not_written_to(notice):
    type(notice.case.contact).objects.filter(case=notice.case).update(
        name="", address="", phone="", email="", erased_at=timezone.now()
    )
    assert not outbox.deliver(notice.pk)
    notice.refresh_from_db()
    assert (notice.state, notice.failure) == ("failed", "no_address")


def test_on_the_console_the_phone_is_masked(notice, capsys):
    with override_settings(SMS_URL="console:"):
        outbox.deliver(notice.pk)
    printed = capsys.readouterr().out
    assert "9911••••" in printed
    assert "99112345" not in printed


def test_an_english_case_is_told_in_english():
    make_petition(language="en", **NAMED)
    assert "Access code" in text_of(Notice.objects.get()).short
