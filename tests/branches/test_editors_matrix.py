"""An editor of Uvs at every door of the back office, with the keys of others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.utils import timezone, translation

from branches.actions.files import add_document, add_picture
from branches.models import (
    LocalFigure,
    OpeningHours,
    Place,
    ServiceOffer,
    SpecialDay,
    StaffMember,
)
from eservices.models import FieldTrip
from organisation.models import Role, Unit, User
from tests.branches.factories import make_text
from tests.casework.file_samples import pdf, picture
from tests.factories import make_user
from tests.mongol_standards.surface import routes, written_tables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
# A session is touched by every visit; nothing else may be.
OF_THE_VISIT = {"django_session", "usersessions_usersession"}
OURS = re.compile(r"admin/(?:branches/\w+|eservices/fieldtrip)/")
ROW = re.compile(r"<(?:int|path):(?:page_id|picture_id|unit_id|object_id)>")
LABELS = re.compile(r"<(?:label|th)\b[^>]*>(.*?)</(?:label|th)>", re.DOTALL)
REFUSED = {403, 404, 405}


def fill(unit: Unit, head: User) -> dict[str, Model]:
    """A row of everything that a unit has, by the name of its model."""
    day = timezone.localdate()
    photo = SimpleUploadedFile("a.png", picture("PNG"), "image/png")
    order = SimpleUploadedFile("a.pdf", pdf(), "application/pdf")
    text = make_text(unit, head, title=f"Нууц {unit.code}")
    return {
        "page": text,
        "picture": add_picture(unit=unit, user=head, upload=photo, alt_mn=unit.code),
        "document": add_document(
            unit=unit, user=head, upload=order, title_mn=f"Тушаал {unit.code}"
        ),
        "place": Place.objects.create(unit=unit),
        "openinghours": OpeningHours.objects.create(
            unit=unit, weekday=0, opens=time(9), closes=time(18)
        ),
        "specialday": SpecialDay.objects.create(
            unit=unit, day=day, reason_mn=f"Засвар {unit.code}"
        ),
        "staffmember": StaffMember.objects.create(
            unit=unit, name=f"Хүн {unit.code}", post_mn="Дарга"
        ),
        "serviceoffer": ServiceOffer.objects.create(unit=unit, service="verification"),
        "localfigure": LocalFigure.objects.create(
            unit=unit, label_mn=unit.code, period="2026", value=1, source_mn="Тайлан"
        ),
        "fieldtrip": FieldTrip.objects.create(
            unit=unit,
            aimag_code=unit.aimag_code,
            sum_mn=f"Сум {unit.code}",
            starts_on=day,
            ends_on=day,
            capacity=1,
        ),
    }


@pytest.fixture
def uvs(reference: None) -> Unit:
    return Unit.objects.get(code="uvs")


@pytest.fixture
def editor(uvs: Unit) -> User:
    return make_user(Role.EDITOR, uvs)


@pytest.fixture
def own(uvs: Unit) -> dict[str, Model]:
    """What the editor's unit has."""
    return fill(uvs, make_user(Role.HEAD, uvs))


@pytest.fixture
def others(reference: None) -> list[dict[str, Model]]:
    """What Khovd and Darkhan-Uul have."""
    units = Unit.objects.filter(code__in=["khovd", "darkhan-uul"])
    assert len(units) == 2
    return [fill(unit, make_user(Role.HEAD, unit)) for unit in units]


def doors() -> list[str]:
    """Every route of the pages of units in the back office."""
    paths = [line.rpartition(" ")[0] for line in routes()]
    return [path for path in paths if OURS.match(path)]


def key_of(part: str, row: Model) -> int:
    """What a row is called in its addresses: a week by its unit."""
    return row.unit_id if part == "openinghours" else row.pk  # type: ignore[attr-defined]


def addresses(route: str, rows: dict[str, Model]) -> Iterator[str]:
    """The addresses a route has for somebody's row; none when it names no row."""
    if "<" not in route:
        return
    part = route.split("/")[2]
    pk = key_of(part, rows[part])
    for act in ("submit", "approve", "return", "restore", "remove", "put-back"):
        path = ROW.sub(f"{pk}", route)
        yield "/" + path.replace("<int:no>", "1").replace("<slug:act>", act)
        if "<slug:act>" not in route:
            return


