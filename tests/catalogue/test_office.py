"""The catalogue in the back office: who may, what is shown, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.models import (
    Body,
    Committee,
    Edition,
    Ics,
    Relation,
    Source,
    Standard,
    UnfoundQuery,
)
from catalogue.office.history import history_of
from organisation.models import Role, User
from tests.casework.office import in_mongolian, sign_in
from tests.catalogue.factories import make_body, make_edition, relate
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db

EDITIONS = "/admin/catalogue/edition/"
LISTS = ["edition", "standard", "body", "committee", "ics", "source", "unfoundquery"]
EDITORS = {Role.OFFICER, Role.ADMINISTRATOR}
READERS = EDITORS | {Role.AUDITOR}


@pytest.fixture
def officer() -> User:
    return make_user(Role.OFFICER, make_unit())


@pytest.fixture
def office(officer: User) -> Client:
    return sign_in(officer)


def filled_in(**facts: Any) -> dict[str, Any]:
    """The form of a new edition as a clerk fills it in, with empty inlines."""
    parts = ("relations_from", "events", "titles", "identifiers")
    management = {
        f"{part}-{name}_FORMS": number
        for part in parts
        for name, number in {"TOTAL": 0, "INITIAL": 0}.items()
    }
    return (
        {
            "code": "MNS 5217:2026",
            "title_mn": "Ундны ус",
            "status": "in_force",
            "is_published": "on",
        }
        | management
        | facts
    )


def row(part: str, number: int, **facts: Any) -> dict[str, Any]:
    """One row of an inline."""
    return {f"{part}-{number}-{name}": value for name, value in facts.items()} | {
        f"{part}-TOTAL_FORMS": number + 1
    }


def as_it_stands(client: Client, edition: Edition, query: str = "") -> dict[str, Any]:
    """What the change form would send when nothing is touched."""
    page = client.get(f"{EDITIONS}{edition.pk}/change/{query}")
    data: dict[str, Any] = {}
    form = page.context["adminform"].form
    formsets = [inline.formset for inline in page.context["inline_admin_formsets"]]
    for one in [
        form,
        *[f.management_form for f in formsets],
        *[g for f in formsets for g in f],
    ]:
        for field in one:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = "on" if value is True else value
    return data


# --- who may --------------------------------------------------------------------
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", LISTS)
def test_lists_open_for_the_office_alone(role: str, name: str) -> None:
    make_edition()
    UnfoundQuery.objects.create(text="ус", first_on="2026-01-01", last_on="2026-01-01")
    client = sign_in(make_user(role, make_unit()))
    opens = 200 if role in READERS else 403
    assert client.get(f"/admin/catalogue/{name}/").status_code == opens


@pytest.mark.parametrize("role", list(Role))
def test_officers_edit_auditors_read(role: str) -> None:
    edition = make_edition()
    client = sign_in(make_user(role, make_unit()))
    reads, edits = role in READERS, role in EDITORS
    change = f"{EDITIONS}{edition.pk}/change/"
    assert client.get(change).status_code == (200 if reads else 403)
    assert client.get(f"{EDITIONS}add/").status_code == (200 if edits else 403)
    sent = client.post(change, filled_in(title_mn="Өөр"))
    assert sent.status_code == (302 if edits else 403)
    edition.refresh_from_db()
    assert (edition.title_mn == "Өөр") == edits
    for page in (f"{edition.pk}/history/", "duplicates/"):
        assert client.get(f"{EDITIONS}{page}").status_code == (200 if reads else 403)
    restore = client.post(f"{EDITIONS}{edition.pk}/restore/", {"moment": "x"})
    assert restore.status_code == (404 if edits else 403)
    assert client.get(f"{EDITIONS}{edition.pk}/delete/").status_code == 403


# --- edit -----------------------------------------------------------------------
def public(path: str) -> Any:
    """A page as everybody sees it."""
    return Client().get(path)


def test_a_new_edition_is_found_at_once(office: Client) -> None:
    Ics.objects.create(code="13", level=1)
    Committee.objects.create(code="MASM/TC 1", slug="masm-tc-1")
    make_body("MNS")
    sent = office.post(
        f"{EDITIONS}add/",
        filled_in(
            title_en="Drinking water",
            published="2026.5.1",
            ics_codes="13",
            committee_code="masm/tc 1",
            languages="MN, en",
        )
        | row("relations_from", 0, kind="replaces", to_code="MNS 5217:2012")
        | row("events", 0, kind="effective", date="2026-07"),
    )
    assert sent.status_code == 302
    edition = Edition.objects.get()
    assert (edition.published, edition.languages, str(edition.committee)) == (
        "2026-05-01",
        ["mn", "en"],
        "MASM/TC 1",
    )
    assert list(edition.events.values_list("kind", "date")) == [
        ("published", "2026-05-01"),
        ("effective", "2026-07"),
    ]
    assert edition.relations_from.get().to_code == "MNS 5217:2012"
    found = public("/standards/?q=мнс 5217").content.decode()
    assert "Ундны ус" in found
    assert public("/standards/mns-5217-2026/").status_code == 200


def test_an_edit_is_found_at_once_and_sent_as_shown_changes_nothing(
    office: Client,
) -> None:
    edition = make_edition(title_mn="Ус", languages=["mn"], status="in_force")
    relate(edition, "replaces", "MNS 5217:1999")
    before = Edition.objects.get()
    sent = office.post(f"{EDITIONS}{edition.pk}/change/", as_it_stands(office, edition))
    assert sent.status_code == 302
    assert Edition.objects.get().changed_at == before.changed_at
    data = as_it_stands(office, edition) | {"title_mn": "Сүү, цагаан идээ"}
    office.post(f"{EDITIONS}{edition.pk}/change/", data)
    assert "цагаан идээ" in public("/standards/?q=сүүний").content.decode()
    assert Relation.objects.get().to_code == "MNS 5217:1999"


@pytest.fixture
def much_cited(db: None) -> Edition:
    """An edition with more relations than fit into one form."""
    edition = make_edition("MNS 1:2001")
    for number in range(100, 200):
        relate(edition, "cites", f"MNS {number}:1990")
    return edition


@pytest.mark.parametrize("page", ["", "?relations=2", "?relations=4", "?relations=x"])
def test_a_form_holds_a_page_of_relations_and_loses_none(
    office: Client, much_cited: Edition, page: str
) -> None:
    before = list(much_cited.relations_from.values_list("pk", "to_code", "note"))
    data = as_it_stands(office, much_cited, page) | {"title_mn": "Шинэ нэр"}
    assert len(data) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS / 2
    url = f"{EDITIONS}{much_cited.pk}/change/"
    assert office.post(url + page, data).status_code == 302
    after = list(much_cited.relations_from.values_list("pk", "to_code", "note"))
    assert (sorted(after), len(after)) == (sorted(before), 100)
    assert Edition.objects.get(pk=much_cited.pk).title_mn == "Шинэ нэр"


def test_a_relation_of_a_later_page_is_changed_and_removed(
    office: Client, much_cited: Edition
) -> None:
    data = as_it_stands(office, much_cited, "?relations=4")
    assert data["relations_from-0-to_code"] == "MNS 190:1990"
    data |= {
        "relations_from-0-note": "Хавсралт",
        "relations_from-1-DELETE": "on",
    }
    office.post(f"{EDITIONS}{much_cited.pk}/change/", data)
    ties = dict(much_cited.relations_from.values_list("to_code", "note"))
    assert ties["MNS 190:1990"] == "Хавсралт"
    assert "MNS 191:1990" not in ties
    assert len(ties) == 99


def test_a_refused_form_comes_back_with_its_own_page(
    office: Client, much_cited: Edition
) -> None:
    data = as_it_stands(office, much_cited, "?relations=2")
    data |= {"published": "хэзээ нэгэн цагт", "relations_from-0-note": "Хавсралт"}
    page = office.post(f"{EDITIONS}{much_cited.pk}/change/?relations=2", data)
    assert page.status_code == 200
    formset = page.context["inline_admin_formsets"][0].formset
    shown = [(form["to_code"].value(), form["note"].value()) for form in formset.forms]
    assert shown[:2] == [("MNS 130:1990", "Хавсралт"), ("MNS 131:1990", "")]
    assert page.content.decode().count('href="?relations=3#') == 1


def test_relations_that_begin_elsewhere_are_shown_up_to_a_link(office: Client) -> None:
    edition = make_edition("MNS 1:2001")
    for number in range(100, 151):
        relate(make_edition(f"MNS {number}:1990"), "cites", edition)
    html = office.get(f"{EDITIONS}{edition.pk}/change/").content.decode()
    assert "MNS 149:1990" in html
    assert "MNS 150:1990" not in html
    assert f'<a href="{edition.get_absolute_url()}">' in html


def test_a_draft_is_seen_by_nobody_before_its_day(office: Client) -> None:
    make_edition("MNS 1:2000")
    office.post(f"{EDITIONS}add/", filled_in(publish_on="2027-03-01"))
    page, query = "/standards/mns-5217-2026/", "/standards/?q=MNS 5217"
    with time_machine.travel("2027-02-28T23:59:00+08:00", tick=False):
        assert public(page).status_code == 404
        assert public(query).context["results"].total == 0
    with time_machine.travel("2027-03-01T00:01:00+08:00", tick=False):
        assert public(page).status_code == 200
        assert public(query).context["results"].total == 1


def test_an_unpublished_draft_is_the_offices(office: Client) -> None:
    data = filled_in()
    del data["is_published"]
    office.post(f"{EDITIONS}add/", data)
    assert public("/standards/mns-5217-2026/").status_code == 404
    assert office.get("/standards/mns-5217-2026/").status_code == 200
    assert codes(office, "ундны") == codes(office, "5217") == ["MNS 5217:2026"]


# --- refusals -------------------------------------------------------------------
def errors_of(answer: Any) -> dict[str, list[str]]:
    """The sentences of a form that was not taken, by field; parts by their name."""
    assert answer.status_code == 200
    found = {
        name: list(told)
        for name, told in answer.context["adminform"].form.errors.items()
    }
    for inline in answer.context["inline_admin_formsets"]:
        for errors in inline.formset.errors:
            found |= {
                f"{inline.formset.prefix}.{name}": list(t) for name, t in errors.items()
            }
    return found


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"code": "ундны ус"}, "code"),
        ({"code": "мнс 5217 : 2012"}, "code"),
        ({"code": "Х" * 161}, "code"),
        ({"title_mn": ""}, "title_mn"),
        ({"title_mn": "у" * 701}, "title_mn"),
        ({"published": "2016-13"}, "published"),
        ({"ics_codes": "99.999"}, "ics_codes"),
        ({"committee_code": "ISO/TC 9999"}, "committee_code"),
        ({"languages": "монгол"}, "languages"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"pages": "-3"}, "pages"),
        (
            row("relations_from", 0, kind="replaces", to_code="ус"),
            "relations_from.to_code",
        ),
        (row("relations_from", 0, kind="replaces", to_code="мнс5217-2026"), "to_code"),
        (row("events", 0, kind="approved", date="2016-02-30"), "events.date"),
    ],
)
def test_each_mistake_is_told_beside_its_field(
    office: Client, facts: dict[str, Any], field: str
) -> None:
    make_edition("MNS 5217:2012")
    answer = office.post(f"{EDITIONS}add/", filled_in(**facts))
    found = errors_of(answer)
    assert list(found) == [field if field != "to_code" else "__all__"]
    assert all(len(told) == 1 for told in found.values())
    assert Edition.objects.count() == 1


def test_what_the_write_refuses_keeps_all_that_was_typed(office: Client) -> None:
    first, second = make_edition("MNS 1:2001"), make_edition("MNS 1:2002")
    relate(second, "replaces", first)
    data = as_it_stands(office, first) | {"title_mn": "Шинэ нэр"}
    data |= row("relations_from", 0, kind="replaces", to_code="MNS 1:2002")
    answer = office.post(f"{EDITIONS}{first.pk}/change/", data)
    assert list(errors_of(answer)) == ["__all__"]
    assert answer.context["adminform"].form["title_mn"].value() == "Шинэ нэр"
    first.refresh_from_db()
    assert (first.title_mn == "Шинэ нэр", history_of(first)) == (False, [])


def test_nobodys_work_is_overwritten_unseen(office: Client) -> None:
    edition = make_edition(title_mn="Ус")
    mine = as_it_stands(office, edition)
    other = sign_in(make_user(Role.OFFICER, make_unit(), first_name="Болд"))
    theirs = as_it_stands(other, edition) | {"title_mn": "Тэдний нэр"}
    url = f"{EDITIONS}{edition.pk}/change/"
    assert other.post(url, theirs).status_code == 302
    answer = office.post(url, mine | {"title_mn": "Миний нэр"})
    assert list(errors_of(answer)) == ["__all__"]
    assert "Болд" in errors_of(answer)["__all__"][0]
    again = mine | {
        "title_mn": "Миний нэр",
        "seen": answer.context["adminform"].form["seen"].value(),
    }
    assert office.post(url, again).status_code == 302
    edition.refresh_from_db()
    assert edition.title_mn == "Миний нэр"


def test_who_replaces_an_edition_in_force_is_told(office: Client) -> None:
    make_edition("MNS 5217:2012")
    parts = row("relations_from", 0, kind="replaces", to_code="MNS 5217:2012")
    answer = office.post(f"{EDITIONS}add/", filled_in(**parts), follow=True)
    told = [str(message) for message in answer.context["messages"]]
    sentence = in_mongolian("%(code)s, which it replaces, is still shown as in force.")
    assert sentence % {"code": "MNS 5217:2012"} in told


# --- lists ----------------------------------------------------------------------
def codes(client: Client, typed: str) -> list[str]:
    """The codes a search in the list of editions finds."""
    page = client.get(EDITIONS, {"q": typed})
    return [edition.code for edition in page.context["cl"].result_list]


def test_the_list_finds_any_spelling_and_words(office: Client) -> None:
    office.post(f"{EDITIONS}add/", filled_in())
    office.post(f"{EDITIONS}add/", filled_in(code="MNS 1:2000", title_mn="Талх"))
    for typed in ("мнс 5217", "MNS5217-2026", "5217", "ундны усны", "us"):
        assert (typed, codes(office, typed)) == (typed, ["MNS 5217:2026"])
    assert codes(office, "бензин") == []
    assert codes(office, "'\";--") == []


def test_standards_are_found_and_their_publisher_edited(office: Client) -> None:
    standard = make_edition("MNS ISO 9001:2016").standard
    make_edition("MNS 5217:2012")
    url = "/admin/catalogue/standard/"
    for typed in ("мнс исо 9001", "MNS ISO 9001:2016"):
        page = office.get(url, {"q": typed})
        assert list(page.context["cl"].result_list) == [standard]
    iso = make_body("ISO")
    assert (
        office.post(f"{url}{standard.pk}/change/", {"body": iso.pk}).status_code == 302
    )
    assert Standard.objects.get(pk=standard.pk).body == iso


@pytest.mark.parametrize("name", ["edition", "standard"])
def test_a_list_costs_the_same_for_any_number(office: Client, name: str) -> None:
    def queries(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            office.get(f"/admin/catalogue/{name}/{query}")
        return len(captured)

    source = Source.objects.create(code="s")
    make_edition("MNS 1:2001", source=source)
    queries("")  # the session is marked as seen
    once = queries(""), queries("?q=MNS")
    for number in range(2, 5):
        make_edition(f"MNS {number}:2001", source=source)
    assert (queries(""), queries("?q=MNS")) == once


def test_a_form_costs_the_same_for_any_number_of_parts(office: Client) -> None:
    edition = make_edition("MNS 1:2001")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            office.get(f"{EDITIONS}{edition.pk}/change/")
        return len(captured)

    relate(edition, "replaces", "MNS 1:1990")
    queries()  # the session is marked as seen
    once = queries()
    for number in range(3):
        relate(edition, "cites", f"MNS 2{number}:1990")
        relate(make_edition(f"MNS 3{number}:2009"), "cites", edition)
    assert queries() == once


def test_duplicates_stand_together(office: Client) -> None:
    first = make_edition("MNS 5217:2012")
    twin = make_edition("MNS 5217 : 2012", slug="x", title_mn="Хоёр дахь")
    make_edition("MNS 1:2000")
    near = make_edition("MNS 5217:2012 (E) V2", slug="y", key="mns 5217:2012 v2")
    page = office.get(f"{EDITIONS}duplicates/")
    assert page.context["duplicates"].groups == ((first, twin),)
    page = office.get(f"{EDITIONS}duplicates/?kind=near&after=x")
    assert page.context["duplicates"].groups == ((first, twin, near),)


def test_pages_of_duplicates_follow_each_other(office: Client) -> None:
    for number in range(1, 28):
        make_edition(f"MNS {number}:2012")
        make_edition(f"MNS {number} : 2012", slug=f"x-{number}")
    seen = []
    after = "0"
    while after:
        page = office.get(f"{EDITIONS}duplicates/?kind=same&after={after}")
        seen += page.context["duplicates"].groups
        after = page.context["duplicates"].after
    assert len(seen) == len(set(seen)) == 27


def test_unfound_queries_are_listed_noted_and_tried_again(office: Client) -> None:
    rare, often = (
        UnfoundQuery.objects.create(
            text=text, count=count, first_on="2026-01-01", last_on="2026-02-01"
        )
        for text, count in (("галын хор", 2), ("ус & ай", 9))
    )
    url = "/admin/catalogue/unfoundquery/"
    page = office.get(url)
    assert list(page.context["cl"].result_list) == [often, rare]
    assert 'href="/standards/?q=%D1%83%D1%81+%26+%D0%B0%D0%B9"' in page.content.decode()
    sent = {
        "form-TOTAL_FORMS": 2,
        "form-INITIAL_FORMS": 2,
        "form-0-id": often.pk,
        "form-0-note": "Стандарт захиалав",
        "form-1-id": rare.pk,
        "form-1-note": "",
        "_save": "1",
    }
    assert office.post(url, sent).status_code == 302
    often.refresh_from_db()
    assert often.note == "Стандарт захиалав"


# --- classification -------------------------------------------------------------
def test_a_new_ics_code_stands_below_its_parent(office: Client) -> None:
    field = Ics.objects.create(code="13", level=1)
    url = "/admin/catalogue/ics/add/"
    assert (
        office.post(url, {"code": "13.060", "title_mn": "Усны чанар"}).status_code
        == 302
    )
    made = Ics.objects.get(code="13.060")
    assert (made.parent, made.level) == (field, 2)
    for wrong in ("99.100", "ус", "13.060.", "13.06"):
        assert office.post(url, {"code": wrong}).status_code == 200
    assert Ics.objects.count() == 2


def test_a_new_publisher_and_committee_get_an_address(office: Client) -> None:
    office.post("/admin/catalogue/body/add/", {"code": "ISO/IEC", "rank": 1})
    office.post("/admin/catalogue/committee/add/", {"code": "ISO/TC 34"})
    assert Body.objects.get().slug == "iso-iec"
    assert Committee.objects.get().slug == "iso-tc-34"


# --- history --------------------------------------------------------------------
def test_the_history_page_tells_and_brings_back(office: Client, officer: User) -> None:
    edition = make_edition(title_mn="Ус")
    data = as_it_stands(office, edition) | {"title_mn": "Ундны ус"}
    office.post(f"{EDITIONS}{edition.pk}/change/", data)
    url = f"{EDITIONS}{edition.pk}/history/"
    page = office.get(url)
    (line,) = page.context["lines"]
    assert (line.who, line.changes[0].before, line.changes[0].after) == (
        officer.display_name,
        "Ус",
        "Ундны ус",
    )
    assert "<del>Ус</del>" in page.content.decode()
    sent = office.post(f"{EDITIONS}{edition.pk}/restore/", {"moment": line.moment})
    assert (sent.status_code, sent["Location"]) == (302, url)
    edition.refresh_from_db()
    assert edition.title_mn == "Ус"
    assert len(office.get(url).context["lines"]) == 2


@pytest.mark.parametrize("moment", ["", "өчигдөр", "2026-01-01T00:00:00", "9" * 99])
def test_a_moment_that_is_none_is_not_there(office: Client, moment: str) -> None:
    edition = make_edition()
    sent = office.post(f"{EDITIONS}{edition.pk}/restore/", {"moment": moment})
    assert sent.status_code == 404


def test_what_cannot_come_back_is_told(office: Client) -> None:
    edition = make_edition("MNS 1:2016")
    data = as_it_stands(office, edition) | {"code": "MNS 2:2016"}
    office.post(f"{EDITIONS}{edition.pk}/change/", data)
    make_edition("MNS 1:2016", slug="z")
    url = f"{EDITIONS}{edition.pk}/history/"
    moment = office.get(url).context["lines"][0].moment
    answer = office.post(
        f"{EDITIONS}{edition.pk}/restore/", {"moment": moment}, follow=True
    )
    (message,) = answer.context["messages"]
    assert message.level_tag == "error"
    assert "MNS 1:2016" in str(message)


def test_history_of_what_is_not_there(office: Client) -> None:
    for wrong in ("77", "x"):
        assert office.get(f"{EDITIONS}{wrong}/history/").status_code == 404
