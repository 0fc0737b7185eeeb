"""/verify/: number, code, document; forged, replayed, withdrawn; guessing is slowed."""

# The companies, days and answers of these tests are there; mypy cannot know.
# mypy: disable-error-code="union-attr,arg-type,operator"
from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.models import TokenBucket
from eservices.certificates import check_code
from eservices.certificates.document import certificate_json, qr_text
from eservices.models import Certificate, StandardAlert
from tests.catalogue.factories import make_edition
from tests.eservices.issued import (
    a_company,
    a_product,
    grant,
    of_instruments,
    of_standards,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
WRONG = "222222"


@pytest.fixture(autouse=True)
def nobody_has_looked(settings: Any) -> None:
    """Every test starts with full buckets, and no demonstration."""
    settings.DEMO_MODE = False
    cache.clear()


def page(certificate: Certificate, **query: str) -> str:
    """The English page of a certificate."""
    answer = Client().get(f"/en/verify/{certificate.address}/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def ask(text: str, **more: Any) -> Any:
    """What the form answers."""
    return Client().post("/en/verify/", {"asked": text, **more})


def try_code(address: str, code: str, **headers: str) -> Any:
    """What the page answers to a code."""
    return Client().post(f"/en/verify/{address}/paper/", {"code": code}, **headers)


# --- the page -------------------------------------------------------------------
def test_the_page_says_state_holder_scope_and_dates() -> None:
    certificate = a_product("Ноосон цамц", company=a_company("Алтан тариа ХХК"))
    html = page(certificate)
    for words in (
        certificate.number,
        "This certificate is genuine and valid today.",
        "Certificate of conformity",
        "Алтан тариа ХХК",
        certificate.company.register_no,
        "Darkhan-Uul Department of Standardization and Metrology",
        "MNS 0377:2013",
        "days left. The last day is",
        "Report a problem",
        f"about=certificate:{certificate.address}",
    ):
        assert words in html


def test_the_page_names_no_person_and_no_place_of_a_citizen() -> None:
    (certificate,) = grant(of_instruments(["A-1"]))
    html = page(certificate)
    assert "A citizen" in html
    for secret in ("Дорж", "Оюун", "99112345", "oyun@example.mn", "14-р лангуу"):
        assert secret not in html
    assert certificate.application.number not in html
    assert certificate.check_code not in html


@pytest.mark.parametrize(
    ("state", "word", "sentence"),
    [
        ("suspended", "Suspended", "It must not be relied on until the agency says"),
        ("withdrawn", "Withdrawn", "The agency has withdrawn it"),
        ("replaced", "Replaced", "Another document has taken its place."),
    ],
)
def test_every_state_has_its_word_and_sentence(
    state: str, word: str, sentence: str
) -> None:
    certificate = a_product()
    Certificate.objects.update(state=state)
    html = page(certificate)
    assert f">{word}</span>" in html
    assert sentence in html
    assert "genuine and valid today" not in html


def test_a_certificate_past_its_last_day_is_expired() -> None:
    certificate = a_product()
    with time_machine.travel(timezone.now() + timedelta(days=3 * 366), tick=False):
        html = page(certificate)
    assert ">Expired</span>" in html
    assert "The last day was" in html


def test_a_notice_of_unfitness_says_that_it_is_none_to_rely_on() -> None:
    (notice,) = grant(of_instruments(["A-1"], failed=frozenset({"A-1"})))
    html = page(notice)
    assert ">Did not pass</span>" in html
    assert "it must not be used" in html
    assert "genuine and valid" not in html


def test_what_replaced_it_is_linked_both_ways() -> None:
    old = a_product()
    new = a_product(renews=old)
    assert f'href="/en/verify/{new.address}/"' in page(old)
    assert f'href="/en/verify/{old.address}/"' in page(new)


def test_a_changed_standard_is_shown_with_its_successor() -> None:
    old, new = make_edition("MNS 0377:2013"), make_edition("MNS 0377:2025")
    (certificate,) = grant(of_standards([old]))
    StandardAlert.objects.create(
        certificate=certificate, edition=old, successor=new, status="replaced"
    )
    html = page(certificate)
    assert "A standard it rests on has changed" in html
    assert new.get_absolute_url() in html
    StandardAlert.objects.update(settled_at=timezone.now())
    assert "A standard it rests on has changed" not in page(certificate)


def test_two_thousand_rows_are_paged() -> None:
    editions = [make_edition(f"MNS {number}:2013") for number in range(1000, 1120)]
    (certificate,) = grant(of_standards(editions))
    first, last = page(certificate), page(certificate, page="5")
    assert ("MNS 1000:2013" in first, "MNS 1119:2013" in first) == (True, False)
    assert ("MNS 1000:2013" in last, "MNS 1119:2013" in last) == (False, True)
    assert "1 / 5" in first
    assert "5 / 5" in page(certificate, page="99")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_few_questions(
    rows: int, django_assert_num_queries: Any
) -> None:
    editions = [
        make_edition(f"MNS {number}:2013") for number in range(1000, 1000 + rows)
    ]
    (certificate,) = grant(of_standards(editions))
    with django_assert_num_queries(3):
        page(certificate)


def test_another_spelling_leads_to_the_address() -> None:
    certificate = a_product()
    answer = Client().get(f"/verify/{certificate.number}/")
    assert (answer.status_code, answer["Location"]) == (
        301,
        f"/verify/{certificate.address}/",
    )


# --- asked by number ------------------------------------------------------------
def test_any_spelling_of_the_number_leads_to_the_page() -> None:
    certificate = a_product()
    for typed in (certificate.number, certificate.number.lower().replace("-", " ")):
        answer = ask(typed)
        assert (answer.status_code, answer["Location"]) == (
            302,
            f"/en/verify/{certificate.address}/",
        )


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ("", 422, "Type the number, or choose a file."),
        ("сайн байна уу", 422, "neither a number nor the text of a QR code"),
        ("S2-037-2026-000999", 404, "There is no certificate СХЗГ-S2-037-2026-000999"),
        ("x" * 9000, 422, ""),
    ],
)
def test_what_is_no_certificate_gets_a_sentence_and_keeps_the_text(
    typed: str, status: int, sentence: str
) -> None:
    answer = ask(typed)
    html = answer.content.decode()
    assert answer.status_code == status
    assert sentence in html
    assert typed in html


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=200), st.binary(max_size=200))
def test_nothing_typed_or_sent_is_an_error(text: str, data: bytes) -> None:
    TokenBucket.objects.all().delete()
    file = SimpleUploadedFile("c.json", data or b"x")
    assert ask(text).status_code in {302, 404, 422}
    assert ask(text, file=file).status_code == 422


