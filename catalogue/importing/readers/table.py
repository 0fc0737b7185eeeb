"""Opening a supplied file as a table, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from catalogue.importing.readers import delimited, workbook
from catalogue.importing.readers.lines import Table
from catalogue.importing.readers.supplied import WORKBOOK, Supplied, Survey, unpacked


@contextmanager
def read_table(supplied: Supplied, surveyed: Survey) -> Iterator[Table]:
    """Open a file that was surveyed. Raises UnreadableFile when it has no header."""
    with supplied.open() as file:
        if surveyed.kind == WORKBOOK:
            with workbook.opened(file) as table:
                yield table
        else:
            with unpacked(file, surveyed.kind) as stream:
                yield delimited.read(stream)
