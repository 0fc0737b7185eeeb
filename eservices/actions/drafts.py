"""Writes of drafts: what is typed is kept, right or wrong; the writer's alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.errors import CaseworkError
from casework.files import storage
from eservices.engine.checking import check_step
from eservices.engine.definition import (
    APPLICANT,
    AS_CITIZEN,
    AS_COMPANY,
    Kind,
    Rows,
    ServiceDefinition,
)
from eservices.engine.forms import sealed_as_typed
from eservices.engine.registry import service_at
from eservices.engine.values import Typed
from eservices.errors import NotAllowed, ServiceClosed, StaleDraft
from eservices.models import Certificate, Company, Draft, Service
from eservices.models.drafts import form_of
from eservices.permissions import may_write, role_in
from eservices.querysets import DraftQuerySet
from eservices.rows.check import too_many
from eservices.rows.grid import LONGEST_CELL
from eservices.rows.lots import expand_lots
from mongolian.folding import clean_text
from organisation.models import User

LONGEST_ANSWER = 5000  # characters kept of what is typed into one field
MOST_CHOSEN = 100

RawRow = Mapping[str, str]


@transaction.atomic
def start_draft(
    *,
    user: User,
    service: ServiceDefinition,
    company: Company | None = None,
    renews: Certificate | None = None,
) -> Draft:
    """A new draft, with what is known of the applicant filled in.

    Raises ServiceClosed, PermissionDenied for who may not write for the company, and
    NotAllowed when a citizen asks for a service of companies.
    """
    if not Service.objects.filter(slug=service.slug, is_open=True).exists():
        raise ServiceClosed
    if company is None and not service.citizens_too:
        raise NotAllowed(_("Only companies can ask for this service. Choose yours."))
    _check_writer(user, company)
    return Draft.objects.create(
        service=service.slug,
        company=company,
        owner=user,
        renews=renews,
        answers=known_answers(user, company),
    )


def known_answers(user: User, company: Company | None) -> dict[str, Typed]:
    """What need not be typed again of the one who applies."""
    name = f"{user.last_name} {user.first_name}".strip()
    known: dict[str, Typed] = {"contact_name": name, "email": user.email}
    known[APPLICANT] = AS_COMPANY if company else AS_CITIZEN
    if company is not None:
        known |= {
            "activity": company.activity,
            "aimag": company.aimag_code,
            "sum": company.sum,
            "address": company.address,
            "phone": company.phone,
        }
        known["email"] = user.email or company.email
    return {key: value for key, value in known.items() if value}


@transaction.atomic
def save_answers(
    *,
    draft_id: int,
    user: User,
    step: str,
    answers: Mapping[str, Typed],
    version: int,
) -> Draft:
    """Keep what was typed on the page of a step, with or without errors.

    Keys of other steps are left alone; the step counts as done when it has no
    error. Raises StaleDraft when the draft was changed since `version`.
    """
    draft, service = _locked(draft_id, user, version)
    for field in service.step(step).fields:
        if field.key in answers:
            kept = draft.answers.get(field.key, "")
            typed = _tidy(answers[field.key])
            if field.kind == Kind.REGISTER:
                typed = sealed_as_typed(str(typed), str(kept))
            draft.answers[field.key] = typed
    _note_done(draft, service, step)
    return _saved(draft)


def replace_rows(
    *, draft_id: int, user: User, rows: str, raw: Iterable[RawRow], version: int
) -> Draft:
    """Put a new list in the place of the old one; lots become a row each."""
    return _change_rows(
        draft_id, user, rows, version, lambda kept, own: expand_lots(own, raw)
    )


def append_rows(
    *, draft_id: int, user: User, rows: str, raw: Iterable[RawRow], version: int
) -> Draft:
    """Add rows at the end of a list; lots become a row each."""
    return _change_rows(
        draft_id,
        user,
        rows,
        version,
        lambda kept, own: [*kept, *expand_lots(own, raw)],
    )


def set_row(
    *, draft_id: int, user: User, rows: str, line: int, row: RawRow, version: int
) -> Draft:
    """Write one row anew; a lot puts its rows in its place. `line` from 1."""
    return _change_rows(
        draft_id,
        user,
        rows,
        version,
        lambda kept, own: [
            *kept[: _at(kept, line)],
            *expand_lots(own, [{**kept[_at(kept, line)], **row}]),
            *kept[line:],
        ],
    )


def copy_row(*, draft_id: int, user: User, rows: str, line: int, version: int) -> Draft:
    """Put a copy of a row below it; its serial number is left to be typed."""

    def copied(kept: list[dict[str, str]], own: Rows) -> list[dict[str, str]]:
        blank = {column.key: "" for column in own.columns if column.is_lot}
        return [*kept[:line], {**kept[_at(kept, line)], **blank}, *kept[line:]]

    return _change_rows(draft_id, user, rows, version, copied)


def delete_row(
    *, draft_id: int, user: User, rows: str, line: int, version: int
) -> Draft:
    """Take a row out of a list."""
    return _change_rows(
        draft_id,
        user,
        rows,
        version,
        lambda kept, own: [*kept[: _at(kept, line)], *kept[line:]],
    )


@transaction.atomic
def discard(*, draft_id: int, user: User) -> None:
    """Delete a draft with its files."""
    _delete(_of_writer(draft_id, user))


@transaction.atomic
def clear_draft(*, draft_id: int, among: DraftQuerySet) -> bool:
    """Delete a draft in the name of the system, if it still is one of `among`.

    Who writes it at this moment is not interrupted: it is looked at again under
    the lock, and left alone when it is held.
    """
    locked = among.select_for_update(skip_locked=True, of=("self",))
    draft: Draft | None = locked.filter(pk=draft_id).first()
    if draft is not None:
        _delete(draft)
    return draft is not None


def _delete(draft: Draft) -> None:
    paths = list(draft.files.values_list("path", flat=True))
    draft.delete()
    transaction.on_commit(lambda: _delete_files(paths))


def _delete_files(paths: Iterable[str]) -> None:
    for path in paths:
        storage.delete(path)


# --- shared by the actions on drafts ---
def _of_writer(draft_id: int, user: User) -> Draft:
    """The draft, locked; DoesNotExist for those who may not even see it."""
    drafts = Draft.objects.visible_to(user).select_for_update(of=("self",))
    draft: Draft = drafts.select_related("company").get(pk=draft_id)
    _check_writer(user, draft.company)
    return draft


def writable_draft(draft_id: int, user: User) -> Draft:
    """The draft for the one who writes it, locked until the commit."""
    return _of_writer(draft_id, user)


def _check_writer(user: User, company: Company | None) -> None:
    if company is not None and not may_write(role_in(user, company.pk)):
        raise PermissionDenied


def _locked(draft_id: int, user: User, version: int) -> tuple[Draft, ServiceDefinition]:
    draft = _of_writer(draft_id, user)
    if draft.version != version:
        raise StaleDraft
    service = service_at(draft.service)
    if service is None:
        raise ServiceClosed
    return draft, service


def _saved(draft: Draft) -> Draft:
    draft.version += 1
    draft.save(update_fields=["answers", "rows", "steps_done", "version", "changed_at"])
    return draft


def _tidy(typed: Typed) -> Typed:
    """As typed, fit to be stored and not without end."""
    if isinstance(typed, str):
        return clean_text(typed[:LONGEST_ANSWER])
    return [clean_text(str(one)[:LONGEST_ANSWER]) for one in typed[:MOST_CHOSEN]]


def _note_done(draft: Draft, service: ServiceDefinition, step: str) -> None:
    done = [code for code in draft.steps_done if code not in (step, form_of(step))]
    checked = check_step(
        service,
        step,
        answers=draft.answers,
        rows=draft.rows if service.step(step).rows else {},
        file_keys=draft.files.values_list("purpose", flat=True),
        today=timezone.localdate(),
        company=draft.company,
        renews=draft.renews,
    )
    wrong = checked.faults.by_path
    if not wrong:
        done.append(step)
    elif all(path.startswith("rows.") for path in wrong):
        done.append(form_of(step))
    draft.steps_done = done


@transaction.atomic
def _change_rows(
    draft_id: int,
    user: User,
    key: str,
    version: int,
    change: Callable[[list[dict[str, str]], Rows], list[dict[str, str]]],
) -> Draft:
    draft, service = _locked(draft_id, user, version)
    rows = service.rows[key]
    kept: list[dict[str, str]] = draft.rows.get(key, [])
    made = [_kept_row(row, rows) for row in change(kept, rows)]
    if len(made) > rows.most:
        raise CaseworkError(too_many(rows))
    draft.rows[key] = made
    own = [step.code for step in service.steps if rows in step.rows]
    draft.steps_done = [
        form_of(code) if code in own else code for code in draft.steps_done
    ]
    return _saved(draft)


def _kept_row(row: Mapping[str, Any], rows: Rows) -> dict[str, str]:
    return {
        column.key: clean_text(str(row.get(column.key, ""))[:LONGEST_CELL])
        for column in rows.columns
    }


def _at(kept: list[dict[str, str]], line: int) -> int:
    if not 1 <= line <= len(kept):
        raise CaseworkError(
            _("This line is not in the list any more. Look at it again.")
        )
    return line - 1