# --- asked by QR code or document -----------------------------------------------
def test_a_genuine_code_says_so_and_the_state_apart() -> None:
    certificate = a_product()
    html = ask(qr_text(certificate)).content.decode()
    assert "The signature is genuine: the agency issued exactly this." in html
    assert 'class="notice success"' in html
    assert ">Valid</span>" in html


def test_a_changed_code_is_forged() -> None:
    certificate = a_product()
    text = qr_text(certificate)
    html = ask(
        text[:-9] + ("A" if text[-9] != "A" else "B") + text[-8:]
    ).content.decode()
    assert "The signature is not genuine" in html
    assert 'class="notice late"' in html
    assert certificate.number not in html


def test_a_code_copied_onto_another_paper_is_replayed() -> None:
    one, other = a_product(), a_product()
    text = qr_text(one).replace(one.address, other.address)
    html = ask(text).content.decode()
    assert f"copied from another certificate, {one.number}" in html
    assert 'class="notice late"' in html


def test_a_genuine_code_of_a_withdrawn_certificate_is_no_longer_valid() -> None:
    certificate = a_product()
    Certificate.objects.update(state="withdrawn")
    html = ask(qr_text(certificate)).content.decode()
    assert "signature is genuine, but the agency has withdrawn this certificate" in html
    assert 'class="notice late"' in html
    assert ">Withdrawn</span>" in html


def test_a_document_is_checked_to_its_last_cell() -> None:
    said = certificate_json(a_product())
    genuine = SimpleUploadedFile("c.json", json.dumps(said).encode())
    html = ask("", file=genuine).content.decode()
    assert "The signature is genuine: the agency issued exactly this." in html
    said["valid_to"] = "2099-01-01"
    changed = SimpleUploadedFile("c.json", json.dumps(said).encode())
    html = ask("", file=changed).content.decode()
    assert "the document was changed after it was signed" in html


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"[]", b"{}", b"{" * 9999])
def test_another_file_gets_a_sentence(data: bytes) -> None:
    answer = ask("", file=SimpleUploadedFile("c.json", data))
    assert answer.status_code == 422
    assert "This file is not the JSON document" in answer.content.decode()


def test_the_script_of_the_page_gets_a_verdict() -> None:
    one, other = a_product(), a_product()
    fragment = qr_text(one).partition("/#")[2]

    def verdict(address: str, text: str) -> tuple[str, str]:
        answer = Client().post(f"/en/verify/{address}/seal/", {"text": f"#{text}"})
        said = answer.json()
        return said["tone"], said["sentence"][:30]

    assert verdict(one.address, fragment) == (
        "success",
        "The signature is genuine: the ",
    )
    assert verdict(other.address, fragment) == (
        "late",
        "The signature was copied from ",
    )
    assert verdict(one.address, fragment[:-1]) == (
        "late",
        "The signature is not genuine: ",
    )
    assert verdict("nonsense", fragment) == ("late", "The signature was copied from ")


