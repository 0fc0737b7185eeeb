"""Documents of drafts: checked when they come, kept until the draft is sent."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.errors import CaseworkError
from casework.files import storage
from casework.files.inspect import InspectedFile, inspect
from casework.files.limits import MEGABYTE
from casework.files.refusals import Refusal, RefusedFile, describe_refusal
from casework.files.scan import scan
from casework.models.conversation import FileFacts
from eservices.actions.drafts import writable_draft
from eservices.engine.registry import service_at
from eservices.models import Draft, DraftFile
from organisation.models import User

MOST_BYTES = 20 * MEGABYTE  # of one file
MOST_BYTES_OF_ALL = 100 * MEGABYTE
ACCEPTED = (".pdf", ".jpg", ".jpeg", ".png", ".docx", ".xlsx")
_TAKEN = frozenset({"pdf", "jpg", "jpeg", "png", "docx", "xlsx"})


def add_file(
    *, draft_id: int, user: User, purpose: str, upload: UploadedFile
) -> DraftFile:
    """Keep a document of a draft; the same file again is the same document.

    Raises CaseworkError with a sentence for a file that is not taken.
    """
    with transaction.atomic():
        draft = writable_draft(draft_id, user)
        _check_purpose(draft, purpose)
    # Looking into a file takes time: nothing is locked meanwhile.
    file, scan_state = inspected(upload)
    path = storage.save(file.content)
    try:
        with transaction.atomic():
            draft = writable_draft(draft_id, user)
            kept, is_new = _keep(draft, purpose, file, scan_state, path)
    except BaseException:
        storage.delete(path)
        raise
    if not is_new:
        storage.delete(path)
    return kept


@transaction.atomic
def remove_file(*, draft_id: int, user: User, file_id: int) -> None:
    """Take a document out of a draft; one that is gone already is no error."""
    draft = writable_draft(draft_id, user)
    file = draft.files.filter(pk=file_id).first()
    if file is None:
        return
    path = file.path
    file.delete()
    transaction.on_commit(lambda: storage.delete(path))
    _documents_changed(draft)


def copy_to_draft(draft: Draft, purpose: str, file: FileFacts) -> None:
    """Keep a copy of the content of another file under a purpose of the draft."""
    with storage.open(file.path) as source:
        path = storage.save(source.read())
    DraftFile.objects.create(
        draft=draft,
        purpose=purpose,
        path=path,
        original_name=file.original_name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        scan_state=file.scan_state,
    )


def _check_purpose(draft: Draft, purpose: str) -> None:
    service = service_at(draft.service)
    if service is None or purpose not in service.documents:
        raise CaseworkError(_("Choose what the document is."))


def inspected(upload: UploadedFile) -> tuple[InspectedFile, str]:
    """A document as it may be kept, and what the scan said; CaseworkError if not."""
    try:
        file = inspect(
            cast(BinaryIO, upload),
            name=upload.name or "",
            declared_type=upload.content_type or "",
            most=MOST_BYTES,
        )
        if file.extension not in _TAKEN:
            raise RefusedFile(Refusal.TYPE_NOT_ALLOWED)
        judgement = scan(file.content)
        if judgement.state == "infected":
            raise RefusedFile(Refusal.INFECTED)
    except RefusedFile as refused:
        raise CaseworkError(_sentence(refused.code)) from refused
    return file, judgement.state


def _sentence(code: Refusal) -> str:
    if code == Refusal.TOO_BIG:
        return _("The file is larger than 20 MB. Send a smaller file or a photo of it.")
    if code == Refusal.TYPE_NOT_ALLOWED:
        return _(
            "This kind of file is not taken. Send PDF, JPEG, PNG, Word (DOCX) or Excel "
            "(XLSX)."
        )
    return str(describe_refusal(code))


def _keep(
    draft: Draft, purpose: str, file: InspectedFile, scan_state: str, path: str
) -> tuple[DraftFile, bool]:
    service = service_at(draft.service)
    document = service.documents[purpose] if service else None
    kept = list(draft.files.all())
    own = [one for one in kept if one.purpose == purpose]
    same = next((one for one in own if one.sha256 == file.sha256), None)
    if same is not None:
        return same, False
    if document is not None and len(own) >= document.most:
        raise CaseworkError(too_many_files(document.most))
    if sum(one.size for one in kept) + file.size > MOST_BYTES_OF_ALL:
        raise CaseworkError(
            _("All documents together may have 100 MB. Remove or shrink some of them.")
        )
    made = DraftFile.objects.create(
        draft=draft,
        purpose=purpose,
        path=path,
        original_name=file.original_name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        scan_state=scan_state,
    )
    _documents_changed(draft)
    return made, True


def too_many_files(most: int) -> str:
    """The sentence for more documents than one purpose takes."""
    return ngettext(
        "Only %(count)d file fits here. Remove the other one first.",
        "Only %(count)d files fit here. Remove one of them first.",
        most,
    ) % {"count": most}


def _documents_changed(draft: Draft) -> None:
    """The step has to be looked at again; its version stays: no text has changed."""
    draft.steps_done = [code for code in draft.steps_done if code != "documents"]
    draft.save(update_fields=["steps_done", "changed_at"])
