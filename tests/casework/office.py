"""What the tests of the back office share."""

from __future__ import annotations

import uuid
from typing import Any

from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from casework.models import Case
from organisation.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(user: User) -> Client:
    """A client signed in as the member of staff."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def in_mongolian(message: str) -> str:
    """The sentence as the back office says it."""
    with translation.override("mn"):
        return gettext(message)


def case_url(case: Case, part: str = "change/") -> str:
    """An address of the case's screen."""
    return f"/admin/casework/case/{case.pk}/{part}"


def send(client: Client, case: Case, move: str, **typed: Any) -> Any:
    """Post a move's form as the screen shows it now, unless `version` says else."""
    case.refresh_from_db(fields=["version"])
    data = {"version": case.version, "client_key": uuid.uuid4(), **typed}
    return client.post(case_url(case, f"move/{move}/"), data)


def forms_of(answer: Any) -> set[str]:
    """The moves whose forms are shown."""
    moves = answer.context["moves"]
    panels = [*moves.usual, *moves.grave]
    return {panel.move.code for panel in panels if panel.form is not None}
