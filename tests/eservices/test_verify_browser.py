"""The paper in the hand, the phone on it: live page, signature, code, registers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from eservices.certificates.document import qr_text
from eservices.models import Certificate
from tests.catalogue.factories import make_edition
from tests.eservices.issued import a_product, grant, of_instruments, of_standards
from tests.walking import assert_accessible, assert_fits, press, visit

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference"),
]


@pytest.fixture(autouse=True)
def site(settings: Any, live_server: Any) -> None:
    """QR codes that lead to the server of the test."""
    settings.SITE_URL = live_server.url
    settings.DEMO_MODE = False


def verdict(page: Any) -> Any:
    """Where the script says what it found."""
    return page.locator("#seal")


def test_a_scanned_code_opens_the_live_page_and_is_checked(page: Any) -> None:
    certificate = a_product()
    visit(page, qr_text(certificate))
    expect(verdict(page)).to_be_visible()
    expect(verdict(page)).to_have_class("notice success")
    expect(page.locator(".plates").first).to_contain_text(certificate.number)


def test_a_forged_a_replayed_and_a_withdrawn_code_are_told_apart(page: Any) -> None:
    one, other = a_product(), a_product()
    text = qr_text(one)
    forged = text[:-9] + ("A" if text[-9] != "A" else "B") + text[-8:]
    said = []
    for address in (forged, text.replace(one.address, other.address)):
        visit(page, "about:blank")
        visit(page, address)
        expect(verdict(page)).to_have_class("notice late")
        said.append(verdict(page).inner_text())
    Certificate.objects.filter(pk=one.pk).update(state="withdrawn")
    visit(page, "about:blank")
    visit(page, text)
    expect(verdict(page)).to_have_class("notice late")
    said.append(verdict(page).inner_text())
    assert len(set(said)) == 3
    assert one.number in said[1]


def test_without_a_network_the_page_says_that_nothing_was_checked(page: Any) -> None:
    certificate = a_product()
    page.route("**/seal/", lambda route: route.abort())
    visit(page, qr_text(certificate))
    expect(verdict(page)).to_have_class("notice warning")


@pytest.mark.parametrize("js", [True, False])
def test_from_the_number_to_the_documents(
    open_page: Any, live_server: Any, js: bool
) -> None:
    certificate = a_product()
    page = open_page(js=js)
    visit(page, f"{live_server.url}/verify/")
    page.locator("textarea[name=asked]").fill(certificate.number.lower())
    press(page, page.locator("main button[type=submit]"))
    expect(page).to_have_url(re.compile(f"/verify/{certificate.address}/$"))
    page.locator("input[name=code]").fill("222222")
    press(page, page.locator("main button[type=submit]"))
    expect(page.locator(".field-error")).to_have_count(1)
    page.locator("input[name=code]").fill(certificate.check_code)
    press(page, page.locator("main button[type=submit]"))
    with page.expect_download() as download:
        page.locator("main form .button").first.click(no_wait_after=True)
    assert download.value.suggested_filename == f"{certificate.address}.pdf"


def test_a_pasted_code_is_checked_without_scripts(
    open_page: Any, live_server: Any
) -> None:
    certificate = a_product()
    page = open_page(js=False)
    visit(page, f"{live_server.url}/verify/")
    page.locator("textarea[name=asked]").fill(qr_text(certificate))
    press(page, page.locator("main button[type=submit]"))
    expect(page.locator(".notice.success")).to_contain_text(certificate.number)


def test_a_scale_in_the_market_is_looked_up_by_its_plate(
    open_page: Any, live_server: Any
) -> None:
    grant(of_instruments(["AB-1024"]))
    page = open_page(js=False)
    visit(page, f"{live_server.url}/registers/instruments/")
    page.locator("input[name=serial]").fill("ав1024")
    press(page, page.locator("main button[type=submit]"))
    expect(page.locator(".plate")).to_have_text("AB-1024")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_accessible_and_fit(
    open_page: Any, live_server: Any, width: int
) -> None:
    editions = [make_edition(f"MNS {number}:2013") for number in range(1000, 1060)]
    (registration,) = grant(of_standards(editions))
    (notice,) = grant(of_instruments(["A1"], failed=frozenset({"A1"})))
    product = a_product(renews=a_product())
    instrument = notice.verification.instrument
    page = open_page(width=width)
    for path in (
        "verify/",
        "verify/s2-037-2026-009999/",
        *(f"verify/{one.address}/" for one in (registration, notice, product)),
        "registers/",
        "registers/products/",
        "registers/products/?q=zzz",
        "registers/instruments/?serial=zzz",
        f"registers/instruments/{instrument.serial_key}/{instrument.pk}/",
        "registers/standards/?q=zzz",
        f"registers/standards/{editions[0].slug}/",
    ):
        for language in ("", "en/"):
            visit(page, f"{live_server.url}/{language}{path}")
            assert_fits(page)
            assert_accessible(page)
