"""The application form, step by step, up to the receipt."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casework.ratelimit import Limit
from eservices.models import Application, CompanyRole, Draft, DraftFile, Service
from eservices.pages.approved_types import suggestions_for
from eservices.services.verification import Verification
from eservices.views.apply import access
from tests.casework.file_samples import pdf
from tests.catalogue.factories import make_edition
from tests.eservices.apply_pages import Desk, summary_of
from tests.eservices.factories import (
    REGISTER,
    make_company,
    make_draft,
    make_member,
    make_person,
)

pytestmark = pytest.mark.usefixtures("reference", "private")
START = "/en/services/verification/apply/"
S1_START = "/en/services/standards-registration/apply/"
GETS = [
    "who/",
    "what/",
    "where/",
    "documents/",
    "fee/",
    "check/",
    "rows/instruments/",
    "rows/instruments/add/",
    "rows/instruments/1/",
    "rows/instruments/file/",
    "rows/instruments/empty/",
]
POSTS = [
    "who/",
    "fee/",
    "check/",
    "rows/instruments/",
    "rows/instruments/add/",
    "rows/instruments/1/",
    "rows/instruments/load/",
]


@pytest.fixture
def draft() -> Draft:
    """An S2 application ready to be sent."""
    return make_draft("verification")


@pytest.fixture
def desk(draft: Draft) -> Desk:
    """Its owner's browser."""
    return Desk.of(draft)


# --- beginning ---
def test_who_is_not_signed_in_comes_back_after_signing_in(client: Client) -> None:
    answer = client.get(START)
    assert answer.status_code == 302
    assert answer["Location"].endswith(
        "?next=%2Fen%2Fservices%2Fverification%2Fapply%2F"
    )


def test_one_applies_for_a_company_one_writes_for_or_for_oneself(
    client: Client,
) -> None:
    user = make_person()
    mine = make_company(user)
    read_only = make_company()
    make_member(read_only, CompanyRole.VIEWER, user=user)
    make_company()
    client.force_login(user)
    answer = client.get(START)
    values = [key for key, _label in answer.context["form"].fields["who"].choices]
    assert values == [str(mine.pk), "me"]
    answer = client.get(S1_START)
    values = [key for key, _label in answer.context["form"].fields["who"].choices]
    assert values == [str(mine.pk)]


def test_without_a_company_one_is_led_to_register_it(client: Client) -> None:
    client.force_login(make_person())
    html = client.get(S1_START).content.decode()
    assert '<form method="post" action="/en/services' not in html
    way_back = "next=%2Fen%2Fservices%2Fstandards-registration%2Fapply%2F"
    assert f'href="/en/account/companies/register/?{way_back}"' in html


def test_a_draft_begins_with_what_is_known_of_the_company(client: Client) -> None:
    user = make_person()
    company = make_company(user)
    client.force_login(user)
    answer = client.post(START, {"who": company.pk})
    draft = Draft.objects.get()
    assert (draft.company, draft.owner, draft.service) == (
        company,
        user,
        "verification",
    )
    assert answer["Location"] == f"/en/services/apply/{draft.uuid}/who/"
    form = client.get(answer["Location"]).context["form"]
    assert form["aimag"].value() == company.aimag_code


def test_another_company_cannot_be_chosen(client: Client) -> None:
    client.force_login(make_person())
    answer = client.post(START, {"who": make_company().pk})
    assert (answer.status_code, Draft.objects.count()) == (422, 0)


def test_a_closed_service_begins_nothing(client: Client) -> None:
    client.force_login(make_person())
    Service.objects.update(is_open=False)
    answer = client.post(START, {"who": "me"})
    assert answer["Location"] == "/en/services/verification/"
    assert Draft.objects.count() == 0


def test_a_begun_draft_is_offered_where_it_was_left(draft: Draft) -> None:
    draft.steps_done = ["who"]
    draft.save()
    html = Desk.of(draft).client.get(START).content.decode()
    assert f"/en/services/apply/{draft.uuid}/what/" in html


# --- whose it is ---
@pytest.mark.parametrize("path", GETS)
def test_for_strangers_there_is_nothing(draft: Draft, path: str) -> None:
    assert Desk.of(draft, make_person()).get(path).status_code == 404
    assert Desk.of(draft).get(path).status_code == 200


