"""From a certificate or an instrument to a petition about it, and back."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from casework import subjects
from casework.numbers import code_of
from eservices.models import Certificate, Instrument
from feedback.models import Petition
from organisation.models import Role, Unit
from tests.eservices.issued import a_product, grant, of_instruments
from tests.factories import make_petition, make_user
from tests.feedback.test_intake_flow import filled, hidden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def link_on(path: str) -> str:
    """The address under "report a problem"."""
    page = Client().get(path).content.decode()
    (found,) = re.findall(r'href="(/feedback/\?[^"]*about=[^"]*)"', page)
    return found.replace("&amp;", "&")


def sent(address: str) -> Petition:
    """A petition written from a link, through the check, without JavaScript."""
    client = Client()
    form = hidden(client.get(address).content.decode())
    check = client.post("/feedback/check/", filled(**{"about": form["about"]}))
    carried = hidden(check.content.decode())
    assert client.post("/feedback/receipt/", carried).status_code == 200
    return Petition.objects.get(client_key=carried["client_key"])


@pytest.fixture
def certificate() -> Certificate:
    """Of Orkhon, which no routing rule would choose."""
    return a_product(unit=Unit.objects.get(code="orkhon"))


def test_the_page_of_a_certificate_leads_to_a_petition_about_it(
    certificate: Certificate,
) -> None:
    petition = sent(link_on(certificate.get_absolute_url()))
    assert (petition.about_kind, petition.about_key) == (
        "certificate",
        certificate.address,
    )
    assert (petition.unit, petition.routed_by) == (certificate.unit, "about")


def test_so_does_the_passport_of_an_instrument() -> None:
    (certificate,) = grant(
        of_instruments(["A-1"], unit=Unit.objects.get(code="selenge"))
    )
    instrument = Instrument.objects.get()
    path = f"/registers/instruments/{instrument.serial_key}/{instrument.pk}/"
    petition = sent(link_on(path))
    assert petition.about_kind == "instrument"
    assert petition.unit == certificate.unit


def test_form_and_check_show_what_it_is_about(certificate: Certificate) -> None:
    address = link_on(certificate.get_absolute_url())
    client = Client()
    form = client.get(address).content.decode()
    about = hidden(form)["about"]
    check = client.post("/feedback/check/", filled(about=about)).content.decode()
    again = client.post("/feedback/edit/", hidden(check)).content.decode()
    for page in (form, check, again):
        assert f'<a href="{certificate.get_absolute_url()}">' in page
        assert certificate.number in page


@pytest.mark.parametrize(
    "about",
    [
        "certificate:s2-037-2026-999999",
        "certificate:",
        "nonsense",
        "person:1",
        "instrument:a1/99999999999999999999999",
        "instrument:a1/²",
        "instrument:/1",
        ":" * 300,
    ],
)
def test_what_we_do_not_know_is_left_out(about: str) -> None:
    client = Client()
    page = client.get("/feedback/", {"about": about})
    assert (page.status_code, b'name="about"' in page.content) == (200, False)
    form = filled(about=about)
    assert client.post("/feedback/receipt/", form).status_code == 200
    petition = Petition.objects.get(client_key=form["client_key"])
    assert (petition.about_kind, petition.about_key) == ("", "")


def test_an_instrument_is_not_told_by_its_id_alone() -> None:
    grant(of_instruments(["A-1"]))
    instrument = Instrument.objects.get()
    assert subjects.read(f"instrument:{instrument.serial_key}/{instrument.pk}")
    assert subjects.read(f"instrument:b2/{instrument.pk}") is None
    assert subjects.read(f"instrument:{instrument.pk}") is None


def test_the_applicants_own_choice_of_a_unit_still_wins(
    certificate: Certificate,
) -> None:
    chosen = Unit.objects.get(code="head-office")
    about = subjects.read(f"certificate:{certificate.address}")
    petition = make_petition(unit=chosen, about=about)
    assert (petition.unit, petition.routed_by) == (chosen, "chosen")


def test_case_screen_and_status_page_link_to_it(certificate: Certificate) -> None:
    petition = sent(link_on(certificate.get_absolute_url()))
    clerk = make_user(Role.CLERK, certificate.unit)
    office = Client()
    office.force_login(clerk)
    screen = office.get(f"/admin/casework/case/{petition.pk}/change/").content.decode()
    assert f'<a href="{certificate.get_absolute_url()}">' in screen
    key = {"number": petition.number, "code": code_of(petition)}
    status = Client().post("/track/", key).content.decode()
    assert f'<a href="{certificate.get_absolute_url()}">' in status


def test_a_citizens_certificate_names_nobody_in_the_petition() -> None:
    (certificate,) = grant(of_instruments(["A-1"]))
    page = Client().get(link_on(certificate.get_absolute_url())).content.decode()
    for secret in ("Дорж", "Оюун", "99112345", "oyun@example.mn"):
        assert secret not in page