# --- the paper ------------------------------------------------------------------
def test_the_code_proves_the_paper_and_gives_its_documents() -> None:
    certificate = a_product()
    typed = certificate.check_code.lower()
    answer = try_code(certificate.address, f" {typed[:3]}-{typed[3:]} ")
    assert answer.status_code == 200
    assert "this is the paper that was issued" in answer.content.decode()
    pdf = Client().post(f"/en/verify/{certificate.address}/pdf/", {"code": typed})
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    said = Client().post(f"/en/verify/{certificate.address}/json/", {"code": typed})
    assert said.json() == certificate_json(certificate)
    assert said["Content-Disposition"] == (
        f'attachment; filename="{certificate.address}.json"'
    )


def test_documents_need_the_code() -> None:
    certificate = a_product()
    for kind in ("pdf", "json"):
        address = f"/verify/{certificate.address}/{kind}/"
        assert Client().get(address).status_code == 302
        assert Client().post(address, {"code": WRONG}).status_code == 422
        assert Client().post(address, {}).status_code == 422
    assert Client().post(f"/verify/{certificate.address}/exe/", {}).status_code == 404


def test_unknown_numbers_and_wrong_codes_get_the_same_words() -> None:
    certificate = a_product()
    known = try_code(certificate.address, WRONG)
    unknown = try_code("s4-037-2026-009999", WRONG)
    sentence = "This is not the code on the paper. Please check its six signs."
    assert (known.status_code, unknown.status_code) == (422, 422)
    assert sentence in known.content.decode()
    assert sentence in unknown.content.decode()


def test_a_certificate_is_slowed_then_locked_for_everybody() -> None:
    certificate = a_product()
    said = []
    for place in range(30):
        answer = try_code(certificate.address, WRONG, REMOTE_ADDR=f"192.0.2.{place}")
        said.append((answer.status_code, answer.content.decode()))
    assert [status for status, _html in said].count(
        422
    ) == check_code.PER_CERTIFICATE.burst
    assert "Please try again in 10 minutes" in said[10][1]
    assert "are locked" in said[29][1]
    # The right code does not open it now either, and the state is shown as before.
    right = try_code(
        certificate.address, certificate.check_code, REMOTE_ADDR="192.0.2.99"
    )
    assert right.status_code == 429
    assert "genuine and valid today" in page(certificate)
    other = a_product()
    assert try_code(other.address, other.check_code).status_code == 200


def test_an_address_that_guesses_is_slowed_over_all_certificates() -> None:
    statuses = [
        try_code(f"s4-037-2026-{serial:06d}", WRONG).status_code
        for serial in range(1, 40)
    ]
    assert statuses == [422] * 30 + [429] * 9
    other = a_product()
    fresh = try_code(other.address, other.check_code, REMOTE_ADDR="192.0.2.7")
    assert fresh.status_code == 200


def test_the_right_code_costs_nothing() -> None:
    certificate = a_product()
    codes = [certificate.check_code] * 40
    assert {try_code(certificate.address, code).status_code for code in codes} == {200}


# --- guessing numbers -----------------------------------------------------------
def test_who_asks_for_unknown_numbers_is_slowed() -> None:
    statuses = [ask(f"S4-037-2026-{serial}").status_code for serial in range(1, 50)]
    assert statuses == [404] * 40 + [429] * 9


def test_who_looks_at_unknown_numbers_is_slowed_without_a_write(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(1):
        assert Client().get("/verify/s4-037-2026-000001/").status_code == 404
    statuses = [
        Client().get(f"/verify/s4-037-2026-{serial:06d}/").status_code
        for serial in range(2, 70)
    ]
    assert statuses == [404] * 59 + [429] * 9
    assert TokenBucket.objects.count() == 0
    # Genuine ones are shown all the same.
    assert "genuine and valid today" in page(a_product())


def test_what_is_no_number_is_no_page() -> None:
    for address in ("x", "26-004217-4", "%00", "s2-037-2026-000012'--"):
        assert Client().get(f"/verify/{address}/").status_code in {400, 404}


# --- keys -----------------------------------------------------------------------
def test_public_keys_are_published_for_everybody() -> None:
    certificate = a_product()
    answer = Client().get("/.well-known/certificate-keys.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    said = answer.json()
    assert said["current"] == certificate.key_id
    assert [(key["kty"], key["crv"]) for key in said["keys"]] == [("OKP", "Ed25519")]
