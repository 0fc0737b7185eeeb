"""Whole journeys through the pages alone: from the form to a certificate verified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from casework.models import Case
from eservices.models import Company
from organisation.models import Role, User
from tests.casework.file_samples import pdf
from tests.catalogue.factories import make_edition
from tests.eservices.apply_pages import pasted
from tests.eservices.factories import (
    ANSWERS,
    REGISTER,
    ROWS,
    a_reason,
    make_company,
    make_person,
)
from tests.eservices.test_apply_browser import sign_in as let_in
from tests.eservices.test_desk_browser import sign_in as sign_in_with_code
from tests.factories import make_user
from tests.walking import press, visit

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference", "private", "demonstration"),
]
PATIENCE = 30_000  # milliseconds: the machine may have other work
MOST_PAGES = 20  # of one application
PAPER = "fieldset.paper:not(:has(.optional)):not(:has(.kept-files)) input[type=file]"
SIGNED = {"is_director": "yes", "representative_register": REGISTER}
Typed = dict[str, Any]


@pytest.fixture
def demonstration(settings: Any) -> None:
    """No mail goes out, and paying is pretended."""
    settings.DEMO_MODE = True
    settings.EMAIL_URL = "consolemail://"


@pytest.fixture
def world(live_server: Any, open_page: Callable[..., Any]) -> World:
    """The portal and everybody's browser."""
    make_edition("MNS 5217:2012")
    return World(live_server.url, open_page)


@dataclass
class World:
    """Opens browsers of the people of a journey."""

    url: str
    open_page: Callable[..., Any]
    owner: User = field(default_factory=make_person)
    officers: dict[tuple[int, str], Officer] = field(default_factory=dict)

    def company(self, **values: Any) -> Company:
        """The owner's company."""
        return make_company(self.owner, **values)

    def applicant(self, *, js: bool = True) -> Applicant:
        """The owner's browser; without scripts it comes in with a code."""
        page = self._page(js=js, width=360)
        if js:
            let_in(page, self.url, self.owner)
        else:
            sign_in_with_code(page, self.url, self.owner.email)
        return Applicant(page, self.url)

    def officer(self, number: str, role: str) -> Officer:
        """Somebody of the unit that has the application, with it on the screen."""
        unit = Case.objects.get(number=number).unit
        officer = self.officers.get((unit.pk, role))
        if officer is None:
            officer = Officer(self._page(width=1280), self.url)
            let_in(officer.page, self.url, make_user(role, unit))
            self.officers[unit.pk, role] = officer
        officer.open(number)
        return officer

    def verified(self, number: str) -> None:
        """Anybody finds the certificate by its number, and it is valid."""
        page = self._page(js=False)
        visit(page, f"{self.url}/verify/")
        page.fill("textarea[name=asked]", number)
        press(page, page.locator("main button[type=submit]"))
        assert page.url == f"{self.url}/verify/{address_of(number)}/"
        assert page.locator(".plates .plate").first.inner_text() == number
        assert page.locator("main .notice.success").count() == 1

    def _page(self, **options: Any) -> Any:
        # A service worker would fetch pages nobody reads here, once for every browser.
        page = self.open_page(service_workers="block", **options)
        page.set_default_timeout(PATIENCE)
        page.set_default_navigation_timeout(PATIENCE)
        return page


def address_of(number: str) -> str:
    """A number of a certificate as it stands in addresses."""
    return number.split("-", 1)[1].lower()


def fill(form: Any, typed: Typed) -> None:
    """Fill in what the form asks of it, whatever the kind of field."""
    for name, value in typed.items():
        asked = form.locator(f"[name='{name}']")
        if not asked.count():
            continue
        if asked.first.get_attribute("type") in {"radio", "checkbox"}:
            card = form.locator(f"[name='{name}'][value='{value}']")
            card = asked if value is True else card
            form.locator(f"label[for='{card.get_attribute('id')}']").click()
        elif form.locator(f"select[name='{name}']").count():
            asked.select_option(value)
        else:
            asked.fill(value)


