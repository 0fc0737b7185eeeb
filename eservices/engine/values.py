"""Reading one typed value: the value it means, or a sentence that says what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from eservices.engine.dates import read_date
from eservices.engine.definition import Field, Kind
from eservices.engine.lookups import Lookups
from eservices.engine.ranges import Range, read_range, shown
from eservices.models import InstrumentKind
from eservices.sealed import reveal, seal
from mongolian.folding import clean_text, fold
from mongolian.identity import (
    CitizenRegister,
    IdentityError,
    parse_citizen_register,
    parse_phone,
)

Typed = str | Sequence[str]
MANY = frozenset({Kind.CHOICES, Kind.INSTRUMENT_GROUPS})
_YES = frozenset(map(fold, ("yes", "y", "true", "1", "on", "+", "тийм", "т", "бий")))
_NO = frozenset(map(fold, ("no", "n", "false", "0", "-", "үгүй", "ү", "байхгүй")))
_BETWEEN = re.compile(r"[;,\n]")
_NUMBER = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{1,6})?", re.ASCII)
_is_email = EmailValidator()

PHONE_SENTENCES = {
    "phone_empty": gettext_lazy("Write a phone number, like 99112233."),
    "phone_characters": gettext_lazy(
        "Write the phone number in digits, like 99112233."
    ),
    "phone_country": gettext_lazy("Write a Mongolian phone number of 8 digits."),
    "phone_length": gettext_lazy(
        "A phone number has 8 digits, like 99112233. Check it."
    ),
}
REGISTER_SENTENCES = {
    "citizen_register_empty": gettext_lazy("Write the register number, УБ12345678."),
    "citizen_register_length": gettext_lazy(
        "A register number has 2 letters and 8 digits, like УБ12345678. Check it."
    ),
    "citizen_register_format": gettext_lazy(
        "Write the register number as 2 Cyrillic letters and 8 digits, like УБ12345678."
    ),
}


class Unread(ValueError):
    """A value that cannot be meant; `str()` is the sentence."""


def is_empty(typed: Typed | None) -> bool:
    """Whether nothing was typed."""
    if typed is None:
        return True
    if isinstance(typed, str):
        return not typed.strip()
    return not any(str(one).strip() for one in typed)


def read(field: Field, typed: Typed | None, lookups: Lookups, today: date) -> Any:
    """The value; None when nothing was typed.

    Raises Unread with a sentence in the language of the page. A missing value is
    the caller's business.
    """
    if typed is None or is_empty(typed):
        return None
    if field.kind in MANY:
        return _read_many(field, typed, lookups)
    text = clean_text(typed if isinstance(typed, str) else str(typed[0]))
    if field.kind == Kind.REGISTER:
        return _read_register(reveal(text), today)
    _check_length(field, text)
    if field.kind == Kind.DATE:
        return _read_day(field, text, today)
    return _READERS[field.kind](field, text, lookups)


def missing(field: Field) -> str:
    """The sentence for a value that is required and not there."""
    if field.kind in _CHOSEN:
        return _("Choose: “%(field)s”.") % {"field": field.label}
    return _("Fill in “%(field)s”.") % {"field": field.label}


def plain(field: Field, value: Any) -> Any:
    """A value as JSON keeps it in the answers of an application."""
    if isinstance(value, CitizenRegister):
        return seal(value.value)
    if isinstance(value, InstrumentKind):
        return value.code
    if isinstance(value, Range):
        return value.text
    if isinstance(value, Decimal):
        return shown(value)
    return value.isoformat() if isinstance(value, date) else value


def _check_length(field: Field, text: str) -> None:
    over = len(text) - field.limit
    if over > 0:
        raise Unread(
            ngettext(
                "It is %(over)d character too long: at most %(limit)d fit.",
                "It is %(over)d characters too long: at most %(limit)d fit.",
                over,
            )
            % {"over": over, "limit": field.limit}
        )


def _read_many(field: Field, typed: Typed, lookups: Lookups) -> list[str]:
    texts = _BETWEEN.split(typed) if isinstance(typed, str) else list(typed)
    codes = [_one_of(field, clean_text(text), lookups) for text in texts if text]
    return list(dict.fromkeys(codes))


def _one_of(field: Field, text: str, lookups: Lookups) -> str:
    code = lookups.choice(field, text[:100])
    if code is None:
        raise Unread(_not_offered(field, text, lookups))
    return code


def _not_offered(field: Field, text: str, lookups: Lookups) -> str:
    options = lookups.options(field)
    if len(options) > 8:
        return _("“%(typed)s” is not in the list. Choose one of the list.") % {
            "typed": text[:40]
        }
    labels = ", ".join(label for _code, label in options)
    return _("“%(typed)s” is not one of these: %(choices)s.") % {
        "typed": text[:40],
        "choices": labels,
    }


def _read_register(text: str, today: date) -> CitizenRegister:
    try:
        return parse_citizen_register(text[:40], today=today)
    except IdentityError as error:
        raise Unread(str(REGISTER_SENTENCES[error.code])) from error


def _read_day(field: Field, text: str, today: date) -> date:
    day = read_date(text)
    if day is None:
        raise Unread(_("Write the date as year-month-day, like 2026-11-24."))
    if field.when == "past" and day > today:
        raise Unread(_("The date is in the future. Write today or an earlier day."))
    if field.when == "coming" and day < today:
        raise Unread(_("The date has passed. Write today or a later day."))
    return day


def _read_line(field: Field, text: str, lookups: Lookups) -> str:
    return " ".join(text.split())


def _read_text(field: Field, text: str, lookups: Lookups) -> str:
    return text


def _read_number(field: Field, text: str, lookups: Lookups) -> Decimal:
    bare = re.sub(r"[\s\u00a0'’]", "", text)
    if not _NUMBER.fullmatch(bare):
        raise Unread(_("Write a number in digits, like 1500 or 2.5."))
    try:
        return Decimal(bare.replace(",", "."))
    except InvalidOperation as error:
        raise Unread(_("Write a number in digits, like 1500 or 2.5.")) from error


def _read_yes_no(field: Field, text: str, lookups: Lookups) -> bool:
    folded = fold(text)
    if folded in _YES or folded in _NO:
        return folded in _YES
    raise Unread(_("Write yes or no."))


def _read_phone(field: Field, text: str, lookups: Lookups) -> str:
    try:
        return parse_phone(text)
    except IdentityError as error:
        raise Unread(str(PHONE_SENTENCES[error.code])) from error


def _read_email(field: Field, text: str, lookups: Lookups) -> str:
    try:
        _is_email(text)
    except ValidationError as error:
        raise Unread(
            _("Write the e-mail address in full, like name@company.mn.")
        ) from error
    return text


def _read_kind(field: Field, text: str, lookups: Lookups) -> InstrumentKind:
    kind = lookups.kind(text)
    if kind is None:
        raise Unread(
            _(
                "There is no kind of instrument “%(typed)s”. Write its code or name "
                "as in the list of kinds, like 02.001."
            )
            % {"typed": text[:40]}
        )
    return kind


def _read_range(field: Field, text: str, lookups: Lookups) -> Range:
    found = read_range(text)
    if found is None:
        raise Unread(
            _("Write the range as two numbers and a unit, like 0-150 кг or 0.5-30 г.")
        )
    return found


_CHOSEN = MANY | {Kind.CHOICE, Kind.AIMAG, Kind.COUNTRY, Kind.YES_NO}
_READERS: dict[Kind, Callable[[Field, str, Lookups], Any]] = {
    Kind.TEXT: _read_line,
    Kind.LONG_TEXT: _read_text,
    Kind.NUMBER: _read_number,
    Kind.CHOICE: _one_of,
    Kind.AIMAG: _one_of,
    Kind.COUNTRY: _one_of,
    Kind.YES_NO: _read_yes_no,
    Kind.PHONE: _read_phone,
    Kind.EMAIL: _read_email,
    Kind.STANDARD: _read_line,
    Kind.INSTRUMENT_KIND: _read_kind,
    Kind.RANGE: _read_range,
}
