"""The first texts of the agency's own pages."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from branches.actions.texts import remove, save_revision
from branches.models import Page, PageKind, Revision
from branches.reference import AGENCY_PAGES, load_agency_pages
from organisation.models import Role, Unit
from tests.branches.factories import content, publish
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_they_are_there_from_the_first_load_on(client: Client, reference: None) -> None:
    assert sorted(Page.objects.values_list("slug", flat=True)) == sorted(AGENCY_PAGES)
    assert set(Page.objects.values_list("kind", flat=True)) == {PageKind.PAGE}
    revisions = Revision.objects.all()
    assert {revision.state for revision in revisions} == {"approved"}
    assert {revision.author for revision in revisions} == {None}
    for slug in AGENCY_PAGES:
        for start in ("", "/en"):
            page = client.get(f"{start}/about/{slug}/")
            assert page.status_code == 200
            footer = page.content.decode().partition('class="site-footer"')[2]
            assert f'href="{start}/about/{slug}/"' in footer


def test_what_the_head_office_made_of_them_stays(
    client: Client, reference: None
) -> None:
    officer = make_user(Role.OFFICER, Unit.objects.head_office())
    about, contact = (Page.objects.get(slug=slug) for slug in ("about", "contact"))
    save_revision(
        page_id=about.pk, user=officer, expected_no=1, content=content("Бид хэн бэ")
    )
    publish(about, officer)
    remove(page_id=contact.pk, user=officer)
    call_command("load_reference", verbosity=0, without_catalogue=True)
    assert load_agency_pages() == 0
    assert "Бид хэн бэ" in client.get("/about/about/").content.decode()
    assert client.get("/about/contact/").status_code == 404


def test_the_editor_reads_where_they_come_from(client: Client, reference: None) -> None:
    client.force_login(make_user(Role.OFFICER, Unit.objects.head_office()))
    page = Page.objects.get(slug="about")
    shown = client.get(f"/admin/branches/page/{page.pk}/change/")
    assert shown.context["newest"].written_by in shown.content.decode()


def test_they_say_what_is_confirmed(client: Client, reference: None) -> None:
    contact = client.get("/about/contact/").content.decode()
    for fact in ("Энхтайваны өргөн чөлөө 46А", "+976 11 458349", "1800 2525"):
        assert fact in contact
    law = client.get("/en/about/law/").content.decode()
    for fact in ("21 December 2017", "9 May 2019", "No. 291 of 2018", "31 January"):
        assert fact in law
