"""The applicant answers a question: what it names is written anew, nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.actions import perform
from casework.actors import applicant
from casework.errors import CaseworkError, NotAllowed
from casework.files import storage
from casework.models import Case, Contact, Message, StagedFile
from eservices.actions.again import typed_again
from eservices.actions.files import inspected, too_many_files
from eservices.actions.submission import CONTACT_KEYS, contact_facts
from eservices.engine import Field, Rows, ServiceDefinition, service_of
from eservices.engine.checking import Checked, check
from eservices.engine.definition import APPLICANT, Faults, Kind
from eservices.engine.values import Typed
from eservices.errors import NotComplete
from eservices.models import Application, ApplicationFile, InfoRequest, Row
from eservices.permissions import may_write, role_for
from eservices.review import rows_of
from eservices.rows.lots import expand_lots
from eservices.rows.saved import as_typed, save_rows, saved_rows
from organisation.models import User

RawRows = dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class Answer:
    """What was typed for a question, by what it is about."""

    fields: Mapping[str, Typed] = field(default_factory=dict)  # by field key
    cells: Mapping[str, str] = field(default_factory=dict)  # by path
    lists: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    text: str = ""


@transaction.atomic
def answer_request(
    *, application_id: int, user: User, answer: Answer, client_key: UUID
) -> Case:
    """Check what is answered, write it, close the question, go on with the clock.

    Only what the question names is touched, whatever else was sent. Documents were
    kept before by `keep_file` under the same key. Raises NotComplete with the faults,
    NotAllowed when no question is open or the role does not allow it, CaseworkError
    when nothing is changed and nothing said: the thread would tell the officer that
    it was corrected. The same key twice changes nothing the second time.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=application_id)
    if Message.objects.filter(client_key=client_key).exists():
        return case
    application = Application.objects.select_related("company", "renews").get(
        pk=application_id
    )
    if not may_write(role_for(user, application)):
        raise NotAllowed(_("Your role in the company does not allow this."))
    asked = application.info_requests.filter(answered_at=None).first()
    if asked is None:
        raise NotAllowed(_("This question was answered already."))
    named = _only_named(application, asked, answer)
    files = _staged(application, asked, client_key)
    if not (answer.text.strip() or files or _changes(application, named)):
        raise CaseworkError(
            _("Nothing was changed. Correct what is asked, or write why it is right.")
        )
    checked = _checked(application, asked, named, files)
    _write(application, asked, named, checked)
    moved = perform(
        case_id=case.pk,
        move="answer_request",
        actor=applicant(user),
        version=None,
        data={"text": answer.text},
        client_key=client_key,
    )
    _attach(moved, files, Message.objects.get(client_key=client_key))
    return moved


def _only_named(application: Application, asked: InfoRequest, answer: Answer) -> Answer:
    own = service_of(application).rows
    paths = set(asked.paths)
    return Answer(
        fields={key: each for key, each in answer.fields.items() if key in paths},
        cells={path: each for path, each in answer.cells.items() if path in paths},
        lists={
            key: expand_lots(own[key], each)
            for key, each in answer.lists.items()
            if f"rows.{key}" in paths and key in own
        },
    )


def _changes(application: Application, answer: Answer) -> bool:
    """Whether anything differs from what was sent before."""
    typed = _typed(application)
    if any((each or "") != typed.get(key, "") for key, each in answer.fields.items()):
        return True
    if not (answer.cells or answer.lists):
        return False
    rows = _typed_rows(application)
    return _with_cells(rows, answer) != rows


# --- checking -------------------------------------------------------------------
def _checked(
    application: Application,
    asked: InfoRequest,
    answer: Answer,
    files: Mapping[str, Sequence[StagedFile]],
) -> Checked:
    """The application with the answer in it; NotComplete when that is at fault.

    What was at fault before and is not asked about does not stop the answer, such as
    a wished day that has passed since.
    """
    typed, rows = _typed(application), _typed_rows(application)
    kept = set(_purposes(application))
    after = _check(
        application,
        typed | dict(answer.fields),
        _with_cells(rows, answer),
        kept | set(files),
    )
    mine = dict(after.faults.by_path)
    others = [path for path in mine if not _is_named(path, asked.paths)]
    if others:
        before = _check(application, typed, rows, kept).faults.by_path
        mine = {
            path: each
            for path, each in mine.items()
            if path not in others or path not in before
        }
    if mine:
        raise NotComplete(Faults(by_path=mine))
    return after


def _check(
    application: Application,
    typed: Mapping[str, Typed],
    rows: RawRows,
    file_keys: Iterable[str],
) -> Checked:
    return check(
        service_of(application),
        answers=typed,
        rows=rows,
        file_keys=file_keys,
        today=timezone.localdate(),
        company=application.company,
        renews=application.renews,
        number=application.number,
    )


def _is_named(path: str, paths: Iterable[str]) -> bool:
    head = ".".join(path.split(".")[:2])
    return path in paths or (path.startswith("rows.") and head in paths)


def _typed(application: Application) -> dict[str, Typed]:
    known = service_of(application).fields
    answers = application.answers
    found = {key: typed_again(answers[key]) for key in known if key in answers}
    if APPLICANT in answers:
        found[APPLICANT] = answers[APPLICANT]
    return found


