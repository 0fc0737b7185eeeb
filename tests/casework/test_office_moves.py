"""Moves through the screen: what each needs, what is kept, who comes second."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import close_old_connections
from django.utils import timezone, translation
from django.utils.translation import ngettext

from casework.models import Case, Message, ReplyTemplate
from organisation.models import Role, Unit, User
from tests.casework.office import case_url, forms_of, in_mongolian, send, sign_in
from tests.factories import NAMED, do, make_petition, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def head(darkhan: Unit) -> User:
    return make_user(Role.HEAD, darkhan)


@pytest.fixture
def petition(darkhan: Unit) -> Case:
    return make_petition(unit=darkhan, **NAMED)


@pytest.fixture
def taken(petition: Case, clerk: User) -> Case:
    return do(petition, "take", clerk)


def state_of(case: Case) -> str:
    """The state as it is in the database."""
    return Case.objects.get(pk=case.pk).state


# --- each move ------------------------------------------------------------------
def test_a_clerk_takes_it_into_work(clerk: User, petition: Case) -> None:
    answer = send(sign_in(clerk), petition, "take")
    assert (answer.status_code, answer["Location"]) == (302, case_url(petition))
    petition.refresh_from_db()
    assert (petition.state, petition.assignee) == ("in_progress", clerk)


def test_a_clerk_gives_it_to_a_colleague(
    clerk: User, taken: Case, darkhan: Unit
) -> None:
    colleague = make_user(Role.CLERK, darkhan)
    send(sign_in(clerk), taken, "assign", assignee=colleague.pk)
    taken.refresh_from_db()
    assert taken.assignee == colleague


def test_nobody_of_another_unit_is_offered(clerk: User, taken: Case) -> None:
    stranger = make_user(Role.CLERK, Unit.objects.get(code="selenge"))
    answer = send(sign_in(clerk), taken, "assign", assignee=stranger.pk)
    assert answer.status_code == 422
    taken.refresh_from_db()
    assert taken.assignee == clerk


def test_an_answer_carries_outcome_text_and_appeal(clerk: User, taken: Case) -> None:
    client = sign_in(clerk)
    shown = client.get(case_url(taken)).content.decode()
    assert taken.unit.appeal_to in shown
    send(
        client,
        taken,
        "answer",
        outcome="solved",
        text="Шалгаж, торгууль ногдууллаа.",
        appeal="Стандарт, хэмжил зүйн газар",
    )
    taken.refresh_from_db()
    decision = Message.objects.get(case=taken)
    assert (taken.state, taken.outcome) == ("answered", "solved")
    assert (decision.is_decision, decision.author) == (True, clerk)
    assert decision.appeal == "Стандарт, хэмжил зүйн газар"


def test_what_is_missing_is_told_and_what_was_typed_is_kept(
    clerk: User, taken: Case
) -> None:
    text = "Шалгаж, торгууль <ногдууллаа>."
    answer = send(sign_in(clerk), taken, "answer", text=text, outcome="", appeal="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Шалгаж, торгууль &lt;ногдууллаа&gt;." in page
    assert 'id="move-answer" open' in page
    assert set(answer.context["moves"].tried.errors) == {"outcome", "appeal"}
    assert "error-summary" in page
    assert state_of(taken) == "in_progress"


def test_a_text_too_long_is_told_with_how_much_and_kept(
    clerk: User, taken: Case
) -> None:
    text = "а" * 10_003
    answer = send(sign_in(clerk), taken, "reply", text=text)
    with translation.override("mn"):
        told = ngettext(
            "It is %(over)d character too long: at most %(limit)d fit.",
            "It is %(over)d characters too long: at most %(limit)d fit.",
            3,
        ) % {"over": 3, "limit": 10_000}
    form = answer.context["moves"].tried
    assert (form.errors["text"], form["text"].value()) == ([told], text)
    assert "maxlength" not in str(form["text"])


def test_a_grave_move_is_confirmed_first(clerk: User, petition: Case) -> None:
    client = sign_in(clerk)
    assert send(client, petition, "spam").status_code == 422
    assert state_of(petition) == "accepted"
    assert send(client, petition, "spam", confirm="on").status_code == 302
    assert state_of(petition) == "spam"


def test_forwarding_takes_it_out_of_sight_with_a_note_only_colleagues_see(
    clerk: User, petition: Case
) -> None:
    selenge = Unit.objects.get(code="selenge")
    due = petition.due_on
    answer = send(
        sign_in(clerk), petition, "forward", unit=selenge.pk, reason="Сэлэнгэд болсон."
    )
    assert answer["Location"] == "/admin/casework/case/"
    petition.refresh_from_db()
    assert (petition.unit, petition.due_on) == (selenge, due)
    assert Message.objects.get(case=petition).is_public is False


def test_the_other_body_is_named_to_the_applicant(clerk: User, petition: Case) -> None:
    send(
        sign_in(clerk),
        petition,
        "forward_out",
        body_name="Онцгой байдлын газар",
        reason="Манай эрх хэмжээнд хамаарахгүй.",
        confirm="on",
    )
    message = Message.objects.get(case=petition)
    assert message.body == "Онцгой байдлын газар\n\nМанай эрх хэмжээнд хамаарахгүй."
    assert message.is_public is True


def test_a_head_extends_once_and_the_second_time_is_told_why_not(
    head: User, taken: Case
) -> None:
    client = sign_in(head)
    due = taken.due_on
    assert due is not None
    answer = send(client, taken, "extend", days=10, reason="Дээж хүлээж байна.")
    assert answer.status_code == 302
    taken.refresh_from_db()
    assert taken.due_on == due + timedelta(days=10)
    again = client.get(case_url(taken))
    assert "extend" not in forms_of(again)
    told = in_mongolian("This case has been extended once already.")
    assert told in again.content.decode()


@pytest.mark.parametrize("days", ["0", "31", "-1", "ten", "", "9" * 30])
def test_no_head_extends_beyond_the_rule(days: str, head: User, taken: Case) -> None:
    answer = send(sign_in(head), taken, "extend", days=days, reason="Дээж.")
    assert answer.status_code == 422
    assert Case.objects.get(pk=taken.pk).due_on == taken.due_on


def test_after_the_due_date_nothing_is_extended(head: User, darkhan: Unit) -> None:
    late = make_petition(unit=darkhan, on=timezone.now() - timedelta(days=40), **NAMED)
    do(late, "take", head)
    answer = sign_in(head).get(case_url(late))
    assert "extend" not in forms_of(answer)


def test_a_duplicate_is_named_by_its_number_in_any_spelling(
    clerk: User, petition: Case, darkhan: Unit
) -> None:
    twin = make_petition(unit=darkhan)
    typed = petition.number.replace("-", " ")
    assert send(sign_in(clerk), twin, "duplicate", root=typed).status_code == 302
    twin.refresh_from_db()
    assert twin.duplicate_of_id == petition.pk


@pytest.mark.parametrize("typed", ["", "26-000001-0", "юу ч биш", "1" * 300])
def test_a_number_of_no_case_is_told(typed: str, clerk: User, petition: Case) -> None:
    answer = send(sign_in(clerk), petition, "duplicate", root=typed)
    assert answer.status_code == 422
    assert "root" in answer.context["moves"].tried.errors


def test_a_case_of_another_unit_is_no_root_and_its_being_is_not_told(
    clerk: User, petition: Case
) -> None:
    foreign = make_petition(unit=Unit.objects.get(code="selenge"))
    answer = send(sign_in(clerk), petition, "duplicate", root=foreign.number)
    errors = answer.context["moves"].tried.errors["root"]
    sentence = "There is no case with this number. Check it digit by digit."
    assert errors == [in_mongolian(sentence)]


def test_an_unknown_move_is_not_there(clerk: User, petition: Case) -> None:
    assert send(sign_in(clerk), petition, "explode").status_code == 404


def test_a_move_of_the_citizen_is_not_the_clerks(clerk: User, taken: Case) -> None:
    assert send(sign_in(clerk), taken, "withdraw").status_code == 403


# --- reply templates ------------------------------------------------------------
def test_templates_fit_the_act_and_the_category(
    clerk: User, taken: Case, darkhan: Unit
) -> None:
    values = {"workflow": "petition", "body_mn": "Загвар"}
    ReplyTemplate.objects.create(title="Энд", move="ask", **values)
    ReplyTemplate.objects.create(title="Бүгдэд", **values)
    ReplyTemplate.objects.create(title="Өөр ангилал", topic="no-such", **values)
    ReplyTemplate.objects.create(title="Хуучин", move="ask", is_active=False, **values)
    answer = sign_in(clerk).get(case_url(taken))
    form = next(
        panel.form
        for panel in answer.context["moves"].usual
        if panel.move.code == "ask"
    )
    offered = {template.title for template in form.fields["template"].queryset}
    assert {"Энд", "Бүгдэд"} <= offered
    assert not offered & {"Өөр ангилал", "Хуучин", "Шийдвэрлэсэн хариу"}


@pytest.mark.parametrize("language", ["mn", "en"])
def test_without_a_script_a_button_fills_the_text_in(
    language: str, clerk: User, darkhan: Unit
) -> None:
    case = make_petition(unit=darkhan, language=language)
    do(case, "take", clerk)
    template = ReplyTemplate.objects.create(
        workflow="petition", title="Т", body_mn="Монгол.", body_en="English."
    )
    typed = {"template": template.pk, "text": "Миний бичсэн.", "fill": "1"}
    answer = send(sign_in(clerk), case, "ask", **typed)
    form = answer.context["moves"].tried
    body = {"mn": "Монгол.", "en": "English."}[language]
    assert form["text"].value() == f"{body}\n\nМиний бичсэн."
    assert not form.errors
    assert state_of(case) == "in_progress"
    assert not Message.objects.exists()


def test_a_template_that_is_none_fills_nothing_in(clerk: User, taken: Case) -> None:
    for chosen in ("", "x", "999999999", "9" * 40):
        typed = {"template": chosen, "text": "Миний.", "fill": "1"}
        answer = send(sign_in(clerk), taken, "ask", **typed)
        assert answer.status_code == 200
        assert answer.context["moves"].tried["text"].value() == "Миний."


# --- two clerks -----------------------------------------------------------------
def test_who_comes_second_is_told_what_happened_and_keeps_the_text(
    clerk: User, taken: Case, darkhan: Unit
) -> None:
    seen = Case.objects.get(pk=taken.pk).version
    colleague = make_user(Role.CLERK, darkhan, first_name="Сараа")
    do(taken, "reply", colleague, text="Би түрүүлж бичлээ.")
    answer = send(sign_in(clerk), taken, "reply", version=seen, text="Миний бичсэн.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert (
        in_mongolian(
            "Somebody else changed this case while you were writing. "
            "Nothing of theirs was overwritten."
        )
        in page
    )
    told = [(line.who, line.what) for line in answer.context["changes"]]
    assert told == [("Д.Сараа", in_mongolian("Write a public reply"))]
    assert "Миний бичсэн." in page
    bodies = list(Message.objects.values_list("body", flat=True))
    assert bodies == ["Би түрүүлж бичлээ."]
    form = answer.context["moves"].tried
    assert form["version"].value() == str(Case.objects.get(pk=taken.pk).version)


def test_the_text_is_kept_when_its_move_is_gone(
    clerk: User, taken: Case, darkhan: Unit
) -> None:
    seen = Case.objects.get(pk=taken.pk).version
    colleague = make_user(Role.CLERK, darkhan)
    do(taken, "answer", colleague, text="Шийдэв.", outcome="solved", appeal="СХЗГ")
    answer = send(sign_in(clerk), taken, "ask", version=seen, text="Аль лангуу вэ?")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Аль лангуу вэ?" in page
    assert "readonly" in page
    assert Message.objects.count() == 1


def test_the_same_press_twice_is_one_message_and_no_reproach(
    clerk: User, taken: Case
) -> None:
    client, key = sign_in(clerk), uuid.uuid4()
    seen = Case.objects.get(pk=taken.pk).version
    typed = {"version": seen, "client_key": key, "text": "Нэг удаа."}
    for _ in range(2):
        assert send(client, taken, "reply", **typed).status_code == 302
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_clerks_at_once_one_wins_and_the_others_are_told(
    reference: None, darkhan: Unit
) -> None:
    case = make_petition(unit=darkhan)
    clerks = [make_user(Role.CLERK, darkhan) for _ in range(8)]
    do(case, "take", clerks[0])
    clients = [sign_in(clerk) for clerk in clerks]
    version = Case.objects.get(pk=case.pk).version
    ready = threading.Barrier(len(clients))
    statuses: list[int] = []

    def press(client: Any, place: int) -> None:
        ready.wait()
        try:
            data = {
                "version": version,
                "client_key": uuid.uuid4(),
                "text": f"Хариу {place}",
            }
            url = case_url(case, "move/reply/")
            statuses.append(client.post(url, data).status_code)
        finally:
            close_old_connections()

    threads = [
        threading.Thread(target=press, args=(client, place))
        for place, client in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [302] + [409] * 7
    assert Message.objects.filter(case=case).count() == 1
    assert Case.objects.get(pk=case.pk).version == version + 1


# --- bad input ------------------------------------------------------------------
@pytest.mark.parametrize(
    "bad",
    [
        {"version": "x"},
        {"version": "-1"},
        {"version": "9" * 30},
        {"client_key": "x"},
        {"text": "\x00\x01"},
        {"text": "а" * 10_001},
        {"template": "' or 1=1"},
    ],
)
def test_no_input_breaks_the_screen(
    bad: dict[str, str], clerk: User, taken: Case
) -> None:
    answer = send(sign_in(clerk), taken, "reply", **({"text": "Зүгээр."} | bad))
    assert answer.status_code in {409, 422}
    assert not Message.objects.exists()