# --- the applicant --------------------------------------------------------------
@dataclass
class Applicant:
    """Somebody of a company in front of the pages."""

    page: Any
    url: str

    def start(self, service: str) -> None:
        """From the page of the service to the first step."""
        visit(self.page, f"{self.url}/services/{service}/")
        press(self.page, self.page.locator("main a.button").first)
        self.page.locator("#start .choice label").first.click()
        press(self.page, self.page.locator("#start button.button"))

    def write(self, typed: Typed, rows: dict[str, list[Typed]] | None = None) -> None:
        """Step by step until everything is there to be sent."""
        for _each in range(MOST_PAGES):
            if self.page.locator("#send").count():
                return
            self.one_page(typed, rows or {})
        pytest.fail(f"no end: {self.page.locator('main').inner_text()}")

    def one_page(self, typed: Typed, rows: dict[str, list[Typed]]) -> None:
        """Fill in the page that is open, and go on."""
        page = self.page
        if page.locator("#step").count():
            fill(page.locator("#step"), typed)
            for paper in page.locator(PAPER).all():
                paper.set_input_files(files=[a_paper(paper.get_attribute("name"))])
            press(page, page.locator("#step button.button").first)
        elif page.locator("#go").count():
            self._list(rows)
            press(page, page.locator("button[name=go]"))
        else:
            press(page, page.locator("main form button.button").last)

    def _list(self, rows: dict[str, list[Typed]]) -> None:
        key = self.page.url.rstrip("/").split("/")[-1]
        for row in rows.get(key, []):
            press(self.page, self.page.locator(".button-row a.button").first)
            fill(self.page.locator("#line"), row)
            press(self.page, self.page.locator("#line button.button").first)

    def send(self) -> str:
        """Declare and send; the number of the application."""
        self.page.locator("label[for=declare]").click()
        press(self.page, self.page.locator("#send button.button"))
        plate = self.page.locator("#receipt .card .plate").first
        return str(plate.inner_text())

    def apply(self, service: str, typed: Typed, rows: dict[str, list[Typed]]) -> str:
        """The whole form; the number of the application."""
        self.start(service)
        self.write(typed, rows)
        return self.send()

    def open(self, number: str) -> None:
        """From the desk to one of the applications."""
        visit(self.page, f"{self.url}/account/")
        link = f"a[href='/account/applications/{number}/']"
        press(self.page, self.page.locator(link).first)

    def certificates(self) -> list[str]:
        """The numbers that stand on the first page of one's certificates."""
        visit(self.page, f"{self.url}/account/")
        link = "a[href='/account/certificates/']"
        press(self.page, self.page.locator(link).first)
        return list(self.page.locator(".hit .plate").all_inner_texts())


def a_paper(name: str) -> dict[str, Any]:
    """A document to be attached."""
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": pdf()}


# --- the officers ---------------------------------------------------------------
@dataclass
class Officer:
    """Somebody of the agency in front of the back office."""

    page: Any
    url: str

    def open(self, number: str) -> None:
        """From the cases of the unit to one of them."""
        visit(self.page, f"{self.url}/admin/casework/case/?tab=unit")
        press(self.page, self.page.locator("th a", has_text=number))

    def act(self, move: str, **typed: Any) -> None:
        """Make a move with what it asks for."""
        panel = self.page.locator(f"#move-{move}")
        if panel.get_attribute("open") is None:
            panel.locator("summary").first.click()
        fill(self.page.locator(f"#form-{move}"), typed)
        press(self.page, panel.locator("button.move-button"))
        assert self.page.locator(".messagelist .success").count() == 1, self._refusals()

    def _refusals(self) -> list[str]:
        return list(self.page.locator(".field-error").all_inner_texts())

    def pass_all(self) -> None:
        """Every line passed, and back to the case."""
        press(self.page, self.page.locator("p.move-panel a[href*='/results/']"))
        form = self.page.locator("form:has(input[value=all_passed])")
        press(self.page, form.locator("button"))
        press(self.page, self.page.locator(".results-left a"))

    def propose(self, proposal: str, text: str, **more: Any) -> None:
        """What a second person will decide."""
        self.act("propose", proposal=proposal, text=text, **more)


def granted(world: World, number: str, clerk: Officer) -> None:
    """One proposes, another decides."""
    clerk.propose("granted", "Шаардлага хангасан тул олгоно.")
    head = world.officer(number, Role.HEAD)
    proposed = head.page.locator("#form-grant textarea").input_value()
    assert proposed == "Шаардлага хангасан тул олгоно."
    head.act("grant")


# --- S1 -------------------------------------------------------------------------
def test_the_next_registration_is_granted_at_once_when_the_owner_is_confirmed(
    world: World,
) -> None:
    make_edition("MNS 6565:2019")
    company = world.company(checked_at=None)
    applicant = world.applicant()
    (row,) = ROWS["standards-registration"]["standards"]
    first = applicant.apply("standards-registration", SIGNED, {"standards": [row]})
    assert applicant.certificates() == []
    clerk = world.officer(first, Role.CLERK)
    press(clerk.page, clerk.page.locator(f"main a[href*='/company/{company.pk}/']"))
    press(clerk.page, clerk.page.locator("button[name=_confirm]"))
    other = row | {"standard": "MNS 6565:2019"}
    applicant.apply("standards-registration", SIGNED, {"standards": [other]})
    (number,) = applicant.certificates()
    world.verified(number)


