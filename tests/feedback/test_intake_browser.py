"""The way in as a phone walks it: with and without scripts, or a network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

import feedback.actions
import feedback.views
from casework.models import Attachment
from feedback.models import Petition
from tests.factories import BODY
from tests.walking import (
    assert_accessible,
    assert_fits,
    await_scripts,
    choose,
    leaving,
    press,
    visit,
)

pytestmark = pytest.mark.usefixtures("reference", "private")
OpenPage = Callable[..., Any]
SENT = "#outbox [data-act=forget]"
WAITING = "#outbox [data-act=send]"
ANY_ENTRY = "#outbox [data-act]"
# The worker holds the page and has filled its store.
WORKER_READY = """async () => {
  await navigator.serviceWorker.ready;
  const rest = () => new Promise((done) => setTimeout(done, 50));
  while (!navigator.serviceWorker.controller) await rest();
  return true;
}"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo on the phone."""
    path = tmp_path / "IMG_1.jpg"
    Image.new("RGB", (64, 48), "navy").save(path)
    return path


def write(page: Any, body: str = BODY) -> None:
    """Fill in what must be."""
    page.fill("#id_body", body)
    choose(page, "kind", "complaint")


def main_button(page: Any) -> Any:
    """The one main button of a form's page."""
    return page.locator("#main form[id] button.button[type=submit]")


def send(page: Any) -> None:
    """Press it, with a network: another page comes."""
    press(page, main_button(page))


def send_without_network(page: Any) -> None:
    """Press it, without one: the phone keeps what was typed, and the page stays."""
    main_button(page).click()


def await_cards(page: Any, kind: str, count: int = 1) -> None:
    """Wait until so many petitions of the outbox are shown as waiting, or as sent."""
    expect(page.locator(kind)).to_have_count(count, timeout=40_000)


@pytest.mark.parametrize("js", [False, True])
def test_a_complaint_is_sent_from_a_small_phone(
    live_server: Any, open_page: OpenPage, photo: Path, js: bool
) -> None:
    page = open_page(js=js, width=360)
    visit(page, f"{live_server.url}/feedback/?aimag=45")
    assert_fits(page)
    page.fill("#id_body", BODY)
    page.set_input_files("#id_files", photo)
    choose(page, "reply_by", "phone")
    page.fill("#id_phone", "991")
    send(page)
    assert_fits(page)
    assert page.input_value("#id_body") == BODY
    assert page.locator("input[name=remove_file]").count() == 1
    choose(page, "kind", "complaint")
    page.fill("#id_phone", "9911 2345")
    page.click("label[for=id_consent]")
    send(page)
    assert page.locator("form#check").is_visible()
    assert_fits(page)
    send(page)
    assert page.locator("#receipt").is_visible()
    assert_fits(page)
    petition = Petition.objects.get()
    assert page.locator("#receipt .plate").all_inner_texts()[0] == petition.number
    assert petition.contact.phone == "99112345"
    assert petition.unit.code == "darkhan-uul"
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_open_to_everybody(
    live_server: Any, open_page: OpenPage, width: int
) -> None:
    page = open_page(width=width)
    visit(page, f"{live_server.url}/feedback/")
    assert_accessible(page)
    send(page)
    assert page.locator(".error-summary").is_visible()
    assert_accessible(page)
    write(page)
    page.locator("summary").click()
    page.fill("#id_name", "Дорж Оюун")
    page.fill("#id_address", "Дархан")
    page.click("label[for=id_consent]")
    assert_accessible(page)
    send(page)
    assert page.locator("form#check").is_visible()
    assert_accessible(page)
    send(page)
    assert page.locator("#receipt").is_visible()
    assert_accessible(page)


def test_the_keyboard_alone_sends_it(live_server: Any, page: Any) -> None:
    visit(page, f"{live_server.url}/feedback/?kind=request")
    page.focus("#id_body")
    page.keyboard.type("Мэдээлэл авмаар байна.")
    seen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.name || ''"))
        if page.evaluate(
            "document.activeElement.matches('#intake button[type=submit]')"
        ):
            break
    assert "website" not in seen
    with leaving(page):
        page.keyboard.press("Enter")
    assert page.locator("form#check").is_visible()


