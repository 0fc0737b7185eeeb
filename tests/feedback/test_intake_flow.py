"""From the form to the receipt, as a browser without JavaScript walks it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from casework import numbers
from casework.models import Case, Contact
from feedback.actions import CONSENT_VERSION
from feedback.models import Petition, RouteRule, Track
from organisation.models import Unit
from tests.factories import BODY, human_traces

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
NAMED = {
    "name": "Дорж Оюун",
    "address": "Дархан-Уул, Дархан сум, 5-р баг",
    "reply_by": "phone",
    "phone": "+976 9911-2345",
    "consent": "on",
}


def filled(**changes: str) -> dict[str, str]:
    """A form a person filled in; an empty value leaves the input out."""
    form = {
        "client_key": str(uuid.uuid4()),
        "started": human_traces().started,
        "body": BODY,
        "kind": "complaint",
        **changes,
    }
    return {name: value for name, value in form.items() if value}


def hidden(page: str) -> dict[str, str]:
    """The hidden inputs of a page."""
    inputs = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in inputs}


def send(client: Client, **changes: str) -> dict[str, Any]:
    """Send a form as the outbox does and return the answer."""
    json = client.post(
        "/feedback/receipt/", filled(**changes), headers={"accept": "application/json"}
    ).json()
    assert isinstance(json, dict)
    return json


# --- the story ------------------------------------------------------------------
def test_a_complaint_travels_from_the_form_to_the_receipt(client: Client) -> None:
    form = client.get("/feedback/?kind=complaint&aimag=45").content.decode()
    typed = hidden(form) | {"body": BODY, "kind": "complaint", "place": "45", **NAMED}
    check = client.post("/feedback/check/", typed).content.decode()
    assert Petition.objects.count() == 0
    receipt = client.post("/feedback/receipt/", hidden(check)).content.decode()
    petition = Petition.objects.get()
    contact = Contact.objects.get(case=petition)
    assert (petition.body, petition.unit.code) == (BODY, "darkhan-uul")
    assert (contact.name, contact.phone) == ("Дорж Оюун", "99112345")
    assert contact.consent_version == CONSENT_VERSION
    assert contact.consent_at
    code = numbers.group_code(numbers.code_for(petition.client_key))
    assert f">{petition.number}</span>" in receipt
    assert f">{code}</span>" in receipt
    assert "9911••••" in receipt
    assert "99112345" not in receipt


def test_the_form_sets_no_cookie_but_the_csrf_token(client: Client) -> None:
    response = client.get("/feedback/")
    assert list(response.cookies) == ["csrftoken"]
    assert response["Cache-Control"] == "no-store"


def test_the_whole_way_holds_with_csrf_checks_on() -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/feedback/").content.decode()
    typed = hidden(page) | {"body": BODY, "kind": "complaint"}
    check = client.post("/feedback/check/", typed).content.decode()
    assert client.post("/feedback/receipt/", hidden(check)).status_code == 200
    assert client.post("/feedback/receipt/", filled()).status_code == 403


def test_a_link_fills_in_kind_category_and_place(client: Client) -> None:
    page = client.get("/feedback/?kind=thanks&category=measuring-fuel&unit=orkhon")
    form = page.context["form"]
    assert form["kind"].value() == "thanks"
    assert form["category"].value() == "measuring-fuel"
    assert form["place"].value() == "61"
    assert client.get("/feedback/?unit=head-office").context["form"][
        "place"
    ].value() == ("head-office")


@pytest.mark.parametrize("query", ["unit=%00", "unit=no", "kind=<b>", "aimag=%FF"])
def test_a_strange_link_still_opens_the_form(client: Client, query: str) -> None:
    assert client.get(f"/feedback/?{query}").status_code in {200, 400}


@pytest.mark.parametrize("page", ["check", "edit", "receipt", "receipt/pdf"])
def test_pages_of_a_post_lead_a_get_to_the_form(client: Client, page: str) -> None:
    response = client.get(f"/feedback/{page}/")
    assert (response.status_code, response["Location"]) == (302, "/feedback/")
    response = client.get(f"/en/feedback/{page}/")
    assert response["Location"] == "/en/feedback/"


def test_the_form_costs_few_queries(
    client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_max_num_queries(6):
        client.get("/feedback/?unit=orkhon")


# --- tracks and deadlines -------------------------------------------------------
def test_nameless_goes_the_courtesy_track(client: Client) -> None:
    send(client)
    petition = Petition.objects.get()
    assert petition.track == Track.COURTESY
    assert petition.deadline_rule is not None
    assert not petition.deadline_rule.is_legal


def test_named_is_statutory_and_due_in_thirty_days(client: Client) -> None:
    answer = send(client, **NAMED)
    petition = Petition.objects.get()
    assert petition.track == Track.STATUTORY
    due = petition.received_on + timedelta(days=30)
    assert (petition.due_on, answer["due_on"]) == (due, due.isoformat())


def test_a_laboratory_is_the_citizens_choice_and_an_aimag_lets_rules_speak(
    client: Client,
) -> None:
    lab = send(client, place="metrology-institute")
    fuel = send(client, place="11", category="measuring-fuel")
    units = {row.number: row.unit.code for row in Petition.objects.all()}
    assert units[lab["number"]] == "metrology-institute"
    assert units[fuel["number"]] == "verification-laboratory"


def test_a_changed_rule_holds_for_the_next_petition(client: Client) -> None:
    lab = Unit.objects.get(code="verification-laboratory")
    routed = []
    for is_active, keywords in ((False, ""), (True, ""), (True, "шатахуун")):
        RouteRule.objects.filter(order=12).update(
            is_active=is_active, keywords=keywords, unit=lab
        )
        send(client)
        routed.append(Petition.objects.latest("pk").route_rule)
    Unit.objects.filter(pk=lab.pk).update(is_active=False)
    RouteRule.objects.filter(order=12).update(keywords="")
    send(client)
    routed.append(Petition.objects.latest("pk").route_rule)
    assert [rule and rule.order for rule in routed] == [None, 12, None, None]


# --- errors keep what was typed -------------------------------------------------
def test_errors_keep_everything_typed(client: Client) -> None:
    typed = filled(kind="", phone="991", reply_by="phone", name="Дорж <b>Оюун</b>")
    response = client.post("/feedback/check/", typed)
    form = response.context["form"]
    assert response.status_code == 422
    assert set(form.errors) == {"kind", "phone", "address", "consent"}
    assert form["body"].value() == BODY
    assert form["name"].value() == "Дорж <b>Оюун</b>"
    assert hidden(response.content.decode())["client_key"] == typed["client_key"]
    assert "<b>Оюун" not in response.content.decode()
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value", "limit"),
    [("body", "ү" * 10_003, 10_000), ("name", "ү" * 123, 120)],
)
def test_too_long_says_by_how_much(
    client: Client, field: str, value: str, limit: int
) -> None:
    response = client.post(
        "/feedback/receipt/",
        filled(**NAMED | {field: value}),
        headers={"accept": "application/json", "accept-language": "en"},
    )
    (sentence,) = response.json()["errors"][field]
    assert response.status_code == 422
    assert re.findall(r"\d+", sentence) == ["3", str(limit)]
    assert Case.objects.count() == 0


def test_a_text_of_the_full_length_with_line_ends_fits(client: Client) -> None:
    send(client, body="мөр\r\n" * 2500)
    assert Petition.objects.get().body == ("мөр\n" * 2500).strip()


def test_a_megabyte_of_text_and_control_characters_never_fail(client: Client) -> None:
    long = client.post("/feedback/check/", filled(body="я" * 500_000))
    assert long.status_code == 422
    send(client, body="а\x00б\u202eв", place="")
    assert Petition.objects.get().body == "абв"
    for field in ("kind", "category", "place", "reply_by", "client_key", "started"):
        response = client.post("/feedback/receipt/", filled(**{field: "\x00\ufffe"}))
        assert response.status_code in {200, 422}, field


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"reply_by": "phone", "consent": "on"}, "phone"),
        ({"reply_by": "email", "consent": "on"}, "email"),
        ({"reply_by": "email", "email": "bat@", "consent": "on"}, "email"),
        ({"name": "Бат", "consent": "on"}, "address"),
        ({"address": "Эрдэнэт", "consent": "on"}, "name"),
        ({"email": "bat@example.mn"}, "consent"),
        ({"body": " \n "}, "body"),
        ({"kind": "joke"}, "kind"),
        ({"category": "nothing"}, "category"),
        ({"place": "99"}, "place"),
        ({"reply_by": "dove"}, "reply_by"),
    ],
)
def test_one_fault_one_field(
    client: Client, values: dict[str, str], wrong: str
) -> None:
    answer = send(client, **values)
    assert list(answer["errors"]) == [wrong]
    assert len(answer["errors"][wrong]) == 1


def test_the_check_page_goes_back_to_a_filled_form(client: Client) -> None:
    check = client.post("/feedback/check/", filled(place="45", **NAMED))
    carried = hidden(check.content.decode())
    edit = client.post("/feedback/edit/", carried)
    form = edit.context["form"]
    assert edit.status_code == 200
    assert not form.errors
    for field in ("body", "kind", "place", "name", "address", "consent"):
        assert form[field].value() == carried[field]
    assert hidden(edit.content.decode())["client_key"] == carried["client_key"]


# --- once and only once ---------------------------------------------------------
def test_a_reload_shows_the_same_receipt(client: Client) -> None:
    form = filled()
    first = client.post("/feedback/receipt/", form)
    again = client.post("/feedback/receipt/", form)
    assert first.context["receipt"].code == again.context["receipt"].code
    assert again.status_code == 200
    assert not again.context["changed"]
    assert Case.objects.count() == 1


def test_the_same_key_with_another_text_tells_and_offers_a_new_one(
    client: Client,
) -> None:
    form = filled()
    client.post("/feedback/receipt/", form)
    again = client.post("/feedback/receipt/", form | {"body": "Өөр зүйл."})
    assert Case.objects.count() == 1
    offered = hidden(again.content.decode()) | {"as_new": "1"}
    edit = client.post("/feedback/edit/", offered)
    assert edit.context["form"]["body"].value() == "Өөр зүйл."
    fresh = hidden(edit.content.decode())["client_key"]
    assert fresh != form["client_key"]


def test_a_text_changed_after_sending_becomes_another_petition(client: Client) -> None:
    form = filled()
    client.post("/feedback/receipt/", form)
    check = client.post("/feedback/check/", form | {"body": "Өөр зүйл."})
    client.post("/feedback/receipt/", hidden(check.content.decode()))
    bodies = Petition.objects.order_by("pk").values_list("body", flat=True)
    assert list(bodies) == [BODY, "Өөр зүйл."]


@pytest.mark.parametrize("key", ["", "nonsense", "\x00"])
def test_without_a_good_key_it_is_taken_all_the_same(client: Client, key: str) -> None:
    assert send(client, client_key=key)["number"]


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_on_two_workers_makes_one_case() -> None:
    form = filled(**NAMED)

    def tap(_: int) -> dict[str, Any]:
        try:
            client = Client(headers={"accept": "application/json"})
            return dict(client.post("/feedback/receipt/", form).json())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(tap, range(8)))
    assert Case.objects.count() == 1
    assert {(one["number"], one["code"]) for one in answers} == {
        (answers[0]["number"], answers[0]["code"])
    }


# --- spam is marked, never refused ----------------------------------------------
@pytest.mark.parametrize(
    ("values", "sign"),
    [
        ({"website": "https://spam.example"}, "honeypot"),
        ({"started": ""}, "no_start"),
        ({"started": "form:forged"}, "no_start"),
    ],
)
def test_suspected_ones_are_kept_and_get_the_same_receipt(
    client: Client, values: dict[str, str], sign: str
) -> None:
    honest = client.post("/feedback/receipt/", filled()).content.decode()
    honest_one = Petition.objects.get()
    suspect = client.post("/feedback/receipt/", filled(**values)).content.decode()
    petition = Petition.objects.latest("pk")
    assert petition.is_suspected
    assert petition.suspicions == sign
    assert without_numbers(suspect, petition) == without_numbers(honest, honest_one)


def without_numbers(page: str, petition: Petition) -> str:
    """A receipt page less what is its own: number, code, QR, token."""
    code = numbers.group_code(numbers.code_for(petition.client_key))
    page = re.sub(
        r'd="M[^"]+"', "", page.replace(petition.number, "").replace(code, "")
    )
    page = page.replace(code.replace("-", ""), "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_the_honeypot_survives_the_check_page(client: Client) -> None:
    check = client.post("/feedback/check/", filled(website="x"))
    client.post("/feedback/receipt/", hidden(check.content.decode()))
    assert Petition.objects.get().suspicions == "honeypot"


def test_too_fast_and_too_often_are_marked(client: Client) -> None:
    page = client.get("/feedback/").content.decode()
    fast = hidden(page) | {"body": "Түргэн.", "kind": "request"}
    client.post("/feedback/receipt/", fast)
    assert Petition.objects.get().suspicions == "too_fast"
    for _ in range(4):
        send(client)
    assert Petition.objects.latest("pk").suspicions == "repeated_text"


# --- the receipt in other shapes ------------------------------------------------
def test_json_names_everything_the_phone_keeps(client: Client) -> None:
    answer = send(client, kind="suggestion")
    petition = Petition.objects.get()
    code = numbers.group_code(numbers.code_for(petition.client_key))
    tracking = answer.pop("tracking_url")
    assert answer == {
        "number": petition.number,
        "code": code,
        "kind": "suggestion",
        "received_at": petition.received_at.isoformat(),
        "due_on": f"{petition.due_on}",
    }
    assert tracking.partition("#")[0].endswith("/track/")
    assert petition.number in tracking.partition("#")[2]


def test_pdf_is_given_for_number_and_code_only(client: Client) -> None:
    answer = send(client)
    proof = {"number": answer["number"], "code": answer["code"]}
    pdf = client.post("/feedback/receipt/pdf/", proof)
    assert pdf["Content-Type"] == "application/pdf"
    assert (
        pdf["Content-Disposition"] == f'attachment; filename="{answer["number"]}.pdf"'
    )
    assert pdf.content.startswith(b"%PDF-")
    wrong = client.post("/feedback/receipt/pdf/", proof | {"code": "000-000-000"})
    absent = client.post("/feedback/receipt/pdf/", {"number": "x", "code": "1"})
    assert (wrong.status_code, absent.status_code) == (403, 403)
    assert without_token(wrong.content) == without_token(absent.content)


def without_token(page: bytes) -> bytes:
    """A page less its CSRF token."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)


def test_pdf_tries_are_limited(client: Client) -> None:
    answer = send(client)
    for _ in range(20):
        client.post("/feedback/receipt/pdf/", {"number": "x", "code": "1"})
    proof = {"number": answer["number"], "code": answer["code"]}
    assert client.post("/feedback/receipt/pdf/", proof).status_code == 403


def test_english_is_english_all_the_way(client: Client) -> None:
    page = client.get("/en/feedback/").content.decode()
    assert '<html lang="en">' in page
    assert "What happened?" in page
    typed = hidden(page) | {"body": BODY, "kind": "complaint"}
    check = client.post("/en/feedback/check/", typed).content.decode()
    assert 'action="/en/feedback/receipt/"' in check
    receipt = client.post("/en/feedback/receipt/", hidden(check)).content.decode()
    assert "We have received it" in receipt
    assert 'href="/en/track/#' in receipt
    assert Petition.objects.get().language == "en"


def test_pages_are_light(client: Client) -> None:
    import brotli

    page = client.get("/feedback/").content
    assert len(brotli.compress(page, quality=4)) < 14_000
