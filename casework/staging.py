"""Uploads that wait for their form: checked, stored, at most so many a form.

A file is kept from the first time it is sent, so that an error elsewhere in the
form never asks for it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from casework.files.inspect import InspectedFile, inspect
from casework.files.refusals import Refusal, RefusedFile, describe_refusal
from casework.files.scan import scan
from casework.files.storage import delete, save
from casework.models import StagedFile
from mongolian.folding import clean_text

SHOWN_NAME = 40  # characters of a refused file's name


def stage(*, client_key: UUID, uploads: Sequence[UploadedFile]) -> list[str]:
    """Keep what may be kept under `client_key`; returns a sentence a refused file.

    The limit counts files staged before; the same file again is the same file.
    """
    refusals = []
    for place, upload in enumerate(uploads):
        try:
            # Looking into a file takes time: a form never makes us look at more.
            if place >= settings.MAX_FILES:
                raise RefusedFile(Refusal.TOO_MANY)
            _keep(client_key, _inspect(upload))
        except RefusedFile as refusal:
            refusals.append(_sentence(upload, refusal))
    return refusals


def staged(client_key: UUID) -> list[StagedFile]:
    """The files kept under `client_key`."""
    return list(StagedFile.objects.filter(client_key=client_key))


def unstage(*, client_key: UUID, ids: Iterable[str]) -> None:
    """Delete kept files; ids that are not of this key do nothing."""
    wanted = set(ids)
    for file in staged(client_key) if wanted else []:
        if str(file.pk) in wanted:
            file.delete()
            delete(file.path)


def _inspect(upload: UploadedFile) -> InspectedFile:
    content = cast(BinaryIO, upload)
    return inspect(
        content, name=upload.name or "", declared_type=upload.content_type or ""
    )


def _keep(client_key: UUID, file: InspectedFile) -> None:
    kept = StagedFile.objects.filter(client_key=client_key)
    if kept.filter(sha256=file.sha256).exists():
        return
    if kept.count() >= settings.MAX_FILES:
        raise RefusedFile(Refusal.TOO_MANY)
    judgement = scan(file.content)
    if judgement.state == "infected":
        raise RefusedFile(Refusal.INFECTED)
    path = save(file.content)
    _row, is_new = kept.get_or_create(
        client_key=client_key,
        sha256=file.sha256,
        defaults={
            "path": path,
            "original_name": file.original_name,
            "content_type": file.content_type,
            "size": file.size,
            "scan_state": judgement.state,
        },
    )
    if not is_new:
        delete(path)  # the same form, sent twice at once


def _sentence(upload: UploadedFile, refusal: RefusedFile) -> str:
    name = clean_text(upload.name or "")
    if len(name) > SHOWN_NAME:
        name = f"{name[: SHOWN_NAME - 1]}…"
    return _("“%(name)s”: %(sentence)s") % {
        "name": name,
        "sentence": describe_refusal(refusal.code),
    }