@pytest.mark.parametrize("path", POSTS)
def test_strangers_and_viewers_write_nothing(draft: Draft, path: str) -> None:
    assert draft.company is not None
    viewer = make_member(draft.company, CompanyRole.VIEWER)
    assert Desk.of(draft, make_person()).post(path).status_code == 404
    assert Desk.of(draft, viewer).post(path).status_code == 403
    before = draft.version
    draft.refresh_from_db()
    assert (draft.version, Application.objects.count()) == (before, 0)


def test_a_viewer_reads_and_is_told_so(draft: Draft) -> None:
    assert draft.company is not None
    viewer = Desk.of(draft, make_member(draft.company, CompanyRole.VIEWER))
    assert "You may read this application" in viewer.html("who/")
    for path in ("who/", "check/", "rows/instruments/"):
        assert '<button class="button" ' not in viewer.html(path)


def test_pages_are_kept_nowhere(desk: Desk) -> None:
    assert "no-store" in desk.get("who/")["Cache-Control"]


def test_nothing_personal_stands_in_an_address(desk: Desk) -> None:
    answer = desk.post("who/", phone="99112233", representative_register=REGISTER)
    assert "99112233" not in answer["Location"]
    assert REGISTER not in answer["Location"]
    assert REGISTER not in desk.html("who/")


# --- steps ---
def test_what_is_wrong_is_kept_and_told(desk: Desk) -> None:
    answer = desk.post("who/", phone="123", contact_name="Дорж")
    assert answer["Location"] == desk.url("who/?mend=1")
    desk.draft.refresh_from_db()
    assert desk.draft.answers["phone"] == "123"
    assert "who" not in desk.draft.steps_done
    html = desk.html("who/?mend=1")
    assert 'value="123"' in html
    assert len(summary_of(html)) == 1
    assert f'href="{desk.url("what/")}"' in html  # it can be corrected later


def test_what_an_answer_makes_one_ask_is_asked_and_not_called_wrong(
    desk: Desk,
) -> None:
    answer = desk.post("where/", place="site")
    assert answer["Location"] == desk.url("where/?more=1")
    html = desk.html("where/?more=1")
    assert "Your answer brings more questions" in html
    assert re.findall(r'<li><a href="#(id_site_\w+)">', html) == [
        "id_site_aimag",
        "id_site_sum",
        "id_site_address",
    ]
    assert summary_of(html) == []
    # Seen and left empty, they are missing.
    answer = desk.post("where/", place="site", site_sum="")
    assert answer["Location"] == desk.url("where/?mend=1")


@pytest.mark.parametrize(
    ("answers", "page"), [({}, "rows/instruments/"), ({"purpose": ""}, "what/")]
)
def test_one_goes_on_with_the_list_where_its_form_is_done(
    desk: Desk, answers: dict[str, str], page: str
) -> None:
    kept = desk.draft.answers
    desk.post("rows/instruments/", delete="1")
    desk.post("what/", **{key: kept[key] for key in ("work", "occasion")}, **answers)
    html = desk.client.get(START).content.decode()
    assert f'<a href="{desk.url(page)}">' in html


def test_a_good_step_leads_to_the_next(desk: Desk) -> None:
    answer = desk.post("who/", phone="9911 2233")
    assert answer["Location"] == desk.url("what/")
    answer = desk.post("what/", stay="1")
    assert answer["Location"] == desk.url("what/")
    answer = desk.post("what/")
    assert answer["Location"] == desk.url("rows/instruments/")
    answer = desk.post("rows/instruments/", go="1")
    assert answer["Location"] == desk.url("where/")


def test_the_ruler_shows_what_is_done_and_leads_back(desk: Desk) -> None:
    html = desk.html("fee/")
    assert html.count('<li class="done">') == 6
    assert html.count('aria-current="step"') == 1
    assert f'<a href="{desk.url("who/")}">' in html


def test_two_devices_do_not_overwrite_each_other(desk: Desk) -> None:
    answer = desk.client.post(desk.url("who/"), {"version": "0", "sum": "Хонгор"})
    assert answer.status_code == 409
    assert 'value="Хонгор"' in answer.content.decode()
    desk.draft.refresh_from_db()
    assert desk.draft.answers["sum"] == "Дархан"