def screens(part: str, row: Model) -> list[str]:
    """The list, the form of a new row (a week is never new), the form of a row."""
    folder = f"/admin/{row._meta.app_label}/{part}/"
    new = [] if part == "openinghours" else [f"{folder}add/"]
    return [folder, *new, f"{folder}{key_of(part, row)}/change/"]


def forged(uvs: Unit, other: Unit) -> dict[str, str]:
    """A form with all that any page could ask for."""
    return {
        "expected_no": "1",
        "title_mn": "Булаасан",
        "body_mn": "Булаасан",
        "alt_mn": "Булаасан",
        "unit": f"{uvs.pk}",
        "name": "Булаасан",
        "post_mn": "Булаасан",
        "weekday": "0",
        "opens": "01:00",
        "closes": "02:00",
        "post": "yes",
        "note": "Булаасан",
        "_submit": "1",
    }


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_there_are_doors_for_every_part() -> None:
    parts = {route.split("/")[2] for route in doors()}
    assert parts == {
        *("page", "picture", "document", "place", "openinghours", "specialday"),
        *("staffmember", "serviceoffer", "localfigure", "fieldtrip"),
    }


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_rows_of_others_are_not_there(
    editor: User, uvs: Unit, others: list[dict[str, Model]], method: str
) -> None:
    client = signed_in(editor)
    tried = 0
    for route in doors():
        for rows in others:
            form = forged(uvs, rows["page"].unit)  # type: ignore[attr-defined]
            for path in addresses(route, rows):
                with written_tables() as tables:
                    answer = getattr(client, method)(path, form, follow=True)
                found = (path, answer.status_code in REFUSED, tables - OF_THE_VISIT)
                assert found == (path, True, set())
                tried += 1
    assert tried >= 100


def test_what_is_refused_to_others_is_open_to_the_editor(
    editor: User, own: dict[str, Model]
) -> None:
    client = signed_in(editor)
    for route in doors():
        if not route.endswith(("change/", "history/", "preview/", "compare/")):
            continue
        for path in addresses(route, own):
            assert (path, client.get(path).status_code) == (path, 200)


def test_the_forms_lead_nowhere_else_and_are_in_mongolian(
    editor: User, own: dict[str, Model]
) -> None:
    client = signed_in(editor)
    for part, row in own.items():
        for path in screens(part, row):
            html = client.get(path, follow=True).content.decode()
            assert (path, "/admin/organisation/" in html) == (path, False)
            heads = LABELS.findall(html)
            words = set(re.findall("[A-Za-z]{3,}", re.sub("<[^>]*>", " ", f"{heads}")))
            assert (path, words - {"uvs"}) == (path, set())


def test_lists_and_pickers_hold_own_rows_only(
    editor: User, own: dict[str, Model], others: list[dict[str, Model]]
) -> None:
    client = signed_in(editor)
    strangers = [rows["page"].unit for rows in others]  # type: ignore[attr-defined]
    for route in doors():
        paths = list(addresses(route, own)) or [f"/{route}"]
        for path in paths:
            answer = client.get(path)
            html = answer.getvalue().decode()
            for unit in strangers:
                assert (path, unit.code in html) == (path, False)
                assert (path, f'<option value="{unit.pk}">{unit}' in html) == (
                    path,
                    False,
                )


CHANGES: dict[str, dict[str, Any]] = {
    "staffmember": {"name": "Хүн", "post_mn": "Дарга", "order": "0"},
    "specialday": {"day": "2026-12-01", "reason_mn": "Засвар"},
    "serviceoffer": {"service": "verification", "order": "0"},
    "localfigure": {
        **{"label_mn": "Тоо", "period": "2026", "value": "1"},
        **{"source_mn": "Тайлан", "order": "0"},
    },
    "fieldtrip": {
        **{"aimag_code": "85", "sum_mn": "Сум", "capacity": "1"},
        **{"starts_on": "2026-12-01", "ends_on": "2026-12-01"},
    },
}


