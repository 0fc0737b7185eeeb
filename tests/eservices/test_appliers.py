"""The page of a standard says how many organisations apply it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from eservices.models import Certificate
from tests.catalogue.factories import make_edition
from tests.eservices.issued import a_company, a_product, grant, of_standards

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def said(slug: str = "mns-0377") -> list[tuple[str, str]]:
    """Where the page leads, and how many it says apply the standard."""
    page = Client().get(f"/en/standards/{slug}/").content.decode()
    return re.findall(r'<a href="([^"]+)">(\d+) organisations? ha', page)


def test_companies_of_any_edition_count_once() -> None:
    old, new = make_edition("MNS 0377:2013"), make_edition("MNS 0377:2025")
    twice, once = a_company(), a_company()
    assert said() == []
    for editions, company in (([old, new], twice), ([new], twice), ([old], once)):
        grant(of_standards(editions, company=company))
    a_product()  # cites it, but registers nothing
    assert said() == [("/en/registers/standards/mns-0377/", "2")]
    assert said("mns-0377-2013") == said()


def test_registrations_that_stand_no_more_do_not_count() -> None:
    grant(of_standards([make_edition("MNS 0377:2013")]))
    assert len(said()) == 1
    Certificate.objects.update(state="withdrawn")
    assert said() == []
