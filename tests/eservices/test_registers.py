"""/registers/: found in any script, paged, without personal data."""

# The companies, days and answers of these tests are there; mypy cannot know.
# mypy: disable-error-code="union-attr,arg-type,operator"
from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from eservices.certificates.registers import REGISTERS, with_words
from eservices.models import Certificate
from tests.catalogue.factories import make_edition
from tests.eservices.issued import (
    a_company,
    a_product,
    an_application,
    grant,
    of_instruments,
    of_standards,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def read(path: str, **query: str) -> str:
    """The English page."""
    answer = Client().get(f"/en/registers/{path}", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_index_leads_to_every_register() -> None:
    html = read("")
    for path in ("instruments", "standards", *REGISTERS):
        assert f'href="/en/registers/{path}/"' in html


# --- certified products ---------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        "цамц",
        "НООСОН ЦАМЦ",
        "ноосон говь",  # scope and company
        "говь сулжмэл",  # у for ү
        "Гoвь",  # a Latin o
        "{register_no}",
        "000001",
    ],
)
def test_a_product_is_found_in_any_spelling(typed: str) -> None:
    certificate = a_product("Хонины ноосон цамц")
    other = a_product("Үхрийн арьсан гутал", company=a_company("Дархан арьс ХХК"))
    text = typed.format(register_no=certificate.company.register_no)
    html = read("products/", q=text)
    assert certificate.address in html
    assert other.address not in html


def test_what_is_not_there_gets_a_way_on() -> None:
    a_product()
    html = read("products/", q="тарвага")
    assert "Nothing in this register has all these words." in html
    assert "Show the whole register" in html


def test_a_number_leads_to_its_page() -> None:
    certificate = a_product()
    answer = Client().get("/registers/products/", {"q": certificate.number.lower()})
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/verify/{certificate.address}/",
    )


def test_a_register_holds_its_service_only_and_what_passed() -> None:
    product = a_product()
    passed, failed = grant(of_instruments(["A1", "A2"], failed=frozenset({"A2"})))
    (registration,) = grant(of_standards([make_edition()]))
    html = read("products/")
    assert product.address in html
    for other in (passed, failed, registration):
        assert other.address not in html


def test_withdrawn_ones_stay_with_their_state() -> None:
    a_product()
    Certificate.objects.update(state="withdrawn")
    assert ">Withdrawn</span>" in read("products/")


def test_pages_follow_each_other_without_loss_while_new_ones_come() -> None:
    company = a_company()
    made = [a_product(f"Зүйл {n}", company=company).address for n in range(45)]
    seen: list[str] = []
    query: dict[str, str] = {}
    while True:
        html = read("products/", **query)
        seen += [one for one in reversed(made) if f"/verify/{one}/" in html]
        a_product("Шинэ", company=company)  # comes in while somebody reads
        earlier = re.search(r'rel="next nofollow" href="\?before=(\d+)"', html)
        if earlier is None:
            break
        query = {"before": earlier[1]}
    assert seen == list(reversed(made))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_asks_the_same_few_questions(
    rows: int, django_assert_num_queries: Any
) -> None:
    for _n in range(rows):
        a_product()
    with django_assert_num_queries(2):
        read("products/", q="цамц")


@pytest.mark.parametrize(
    "query",
    [
        {"q": "%_\\'\""},
        {"q": "x" * 5000},
        {"before": "x"},
        {"before": "9" * 40},
        {"q": "·"},
    ],
)
def test_no_question_is_an_error(query: dict[str, str]) -> None:
    a_product()
    assert Client().get("/registers/products/", query).status_code == 200


def test_an_unknown_register_is_none() -> None:
    assert Client().get("/registers/dragons/").status_code == 404


def test_words_are_found_through_the_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = with_words(Certificate.objects.order_by(), "ноосон цамц").explain()
    assert "eservices_certs_search" in plan