@pytest.mark.parametrize("part", CHANGES)
@pytest.mark.parametrize("is_new", [True, False])
def test_no_row_is_given_to_another_unit(
    editor: User,
    uvs: Unit,
    own: dict[str, Model],
    others: list[dict[str, Model]],
    part: str,
    is_new: bool,
) -> None:
    client, row = signed_in(editor), own[part]
    model = type(row)
    foreign: Unit = others[0]["page"].unit  # type: ignore[attr-defined]
    folder = f"/admin/{model._meta.app_label}/{part}/"
    path = f"{folder}add/" if is_new else f"{folder}{row.pk}/change/"
    before = model._default_manager.filter(unit=foreign).count()
    form = CHANGES[part] | {"aimag_code": uvs.aimag_code}
    assert client.post(path, form | {"unit": foreign.pk}).status_code == 200
    assert model._default_manager.filter(unit=foreign).count() == before
    # The same form for one's own unit is taken.
    if is_new:
        model._default_manager.filter(unit=uvs).delete()
    assert client.post(path, form | {"unit": uvs.pk}).status_code == 302
    assert model._default_manager.filter(unit=uvs).count() == 1


def test_a_picture_of_another_unit_cannot_be_shown(
    editor: User, own: dict[str, Model], others: list[dict[str, Model]], uvs: Unit
) -> None:
    client = signed_in(editor)
    stolen = others[0]["picture"].pk
    for part, extra in (("staffmember", CHANGES["staffmember"]), ("place", {})):
        path = f"/admin/branches/{part}/{own[part].pk}/change/"
        form = extra | {"unit": uvs.pk, "photo": stolen, "is_barrier_free": "unknown"}
        assert client.post(path, form).status_code == 200
    form = {"expected_no": "1", "title_mn": "Г", "picture": stolen}
    path = f"/admin/branches/page/{own['page'].pk}/change/"
    assert client.post(path, form).status_code == 422


def test_an_officer_cannot_mix_the_pictures_of_units(
    own: dict[str, Model], others: list[dict[str, Model]]
) -> None:
    client = signed_in(make_user(Role.OFFICER, Unit.objects.head_office()))
    row = own["staffmember"]
    form = CHANGES["staffmember"] | {"unit": row.unit_id}  # type: ignore[attr-defined]
    path = f"/admin/branches/staffmember/{row.pk}/change/"
    stolen = {"photo": others[0]["picture"].pk}
    assert client.post(path, form | stolen).status_code == 200
    assert client.post(path, form | {"photo": own["picture"].pk}).status_code == 302


def test_who_publishes_directly_the_head_office_decides(
    editor: User, own: dict[str, Model]
) -> None:
    path = f"/admin/branches/place/{own['place'].pk}/change/"
    form = {"publishes_directly": "on", "is_barrier_free": "unknown"}
    for user, decides in (
        (editor, False),
        (make_user(Role.OFFICER, Unit.objects.head_office()), True),
    ):
        assert signed_in(user).post(path, form).status_code == 302
        own["place"].refresh_from_db()
        assert own["place"].publishes_directly is decides  # type: ignore[attr-defined]


def test_nothing_of_the_pages_stands_behind_view_on_site(
    editor: User, own: dict[str, Model], others: list[dict[str, Model]]
) -> None:
    client = signed_in(editor)
    for rows in (own, *others):
        for row in rows.values():
            kind = ContentType.objects.get_for_model(row)
            assert client.get(f"/admin/r/{kind.pk}/{row.pk}/").status_code == 404


