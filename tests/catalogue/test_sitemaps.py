"""The sitemap: split by size, dated by change, nothing hidden in it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from catalogue import sitemaps
from catalogue.models import Edition
from tests.catalogue.factories import make_edition

pytestmark = pytest.mark.django_db
SITE = "https://portal.example"


@pytest.fixture(autouse=True)
def public_site(settings: Any) -> None:
    """A portal with a name; nothing kept from another test."""
    settings.SITE_URL = SITE
    cache.clear()


def locations(path: str) -> list[str]:
    """The addresses a sitemap gives."""
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex, noodp, noarchive"
    return re.findall("<loc>([^<]*)</loc>", answer.getvalue().decode())


def number_of(kind: str, edition: Edition) -> int:
    """The page of the sitemap an edition is on."""
    pk = edition.pk if kind == "editions" else edition.standard_id
    return int(pk // sitemaps.IDS_A_PAGE)


def test_the_index_names_the_pages_and_every_part_of_the_catalogue() -> None:
    edition = make_edition("MNS 1:2020")
    assert locations("/sitemap.xml") == [
        f"{SITE}/sitemap-pages.xml",
        f"{SITE}/sitemap-standards-{number_of('standards', edition)}.xml",
        f"{SITE}/sitemap-editions-{number_of('editions', edition)}.xml",
    ]


def test_standards_and_editions_in_both_languages() -> None:
    edition = make_edition("MNS 1:2020")
    make_edition("MNS 1:2010")
    editions = f"/sitemap-editions-{number_of('editions', edition)}.xml"
    assert locations(editions) == [
        f"{SITE}/standards/mns-1-2010/",
        f"{SITE}/standards/mns-1-2020/",
        f"{SITE}/en/standards/mns-1-2010/",
        f"{SITE}/en/standards/mns-1-2020/",
    ]
    standards = f"/sitemap-standards-{number_of('standards', edition)}.xml"
    assert locations(standards) == [
        f"{SITE}/standards/mns-1/",
        f"{SITE}/en/standards/mns-1/",
    ]


def test_every_address_of_a_part_is_there() -> None:
    edition = make_edition("MNS 1:2020")
    for kind in sitemaps.KINDS:
        for address in locations(f"/sitemap-{kind}-{number_of(kind, edition)}.xml"):
            assert Client().get(address.removeprefix(SITE)).status_code == 200


def test_parts_are_split_by_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "IDS_A_PAGE", 2)
    made = [make_edition(f"MNS {number}:2020") for number in range(5)]
    parts = [path for path in locations("/sitemap.xml") if "editions" in path]
    assert len(parts) in (3, 4)
    found = [locations(path.removeprefix(SITE)) for path in parts]
    assert max(map(len, found)) == 4
    assert len({address for part in found for address in part}) == 2 * len(made)


def test_the_date_is_that_of_the_last_change() -> None:
    edition = make_edition("MNS 1:2020")
    make_edition("MNS 1:2010")
    changed = datetime(2026, 3, 4, 5, tzinfo=UTC)
    Edition.objects.update(changed_at=changed - timedelta(days=900))
    Edition.objects.filter(pk=edition.pk).update(changed_at=changed)
    part = f"/sitemap-standards-{number_of('standards', edition)}.xml"
    text = Client().get(part).getvalue().decode()
    assert re.findall("<lastmod>([^<]*)<", text) == ["2026-03-04T05:00:00+00:00"] * 2
    index = Client().get("/sitemap.xml").content.decode()
    assert [day[:10] for day in re.findall("<lastmod>([^<]*)<", index)] == [
        "2026-03-04"
    ] * 2


def test_nothing_hidden_is_listed() -> None:
    hidden = make_edition("MNS 1:2020", is_published=False)
    assert locations("/sitemap.xml") == [f"{SITE}/sitemap-pages.xml"]
    make_edition("MNS 2:2020")
    part = f"/sitemap-editions-{number_of('editions', hidden)}.xml"
    assert [path for path in locations(part) if hidden.slug in path] == []


@pytest.mark.parametrize(
    "path", ["editions-999999", "editions-99999999999999999999", "cases-0"]
)
def test_there_is_no_such_part(path: str) -> None:
    assert Client().get(f"/sitemap-{path}.xml").status_code == 404


def test_a_part_costs_one_query(django_assert_num_queries: Any) -> None:
    edition = make_edition("MNS 1:2020")
    for kind in sitemaps.KINDS:
        with django_assert_num_queries(1):
            locations(f"/sitemap-{kind}-{number_of(kind, edition)}.xml")
