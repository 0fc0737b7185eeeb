"""The shapes of files we know, told apart by the names of their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.importing.readers.limits import MOST_COLUMNS
from mongolian.folding import clean_text

INTERNATIONAL = "international"
NATIONAL = "national"
ROSSTANDART = "rosstandart"

# What each shape cannot do without; the first that fits is taken.
_NEEDS = {
    INTERNATIONAL: {"body", "code"},
    NATIONAL: {"code", "title_mn"},
    ROSSTANDART: {"code", "title_ru"},
}

# Names by which files of Rosstandart and of the agency call our columns.
_ALIASES = {
    "обозначение": "code",
    "обозначение стандарта": "code",
    "обозначение документа": "code",
    "designation": "code",
    "наименование": "title_ru",
    "наименование стандарта": "title_ru",
    "название": "title_ru",
    "заглавие": "title_ru",
    "заглавие на русском языке": "title_ru",
    "russian title": "title_ru",
    "статус": "status",
    "код окс": "ics",
    "окс": "ics",
    "код мкс": "ics",
    "мкс": "ics",
    "стандартын дугаар": "code",
    "стандартын тэмдэглэгээ": "code",
    "стандартын нэр": "title_mn",
    "англи нэр": "title_en",
    "батлагдсан огноо": "approved_date",
    "батлагдсан он": "year",
    "хүчинтэй болох огноо": "effective_date",
    "төлөв": "status_mn",
    "сас код": "ics",
}


@dataclass(frozen=True)
class Shape:
    """A recognised header: its name and our name of every column ("" for others)."""

    name: str
    columns: tuple[str, ...]


def recognise(cells: Sequence[str]) -> Shape | None:
    """The shape whose column names these cells are, None when they are none."""
    columns = tuple(_column(cell) for cell in cells[:MOST_COLUMNS])
    while columns and not columns[-1]:
        columns = columns[:-1]
    given = set(columns)
    for name, needed in _NEEDS.items():
        if needed <= given:
            return Shape(name, columns)
    return None


def _column(cell: str) -> str:
    name = " ".join(clean_text(cell).casefold().replace("_", " ").split())
    return _ALIASES.get(name, name.replace(" ", "_"))