def test_a_step_that_is_not_there(desk: Desk) -> None:
    assert desk.get("nothing/").status_code == 404
    assert desk.get("rows/nothing/").status_code == 404
    assert desk.get("rows/instruments/99/").status_code == 404
    assert Desk(desk.client, Draft(uuid=uuid.uuid4())).get("who/").status_code == 404


def test_a_step_of_lists_alone_is_its_list() -> None:
    make_edition("MNS 5217:2012")
    desk = Desk.of(make_draft("standards-registration"))
    assert desk.get("what/")["Location"] == desk.url("rows/standards/")


def test_too_many_writes_are_slowed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "WRITES", Limit("apply.write", burst=1, seconds=3600))
    assert desk.post("who/").status_code == 302
    assert desk.post("who/").status_code == 429
    assert desk.get("who/").status_code == 200


# --- documents ---
def upload(name: str = "итгэмжлэл.pdf") -> SimpleUploadedFile:
    """A PDF as a browser sends it."""
    return SimpleUploadedFile(name, pdf(), content_type="application/pdf")


@pytest.fixture
def by_another() -> Desk:
    """Somebody signs for the director, so a paper is needed."""
    answers = {"is_director": "no"}
    return Desk.of(make_draft("verification", answers=answers, with_files=False))


def test_a_missing_paper_is_told_beside_its_box(by_another: Desk) -> None:
    assert by_another.post("documents/")["Location"].endswith("documents/?mend=1")
    html = by_another.html("documents/?mend=1")
    assert len(summary_of(html)) == 1
    assert 'href="#file_power_of_attorney"' in html
    assert "up to 20 MB" in html


def test_a_paper_is_kept_and_taken_away(by_another: Desk) -> None:
    answer = by_another.post("documents/", file_power_of_attorney=upload())
    assert answer["Location"] == by_another.url("fee/")
    by_another.draft.refresh_from_db()
    assert "documents" in by_another.draft.steps_done
    file = DraftFile.objects.get()
    html = by_another.html("documents/")
    assert "итгэмжлэл.pdf" in html
    assert 'type="file"' not in html  # one is enough
    answer = by_another.post("documents/", remove=file.pk)
    assert answer["Location"] == by_another.url("documents/")
    assert DraftFile.objects.count() == 0


def test_a_refused_file_is_told_and_nothing_else_is_lost(by_another: Desk) -> None:
    bad = SimpleUploadedFile("a.exe", b"MZ" + b"\x00" * 99)
    answer = by_another.post("documents/", file_power_of_attorney=bad)
    assert answer.status_code == 422
    assert len(summary_of(answer.content.decode())) == 1
    assert DraftFile.objects.count() == 0


def test_no_paper_is_asked_that_is_not_needed(desk: Desk) -> None:
    assert "No papers are needed" in desk.html("documents/")


# --- fee ---
def test_the_fee_is_shown_line_by_line(desk: Desk) -> None:
    answer = desk.get("fee/")
    fee = answer.context["fee"]
    assert [(line.quantity, line.total == line.amount) for line in fee.lines] == [
        (1, True)
    ]
    assert (fee.total, fee.left_out, fee.is_known) == (fee.lines[0].amount, 0, True)
    assert desk.post("fee/")["Location"] == desk.url("check/")


def test_what_is_not_known_yet_is_said() -> None:
    desk = Desk.of(make_draft("verification", answers={"place": "site"}))
    assert [str(one) for one in desk.get("fee/").context["fee"].later] != []
    assert "Not known yet" in desk.html("fee/")


def test_a_line_that_is_wrong_is_not_in_the_sum(desk: Desk) -> None:
    desk.post("rows/instruments/load/", pasted="99.999\tCAS\tSW\tA9\t0-3 кг\t\t\t\t")
    fee = desk.get("fee/").context["fee"]
    assert (fee.left_out, len(fee.lines)) == (1, 1)


def test_a_service_without_a_fee_says_so() -> None:
    make_edition("MNS 5217:2012")
    desk = Desk.of(make_draft("standards-registration"))
    assert "There is no fee for this service" in desk.html("fee/")


