"""A standard changes in the catalogue: who rests on it is told, once."""

# The companies, days and answers of these tests are there; mypy cannot know.
# mypy: disable-error-code="union-attr,arg-type,operator"
from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.caretaker import look_after
from casework.models import Notice
from casework.notice_texts import text_of
from catalogue.actions.editing import save_edition
from catalogue.models import Edition
from catalogue.status import Status
from eservices.afterwards import alerts
from eservices.afterwards.stories import STANDARD_CHANGED
from eservices.models import Certificate, StandardAlert
from organisation.models import Role, Unit
from tests.catalogue.factories import make_edition, relate
from tests.eservices.issued import (
    a_company,
    add_product,
    an_application,
    grant,
    of_standards,
)
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture(autouse=True)
def nobody_has_looked() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def old() -> Edition:
    return make_edition("MNS 0377:2013")


@pytest.fixture
def new(old: Edition) -> Edition:
    edition = make_edition("MNS 0377:2025")
    relate(edition, "replaces", old)
    return edition


def edit(edition: Edition, status: str) -> None:
    """As an officer of the head office changes it."""
    officer = make_user(Role.OFFICER, Unit.objects.head_office())
    edition = Edition.objects.get(pk=edition.pk)
    edition.status = status
    save_edition(user=officer, edition=edition)


def registration(*editions: Edition, **facts: Any) -> Certificate:
    (certificate,) = grant(of_standards(list(editions), **facts))
    return certificate


def certified(edition: Edition) -> Certificate:
    """A certificate of conformity with a standard."""
    application = an_application("product-certification", company=a_company())
    add_product(application, "Цамц", edition)
    (certificate,) = grant(application)
    return certificate


def letters() -> list[str]:
    """What contacts were written of changed standards."""
    sent = Notice.objects.filter(template=STANDARD_CHANGED, recipient="applicant")
    return [text_of(notice).body for notice in sent.order_by("pk")]


def test_an_edit_of_the_office_alerts_registrations_and_certificates(
    old: Edition, new: Edition
) -> None:
    cited = {registration(old), certified(old)}
    untouched = registration(make_edition("MNS 1:2020"))
    assert alerts.look_lately() == 0
    cache.clear()
    edit(old, Status.REPLACED)
    assert alerts.look_lately() == 2
    raised = StandardAlert.objects.all()
    assert {(each.certificate, each.edition, each.successor) for each in raised} == {
        (certificate, old, new) for certificate in cited
    }
    assert not untouched.alerts.exists()
    for body in letters():
        assert "MNS 0377:2013" in body
        assert "MNS 0377:2025" in body


def test_told_once_however_often_it_is_looked(old: Edition, new: Edition) -> None:
    registration(old)
    edit(old, Status.REPLACED)
    for _ in range(3):
        cache.clear()
        alerts.look_lately()
        assert alerts.look_at_all() == 0
    assert len(letters()) == 1


def test_two_standards_of_one_registration_are_one_letter(old: Edition) -> None:
    second = make_edition("MNS 2:2010")
    registration(old, second)
    edit(old, Status.WITHDRAWN)
    edit(second, Status.WITHDRAWN)
    alerts.look_lately()
    assert (StandardAlert.objects.count(), len(letters())) == (2, 1)


def test_the_successor_may_be_known_later(old: Edition) -> None:
    registration(old)
    edit(old, Status.WITHDRAWN)
    alerts.look_lately()
    assert StandardAlert.objects.get().successor is None
    later = make_edition("MNS 0377:2025")
    alerts.look_at_all()
    assert StandardAlert.objects.get().successor == later


def test_a_mistake_put_right_settles_the_alert(old: Edition) -> None:
    certificate = registration(old)
    edit(old, Status.WITHDRAWN)
    alerts.look_at_all()
    edit(old, Status.IN_FORCE)
    alerts.look_at_all()
    assert StandardAlert.objects.get().settled_at is not None
    # Put right before anybody was told: nobody is.
    assert (alerts.tell_holders(), letters()) == (0, [])
    edit(old, Status.WITHDRAWN)
    alerts.look_at_all()
    assert certificate.alerts.get().settled_at is None


def test_withdrawn_after_it_was_replaced_is_another_alert(
    old: Edition, new: Edition
) -> None:
    registration(old)
    edit(old, Status.REPLACED)
    alerts.look_at_all()
    edit(old, Status.WITHDRAWN)
    alerts.look_at_all()
    found = StandardAlert.objects.order_by("pk")
    assert [(each.status, each.settled_at is None) for each in found] == [
        ("replaced", False),
        ("withdrawn", True),
    ]


@pytest.mark.parametrize("state", ["withdrawn", "replaced"])
def test_what_stands_no_more_is_not_alerted(old: Edition, state: str) -> None:
    registration(old)
    Certificate.objects.update(state=state)
    edit(old, Status.WITHDRAWN)
    assert alerts.look_at_all() == 0


def test_what_the_office_has_not_published_is_nobodys_concern(old: Edition) -> None:
    registration(old)
    tomorrow = timezone.localdate() + timedelta(days=1)
    Edition.objects.filter(pk=old.pk).update(status="withdrawn", publish_on=tomorrow)
    assert alerts.look_at_all() == 0
    Edition.objects.update(publish_on=timezone.localdate())
    assert alerts.look_at_all() == 1


def test_the_caretaker_looks_and_looks_again_after_a_while(old: Edition) -> None:
    registration(old)
    edit(old, Status.WITHDRAWN)
    look_after()
    assert len(letters()) == 1


def test_many_citations_are_no_more_statements_than_few(old: Edition) -> None:
    company = a_company()
    registration(old, company=company)
    edit(old, Status.WITHDRAWN)
    with CaptureQueriesContext(connection) as few:
        assert alerts.look_at_all() == 1
    edit(old, Status.IN_FORCE)
    second = make_edition("MNS 3:2010")
    for _ in range(5):
        registration(second)
    edit(second, Status.WITHDRAWN)
    with CaptureQueriesContext(connection) as many:
        assert alerts.look_at_all() == 5
    assert len(many) <= len(few)


def test_page_register_and_desk_show_it(old: Edition, new: Edition) -> None:
    certificate = registration(old)
    edit(old, Status.REPLACED)
    alerts.look_lately()
    owner = certificate.company.members.get().user
    verify = Client().get(f"/verify/{certificate.address}/").content.decode()
    assert new.get_absolute_url() in verify
    register = Client().get("/registers/standards/mns-0377/").content.decode()
    assert "status-replaced" in register
    desk = Client()
    desk.force_login(owner)
    for path in ("/account/", "/account/standards/"):
        assert new.get_absolute_url() in desk.get(path).content.decode()
