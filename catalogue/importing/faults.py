"""Why a row, or a whole file, could not be taken; each reason has one sentence."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "address": _("The web address does not begin with http:// or https://."),
    "cell": _("A cell or the whole row is too long to read."),
    "code": _("The designation cannot be understood."),
    "columns": _("The row has more or fewer cells than the header."),
    "date": _("A date is none: write 2020, 2020-11 or 2020-11-30."),
    "encoding": _("The row holds characters that are damaged or in another encoding."),
    "ics": _("An ICS code is none: write 67.120.10."),
    "no_code": _("The designation is missing."),
    "no_title": _("The title is missing."),
    "number": _("The record number is not a number."),
    "quotes": _("A quotation mark is opened and not closed."),
    "refused": _("The database does not take this row."),
    "stage": _(
        "A stage is none: write an ISO stage such as 60.60, or the publisher's word."
    ),
    "too_long": _("A text is longer than the catalogue can hold."),
    "twice": _("The same designation stands in the file before; the first row counts."),
}

FILE_SENTENCES: dict[str, Promise] = {
    "broken": _("The import stopped on an error of ours. Start it again to go on."),
    "busy": _("Another import is running. Try again when it is done."),
    "damaged": _("The file is damaged or was not sent whole. Send it again."),
    "empty": _("The file is empty."),
    "interrupted": _(
        "The import was interrupted. Start it again with the same file to go on."
    ),
    "no_header": _(
        "No row with column names was found. The first row must name the columns, such"
        " as code and title_mn."
    ),
    "not_xlsx": _(
        "The file is not an Excel workbook (.xlsx). Save it as .xlsx or CSV."
    ),
    "old_excel": _("This is an old Excel file (.xls). Save it as .xlsx or CSV."),
    "too_big": _("The file is too big, or grows too big when it is unpacked."),
}


class BadRow(Exception):
    """A row that cannot be taken; `reason` is a key of SENTENCES."""

    def __init__(self, reason: str, excerpt: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.excerpt = excerpt


class UnreadableFile(Exception):
    """A file that cannot be read at all; `reason` is a key of FILE_SENTENCES."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(FILE_SENTENCES[self.reason])


def sentence(reason: str) -> str:
    """The sentence of a reason, of a row or of a file, in the reader's language."""
    return str((SENTENCES | FILE_SENTENCES).get(reason, reason))
