"""The desk: what needs me, what is mine, and nothing of anybody else's."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.translation import gettext
from openpyxl import load_workbook

from casework.actors import THE_SYSTEM, staff
from eservices.models import (
    Application,
    Certificate,
    Company,
    CompanyRole,
    Draft,
    Instrument,
    StandardAlert,
    Verification,
)
from organisation.models import User
from tests.catalogue.factories import make_edition
from tests.eservices.factories import (
    make_application,
    make_draft,
    make_member,
    make_person,
    open_services,
    unique_text,
)
from tests.eservices.officers import LATER, Office

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("reference", "private"),
]


@pytest.fixture
def office() -> Office:
    """A company with an application of two instruments."""
    return Office("verification")


def in_mongolian(message: str) -> str:
    """The sentence as the page says it."""
    with translation.override("mn"):
        return gettext(message)


def desk_of(user: User) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, path: str) -> str:
    """The page at an address of the desk."""
    answer = client.get(f"/account/{path}")
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def granted(office: Office) -> list[Certificate]:
    """Both instruments verified."""
    office.bring_to("granted")
    return list(Certificate.objects.order_by("pk"))


# --- what needs me now ----------------------------------------------------------
def test_nothing_needs_me_at_first() -> None:
    page = shown(desk_of(make_person()), "")
    assert in_mongolian("Nothing. We write to you when something does.") in page


def test_a_question_stands_first(office: Office) -> None:
    office.bring_to("info_requested")
    page = desk_of(office.owner).get("/account/")
    (need,) = page.context["needs"]
    assert (need.kind, need.url) == (
        "question",
        f"/account/applications/{office.application.number}/answer/",
    )


def test_an_invoice_is_to_be_paid(office: Office) -> None:
    office.bring_to("awaiting_payment")
    (need,) = desk_of(office.owner).get("/account/").context["needs"]
    assert need.kind == "invoice"
    page = shown(desk_of(office.owner), "invoices/")
    invoice = office.application.invoices.get()
    assert invoice.number in page
    assert in_mongolian("All applications") in shown(desk_of(office.owner), "")


def test_an_unfinished_draft_is_gone_on_with(office: Office) -> None:
    draft = make_draft("verification", company=office.company, is_complete=False)
    (need,) = desk_of(office.owner).get("/account/").context["needs"]
    assert need.kind == "draft"
    assert f"{draft.uuid}" in need.url


def test_a_certificate_that_ends_soon_is_renewed(office: Office) -> None:
    first, _second = granted(office)
    assert first.valid_to is not None
    owner = office.owner
    with time_machine.travel(
        timezone.now() + (first.valid_to - timezone.localdate()) - timedelta(days=50)
    ):
        client = desk_of(owner)
        needs = client.get("/account/").context["needs"]
        assert [need.kind for need in needs] == ["ending", "ending"]
        answer = client.post(f"/account/certificates/{first.pk}/renew/")
        draft = Draft.objects.get()
        assert (draft.renews, draft.service) == (first, "verification")
        assert f"{draft.uuid}" in answer["Location"]


def test_a_standard_that_changed_is_told_with_its_successor() -> None:
    edition = make_edition("MNS 5217:2012")
    open_services()
    application = make_application("standards-registration")
    certificate = application.certificates.get()
    successor = make_edition("MNS 5217:2026")
    StandardAlert.objects.create(
        certificate=certificate, edition=edition, successor=successor, status="replaced"
    )
    client = desk_of(application.applicant)
    (need,) = client.get("/account/").context["needs"]
    assert (need.kind, need.url) == ("standard", successor.get_absolute_url())
    page = shown(client, "standards/")
    assert "MNS 5217:2012" in page
    assert successor.get_absolute_url() in page


# --- the page of an application -------------------------------------------------
@pytest.mark.parametrize(
    "state",
    [
        "submitted",
        "in_review",
        "info_requested",
        "awaiting_payment",
        "in_work",
        "proposed",
        "granted",
        "refused",
        "withdrawn",
        "lapsed",
    ],
)
def test_every_state_has_a_page_in_both_languages(office: Office, state: str) -> None:
    office.bring_to(state)
    client = desk_of(office.owner)
    number = office.application.number
    page = client.get(f"/account/applications/{number}/")
    assert page.status_code == 200
    assert page.context["page"].sentence
    assert office.company.name in page.content.decode()
    assert client.get(f"/en/account/applications/{number}/").status_code == 200
    assert "УБ85010112" not in page.content.decode()


def test_a_proposal_is_not_shown_before_the_decision(office: Office) -> None:
    office.bring_to("proposed")
    page = shown(desk_of(office.owner), f"applications/{office.application.number}/")
    assert "Шаардлага хангасан." not in page


def test_what_was_issued_can_be_taken_as_pdf_and_json(office: Office) -> None:
    first, _second = granted(office)
    client = desk_of(office.owner)
    page = shown(client, f"applications/{office.application.number}/")
    assert first.number in page
    pdf = client.get(f"/account/certificates/{first.pk}/pdf/")
    assert pdf.content.startswith(b"%PDF")
    told = client.get(f"/account/certificates/{first.pk}/json/").json()
    assert told["number"] == first.number
    assert first.number in shown(client, "certificates/")


def test_the_lines_are_shown_with_their_results(office: Office) -> None:
    granted(office)
    number = office.application.number
    page = shown(desk_of(office.owner), f"applications/{number}/list/instruments/")
    assert "A101" in page
    assert page.count(in_mongolian("Passed")) >= 2
    gone = desk_of(office.owner).get(f"/account/applications/{number}/list/nothing/")
    assert gone.status_code == 404


# --- what can be done -----------------------------------------------------------
def post(office: Office, act: str, user: User | None = None, **form: str) -> Any:
    """Press a button of the application's page."""
    path = f"/account/applications/{office.application.number}/{act}/"
    return desk_of(user or office.owner).post(path, form, follow=True)


