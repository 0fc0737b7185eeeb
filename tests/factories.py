"""The cast of the tests: units, people, petitions; made with the real actions."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import time_machine
from django.utils import timezone

from casework.actions import perform
from casework.actors import staff
from casework.models import Case
from feedback import spam
from feedback.actions import Submission, submit
from feedback.models import Petition
from organisation.actions import add_member
from organisation.models import Role, Unit, User

_serial = count(1)
BODY = "Захын жинлүүр дутуу жинлэж байна. Шалгаж өгнө үү."
NAMED: dict[str, Any] = {
    "name": "Дорж Оюун",
    "address": "Дархан-Уул, Дархан сум, 5-р баг",
    "phone": "99112345",
    "reply_by": "phone",
}


def make_unit(code: str = "", **values: Any) -> Unit:
    """A unit; by default an aimag department without a parent."""
    number = next(_serial)
    defaults = {
        "code": code or f"unit-{number}",
        "kind": Unit.Kind.AIMAG,
        "name_mn": f"{number}-р хэлтэс",
        "name_en": f"Department {number}",
    }
    return Unit.objects.create(**(defaults | values))


def make_user(role: str = Role.CLERK, unit: Unit | None = None, **values: Any) -> User:
    """A member of staff with one role in one unit."""
    number = next(_serial)
    defaults = {
        "username": f"{role}-{number}",
        "email": f"{role}-{number}@masm.example",
        "first_name": "Оюун",
        "last_name": "Дорж",
        "is_staff": True,
    }
    user = User(**(defaults | values))
    user.set_password("a long pass phrase")
    user.save()
    if unit is not None:
        add_member(user=user, unit=unit, role=role, since=date(2020, 1, 1))
    return user


def human_traces(address: str = "") -> spam.Traces:
    """What a person who took a minute to write leaves behind."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        started = spam.started_token()
    return spam.Traces(honeypot="", started=started, address=address, phone="")


def make_petition(
    *, on: datetime | None = None, traces: spam.Traces | None = None, **values: Any
) -> Petition:
    """A petition sent in on the web; `on` is when. Needs the reference data.

    Give `**NAMED` for the statutory track; without it nobody is named.
    """
    defaults: dict[str, Any] = {
        "client_key": uuid.uuid4(),
        "kind": "complaint",
        "body": f"{BODY} ({next(_serial)})",
    }
    submission = Submission(**(defaults | values))
    if on is None:
        return submit(submission=submission, traces=traces or human_traces())
    with time_machine.travel(on, tick=False):
        return submit(submission=submission, traces=traces or human_traces())


def do(case: Case, move: str, user: User, **data: Any) -> Case:
    """Let a member of staff make a move on the newest version of a case."""
    case.refresh_from_db(fields=["version"])
    return perform(
        case_id=case.pk,
        move=move,
        actor=staff(user),
        version=case.version,
        data=data,
    )


def answered_petition(clerk: User, **values: Any) -> Case:
    """A petition that the clerk has taken and answered."""
    petition = make_petition(**values)
    do(petition, "take", clerk)
    return do(
        petition,
        "answer",
        clerk,
        text="Шалгаж, торгууль ногдууллаа.",
        outcome="solved",
        appeal="Стандарт, хэмжил зүйн газар",
    )