# --- the draft ------------------------------------------------------------------
def test_a_draft_comes_back_and_can_be_deleted(live_server: Any, page: Any) -> None:
    visit(page, f"{live_server.url}/feedback/")
    write(page)
    page.fill("#id_body", "Бичиж дуусаагүй зүйл")
    key = page.input_value("[name=client_key]")
    page.goto(live_server.url)
    visit(page, f"{live_server.url}/feedback/")
    assert page.locator("[data-act=drop]").is_visible()
    assert page.input_value("#id_body") == "Бичиж дуусаагүй зүйл"
    assert page.input_value("[name=client_key]") == key
    assert page.is_checked("input[name=kind][value=complaint]")
    page.click("[data-act=drop]")
    assert page.input_value("#id_body") == ""
    assert page.input_value("[name=client_key]") != key
    page.reload()
    await_scripts(page)
    assert page.locator("[data-act=drop]").count() == 0


def test_a_sent_petition_leaves_no_draft(live_server: Any, page: Any) -> None:
    visit(page, f"{live_server.url}/feedback/")
    write(page)
    send(page)
    assert page.locator("form#check").is_visible()
    send(page)
    assert page.locator("#receipt").is_visible()
    assert page.evaluate("localStorage.getItem('draft')") is None
    visit(page, f"{live_server.url}/feedback/")
    assert page.input_value("#id_body") == ""


def test_the_counter_speaks_when_it_gets_tight(live_server: Any, page: Any) -> None:
    visit(page, f"{live_server.url}/feedback/")
    counter = page.locator("#body-left")
    page.fill("#id_body", "ү" * 8_999)
    assert not counter.is_visible()
    page.fill("#id_body", "ү" * 10_002)
    assert counter.is_visible()
    assert counter.locator("[data-left]").inner_text() == "-2"
    assert len(page.input_value("#id_body")) == 10_002


# --- without a network ----------------------------------------------------------
def open_with_worker(page: Any, address: str) -> None:
    """Open the form and wait until the service worker has it."""
    visit(page, address)
    assert page.evaluate(WORKER_READY)


def test_without_a_network_it_is_kept_and_sent_exactly_once(
    live_server: Any,
    open_page: OpenPage,
    photo: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    arrivals = []

    def submit_and_count(**given: Any) -> Petition:
        arrivals.append(given)
        return feedback.actions.submit(**given)

    monkeypatch.setattr(feedback.views, "submit", submit_and_count)
    page = open_page()
    open_with_worker(page, f"{live_server.url}/feedback/?kind=complaint")
    context = page.context
    second = context.new_page()
    visit(second, f"{live_server.url}/feedback/")
    context.set_offline(True)
    page.fill("#id_body", BODY)
    page.set_input_files("#id_files", photo)
    key = page.input_value("[name=client_key]")
    send_without_network(page)
    await_cards(page, WAITING)
    assert page.input_value("#id_body") == ""
    assert page.input_value("[name=client_key]") != key
    assert Petition.objects.count() == 0

    context.set_offline(False)
    await_cards(page, SENT)
    await_cards(second, SENT)
    petition = Petition.objects.get()
    assert f"{petition.client_key}" == key or petition.client_key.hex == key
    assert petition.body == BODY
    assert Attachment.objects.count() == 1
    assert len(arrivals) == 1
    assert page.locator("#outbox .plate").all_inner_texts()[0] == petition.number

    page.reload()
    await_cards(page, SENT)
    assert_accessible(page)
    assert_fits(page)
    page.click(SENT)
    await_cards(page, ANY_ENTRY, 0)
    page.reload()
    await_scripts(page)
    assert page.locator(ANY_ENTRY).count() == 0
    assert len(arrivals) == 1


def test_the_form_opens_without_a_network(live_server: Any, page: Any) -> None:
    open_with_worker(page, f"{live_server.url}/feedback/")
    page.context.set_offline(True)
    fresh = page.context.new_page()
    visit(fresh, f"{live_server.url}/feedback/?kind=thanks")
    assert fresh.locator("#no-network").is_visible()
    assert fresh.is_checked("input[name=kind][value=thanks]")
    fresh.fill("#id_body", "Баярлалаа.")
    send_without_network(fresh)
    await_cards(fresh, WAITING)
    fresh.goto(f"{live_server.url}/statistics/")
    await_cards(fresh, WAITING)  # told on every page
    page.context.set_offline(False)
    await_cards(fresh, SENT)
    assert Petition.objects.get().body == "Баярлалаа."


def test_keeping_pages_leaves_the_cookies_alone(live_server: Any, page: Any) -> None:
    """Kept in the background while somebody signs in, a page must not bring back
    the token of before: the next form would be refused."""
    open_with_worker(page, f"{live_server.url}/offline/")
    assert page.context.cookies() == []


def test_two_petitions_from_one_cached_form_are_two(
    live_server: Any, page: Any
) -> None:
    open_with_worker(page, f"{live_server.url}/feedback/")
    page.context.set_offline(True)
    for count, body in enumerate(("Нэг.", "Хоёр."), start=1):
        visit(page, f"{live_server.url}/feedback/?kind=request")
        assert page.locator("#no-network").is_visible()
        page.fill("#id_body", body)
        send_without_network(page)
        await_cards(page, WAITING, count)
    page.context.set_offline(False)
    await_cards(page, SENT, 2)
    assert sorted(Petition.objects.values_list("body", flat=True)) == ["Нэг.", "Хоёр."]


def test_a_network_that_only_seems_to_be_there_loses_nothing(
    live_server: Any, open_page: OpenPage
) -> None:
    page = open_page()
    page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'onLine', { get: () => true })"
    )
    open_with_worker(page, f"{live_server.url}/feedback/")
    write(page)
    page.context.set_offline(True)
    send(page)  # the worker keeps it and leads back to the form
    await_cards(page, WAITING)
    assert page.input_value("#id_body") == ""
    page.context.set_offline(False)
    page.click(WAITING)
    await_cards(page, SENT)
    assert Petition.objects.get().body == BODY


