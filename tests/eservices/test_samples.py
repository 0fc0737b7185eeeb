"""Samples of the services: in every state, marked, told to nobody, whole chains."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from casework.models import Notice
from eservices.models import (
    Application,
    Certificate,
    Company,
    Instrument,
    Invoice,
    Verification,
)
from eservices.workflow import APPLICATION
from organisation.models import User
from tests.catalogue.factories import make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def seeded(settings: Any, tmp_path: Path) -> None:
    settings.DEMO_MODE = True
    settings.VAR_DIR = tmp_path
    settings.PRIVATE_DIR = tmp_path / "private"
    make_edition("MNS 5217:2012")
    call_command("seed_demo")


def test_there_is_an_application_in_every_state(seeded: None) -> None:
    states = set(Application.objects.values_list("state", flat=True))
    assert states == set(APPLICATION.states)
    services = set(Application.objects.values_list("kind", flat=True))
    assert services == set(APPLICATION.kinds)


def test_everything_is_marked_and_nobody_is_written_to(seeded: None) -> None:
    assert not Application.objects.filter(is_sample=False).exists()
    assert not Company.objects.filter(is_sample=False).exists()
    assert set(Notice.objects.values_list("state", flat=True)) == {"cancelled"}
    assert mail.outbox == []


def test_there_are_certificates_instruments_and_paid_invoices(seeded: None) -> None:
    codes = Certificate.objects.values_list("service__code", flat=True)
    assert set(codes) == {"S1", "S2", "S4"}
    assert Certificate.objects.filter(is_positive=False).exists()
    assert Instrument.objects.count() == Verification.objects.count() == 3
    assert Invoice.objects.filter(paid_at__isnull=False).exists()
    assert Invoice.objects.filter(paid_at__isnull=True).exists()


def test_the_public_sees_that_a_certificate_is_a_sample(seeded: None) -> None:
    certificate = Certificate.objects.filter(is_positive=True).latest("pk")
    page = Client().get(f"/en/verify/{certificate.address}/").content.decode()
    assert "This is a sample: it proves nothing." in page


def test_the_owner_sees_them_on_the_desk(seeded: None) -> None:
    desk = Client()
    desk.force_login(User.objects.get(username="demo-owner"))
    page = desk.get("/account/").content.decode()
    assert "Жишээ жин ХХК" in page


def test_the_chains_are_whole_and_a_second_run_adds_nothing(seeded: None) -> None:
    call_command("verify_chains")
    before = Application.objects.count(), Company.objects.count(), User.objects.count()
    call_command("seed_demo")
    after = Application.objects.count(), Company.objects.count(), User.objects.count()
    assert after == before


def test_without_a_catalogue_what_names_a_standard_is_left_out(
    settings: Any, tmp_path: Path
) -> None:
    settings.DEMO_MODE = True
    settings.VAR_DIR = tmp_path
    settings.PRIVATE_DIR = tmp_path / "private"
    call_command("seed_demo")
    codes = Certificate.objects.values_list("service__code", flat=True)
    assert set(codes) == {"S2"}


def test_never_in_production(settings: Any) -> None:
    settings.DEMO_MODE = False
    with pytest.raises(CommandError):
        call_command("seed_demo")
    assert not Company.objects.exists()
