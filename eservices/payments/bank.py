"""The bank's statement: lines of a CSV or of a pasted table, and what each is for."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from eservices.actions.payments import state_of
from eservices.engine.dates import read_date
from eservices.errors import RowsUnreadable
from eservices.models import Invoice, Payment
from mongolian.folding import clean_text
from organisation.models import User

PROVIDER = "bank"
MOST_LINES = 2000
MOST_CHARACTERS = 1_000_000
LONGEST_TEXT = 300
_HEADS_WITHIN = 20  # lines above the table: the account, the period ...
# Part of the heading, by what it is; the first that fits any column is taken.
HEADS: dict[str, Sequence[str]] = {
    "day": ("огноо", "date"),
    "amount": ("орлого", "кредит", "credit", "дүн", "amount"),
    "text": ("утга", "description", "тайлбар", "text", "details"),
    "number": ("журнал", "лавлах", "дугаар", "reference", "journal", "number"),
}
_NUMBER = re.compile(
    r"(?:НЭХ[\W_]*(\w{3})[\W_]*(\d{4})[\W_]*(\d{6})|"
    r"(?<!\w)(\w{3})[\W_]+(\d{4})[\W_]+(\d{6}))(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """A line of a statement."""

    day: date
    amount: int
    text: str
    key: str  # the same line in another statement has the same


@dataclass(frozen=True)
class Match:
    """A line, its invoice, and what the payment will be to it."""

    line: Line
    invoice: Invoice | None = None
    state: Payment.State | None = None
    is_known: bool = False  # recorded before

    @property
    def is_new(self) -> bool:
        """Whether there is something to record."""
        return self.state is not None and not self.is_known


# --- reading ----------------------------------------------------------------------
def read_statement(text: str) -> list[Line]:
    """The lines that bring money; those without a day or a whole sum are none.

    Columns are known by their headings; without any they are day, amount, text,
    number. Raises RowsUnreadable.
    """
    if len(text) > MOST_CHARACTERS:
        raise RowsUnreadable(_("The statement is too long. Send it in parts."))
    rows = _rows(text)
    places, body = _places(rows)
    lines: list[Line] = []
    seen: Counter[str] = Counter()
    for row in body:
        line = _line(row, places, seen)
        if line is not None:
            lines.append(line)
    if not lines:
        raise RowsUnreadable(
            _("There is no line with a day and an amount in it. Check the columns.")
        )
    return lines


def _rows(text: str) -> list[list[str]]:
    text = clean_text(text)
    sign = next((each for each in "\t;" if each in text), ",")
    try:
        reader = csv.reader(io.StringIO(text), delimiter=sign)
        rows = [[cell.strip() for cell in row] for row in reader if any(row)]
    except csv.Error as error:
        raise RowsUnreadable(
            _("This is no table we can read. Copy it out of Excel and paste it again.")
        ) from error
    if len(rows) > MOST_LINES:
        raise RowsUnreadable(_("The statement is too long. Send it in parts."))
    return rows


def _places(rows: list[list[str]]) -> tuple[dict[str, int], list[list[str]]]:
    for at, row in enumerate(rows[:_HEADS_WITHIN]):
        found = _named(row)
        if {"day", "amount"} <= found.keys():
            return found, rows[at + 1 :]
    return {name: place for place, name in enumerate(HEADS)}, rows


def _named(row: list[str]) -> dict[str, int]:
    cells = [cell.casefold() for cell in row]
    found: dict[str, int] = {}
    for name, words in HEADS.items():
        for word in words:
            free = (n for n, cell in enumerate(cells) if n not in found.values())
            place = next((n for n in free if word in cells[n]), None)
            if place is not None:
                found[name] = place
                break
    return found


def _line(row: list[str], places: dict[str, int], seen: Counter[str]) -> Line | None:
    def cell(name: str) -> str:
        place = places.get(name, len(row))
        return row[place] if place < len(row) else ""

    day, amount = read_day(cell("day")), read_amount(cell("amount"))
    if day is None or amount is None or day > timezone.localdate():
        return None
    text = " ".join(cell("text").split())[:LONGEST_TEXT]
    same = f"{day}|{amount}|{text}|{cell('number')}"
    seen[same] += 1
    # Two equal lines of one statement are two payments.
    digest = hashlib.sha256(f"{same}|{seen[same]}".encode()).hexdigest()
    return Line(day, amount, text, f"{day}-{digest[:32]}")


def read_day(typed: str) -> date | None:
    """The day of a cell, with or without a time behind it."""
    first_word = re.split(r"[\sT]", typed, maxsplit=1)[0]
    return read_date(typed) or read_date(first_word)


def read_amount(typed: str) -> int | None:
    """1500, 1 500.00, 1,500₮: whole ₮ above nothing; None for anything else."""
    plain = re.sub(r"[\s'₮]|MNT", "", typed, flags=re.IGNORECASE)
    plain = re.sub(r",(?=\d{3}(\D|$))", "", plain).replace(",", ".")
    if not re.fullmatch(r"\+?\d{1,12}(\.\d{1,2})?", plain, flags=re.ASCII):
        return None
    exact = Decimal(plain)
    return int(exact) if exact > 0 and exact == int(exact) else None


# --- whose money it is ------------------------------------------------------------
def numbers_in(text: str) -> set[str]:
    """The invoice numbers a text names, however they are parted."""
    found = set()
    for parts in _NUMBER.findall(text):
        unit, year, serial = (part for part in parts if part)
        found.add(f"НЭХ-{unit.upper()}-{year}-{serial}")
    return found


def match(lines: Sequence[Line], user: User) -> list[Match]:
    """Each line with its invoice, of those `user` handles; none where it is not clear.

    What the payment will be counts the lines before it. Four queries, and one more
    for each invoice.
    """
    named = {line.key: numbers_in(line.text) for line in lines}
    wanted = set().union(*named.values())
    mine = Invoice.objects.handled_by(user).filter(number__in=wanted)
    invoices = {each.number: each for each in mine.select_related("application")}
    told = Payment.objects.filter(provider=PROVIDER, provider_id__in=list(named))
    known = dict(told.values_list("provider_id", "state"))
    before: Counter[int] = Counter()
    return [
        _match(line, _only(named[line.key], invoices), known, before) for line in lines
    ]


def _only(numbers: set[str], invoices: dict[str, Invoice]) -> Invoice | None:
    found = [invoices[number] for number in numbers if number in invoices]
    return found[0] if len(found) == 1 else None


def _match(
    line: Line, invoice: Invoice | None, known: dict[str, str], before: Counter[int]
) -> Match:
    if line.key in known:
        return Match(line, invoice, Payment.State(known[line.key]), is_known=True)
    if invoice is None:
        return Match(line)
    already = before[invoice.pk]
    before[invoice.pk] += line.amount
    state = state_of(invoice, invoice.application.state, already + line.amount)
    is_covered = already and state_of(invoice, invoice.application.state, already)
    if is_covered in {Payment.State.MATCHED, Payment.State.SURPLUS}:
        state = Payment.State.DOUBLE
    return Match(line, invoice, state)
