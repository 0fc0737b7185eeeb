"""A refusal names one reason of the agency's list, and is counted by it."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from casework.actors import staff
from casework.errors import CaseworkError
from casework.models import Case
from eservices.desk.application_page import ApplicationPage
from eservices.figures import service_figures
from eservices.models import Application, CompanyRole, RefusalReason
from tests.eservices.factories import a_reason
from tests.eservices.issued import a_company, an_application
from tests.eservices.officers import SENT, Office, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]
MUST_NAME = "Choose the reason for the refusal."


@pytest.fixture
def office() -> Office:
    return Office("standards-registration")


def refused_for(office: Office) -> RefusalReason | None:
    """The reason as it is kept."""
    return Application.objects.get(pk=office.application.pk).refusal_reason


def propose_for(office: Office, reason: RefusalReason | None) -> None:
    given: dict[str, Any] = {
        "proposal": "refused",
        "text": "Татгалзах.",
        "refusal_reason": reason,
    }
    office.do("propose", **given)


def test_reason_of_proposal_and_refusal_are_kept_and_stand_in_the_events(
    office: Office,
) -> None:
    case = office.bring_to("refused")
    assert refused_for(office) == a_reason()
    told = case.events.filter(kind__in=["propose", "refuse"]).order_by("seq")
    assert [event.data["refusal_reason"] for event in told] == [
        "requirements_not_met",
        "requirements_not_met",
    ]


def test_who_decides_may_name_another_reason(office: Office) -> None:
    other = RefusalReason.objects.get(code="other")
    with time_machine.travel(SENT, tick=False):
        office.propose("refused")
        said = {"text": "Хангаагүй.", "appeal": "СХЗГ"}
        office.do("refuse", staff(office.head), refusal_reason=other, **said)
    assert refused_for(office) == other


def test_without_one_or_with_one_of_another_service_nothing_is_proposed(
    office: Office,
) -> None:
    foreign = RefusalReason.objects.get(code="instruments_not_presented")
    RefusalReason.objects.filter(code="other").update(is_active=False)
    with time_machine.travel(SENT, tick=False):
        office.take()
        for reason in (None, foreign, RefusalReason.objects.get(code="other")):
            with pytest.raises(CaseworkError, match=says(MUST_NAME)) as refusal:
                propose_for(office, reason)
            assert refusal.value.field == "refusal_reason"
    assert Case.objects.get(pk=office.application.pk).state == "in_review"


def test_a_returned_proposal_and_a_grant_have_none(office: Office) -> None:
    with time_machine.travel(SENT, tick=False):
        office.take()
        propose_for(office, a_reason())
        office.do("return_proposal", staff(office.head), reason="Дахин.")
        assert refused_for(office) is None
        office.judge()
        named: dict[str, Any] = {"proposal": "granted", "refusal_reason": a_reason()}
        office.do("propose", text="Олгох.", **named)
    assert refused_for(office) is None


def test_the_applicant_reads_it_when_it_is_decided_not_before(office: Office) -> None:
    RefusalReason.objects.update(legal_basis_mn="Хуулийн 7 дугаар зүйл")
    with time_machine.travel(SENT, tick=False):
        office.take()
        propose_for(office, a_reason())
        before = Application.objects.get(pk=office.application.pk)
        assert ApplicationPage(before, CompanyRole.OWNER).refusal_reason is None
        said = {"text": "Хангаагүй.", "appeal": "СХЗГ"}
        office.do("refuse", staff(office.head), refusal_reason=a_reason(), **said)
        client = Client()
        client.force_login(office.owner)
        page = client.get(f"/account/applications/{before.number}/").content.decode()
    assert f"<dd>{a_reason().name_mn}</dd>" in page
    assert '<dd class="note">Хуулийн 7 дугаар зүйл</dd>' in page


def test_refusals_are_counted_by_reason_and_few_are_not_told() -> None:
    cache.clear()
    with time_machine.travel(SENT, tick=False):
        for number in range(9):
            application = an_application("verification", company=a_company())
            code = "other" if number < 5 else "data_wrong"
            reason = RefusalReason.objects.get(code=code)
            Case.objects.filter(pk=application.pk).update(state="refused")
            Application.objects.filter(pk=application.pk).update(refusal_reason=reason)
        (line,) = [each for each in service_figures() if each.code == "S2"]
        told = Client().get("/open-data/statistics.json").json()["services"]
        page = Client().get("/en/statistics/").content.decode()
    assert [(each.code, each.count) for each in line.refusals] == [("other", 5)]
    assert [each["refusals_by_reason"] for each in told if each["service"] == "S2"] == [
        {"other": 5}
    ]
    assert "<p>Why we refused: Another reason — 5</p>" in page
    cache.clear()


def test_the_agency_keeps_the_list_in_its_order() -> None:
    RefusalReason.objects.filter(code="other").update(position=1)
    offered = RefusalReason.objects.offered_for("verification")
    assert offered[0].code == "other"
    assert "instruments_not_presented" in {each.code for each in offered}
    assert "type_test_failed" not in {each.code for each in offered}
