"""Pictures and documents of units: kept, described, removed while nobody uses them."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from branches import documents, pictures
from branches.errors import PageRefused
from branches.models import Document, Picture
from branches.permissions import may_write
from casework.files.inspect import RefusedFile, describe_refusal, inspect
from casework.files.office import DOCX, XLSX
from casework.files.scan import scan

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from organisation.models import Unit, User

DOCUMENTS = frozenset({"application/pdf", DOCX, XLSX})


def add_picture(
    *,
    unit: Unit,
    user: User,
    upload: UploadedFile,
    alt_mn: str,
    alt_en: str = "",
    credit: str = "",
) -> Picture:
    """Keep a picture in three widths; the same one again is the same picture.

    Raises PageRefused with a sentence: no picture, a bomb, too large, no words on
    what it shows, another unit's.
    """
    _check(user, unit)
    if not alt_mn.strip():
        raise PageRefused(_("Write what the picture shows."), "alt_mn")
    if (upload.size or 0) > pictures.MAX_BYTES:
        raise PageRefused(_("A picture may have 10 MB at most."), "upload")
    try:
        drawn = pictures.draw(upload.read())
    except RefusedFile as refusal:
        raise PageRefused(describe_refusal(refusal.code), "upload") from refusal
    pictures.keep(drawn)
    picture, _is_new = Picture.objects.get_or_create(
        unit=unit,
        sha256=drawn.sha256,
        defaults={
            "alt_mn": alt_mn.strip(),
            "alt_en": alt_en.strip(),
            "credit": credit.strip(),
            "width": drawn.width,
            "height": drawn.height,
            "widths": sorted(drawn.files),
            "uploaded_by": user,
        },
    )
    return picture


def where_used(picture: Picture) -> list[str]:
    """What shows the picture, in words; it cannot be deleted while there is any."""
    return [
        *(f"{row.title} ({row.no})" for row in picture.revisions.all()),
        *(f"{row}" for row in picture.staff.all()),
        *(f"{row}" for row in picture.places.all()),
    ]


@transaction.atomic
def delete_picture(*, picture_id: int, user: User) -> None:
    """Remove a picture nobody shows; raises PageRefused while somebody does."""
    picture = Picture.objects.visible_to(user).select_for_update().get(pk=picture_id)
    used = where_used(picture)
    if used:
        sentence = _("It is shown by: %(used)s. Take it out there first.")
        raise PageRefused(sentence % {"used": "; ".join(used)})
    picture.delete()
    # The same file may be another unit's picture too.
    if not Picture.objects.filter(sha256=picture.sha256).exists():
        transaction.on_commit(lambda: pictures.forget(picture.sha256))


def add_document(
    *,
    unit: Unit,
    user: User,
    upload: UploadedFile,
    title_mn: str,
    title_en: str = "",
    dated_on: date | None = None,
) -> Document:
    """Keep a document for everybody; checked as the files of citizens are.

    Raises PageRefused with a sentence when it may not be kept.
    """
    _check(user, unit)
    if not title_mn.strip():
        raise PageRefused(_("Write the title in Mongolian."), "title_mn")
    try:
        found = inspect(
            io.BytesIO(upload.read()),
            name=upload.name or "",
            declared_type=upload.content_type or "",
        )
    except RefusedFile as refusal:
        raise PageRefused(describe_refusal(refusal.code), "upload") from refusal
    if found.content_type not in DOCUMENTS:
        sentence = _("A document is PDF, Word (DOCX) or Excel (XLSX).")
        raise PageRefused(sentence, "upload")
    if scan(found.content).state != "clean":
        raise PageRefused(_("The file could not be checked. Try later."), "upload")
    try:
        return Document.objects.create(
            unit=unit,
            title_mn=title_mn.strip(),
            title_en=title_en.strip(),
            sha256=documents.keep(found.content),
            original_name=found.original_name,
            content_type=found.content_type,
            size=found.size,
            dated_on=dated_on,
            uploaded_by=user,
        )
    except IntegrityError as error:
        raise PageRefused(
            _("The file could not be kept. Try again."), "upload"
        ) from error


def _check(user: User, unit: Unit) -> None:
    if not may_write(user, unit.pk):
        raise PageRefused(_("Your role does not allow this."))