def state_of(office: Office) -> str:
    """Where the application stands."""
    return Application.objects.get(pk=office.application.pk).state


def test_an_owner_takes_it_back(office: Office) -> None:
    page = post(office, "withdraw").content.decode()
    assert in_mongolian("You have withdrawn it.") in page
    assert state_of(office) == "withdrawn"
    again = post(office, "withdraw")
    assert again.status_code == 200
    assert in_mongolian("This cannot be done in the case's present state.") in (
        again.content.decode().replace("&#x27;", "'")
    )


def test_a_lapsed_one_is_taken_up_again_once(office: Office) -> None:
    office.bring_to("lapsed")
    with time_machine.travel(LATER, tick=False):
        post(office, "reopen")
    assert state_of(office) == "in_review"


def test_after_a_refusal_one_begins_with_what_was_written(office: Office) -> None:
    office.bring_to("refused")
    answer = post(office, "again")
    draft = Draft.objects.get()
    assert answer.status_code == 200
    assert [row["serial"] for row in draft.rows["instruments"]] == ["A101", "A102"]


def test_a_text_is_added(office: Office) -> None:
    post(office, "act/add", text="Дараа нь утасдана уу.")
    assert office.application.messages.get().body == "Дараа нь утасдана уу."
    assert post(office, "act/withdraw").status_code == 404
    assert post(office, "act/add", text="").status_code == 422


def test_a_draft_is_thrown_away(office: Office) -> None:
    draft = make_draft("verification", company=office.company)
    path = f"/account/drafts/{draft.uuid}/discard/"
    stranger = desk_of(make_person())
    assert stranger.post(path).status_code == 302
    assert Draft.objects.exists()
    client = desk_of(office.owner)
    for _ in range(2):
        assert client.post(path)["Location"] == "/account/applications/"
    assert not Draft.objects.exists()