# --- S2 -------------------------------------------------------------------------
def test_five_hundred_scales_are_corrected_paid_verified_and_looked_up(
    world: World,
) -> None:
    world.company()
    applicant = world.applicant(js=False)
    page = applicant.page
    applicant.start("verification")
    while not page.locator("#load").count():
        applicant.one_page(ANSWERS["verification"] | SIGNED, {})
    page.locator("#load summary").click()
    page.fill("#pasted", pasted(500, bad_kind={7}, bad_range={20, 480}))
    press(page, page.locator("#load button"))
    assert page.locator("#faults li").count() == 3
    for line, column, right in (
        (480, "range", "0-30 кг"),
        (20, "range", "0-30 кг"),
        (7, "kind", "02.001"),
    ):
        press(page, page.locator("#faults li a").last)
        press(page, page.locator(f"#row-{line} .line-buttons a"))
        fill(page.locator("#line"), {column: right})
        press(page, page.locator("#line button.button").first)
    assert page.locator("#faults").count() == 0
    applicant.write(ANSWERS["verification"])
    number = applicant.send()

    clerk = world.officer(number, Role.CLERK)
    clerk.act("take")
    clerk.act("invoice")
    told = clerk.page.locator("section[aria-labelledby=money-h] strong").inner_text()
    assert " ".join(told.split()) == "10 000 000 ₮"
    applicant.open(number)
    press(page, page.locator("#pay a.button"))
    press(page, page.locator("form[action$='/pretend/'] button"))
    clerk.open(number)
    clerk.pass_all()
    granted(world, number, clerk)
    numbers = applicant.certificates()
    assert Case.objects.get(number=number).application.certificates.count() == 500
    world.verified(numbers[0])


# --- S3 and S5 ------------------------------------------------------------------
@pytest.mark.parametrize("service", ["type-approval", "metrology-capability"])
def test_what_the_institute_looks_at_is_granted_by_two(
    world: World, service: str
) -> None:
    world.company()
    applicant = world.applicant()
    typed = {
        name: value[0] if isinstance(value, list) else value
        for name, value in ANSWERS[service].items()
    }
    number = applicant.apply(service, typed | SIGNED, ROWS[service])
    clerk = world.officer(number, Role.CLERK)
    clerk.act("take")
    clerk.act("start_work")
    granted(world, number, clerk)
    (certificate,) = applicant.certificates()
    world.verified(certificate)


# --- S4 -------------------------------------------------------------------------
def test_a_question_a_refusal_and_a_new_try(world: World) -> None:
    world.company()
    applicant = world.applicant()
    page = applicant.page
    typed = ANSWERS["product-certification"] | SIGNED
    number = applicant.apply(
        "product-certification", typed, ROWS["product-certification"]
    )
    clerk = world.officer(number, Role.CLERK)
    clerk.act("take")
    clerk.page.locator("input[name=paths][value=site]").check()
    clerk.page.locator("input[name='rows.products'][value='1']").check()
    clerk.act("ask_fields", fault="wrong", text="Хаяг, нэрээ тодруулна уу.")

    visit(page, f"{world.url}/account/")
    press(page, page.locator(".needs a.button").first)
    fill(
        page.locator("main form"),
        {"site": "Дархан сум, 5-р баг", "rows.products.1.name": "Агшаамал будаа"},
    )
    press(page, page.locator("main form button.button[type=submit]").last)
    assert page.url == f"{world.url}/account/applications/{number}/"

    clerk.open(number)
    assert "Дархан сум, 5-р баг" in clerk.page.locator("main").inner_text()
    clerk.act("start_work")
    why = f"{a_reason().pk}"
    said = "Шошго нь стандартад нийцээгүй."
    clerk.propose("refused", said, refusal_reason=why)
    head = world.officer(number, Role.HEAD)
    head.act("refuse", confirm=True)

    applicant.open(number)
    decision = page.locator("article.decision").inner_text()
    assert said in decision
    assert a_reason().name_mn in page.locator("main").inner_text()
    press(page, page.locator("form[action$='/again/'] button"))
    applicant.write({})
    written = page.locator("main").inner_text()
    assert "Дархан сум, 5-р баг" in written
    assert "Агшаамал будаа" in written
    again = applicant.send()
    clerk = world.officer(again, Role.CLERK)
    clerk.act("take")
    clerk.act("start_work")
    clerk.pass_all()
    granted(world, again, clerk)
    (certificate,) = applicant.certificates()
    world.verified(certificate)
