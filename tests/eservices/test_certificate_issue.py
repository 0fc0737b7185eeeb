"""Issuing: numbers without gaps, signatures, life records, what is replaced."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework.chain import faults_of
from casework.errors import CaseworkError
from casework.models import Case, NumberSeries
from eservices.certificates import keys, sealing
from eservices.certificates.document import certificate_json, qr_text
from eservices.certificates.issue import issue_certificates
from eservices.certificates.sealing import Verdict
from eservices.models import Certificate, CitedStandard, Instrument, Verification
from organisation.models import Unit
from tests.catalogue.factories import make_edition
from tests.eservices.issued import (
    a_company,
    a_product,
    add_product,
    an_application,
    grant,
    of_instruments,
    of_standards,
)
from tests.factories import make_unit

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


# --- numbers --------------------------------------------------------------------
def test_numbers_count_for_each_service_unit_and_year(reference):
    darkhan = Unit.objects.get(code="darkhan-uul")
    orkhon = Unit.objects.get(code="orkhon")
    assert a_product(unit=darkhan).number == f"СХЗГ-S4-037-{YEAR}-000001"
    assert a_product(unit=darkhan).number == f"СХЗГ-S4-037-{YEAR}-000002"
    assert a_product(unit=orkhon).number == f"СХЗГ-S4-035-{YEAR}-000001"
    (other,) = grant(of_instruments(["A1"], unit=darkhan))
    assert other.number == f"СХЗГ-S2-037-{YEAR}-000001"
    with time_machine.travel(timezone.now() + timedelta(days=366), tick=False):
        assert a_product(unit=darkhan).number == f"СХЗГ-S4-037-{YEAR + 1}-000001"


def test_the_year_is_that_of_ulaanbaatar(reference):
    with time_machine.travel("2026-12-31T16:30:00+00:00", tick=False):
        certificate = a_product()
    assert certificate.number == "СХЗГ-S4-037-2027-000001"
    assert certificate.issued_on.isoformat() == "2027-01-01"


def test_a_decision_that_fails_leaves_no_gap(reference):
    a_product()
    application = an_application("product-certification", company=a_company())
    add_product(application, "Цамц")
    with transaction.atomic():
        assert grant(application)[0].serial == 2
        transaction.set_rollback(True)  # something later in the transaction
    assert NumberSeries.objects.get(name__startswith="certificate-S4").last == 1
    assert a_product().serial == 2


def test_a_unit_without_a_code_gets_a_sentence(reference):
    unit = make_unit(name_mn="Шинэ хэлтэс", name_en="Шинэ хэлтэс", number_code="")
    with pytest.raises(CaseworkError, match="Шинэ хэлтэс"):
        a_product(unit=unit)
    assert Certificate.objects.count() == 0


def test_nothing_to_issue_is_a_sentence(reference):
    with pytest.raises(CaseworkError):
        grant(of_instruments([], company=a_company()))


# --- signature and content ------------------------------------------------------
def test_a_certificate_is_signed_over_its_content(reference):
    certificate = a_product(company=a_company("Алтан тариа ХХК"))
    found = sealing.find_seal(qr_text(certificate))
    checked = sealing.check(found, keys.known_keys(), number=certificate.number)
    assert checked.verdict == Verdict.GENUINE
    assert checked.facts == {
        "v": 1,
        "number": certificate.number,
        "service": "S4",
        "holder": "Алтан тариа ХХК",
        "passed": True,
        "issued": certificate.issued_on.isoformat(),
        "valid_to": certificate.valid_to.isoformat(),
        "sha256": sealing.digest(
            {
                "title": certificate.title,
                "passed": True,
                "content": certificate.content,
            }
        ),
        "key": certificate.key_id,
    }


def test_what_the_database_gives_back_has_the_signed_hash(reference):
    """JSONB orders keys and numbers its own way; the canonical form does not care."""
    certificate = Certificate.objects.get(pk=a_product().pk)
    said = certificate_json(certificate)
    assert sealing.check_document(said, keys.known_keys()).verdict == Verdict.GENUINE


def test_validity_is_that_of_the_service_or_of_the_instrument(reference):
    product = a_product()
    assert product.valid_to == product.issued_on.replace(year=YEAR + 3)
    passed, failed = grant(of_instruments(["A1", "A2"], failed=frozenset({"A2"})))
    assert passed.valid_to == passed.issued_on.replace(year=YEAR + 1)
    assert (failed.valid_to, failed.is_positive) == (None, False)


def test_a_citizen_is_never_named(reference):
    (certificate,) = grant(of_instruments(["A1"]))
    assert certificate.holder_name == ""
    assert "Дорж" not in f"{certificate_json(certificate)} {certificate.search_text}"


def test_a_document_that_would_be_void_is_not_issued(reference):
    application = of_instruments(["A1"], company=a_company())
    yesterday = timezone.localdate() - timedelta(days=1)
    application.instrumentrow_set.update(due_on=yesterday)
    with pytest.raises(CaseworkError, match=f"{yesterday}"):
        grant(application)


def test_what_was_issued_cannot_be_changed_or_deleted(reference):
    certificate = a_product()
    certificate.title = "Өөр"
    with pytest.raises(DatabaseError), transaction.atomic():
        certificate.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        certificate.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.update(payload="x")


@pytest.mark.parametrize(
    ("path", "last"),
    [
        (["withdrawn"], "valid"),
        (["replaced"], "valid"),
        (["suspended", "withdrawn"], "suspended"),
        (["withdrawn"], "replaced"),
    ],
)
def test_no_state_comes_back_from_the_end(reference, path, last):
    certificate = a_product()
    for state in path:
        certificate.state = state
        certificate.save(update_fields=["state"])
    certificate.state = last
    with pytest.raises(DatabaseError), transaction.atomic():
        certificate.save(update_fields=["state"])


# --- instruments ----------------------------------------------------------------
def test_each_instrument_gets_a_document_and_a_life_record(reference):
    company = a_company()
    application = of_instruments(
        ["A1", "A2", "A3"], company=company, failed=frozenset({"A2"})
    )
    issued = grant(application)
    assert [one.serial for one in issued] == [1, 2, 3]
    entries = list(Verification.objects.order_by("pk").select_related("instrument"))
    assert [
        (one.instrument.serial, one.verdict, one.seal_no, bool(one.reason))
        for one in entries
    ] == [
        ("A1", "passed", "Т-1", False),
        ("A2", "failed", "Т-2", True),
        ("A3", "passed", "Т-3", False),
    ]
    assert [one.certificate for one in entries] == issued
    assert {one.instrument.company for one in entries} == {company}
    assert [one.due_on is None for one in entries] == [False, True, False]


def test_a_later_verification_takes_the_place_of_the_last(reference):
    company = a_company()
    (first,) = grant(of_instruments(["AB-7"], company=company))
    again = of_instruments(["АВ 7"], company=company)  # in Cyrillic, with a space
    (second,) = grant(again)
    first.refresh_from_db()
    assert (second.replaces, first.state) == (first, "replaced")
    assert Instrument.objects.count() == 1
    assert Verification.objects.filter(instrument__serial="AB-7").count() == 2
    case = Case.objects.get(pk=first.application_id)
    events = list(case.events.order_by("seq"))
    assert events[-1].kind == "certificate_replaced"
    assert events[-1].data == {"numbers": [first.number], "state": "replaced"}
    assert list(faults_of(case, events)) == []


def test_a_failed_verification_ends_the_last_certificate_too(reference):
    (first,) = grant(of_instruments(["A1"]))
    (notice,) = grant(of_instruments(["A1"], failed=frozenset({"A1"})))
    first.refresh_from_db()
    assert (first.state, notice.replaces) == ("replaced", first)


def test_a_calibration_leaves_the_verification_alone(reference):
    (first,) = grant(of_instruments(["A1"]))
    (second,) = grant(of_instruments(["A1"], work="calibration"))
    first.refresh_from_db()
    assert (first.state, second.replaces) == ("valid", None)


def test_the_same_instrument_twice_in_one_list_is_one_instrument(reference):
    issued = grant(of_instruments(["A-1", "A1"]))
    assert Instrument.objects.count() == 1
    assert {one.verification.instrument_id for one in issued} == {
        Instrument.objects.get().pk
    }


def test_a_renewal_replaces_what_it_renews(reference):
    old = a_product(company=(company := a_company()))
    new = a_product(company=company, renews=old)
    old.refresh_from_db()
    assert (new.replaces, old.state) == (old, "replaced")


def test_a_withdrawn_certificate_stays_withdrawn_when_renewed(reference):
    old = a_product()
    old.state = "withdrawn"
    old.save(update_fields=["state"])
    new = a_product(renews=old)
    old.refresh_from_db()
    assert (new.replaces, old.state) == (None, "withdrawn")


def test_standards_it_rests_on_are_kept_each_once(reference):
    editions = [make_edition("MNS 0377:2013"), make_edition("MNS ISO 9001:2016")]
    (certificate,) = grant(of_standards([*editions, editions[0]]))
    cited = CitedStandard.objects.filter(certificate=certificate).order_by(
        "designation"
    )
    assert [one.edition for one in cited] == editions


def test_five_hundred_instruments_are_one_decision_of_few_queries(
    reference, django_assert_max_num_queries
):
    application = of_instruments([f"K-{n}" for n in range(500)], company=a_company())
    with django_assert_max_num_queries(30), transaction.atomic():
        Case.objects.filter(pk=application.pk).update(state="granted")
        issued = issue_certificates(application=application, at=timezone.now())
        transaction.set_rollback(True)
    assert [one.serial for one in issued] == list(range(1, 501))


# --- many at once ---------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_twenty_decisions_at_once_take_numbers_without_gap():
    call_command("load_reference", verbosity=0, without_catalogue=True)
    applications = [of_instruments([f"{n}-{m}" for m in range(3)]) for n in range(20)]
    spoiled = set(range(0, 20, 4))  # these fail after their numbers were taken
    start = threading.Barrier(20)
    failures: list[BaseException] = []

    def decide(place: int) -> None:
        try:
            start.wait(timeout=20)
            with transaction.atomic():
                grant(applications[place])
                if place in spoiled:
                    transaction.set_rollback(True)
        except BaseException as error:  # noqa: BLE001  (shown below)
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[n]) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    serials = sorted(Certificate.objects.values_list("serial", flat=True))
    assert serials == list(range(1, 3 * 15 + 1))
    granted = {one.application_id for one in Certificate.objects.all()}
    assert len(granted) == 15