def test_the_check_page_keeps_it_too(live_server: Any, page: Any) -> None:
    visit(page, f"{live_server.url}/feedback/")
    write(page)
    send(page)
    assert page.locator("form#check").is_visible()
    page.context.set_offline(True)
    send_without_network(page)
    await_cards(page, WAITING)
    page.context.set_offline(False)
    await_cards(page, SENT)
    assert Petition.objects.get().body == BODY


def test_what_the_server_refuses_comes_back_to_be_corrected(
    live_server: Any, page: Any, photo: Path
) -> None:
    visit(page, f"{live_server.url}/feedback/")
    write(page)
    choose(page, "reply_by", "phone")
    page.fill("#id_phone", "99112345 99")  # enough digits for the phone's own check
    page.click("label[for=id_consent]")
    page.set_input_files("#id_files", photo)
    page.context.set_offline(True)
    send_without_network(page)
    await_cards(page, WAITING)
    page.context.set_offline(False)
    page.wait_for_selector("#outbox [data-slot=errors] li")
    page.click("#outbox [data-act=edit]")
    await_cards(page, ANY_ENTRY, 0)
    assert page.input_value("#id_body") == BODY
    page.fill("#id_phone", "99112345")
    send(page)
    assert page.locator("form#check").is_visible()
    send(page)
    assert page.locator("#receipt").is_visible()
    assert Attachment.objects.get().case_id == Petition.objects.get().pk


def test_without_a_network_faults_are_told_at_once(live_server: Any, page: Any) -> None:
    open_with_worker(page, f"{live_server.url}/feedback/")
    page.context.set_offline(True)
    send_without_network(page)
    page.wait_for_function("document.getElementById('id_body').validity.customError")
    assert page.locator(ANY_ENTRY).count() == 0


def test_pages_of_a_person_are_never_kept_on_the_phone(
    live_server: Any, page: Any
) -> None:
    open_with_worker(page, f"{live_server.url}/feedback/")
    write(page)
    send(page)
    assert page.locator("form#check").is_visible()
    send(page)
    assert page.locator("#receipt").is_visible()
    kept = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            for (const request of await (await caches.open(name)).keys()) {
              found.push(new URL(request.url).pathname);
            }
          }
          return found.filter((path) => !path.startsWith("/static/")).sort();
        }"""
    )
    assert kept == ["/", "/feedback/", "/offline/"]
