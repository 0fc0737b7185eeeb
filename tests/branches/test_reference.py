"""The first texts of the agency's own pages."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from branches.models import Page, PageKind, Revision
from branches.reference import AGENCY_PAGES, load_agency_pages
from organisation.actions import ensure_first_staff
from organisation.models import User

pytestmark = pytest.mark.django_db


def test_nobody_is_there_to_sign_them(reference: None) -> None:
    assert load_agency_pages() == 0
    assert Page.objects.count() == 0


def test_they_are_published_once_by_the_first_administrator(
    client: Client, reference: None
) -> None:
    ensure_first_staff()
    assert load_agency_pages() == 4
    call_command("load_reference", verbosity=0, without_catalogue=True)
    assert sorted(Page.objects.values_list("slug", flat=True)) == sorted(AGENCY_PAGES)
    assert set(Page.objects.values_list("kind", flat=True)) == {PageKind.PAGE}
    revisions = Revision.objects.all()
    assert {revision.state for revision in revisions} == {"approved"}
    assert {revision.author for revision in revisions} == {User.objects.get()}
    for slug in AGENCY_PAGES:
        for start in ("", "/en"):
            page = client.get(f"{start}/about/{slug}/")
            assert page.status_code == 200
            footer = page.content.decode().partition('class="site-footer"')[2]
            assert f'href="{start}/about/{slug}/"' in footer


def test_they_say_what_is_confirmed(client: Client, reference: None) -> None:
    ensure_first_staff()
    load_agency_pages()
    contact = client.get("/about/contact/").content.decode()
    for fact in ("Энхтайваны өргөн чөлөө 46А", "+976 11 458349", "1800 2525"):
        assert fact in contact
    law = client.get("/en/about/law/").content.decode()
    for fact in ("21 December 2017", "9 May 2019", "No. 291 of 2018", "31 January"):
        assert fact in law
