"""Finding a case by number and code: one answer, few tries, nothing in an address."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework import lookup
from casework.lookup import LookupRefused, TooManyTries, find_case
from casework.models import TokenBucket
from casework.numbers import code_for, group_code, make_number
from feedback.models import Petition
from tests.factories import NAMED, make_petition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
WRONG = "000000000"
ABSENT = make_number(2026, 999_999)
ADDRESS = "192.0.2.7"


@pytest.fixture
def petition() -> Petition:
    return make_petition(**NAMED)


def post(number: str, code: str, **extra: Any) -> Any:
    return Client().post("/en/track/", {"number": number, "code": code}, **extra)


def refusal(number: str, code: str, address: str = ADDRESS) -> str:
    with pytest.raises(LookupRefused) as caught:
        find_case(number=number, code=code, address=address)
    return str(caught.value)


def wait(**time: int) -> None:
    """Let the buckets fill for a while."""
    for bucket in TokenBucket.objects.all():
        bucket.updated_at -= timedelta(**time)
        bucket.save()


# --- the form -------------------------------------------------------------------
def test_the_form_asks_for_number_and_code() -> None:
    page = Client().get("/en/track/")
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert re.findall(r'name="(\w+)"', page.content.decode())[-2:] == ["number", "code"]


def test_any_spelling_finds_the_case(petition: Petition) -> None:
    code = code_for(petition.client_key)
    bare = petition.number.replace("-", "")
    for number, typed in [
        (petition.number, group_code(code)),
        (bare, code),
        (f" {bare[:2]} {bare[2:]} ", f"{code[:3]} {code[3:6]} {code[6:]}"),
        (petition.number.replace("-", "–"), code),
    ]:
        assert post(number, typed).status_code == 200


def test_a_mistyped_number_is_told_before_any_look_up(petition: Petition) -> None:
    last = str((int(petition.number[-1]) + 1) % 10)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = post(petition.number[:-1] + last, code_for(petition.client_key))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a mistake in the number. Please check it again." in page
    assert f'value="{petition.number[:-1]}{last}"' in page
    assert len(queries) == 0


@pytest.mark.parametrize("code", ["12345678", "1234567890", "abc", "٣" * 10, "\x00"])
def test_a_code_of_another_length_is_told(petition: Petition, code: str) -> None:
    answer = post(petition.number, code)
    assert answer.status_code == 422
    assert TokenBucket.objects.count() == 0


@pytest.mark.parametrize("number", ["", " ", "1", "x" * 100_000, "26-\x00", "²" * 9])
def test_whatever_is_typed_gets_a_sentence(number: str) -> None:
    assert post(number, WRONG).status_code == 422
    assert post(number, "").status_code == 422


# --- wrong and absent -----------------------------------------------------------
def test_wrong_and_absent_get_the_same_page(petition: Petition) -> None:
    wrong, absent = post(petition.number, WRONG), post(ABSENT, WRONG)
    assert wrong.status_code == absent.status_code == 422

    def same(answer: Any, number: str) -> str:
        page = answer.content.decode().replace(number, "NUMBER")
        return re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", page)

    assert same(wrong, petition.number) == same(absent, ABSENT)
    assert "do not belong together" in same(wrong, petition.number)


def test_wrong_and_absent_cost_the_same(
    petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []
    real = lookup.code_matches

    def recorded(*args: Any) -> bool:
        compared.append(args)
        return real(*args)

    monkeypatch.setattr(lookup, "code_matches", recorded)
    counts = []
    for number in (petition.number, ABSENT):
        with CaptureQueriesContext(connection) as queries:
            refusal(number, WRONG)
        counts.append(len(queries))
    assert counts == [3, 3]
    assert [len(stored) for stored, _number, _code in compared] == [64, 64]


def test_the_look_up_is_one_indexed_query(petition: Petition) -> None:
    with CaptureQueriesContext(connection) as queries:
        find_case(
            number=petition.number,
            code=code_for(petition.client_key),
            address=ADDRESS,
        )
    reads = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert len(reads) == 1
    with connection.cursor() as cursor:
        # As if there were a million cases: in an empty table any plan is a good one.
        cursor.execute(
            "UPDATE pg_class SET reltuples = 1000000, relpages = 1 "
            "WHERE oid = 'casework_case'::regclass"
        )
        cursor.execute(f"EXPLAIN {reads[0]}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert re.search(r"Index Cond: \(\(number\)::text = ", plan), plan


# --- limits ---------------------------------------------------------------------
def test_ten_failed_tries_lock_the_number_for_everybody(petition: Petition) -> None:
    code = code_for(petition.client_key)
    for place in range(10):
        assert "belong together" in refusal(petition.number, WRONG, f"192.0.2.{place}")
    assert "again in 10 minutes" in refusal(petition.number, WRONG)
    # Else the lock would tell a guesser which code is right.
    assert "again in 10 minutes" in refusal(petition.number, code, "198.51.100.1")
    wait(minutes=10)
    assert (
        find_case(number=petition.number, code=code, address=ADDRESS) == petition.case
    )


def test_the_lock_is_the_same_for_an_absent_number() -> None:
    for _try in range(10):
        refusal(ABSENT, WRONG)
    assert "again in 10 minutes" in refusal(ABSENT, WRONG)


def test_coming_often_with_the_right_code_uses_nothing_up(petition: Petition) -> None:
    code = code_for(petition.client_key)
    for _visit in range(80):
        find_case(number=petition.number, code=code, address=ADDRESS)
    for _try in range(9):
        refusal(petition.number, WRONG)
    assert (
        find_case(number=petition.number, code=code, address=ADDRESS) == petition.case
    )


def test_an_address_fails_sixty_times_at_most() -> None:
    for place in range(60):
        assert "belong together" in refusal(make_number(2026, 900_000 + place), WRONG)
    assert "again in 10 minutes" in refusal(make_number(2026, 900_100), WRONG)
    assert "belong together" in refusal(
        make_number(2026, 900_101), WRONG, "198.51.100.1"
    )


def test_a_locked_number_answers_429(petition: Petition) -> None:
    for _try in range(10):
        post(petition.number, WRONG)
    answer = post(petition.number, WRONG)
    assert answer.status_code == 429
    assert "or call 18002525" in answer.content.decode()
    with pytest.raises(TooManyTries):
        find_case(number=petition.number, code=WRONG, address=ADDRESS)


# --- secrets --------------------------------------------------------------------
def test_nothing_is_set_or_kept_but_the_form_token(petition: Petition) -> None:
    client = Client()
    form = {"number": petition.number, "code": code_for(petition.client_key)}
    answer = client.post("/track/", form)
    assert [*client.cookies] == ["csrftoken"]
    assert answer["Cache-Control"] == "no-store"
    assert "sessionid" not in client.cookies


def test_no_address_on_the_page_holds_number_or_code(petition: Petition) -> None:
    code = code_for(petition.client_key)
    page = post(petition.number, code).content.decode()
    for address in re.findall(r'(?:href|action|src)="([^"]*)"', page):
        assert petition.number not in address
        assert code not in address.replace("-", "")
