"""A draft becomes applications: all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid5

import pytest
from django.db import transaction

from casework.models import Attachment, Contact, Event, Notice
from casework.numbers import code_for, code_matches
from eservices.actions.submission import submit, submitted
from eservices.engine import all_services
from eservices.errors import NotComplete, ServiceClosed, StaleDraft
from eservices.models import (
    Application,
    ApplicationFile,
    Draft,
    DraftFile,
    InstrumentRow,
    Service,
)
from eservices.rows.saved import saved_rows
from eservices.sealed import MARK
from tests.catalogue.factories import make_edition
from tests.eservices.factories import (
    REGISTER,
    ROWS,
    make_application,
    make_company,
    make_draft,
    make_person,
    owner_of,
    upload_to,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("reference", "private", "in_english"),
]
INSTRUMENT = ROWS["verification"]["instruments"][0]
MIXED = [
    INSTRUMENT | {"serial": "1", "kind": "08.002", "range": "0-14 pH"},
    INSTRUMENT | {"serial": "2"},
    INSTRUMENT | {"serial": "3"},
]


def send(draft: Draft) -> list[Application]:
    return submit(draft_id=draft.pk, user=draft.owner, version=draft.version)


@pytest.mark.parametrize("slug", [service.slug for service in all_services()])
def test_a_complete_draft_becomes_an_application(slug: str) -> None:
    # A draft standard would be refused; one of unknown status goes to an officer.
    make_edition("MNS 5217:2012", status="unknown")
    draft = make_draft(slug)
    (application,) = send(draft)
    assert Draft.objects.count() == 0
    assert (application.kind, application.state) == (slug, "submitted")
    assert (application.client_key, application.bundle) == (draft.uuid, draft.uuid)
    assert application.company == draft.company
    assert application.due_on is not None
    key = f"application.{slug}"
    assert application.deadline_rule is not None
    assert application.deadline_rule.applies_to == key
    lists = {name: len(rows) for name, rows in saved_rows(application).items()}
    assert lists == {name: len(rows) for name, rows in ROWS[slug].items()}


def test_whom_to_answer_and_how_to_find_it() -> None:
    draft = make_draft("verification")
    (application,) = send(draft)
    contact = Contact.objects.get(case=application)
    assert (contact.name, contact.phone, contact.email, contact.reply_by) == (
        "Дорж Оюун",
        "99112345",
        "oyun@company.example",
        "email",
    )
    assert draft.company is not None
    assert application.summary == f"{draft.company.name}: Худалдааны жин"
    assert draft.company.register_no in application.search_text
    code = code_for(draft.uuid)
    assert code_matches(application.code_hash, application.number, code)
    assert Notice.objects.filter(case=application, template="received").exists()


def test_no_register_number_is_kept_in_clear_anywhere() -> None:
    application = make_application("verification")
    assert application.answers["representative_register"].startswith(MARK)
    data = [str(event.data) for event in Event.objects.all()]
    for text in [*data, application.search_text, str(application.answers)]:
        assert REGISTER not in text


def test_the_first_event_says_what_came() -> None:
    application = make_application("verification")
    event = Event.objects.get(case=application, kind="received")
    assert (event.actor, event.user) == ("citizen", application.applicant)
    facts = {key: event.data[key] for key in ("rows", "part", "parts", "declared")}
    assert facts == {
        "rows": {"instruments": 1},
        "part": 1,
        "parts": 1,
        "declared": True,
    }


def test_a_mixed_list_becomes_a_case_for_every_unit() -> None:
    draft = make_draft("verification", rows={"instruments": MIXED})
    first, second = send(draft)
    assert [(one.unit.code, one.bundle) for one in (first, second)] == [
        ("darkhan-uul", draft.uuid),
        ("verification-laboratory", draft.uuid),
    ]
    assert second.client_key == uuid5(draft.uuid, "1")
    rows = InstrumentRow.objects.order_by("application_id", "position")
    assert [(row.application_id, row.position, row.serial) for row in rows] == [
        (first.pk, 1, "2"),
        (first.pk, 2, "3"),
        (second.pk, 1, "1"),
    ]
    assert submitted(draft.uuid, draft.owner) == [first, second]
    assert submitted(draft.uuid, make_person()) == []


def test_documents_become_those_of_the_case_every_part_its_own(tmp_path: Path) -> None:
    draft = make_draft(
        "verification", rows={"instruments": MIXED}, answers={"is_director": "no"}
    )
    upload_to(draft, draft.owner, "power_of_attorney")
    draft.refresh_from_db()
    send(draft)
    assert DraftFile.objects.count() == 0
    purposes = ApplicationFile.objects.values_list("purpose", flat=True)
    assert list(purposes) == ["power_of_attorney"] * 2
    paths = set(Attachment.objects.values_list("path", flat=True))
    assert len(paths) == 2
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {
        Path(path).name for path in paths
    }


def test_what_is_missing_is_told_and_nothing_is_written() -> None:
    draft = make_draft("verification", answers={"phone": "1"}, rows={"instruments": []})
    with pytest.raises(NotComplete) as raised, transaction.atomic():
        send(draft)
    assert list(raised.value.faults.by_path) == ["phone", "rows.instruments"]
    assert (Application.objects.count(), Draft.objects.count()) == (0, 1)


def test_a_stale_draft_and_a_closed_service_are_told() -> None:
    draft = make_draft("verification")
    with pytest.raises(StaleDraft):
        submit(draft_id=draft.pk, user=draft.owner, version=draft.version - 1)
    Service.objects.update(is_open=False)
    with pytest.raises(ServiceClosed):
        send(draft)


def test_sent_twice_it_is_one() -> None:
    draft = make_draft("verification")
    send(draft)
    with pytest.raises(Draft.DoesNotExist):
        send(draft)
    assert Application.objects.count() == 1


def test_a_citizen_applies_for_himself() -> None:
    application = make_application("verification", as_citizen=True)
    assert application.company is None
    assert application.summary.endswith(": Худалдааны жин")
    assert submitted(application.bundle, application.applicant) == [application]


def test_two_thousand_instruments_are_sent() -> None:
    rows = [INSTRUMENT | {"serial": f"{n:04d}"} for n in range(2000)]
    application = make_application("verification", rows={"instruments": rows})
    kept = InstrumentRow.objects.filter(application=application)
    assert kept.count() == 2000
    assert kept.get(position=2000).serial == "1999"


def test_a_sending_that_fails_leaves_no_file_behind(tmp_path: Path) -> None:
    draft = make_draft(
        "verification", rows={"instruments": MIXED}, answers={"is_director": "no"}
    )
    upload_to(draft, draft.owner, "power_of_attorney")
    draft.refresh_from_db()
    lost = DraftFile.objects.get()
    lost.pk, lost.sha256 = None, "0" * 64
    lost.path = f"00/00/{'0' * 32}"  # gone from the disk
    lost.save()
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(FileNotFoundError), transaction.atomic():
        send(draft)
    assert Application.objects.count() == 0
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before


class TestAtOnce:
    """S1: granted by the system when everything is in force."""

    def test_standards_in_force_are_registered_at_once(self) -> None:
        make_edition("MNS 5217:2012")
        application = make_application("standards-registration")
        assert (application.state, application.is_automatic) == ("granted", True)
        (certificate,) = application.certificates.all()
        assert certificate.title == "1 standard in use"
        assert [one.designation for one in certificate.cited.all()] == ["MNS 5217:2012"]

    def test_nobody_registers_in_the_name_of_a_company_he_only_claims(self) -> None:
        make_edition("MNS 5217:2012")
        claimed = make_company(checked_at=None)
        application = make_application("standards-registration", company=claimed)
        assert (application.state, application.is_automatic) == ("submitted", False)

    def test_a_doubtful_line_goes_to_an_officer(self) -> None:
        make_edition("MNS 5217:2012", status="unknown")
        application = make_application("standards-registration")
        assert application.state == "submitted"
        assert application.warnings == [
            {"path": "rows.standards.1.standard", "code": "status_unknown"}
        ]

    def test_a_foreign_standard_goes_to_an_officer(self) -> None:
        row = ROWS["standards-registration"]["standards"][0]
        row = row | {"standard": "ASTM D975:2023", "publisher": "ASTM International"}
        draft = make_draft("standards-registration", rows={"standards": [row]})
        upload_to(draft, draft.owner, "title_pages")
        draft.refresh_from_db()
        (application,) = send(draft)
        assert application.state == "submitted"
        (kept,) = saved_rows(application)["standards"]
        assert (kept.edition, kept.designation, kept.publisher) == (
            None,
            "ASTM D975:2023",
            "ASTM International",
        )

    def test_what_is_registered_is_not_registered_again(self) -> None:
        make_edition("MNS 5217:2012")
        company = make_company()
        first = make_application("standards-registration", company=company)
        number = first.certificates.get().number
        draft = make_draft("standards-registration", company=company)
        with pytest.raises(NotComplete) as raised:
            send(draft)
        assert raised.value.faults.by_path == {
            "rows.standards.1.standard": [
                f"It is registered here already, in {number}. Delete the line."
            ]
        }
        assert owner_of(company) == draft.owner

    def test_a_renewal_names_the_same_standards_again(self) -> None:
        from eservices.actions.again import draft_from_certificate

        make_edition("MNS 5217:2012")
        first = make_application("standards-registration")
        certificate = first.certificates.get()
        draft = draft_from_certificate(certificate=certificate, user=first.applicant)
        draft.answers |= {"representative_register": REGISTER, "is_director": "yes"}
        draft.save()
        (second,) = send(draft)
        assert second.certificates.get().replaces == certificate
