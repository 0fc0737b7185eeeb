"""`manage.py seed_demo`: one person of each role, and samples in every state."""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from eservices.samples import make_samples as make_applications
from feedback.samples import make_samples as make_petitions
from organisation.actions import add_member
from organisation.models import Role, Unit, User

# The samples are told on past days.
LONG_AGO = date(2020, 1, 1)
HOMES = {
    Role.CLERK: "darkhan-uul",
    Role.HEAD: "darkhan-uul",
    Role.OPERATOR: "head-office",
    Role.OFFICER: "head-office",
    Role.AUDITOR: "head-office",
    Role.ADMINISTRATOR: "head-office",
    Role.FINANCE: "head-office",
    Role.EDITOR: "darkhan-uul",
}
OWNER_EMAIL = "owner@company.example"


class Command(BaseCommand):
    """Never in production: refused as soon as the portal has a public host."""

    help = "Make one user of each role and sample cases, clearly marked."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing; the password is shown and kept in VAR_DIR."""
        if not settings.DEMO_MODE:
            raise CommandError("seed_demo works in demo mode only.")
        call_command("load_reference", verbosity=0, without_catalogue=True)
        password = _kept_password(settings.VAR_DIR / "demo-password.txt")
        for role, unit in HOMES.items():
            _person(f"demo-{role}", role, unit, password)
        # The samples are of many units: who tells them acts for all of them.
        teller, decider = (
            _everywhere(name) for name in ("demo-storyteller", "demo-decider")
        )
        made = make_petitions({"clerk": teller, "head": teller})
        made += make_applications(officer=teller, head=decider, owner=_owner())
        self.stdout.write(f"{made} sample cases made")
        self.stdout.write(f"sign in as demo-<role>, password: {password}")
        self.stdout.write(f"as a company: {OWNER_EMAIL}, by the code that is mailed")


def _kept_password(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(12), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def _everywhere(username: str) -> User:
    """Who acts as officer and as head in every unit."""
    user = _person(username, Role.OFFICER, "head-office", None)
    for home in Unit.objects.all():
        add_member(user=user, unit=home, role=Role.HEAD, since=LONG_AGO)
    return user


def _owner() -> User:
    """Who acts for the sample companies; signs in by a code sent by e-mail."""
    user, is_new = User.objects.get_or_create(
        username="demo-owner", defaults={"first_name": "Эзэн", "last_name": "Жишээ"}
    )
    if is_new:
        user.email = OWNER_EMAIL
        user.set_unusable_password()
        user.save()
    return user


def _person(username: str, role: str, unit: str, password: str | None) -> User:
    user, is_new = User.objects.get_or_create(
        username=username,
        defaults={"is_staff": True, "first_name": "Жишээ", "last_name": ""},
    )
    if is_new:
        user.set_password(password)
        user.save()
    home = Unit.objects.get(code=unit)
    add_member(user=user, unit=home, role=role, since=LONG_AGO)
    return user