# --- roles ------------------------------------------------------------------------
WRITE = {Role.EDITOR, Role.HEAD, Role.OFFICER, Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", Role.values)
def test_who_comes_in(uvs: Unit, own: dict[str, Model], role: str) -> None:
    client = signed_in(make_user(role, uvs))
    expected = 200 if role in WRITE else 403
    for part, row in own.items():
        for path in screens(part, row):
            status = client.get(path, follow=True).status_code
            # Another's pages are 404 rather than 403 once a row is named.
            allowed = {200} if expected == 200 else {403, 404}
            assert (path, status in allowed) == (path, True)
    assert client.get("/admin/branches/page/health/").status_code == expected
    assert Client().get("/admin/branches/page/").status_code == 302


@pytest.mark.parametrize("role", [Role.EDITOR, Role.FINANCE])
def test_who_sees_no_cases_is_shown_no_queue(uvs: Unit, role: str) -> None:
    client = signed_in(make_user(role, uvs))
    html = client.get("/admin/").content.decode()
    assert "/admin/casework/case/" not in html
    assert client.get("/admin/casework/case/").status_code == 403
    assert client.get("/admin/casework/").status_code == 404
    clerk = signed_in(make_user(Role.CLERK, uvs))
    assert "/admin/casework/case/" in clerk.get("/admin/").content.decode()


def test_the_start_page_leads_an_editor_to_the_work(editor: User) -> None:
    html = signed_in(editor).get("/admin/").content.decode()
    found = re.findall(r'href="/admin/((?:branches|eservices)/[\w/]+)"', html)
    assert sorted(found) == sorted(
        [
            *("branches/page/", "branches/page/add/", "branches/page/health/"),
            *("branches/picture/", "branches/document/", "branches/place/"),
            *("branches/openinghours/", "branches/specialday/"),
            *("branches/staffmember/", "branches/serviceoffer/"),
            *("branches/localfigure/", "eservices/fieldtrip/"),
        ]
    )


# --- trips ------------------------------------------------------------------------
def test_a_trip_is_called_off_for_a_reason_and_for_good(
    editor: User, own: dict[str, Model], uvs: Unit
) -> None:
    trip: Any = own["fieldtrip"]
    path = f"/admin/eservices/fieldtrip/{trip.pk}/change/"
    form = CHANGES["fieldtrip"] | {"unit": uvs.pk, "aimag_code": uvs.aimag_code}
    client = signed_in(editor)
    assert 'name="is_cancelled"' in client.get(path).content.decode()
    box = {"is_cancelled": "on"}
    unsaid = client.post(path, form | box)
    assert list(unsaid.context["adminform"].form.errors) == ["cancel_reason_mn"]
    assert client.post(path, form | box | {"cancel_reason_mn": "Зам хаалттай."})
    trip.refresh_from_db()
    assert (trip.cancelled_at is None, trip.sequence) == (False, 1)
    assert trip.cancel_reason_mn == "Зам хаалттай."
    shown = client.get(path)
    assert (shown.status_code, "is_cancelled" in shown.content.decode()) == (200, False)
    assert client.post(path, form).status_code == 403
    assert (
        'name="is_cancelled"'
        not in client.get("/admin/eservices/fieldtrip/add/").content.decode()
    )


def test_a_change_of_a_trip_is_counted_for_calendars(
    editor: User, own: dict[str, Model], uvs: Unit
) -> None:
    trip: Any = own["fieldtrip"]
    path = f"/admin/eservices/fieldtrip/{trip.pk}/change/"
    form = CHANGES["fieldtrip"] | {"unit": uvs.pk, "aimag_code": uvs.aimag_code}
    assert signed_in(editor).post(path, form).status_code == 302
    trip.refresh_from_db()
    assert (trip.sequence, f"{trip.starts_on}") == (1, "2026-12-01")


@pytest.mark.parametrize(
    ("part", "wrong", "said"),
    [
        ("specialday", {"opens": "12:00"}, "none when it is closed"),
        ("specialday", {"day": "9999-12-31"}, "a year from 2000"),
        ("fieldtrip", {"ends_on": "2026-11-01"}, "not end before"),
        ("fieldtrip", {"ends_on": "9999-12-31"}, "a year from 2000"),
        ("fieldtrip", {"capacity": "0"}, "At least one instrument"),
        ("fieldtrip", {"kinds": "1"}, "valid choice"),
        ("place", {"latitude": "49.98"}, "a latitude from 41"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    editor: User, uvs: Unit, part: str, wrong: dict[str, str], said: str
) -> None:
    app = "eservices" if part == "fieldtrip" else "branches"
    known = CHANGES.get(part, {"is_barrier_free": "unknown"})
    form = known | {"aimag_code": uvs.aimag_code, "unit": uvs.pk} | wrong
    answer = signed_in(editor).post(f"/admin/{app}/{part}/add/", form)
    assert answer.status_code == 200
    with translation.override("en"):
        found = list(answer.context["adminform"].form.errors.as_data().values())
        sentences = [str(error.message) for errors in found for error in errors]
    assert (len(sentences), said in sentences[0]) == (1, True)