# --- check, send, receipt ---
def test_everything_stands_once_more_with_ways_back(desk: Desk) -> None:
    html = desk.html("check/")
    for said in ("Дорж Оюун", "99112345", "CAS · SW-1 · A101", "УБ••••••12"):
        assert said in html
    for path in ("who/", "what/", "rows/instruments/", "where/"):
        assert f'<a href="{desk.url(path)}">correct' in html


def test_what_is_wrong_leads_to_its_place(desk: Desk) -> None:
    desk.post("who/", phone="1")
    desk.post("rows/instruments/", copy="1")
    html = desk.html("check/")
    assert f'href="{desk.url("who/")}?mend=1#div_id_phone"' in html
    assert f'href="{desk.url("rows/instruments/")}?page=1#row-2-serial"' in html
    assert 'name="declare"' not in html
    assert desk.post("check/", declare="on").status_code == 422
    assert Application.objects.count() == 0


def test_it_is_sent_only_when_declared(desk: Desk) -> None:
    answer = desk.post("check/")
    assert answer.status_code == 422
    assert len(summary_of(answer.content.decode())) == 1
    assert Application.objects.count() == 0


def test_it_is_sent_once_however_often_it_is_pressed(desk: Desk) -> None:
    first = desk.post("check/", declare="on")
    again = desk.client.post(desk.url("check/"), {"version": 1, "declare": "on"})
    assert first["Location"] == again["Location"] == desk.url("receipt/")
    application = Application.objects.get()
    assert application.company == desk.draft.company
    html = desk.html("receipt/")
    assert application.number in html
    assert desk.get("who/")["Location"] == desk.url("receipt/")


def test_a_receipt_is_its_senders_alone(desk: Desk) -> None:
    desk.post("check/", declare="on")
    number = Application.objects.get().number
    pdf_path = f"receipt/{number}.pdf"
    answer = desk.get(pdf_path)
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    stranger = Desk.of(desk.draft, make_person())
    assert stranger.get("receipt/").status_code == 404
    assert stranger.get(pdf_path).status_code == 404
    assert desk.get("receipt/26-999999-9.pdf").status_code == 404


def test_what_is_clean_is_granted_on_the_receipt() -> None:
    make_edition("MNS 5217:2012")
    desk = Desk.of(make_draft("standards-registration"))
    desk.post("check/", declare="on")
    certificate = Application.objects.get().certificates.get()
    html = desk.html("receipt/")
    assert certificate.number in html
    assert f'href="{certificate.get_absolute_url()}"' in html


def test_a_stale_check_sends_nothing(desk: Desk) -> None:
    answer = desk.client.post(desk.url("check/"), {"version": 1, "declare": "on"})
    assert answer.status_code == 409
    assert Application.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("who/", 5),
        ("rows/instruments/", 8),
        ("rows/instruments/1/", 8),
        ("fee/", 9),
        ("check/", 8),
    ],
)
def test_pages_ask_as_few_questions_for_many_lines(
    count: int, path: str, queries: int, django_assert_num_queries: Any
) -> None:
    row = {"kind": "02.001", "maker": "CAS", "model": "S", "range": "0-30 кг"}
    lines = [{**row, "serial": f"A{at}"} for at in range(count)]
    desk = Desk.of(make_draft("verification", rows={"instruments": lines}))
    # As the first page after a change, on which everything is checked anew; what is
    # approved was read by somebody before.
    suggestions_for(Verification().rows["instruments"])
    with django_assert_num_queries(queries):
        desk.get(path)
    if path == "rows/instruments/":
        with django_assert_num_queries(5):  # turning its pages checks nothing again
            desk.get(f"{path}?page=2")


@pytest.mark.parametrize("count", [1, 3])
def test_a_receipt_asks_as_few_questions(
    count: int, django_assert_num_queries: Any
) -> None:
    row = {"kind": "02.001", "maker": "CAS", "model": "S", "range": "0-30 кг"}
    lines = [{**row, "serial": f"A{at}"} for at in range(count)]
    desk = Desk.of(make_draft("verification", rows={"instruments": lines}))
    desk.post("check/", declare="on")
    with django_assert_num_queries(7):
        desk.get("receipt/")
