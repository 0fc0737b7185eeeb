"""What is added to a case without moving it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework.actions.telling import record
from casework.actors import APPLICANT, Actor, staff
from casework.errors import CaseworkError, NotAllowed
from casework.models import Attachment, Case, Message, MessageKind, Phase, StagedFile
from organisation.models import User
from organisation.permissions import duties


@transaction.atomic
def add_note(*, case_id: int, user: User, body: str, client_key: UUID) -> Message:
    """Write an internal note; never seen by the applicant, tells nobody.

    Raises NotAllowed for who only looks at the case.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if not staff(user).works_on(case):
        raise NotAllowed(_("Your role does not allow this."))
    known = Message.objects.filter(client_key=client_key).first()
    if known is not None:
        return known
    message = Message.objects.create(
        case=case,
        kind=MessageKind.NOTE,
        is_public=False,
        author=user,
        body=body,
        client_key=client_key,
    )
    _record_and_save(case, "note", staff(user), is_visible=False)
    return message


@transaction.atomic
def add_text(*, case_id: int, body: str, client_key: UUID) -> Case:
    """The applicant adds a text to an open case; the same key twice adds one.

    Staged files of the same key come with it. Raises NotAllowed on a closed case.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if Message.objects.filter(client_key=client_key).exists():
        return case
    if case.phase in {Phase.ANSWERED, Phase.CLOSED}:
        raise NotAllowed(
            _("This case is answered; you can reopen it or send a new one.")
        )
    message = Message.objects.create(
        case=case,
        kind=MessageKind.ADDITION,
        is_public=True,
        body=body,
        client_key=client_key,
    )
    attach_staged(case, message, client_key)
    _record_and_save(case, "addition", APPLICANT, is_visible=True)
    return case


def attach_staged(case: Case, message: Message | None, client_key: UUID) -> int:
    """Turn the staged files of `client_key` into files of the case."""
    staged = list(StagedFile.objects.filter(client_key=client_key))
    return add_files(case=case, message=message, files=staged)


def add_files(
    *, case: Case, message: Message | None, files: Sequence[StagedFile]
) -> int:
    """Attach staged files to a locked case, within the limit of files a case."""
    from django.conf import settings

    room = settings.MAX_FILES_PER_CASE - case.attachments.count()
    if len(files) > room:
        raise CaseworkError(_("This case has as many files as it can hold."))
    Attachment.objects.bulk_create(file.attached_to(case, message) for file in files)
    StagedFile.objects.filter(pk__in=[file.pk for file in files]).delete()
    return len(files)


@transaction.atomic
def record_personal_view(*, case_id: int, user: User, what: str) -> None:
    """Note that a member of staff opened personal data (invariant 17).

    `what` is a code: "contact" or "file:<id>".
    """
    if not duties(user).roles:
        raise NotAllowed(_("Your role does not allow this."))
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    _record_and_save(
        case, "personal_data_opened", staff(user), is_visible=False, what=what
    )


def _record_and_save(
    case: Case, kind: str, actor: Actor, *, is_visible: bool, **data: str
) -> None:
    record(case, kind, actor, is_visible=is_visible, data=data)
    case.save(update_fields=["event_count", "head_hash"])