# --- instruments ----------------------------------------------------------------
def test_instruments_are_listed_and_ordered_again(office: Office) -> None:
    granted(office)
    client = desk_of(office.owner)
    page = shown(client, "instruments/")
    first, second = Instrument.objects.order_by("pk")
    assert first.serial in page
    answer = client.post("/account/instruments/order/", {"instrument": second.pk})
    draft = Draft.objects.get()
    assert f"{draft.uuid}" in answer["Location"]
    (row,) = draft.rows["instruments"]
    assert (row["serial"], row["kind"]) == (second.serial, second.kind.code)
    assert draft.company == office.company


def test_the_sheet_holds_every_instrument_with_its_next_day(office: Office) -> None:
    granted(office)
    answer = desk_of(office.owner).get("/account/instruments/sheet/")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert sorted(f"{row[3]}" for row in rows[1:]) == ["A101", "A102"]
    due = Verification.objects.latest("pk").due_on
    assert rows[1][-1] == f"{due}"


@pytest.mark.parametrize("typed", [[], ["0"], ["x"], ["9" * 30], ["-1"]])
def test_without_a_tick_of_ones_own_nothing_is_ordered(
    office: Office, typed: list[str]
) -> None:
    granted(office)
    client = desk_of(office.owner)
    page = client.post(
        "/account/instruments/order/", {"instrument": typed}, follow=True
    )
    assert in_mongolian("Tick the instruments first.") in page.content.decode()
    assert not Draft.objects.exists()


# --- who sees and does what -----------------------------------------------------
# A route and what owner, preparer, viewer, former member, another company's owner
# and a stranger are answered; "N" is the application, "C" the certificate.
TABLE = """
GET  applications/N/                   200 200 200 404 404 404
GET  applications/N/list/instruments/  200 200 200 404 404 404
GET  applications/N/answer/            302 302 404 404 404 404
POST applications/N/answer/            302 302 404 404 404 404
POST applications/N/withdraw/          302 404 404 404 404 404
POST applications/N/reopen/            302 302 404 404 404 404
POST applications/N/again/             302 302 404 404 404 404
POST applications/N/act/add/           422 422 404 404 404 404
GET  applications/N/file/1/            404 404 404 404 404 404
GET  applications/26-999999-9/         404 404 404 404 404 404
GET  certificates/C/pdf/               200 200 200 404 404 404
GET  certificates/C/json/              200 200 200 404 404 404
POST certificates/C/renew/             302 302 404 404 404 404
"""


def people(office: Office) -> list[User]:
    """Everybody who might look."""
    former = make_member(office.company, CompanyRole.OWNER)
    former.companies.update(valid_to=timezone.localdate())
    other = make_member(Company.objects.create(register_no="7777777", name="Өөр"))
    return [
        office.owner,
        make_member(office.company, CompanyRole.PREPARER),
        make_member(office.company, CompanyRole.VIEWER),
        former,
        other,
        make_person(),
    ]


def test_roles_and_addresses(office: Office) -> None:
    first, _second = granted(office)
    everybody = [desk_of(user) for user in people(office)]
    found = []
    for line in TABLE.strip().splitlines():
        method, path, *_expected = line.split()
        address = path.replace("/N/", f"/{office.application.number}/")
        address = address.replace("/C/", f"/{first.pk}/")
        statuses = [
            f"{client.generic(method, f'/account/{address}').status_code}"
            for client in everybody
        ]
        found.append(f"{method:<4} {path:<33} {' '.join(statuses)}")
    assert "\n".join(found) == TABLE.strip()


LISTS = [
    "",
    "applications/",
    "certificates/",
    "standards/",
    "instruments/",
    "invoices/",
]


def test_lists_hold_nothing_of_others(office: Office) -> None:
    first, _second = granted(office)
    secrets = [
        office.company.name,
        office.application.number,
        first.number,
        "A101",
        office.application.invoices.get().number,
    ]
    for user in people(office)[3:]:
        for path in LISTS:
            page = shown(desk_of(user), path)
            assert [each for each in secrets if each in page] == [], path


