"""A standard that changes while an application is under way does not go unseen."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.actors import staff
from casework.errors import CaseworkError, NotAllowed
from casework.models import Case, Message, MessageKind
from catalogue.models import Edition
from eservices.changed_standards import ChangedStandard, changed_in
from eservices.models import Application
from eservices.results import Given, RowResult
from tests.casework.office import case_url, in_mongolian, sign_in
from tests.catalogue.factories import make_edition, relate
from tests.eservices.officers import SENT, Office, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]
SENTENCE = (
    "%(standard)s is not in force any more. Let its lines not pass, or write why it is "
    "granted all the same."
)


@pytest.fixture
def office() -> Office:
    """S1 in work: MNS 5217:2012, which the catalogue holds, and a foreign one."""
    office = Office("standards-registration")
    office.bring_to("in_work")
    return office


def replace() -> tuple[Edition, Edition]:
    old = Edition.objects.get(code="MNS 5217:2012")
    new = make_edition("MNS 5217:2026")
    relate(new, "replaces", old)
    Edition.objects.filter(pk=old.pk).update(status="replaced")
    old.refresh_from_db()
    return old, new


def propose(office: Office, **more: Any) -> None:
    office.do("propose", proposal="granted", text="Олгох.", **more)


def fresh(office: Office) -> Application:
    return Application.objects.get(pk=office.application.pk)


def test_the_officer_sees_it_with_its_successor_and_its_lines(office: Office) -> None:
    assert changed_in(fresh(office)) == []
    old, new = replace()
    assert changed_in(fresh(office)) == [ChangedStandard(old, new, [1])]
    page = sign_in(office.clerk).get(case_url(office.application)).content.decode()
    assert in_mongolian("Standards that have changed since it was sent") in page
    assert f'<a href="{new.get_absolute_url()}">MNS 5217:2026</a>' in page


def test_it_is_granted_only_with_a_reason_that_colleagues_read(office: Office) -> None:
    old, _new = replace()
    with time_machine.travel(SENT, tick=False):
        with pytest.raises(CaseworkError, match=says(SENTENCE, standard=old)) as told:
            propose(office)
        assert told.value.field == "despite"
        propose(office, despite="Шилжилтийн хугацаа дуусаагүй.")
        note = Message.objects.get(case=office.application.pk, kind=MessageKind.NOTE)
        assert (note.body, note.is_public) == ("Шилжилтийн хугацаа дуусаагүй.", False)
        event = office.application.events.get(kind="propose")
        assert event.data["changed_standards"] == [old.pk]
        office.do("grant", staff(office.head), text="Олгов.")
    assert Case.objects.get(pk=office.application.pk).state == "granted"


def test_a_line_that_did_not_pass_asks_for_no_reason(office: Office) -> None:
    replace()
    with time_machine.travel(SENT, tick=False):
        failed = [RowResult(1, "failed", reason="Солигдсон")]
        office.do("results", results=Given("standards", failed))
        assert changed_in(fresh(office)) == []
        propose(office)
    assert not Message.objects.filter(kind=MessageKind.NOTE).exists()


def test_what_changes_after_the_proposal_sends_it_back(office: Office) -> None:
    with time_machine.travel(SENT, tick=False):
        propose(office)
        old, _new = replace()
        words = (
            "%(standard)s is not in force any more since the proposal. "
            "Return the proposal."
        )
        with pytest.raises(NotAllowed, match=says(words, standard=old)):
            office.do("grant", staff(office.head), text="Олгов.")
        office.do("return_proposal", staff(office.head), reason="Стандарт солигдсон.")
        propose(office, despite="Шилжилтийн хугацаа.")
        office.do("grant", staff(office.head), text="Олгов.")


def test_a_form_without_a_change_asks_nothing_and_one_with_it_asks(
    office: Office,
) -> None:
    client, url = sign_in(office.clerk), case_url(office.application)
    label = in_mongolian("Why it is granted although a standard has changed")
    assert label not in client.get(url).content.decode()
    replace()
    assert label in client.get(url).content.decode()


def test_an_edition_the_office_has_not_published_is_nobodys_concern(
    office: Office,
) -> None:
    Edition.objects.update(status="withdrawn", is_published=False)
    assert changed_in(fresh(office)) == []


def test_other_services_and_decided_cases_have_none() -> None:
    instruments = Office("verification")
    with CaptureQueriesContext(connection) as asked:
        assert changed_in(fresh(instruments)) == []
    assert len(asked) == 1  # the application itself
    decided = Office("standards-registration")
    decided.bring_to("granted")
    replace()
    assert changed_in(fresh(decided)) == []