def _typed_rows(application: Application) -> RawRows:
    own = service_of(application).rows
    return {
        key: [as_typed(row, own[key]) for row in rows]
        for key, rows in saved_rows(application).items()
    }


def _with_cells(rows: RawRows, answer: Answer) -> RawRows:
    changed = {key: [dict(row) for row in each] for key, each in rows.items()}
    for path, typed in answer.cells.items():
        _rows, key, line, column = path.split(".")
        changed[key][int(line) - 1][column] = typed
    for key, each in answer.lists.items():
        changed[key] = [dict(row) for row in each]
    return changed


# --- writing --------------------------------------------------------------------
def _write(
    application: Application, asked: InfoRequest, answer: Answer, checked: Checked
) -> None:
    service = service_of(application)
    answers = dict(application.answers)
    for key in answer.fields:
        answers.pop(key, None)
        if key in checked.values:
            answers[key] = checked.values[key]
    Application.objects.filter(pk=application.pk).update(
        answers=answers, warnings=_warnings(application, asked, checked.faults)
    )
    if CONTACT_KEYS & set(answer.fields):
        Contact.objects.filter(case=application.pk, erased_at=None).update(
            **contact_facts(answers)
        )
    for key in answer.lists:
        rows_of(application, key).delete()
        save_rows(application, service.rows[key], checked.rows[key])
    _write_cells(application, service, answer, checked)


def _warnings(
    application: Application, asked: InfoRequest, faults: Faults
) -> list[dict[str, str]]:
    """The officer's warnings: those of what was asked about are judged anew."""
    kept = [
        each
        for each in application.warnings
        if not _is_named(each["path"], asked.paths)
    ]
    anew = [
        {"path": each.path, "code": each.code}
        for each in faults.warnings
        if _is_named(each.path, asked.paths)
    ]
    return kept + anew


def _write_cells(
    application: Application,
    service: ServiceDefinition,
    answer: Answer,
    checked: Checked,
) -> None:
    columns: dict[tuple[str, int], list[str]] = {}
    for path in answer.cells:
        _rows, key, line, column = path.split(".")
        if key not in answer.lists:
            columns.setdefault((key, int(line)), []).append(column)
    for (key, place), names in columns.items():
        read = next(row for row in checked.rows[key] if row["line"] == place)
        row = rows_of(application, key).get(position=place)
        _put(row, service.rows[key], names, read)


def _put(row: Row, rows: Rows, columns: Iterable[str], read: Mapping[str, Any]) -> None:
    by_key = {column.key: column for column in rows.columns}
    names = [name for key in columns for name in _columns_of(by_key[key])]
    for name in names:
        kept: models.Field[Any, Any] = row._meta.get_field(name)  # type: ignore[assignment]
        setattr(row, name, read.get(name, kept.get_default()))
    row.save(update_fields=names)


def _columns_of(column: Field) -> tuple[str, ...]:
    """The model's columns in which a cell is kept."""
    if column.kind == Kind.STANDARD:
        return ("edition", "designation")
    if column.kind == Kind.RANGE:
        return ("range_text", "range_from", "range_to")
    if column.kind == Kind.INSTRUMENT_KIND:  # its unit is the one of the bounds
        return (column.key, "range_from", "range_to")
    return (column.key,)


# --- documents ------------------------------------------------------------------
def keep_file(
    *, client_key: UUID, path: str, upload: UploadedFile, most: int = 1
) -> StagedFile:
    """Keep a document until the answer is sent; the same file again is the same.

    Raises CaseworkError with a sentence for a file that is not taken.
    """
    file, scan_state = inspected(upload)
    key = _key_of(client_key, path)
    known = StagedFile.objects.filter(client_key=key)
    same = known.filter(sha256=file.sha256).first()
    if same is not None:
        return same
    if known.count() >= most:
        raise CaseworkError(too_many_files(most))
    return StagedFile.objects.create(
        client_key=key,
        path=storage.save(file.content),
        original_name=file.original_name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        scan_state=scan_state,
    )


def kept_files(*, client_key: UUID, path: str) -> list[StagedFile]:
    """The documents kept for one path of an answer."""
    return list(StagedFile.objects.filter(client_key=_key_of(client_key, path)))


def drop_file(*, client_key: UUID, path: str) -> None:
    """Take the document of a path out of an answer that is not sent."""
    for file in kept_files(client_key=client_key, path=path):
        file.delete()
        storage.delete(file.path)


def _key_of(client_key: UUID, path: str) -> UUID:
    return uuid.uuid5(client_key, path)


def _staged(
    application: Application, asked: InfoRequest, client_key: UUID
) -> dict[str, list[StagedFile]]:
    """The kept documents by purpose, of those the question names."""
    found = {
        path.removeprefix("files."): kept_files(client_key=client_key, path=path)
        for path in asked.paths
        if path.startswith("files.")
    }
    return {purpose: files for purpose, files in found.items() if files}


def _purposes(application: Application) -> Iterable[str]:
    kept = ApplicationFile.objects.filter(
        attachment__case=application.pk, attachment__erased_at=None
    )
    return kept.values_list("purpose", flat=True)


def _attach(
    case: Case, files: Mapping[str, Sequence[StagedFile]], message: Message
) -> None:
    for purpose, staged in files.items():
        for file in staged:
            made = file.attached_to(case, message)
            made.save(force_insert=True)
            ApplicationFile.objects.create(attachment=made, purpose=purpose)
            file.delete()