def test_a_viewer_is_offered_nothing_to_write(office: Office) -> None:
    office.bring_to("info_requested")
    viewer = desk_of(make_member(office.company, CompanyRole.VIEWER))
    page = shown(viewer, f"applications/{office.application.number}/")
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "<form" not in main


def test_a_citizens_own_is_theirs_alone() -> None:
    open_services()
    application = make_application("verification", as_citizen=True)
    number = application.number
    owner, other = application.applicant, make_person()
    assert desk_of(owner).get(f"/account/applications/{number}/").status_code == 200
    assert desk_of(other).get(f"/account/applications/{number}/").status_code == 404
    path = f"/account/applications/{number}/withdraw/"
    assert desk_of(other).post(path).status_code == 404
    assert desk_of(owner).post(path).status_code == 302


@pytest.mark.parametrize(
    "path", [*LISTS, "me/", "companies/register/", "applications/26-000001-9/"]
)
def test_who_is_not_signed_in_is_asked_to(path: str) -> None:
    answer = Client().get(f"/account/{path}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/sign-in/?next=%2Faccount%2F")
    posted = Client().post("/account/instruments/order/")
    assert posted["Location"] == "/account/sign-in/"


def test_staff_see_no_application_here(office: Office) -> None:
    answer = desk_of(office.clerk).get(
        f"/account/applications/{office.application.number}/"
    )
    assert answer.status_code == 404


# --- how much is asked of the database ------------------------------------------
# Measured; two of each are of the session and the person.
QUERIES = {
    "": 8,
    "applications/": 6,
    "certificates/": 5,
    "standards/": 4,
    "instruments/": 5,
    "invoices/": 5,
}


def queries(client: Client, path: str) -> int:
    """How many statements a page takes."""
    with CaptureQueriesContext(
        connection,
    ) as found:
        shown(client, path)
    return len(found)


def fill(company: Company, count: int) -> None:
    """So many applications, certificates, instruments, invoices, drafts."""
    for _ in range(count):
        made = Office.__new__(Office)
        made.slug = "verification"
        made.company, made.owner = company, company.members.get().user
        _send_and_grant(made)
        make_draft("verification", company=company, is_complete=False)


def _send_and_grant(office: Office) -> None:
    from organisation.models import Role
    from tests.eservices.factories import ROWS
    from tests.factories import make_user

    (row,) = ROWS["verification"]["instruments"]
    office.application = make_application(
        "verification",
        company=office.company,
        rows={"instruments": [row | {"serial": unique_text("Q")} for _ in (1, 2)]},
    )
    unit = office.application.unit
    office.clerk = make_user(Role.CLERK, unit)
    office.head, office.proposer = (
        make_user(Role.HEAD, unit),
        make_user(Role.HEAD, unit),
    )
    office.do("take")
    office.do("invoice")
    office.pay()
    office.do("paid", THE_SYSTEM)
    office.judge()
    said = {"proposal": "granted", "text": "Хангасан."}
    office.do("propose", staff(office.proposer), **said)
    office.do("grant", staff(office.head), text="Олгов.")


@pytest.mark.parametrize("path", QUERIES)
def test_pages_ask_as_much_for_three_as_for_one(office: Office, path: str) -> None:
    client = desk_of(office.owner)
    shown(client, path)
    found = []
    for count in (1, 2):
        fill(office.company, count)
        found.append(queries(client, path))
    assert found == [QUERIES[path]] * 2


@pytest.mark.parametrize(
    ("state", "count"),
    [("info_requested", 15), ("awaiting_payment", 17), ("granted", 16)],
)
def test_the_page_of_an_application_asks_a_fixed_number(
    office: Office, state: str, count: int
) -> None:
    office.bring_to(state)
    client = desk_of(office.owner)
    path = f"applications/{office.application.number}/"
    shown(client, path)
    assert queries(client, path) == count