# --- instruments ----------------------------------------------------------------
def test_a_serial_number_leads_to_the_passport() -> None:
    grant(of_instruments(["AB-1024"], company=a_company("Захын жин ХХК")))
    answer = Client().get(
        "/en/registers/instruments/", {"serial": " ав1024 "}, follow=True
    )
    html = answer.content.decode()
    for words in ("AB-1024", "CAS SW-1", "Захын жин ХХК", "0-30 кг", "Verified"):
        assert words in html
    assert "days left. The last day is" in html


def test_namesakes_are_offered() -> None:
    application = of_instruments(["77", "77"])
    application.instrumentrow_set.filter(position=2).update(maker="Тэнцүү")
    grant(application)
    html = read("instruments/", serial="77")
    assert "Several instruments bear this number." in html
    assert "Тэнцүү SW-1" in html


@pytest.mark.parametrize("serial", ["", "-", "9999", "%", "x" * 3000])
def test_instruments_are_never_listed_whole(serial: str) -> None:
    grant(of_instruments(["A1", "A2"]))
    html = read("instruments/", serial=serial)
    assert "SW-1" not in html


def test_a_passport_needs_the_serial_number() -> None:
    grant(of_instruments(["A1"]))
    instrument = Certificate.objects.get().verification.instrument
    assert (
        Client().get(f"/registers/instruments/a1/{instrument.pk}/").status_code == 200
    )
    for serial in ("x", "a2"):
        address = f"/registers/instruments/{serial}/{instrument.pk}/"
        assert Client().get(address).status_code == 404


def test_a_passport_tells_the_whole_life(django_assert_num_queries: Any) -> None:
    first = grant(of_instruments(["A1"], company=a_company()))[0]
    second = grant(of_instruments(["A1"], failed=frozenset({"A1"})))[0]
    instrument = first.verification.instrument
    with django_assert_num_queries(2):
        html = read(f"instruments/a1/{instrument.pk}/")
    assert html.index(second.number) < html.index(first.number)
    assert "Алдаа нь зөвшөөрөгдөх хэмжээнээс их" in html
    assert "It did not pass the last time: it must not be used." in html
    assert ">Not verified</span>" in html


def test_a_passport_names_no_citizen_and_no_place() -> None:
    grant(of_instruments(["A1"]))
    html = Client().get("/en/registers/instruments/", {"serial": "A1"}, follow=True)
    text = html.content.decode()
    assert "A citizen" in text
    for secret in ("Дорж", "Оюун", "99112345", "14-р лангуу"):
        assert secret not in text


# --- companies by standard ------------------------------------------------------
def test_who_applies_a_standard_is_told_for_any_edition() -> None:
    old, new = make_edition("MNS 0377:2010"), make_edition("MNS 0377:2020")
    one, two = a_company("Нэг ХХК"), a_company("Хоёр ХХК")
    grant(of_standards([old], company=one))
    grant(of_standards([new], company=two))
    grant(of_standards([make_edition("MNS 1:2020")], company=a_company("Гурав ХХК")))
    html = read(f"standards/{new.standard.slug}/")
    assert ("Нэг ХХК" in html, "Хоёр ХХК" in html, "Гурав ХХК" in html) == (
        True,
        True,
        False,
    )


def test_registrations_that_stand_no_more_are_left_out() -> None:
    edition = make_edition("MNS 0377:2013")
    (certificate,) = grant(of_standards([edition], company=a_company("Нэг ХХК")))
    Certificate.objects.filter(pk=certificate.pk).update(state="withdrawn")
    html = read(f"standards/{edition.slug}/")
    assert "Нэг ХХК" not in html
    assert "Nobody has registered that they apply it yet." in html


def test_a_typed_code_leads_to_the_standard() -> None:
    make_edition("MNS 0377:2013")
    answer = Client().get("/registers/standards/", {"q": "мнс 0377 : 2013"})
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/registers/standards/mns-0377-2013/",
    )


def test_a_draft_application_is_in_no_register() -> None:
    an_application("product-certification", company=a_company("Нууц ХХК"))
    for path in ("products/", "types/", "capabilities/"):
        assert "Нууц ХХК" not in read(path)
