"""What cells are compared with: kinds, aimags, countries, standards; read once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import get_language

from catalogue.checking import Checked, check_lines
from eservices.engine.definition import Field
from eservices.models import InstrumentKind
from mongolian.folding import fold
from organisation.models import Unit
from organisation.reference import rows

DATA = Path(__file__).parent.parent / "data"
LANGUAGES = ("mn", "en")
_KIND_CODE = re.compile(r"^([0-9]{1,2})[.,]([0-9]{1,3})\b")

Options = tuple[tuple[str, str], ...]


class Lookups:
    """One query a subject, however many cells are read."""

    def __init__(self) -> None:
        self._standards: dict[str, Checked] = {}
        # By the field itself: hashing its lazy labels would word them every time.
        self._spellings: dict[int, dict[str, str]] = {}

    # --- kinds of instruments ---
    @cached_property
    def kinds(self) -> dict[str, InstrumentKind]:
        """The kinds in use by code."""
        found = InstrumentKind.objects.filter(is_active=True)
        return {kind.code: kind for kind in found}

    @cached_property
    def _kinds_by_name(self) -> dict[str, InstrumentKind]:
        named = {}
        for kind in self.kinds.values():
            for name in filter(None, (kind.name_mn, kind.name_en)):
                named[fold(name)] = kind
        return named

    @cached_property
    def groups(self) -> dict[str, str]:
        """The groups of kinds by code, in the language of the page."""
        english = get_language() == "en"
        return {
            kind.group: (kind.group_en if english else "") or kind.group_mn
            for kind in self.kinds.values()
        }

    def kind(self, typed: str) -> InstrumentKind | None:
        """The kind of a code, a name, or both: "02.009", "2.009 Вагоны жин"."""
        if found := _KIND_CODE.match(typed):
            # Excel makes the number 1.01 of 01.010.
            group, rest = found[1].zfill(2), found[2]
            for number in (rest, rest.ljust(3, "0"), rest.zfill(3)):
                if kind := self.kinds.get(f"{group}.{number}"):
                    return kind
            return None
        return self._kinds_by_name.get(fold(typed))

    # --- places ---
    @cached_property
    def aimags(self) -> dict[str, str]:
        """Aimags and the capital by NSO code, in the language of the page."""
        return {unit.aimag_code: unit.place or unit.name for unit in self._places}

    @cached_property
    def _places(self) -> list[Unit]:
        kinds = (Unit.Kind.HEAD_OFFICE, Unit.Kind.AIMAG)
        found = Unit.objects.active().filter(kind__in=kinds).exclude(aimag_code="")
        return list(found.order_by("aimag_code"))

    @cached_property
    def _aimag_names(self) -> dict[str, str]:
        names = {}
        for unit in self._places:
            for name in (unit.aimag_code, unit.place_mn, unit.place_en):
                names[fold(name)] = unit.aimag_code
        return names | {"уб": names.get(fold("Улаанбаатар"), "")}

    def aimag(self, typed: str) -> str:
        """The NSO code of a code or name ("Сэлэнгэ", "Сэлэнгэ аймаг"); else ""."""
        name = fold(typed)
        for ending in (" аймаг", " хот", " aimag", " province", " city"):
            name = name.removesuffix(fold(ending)).strip()
        return self._aimag_names.get(name, "")

    # --- standards ---
    def read_standards(self, typed: Iterable[str]) -> None:
        """Look up many designations in a few queries."""
        texts = [text for text in dict.fromkeys(typed) if text not in self._standards]
        try:
            found = check_lines(texts)
        except ValidationError:  # more than one check takes; the list is too long
            return
        for one in found:
            self._standards[texts[one.line - 1]] = one

    def standard(self, typed: str) -> Checked | None:
        """What the catalogue says of a designation; None when nothing is there."""
        if typed not in self._standards:
            self.read_standards([typed])
        return self._standards.get(typed)

    # --- choices ---
    def options(self, field: Field) -> Options:
        """What may be chosen, with labels in the language of the page."""
        if field.kind == "aimag":
            return tuple(self.aimags.items())
        if field.kind == "country":
            return countries(get_language() or "mn")
        if field.kind == "instrument_kind":
            return tuple((code, str(kind)) for code, kind in self.kinds.items())
        if field.kind == "instrument_groups":
            named = self.groups.items()
            return tuple((code, f"{code} {name}") for code, name in named)
        return tuple((code, str(label)) for code, label in field.choices)

    def choice(self, field: Field, typed: str) -> str | None:
        """The code of a code or of a label in either language; None for neither."""
        if field.kind == "aimag":
            return self.aimag(typed) or None
        if field.kind == "country":
            return country_code(typed)
        if field.kind == "instrument_groups":
            return _group(self.groups, typed)
        if id(field) not in self._spellings:
            self._spellings[id(field)] = spellings(field)
        return self._spellings[id(field)].get(fold(typed))


def _group(groups: dict[str, str], typed: str) -> str | None:
    code = typed.split(" ")[0].zfill(2)
    if code in groups:
        return code
    wanted = fold(typed)
    return next((code for code, name in groups.items() if fold(name) == wanted), None)


def spellings(field: Field) -> dict[str, str]:
    """Codes of a field's choices by folded code and label, in both languages."""
    found = {fold(code): code for code, _label in field.choices}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {fold(str(label)): code for code, label in field.choices}
    return found


@cache
def countries(language: str) -> Options:
    """Countries (ISO 3166-1) by name in a language."""
    column = "name_en" if language == "en" else "name_mn"
    found = [(row["code"], row[column]) for row in rows(DATA / "countries.csv")]
    return tuple(sorted(found, key=lambda pair: fold(pair[1])))


@cache
def _country_names() -> dict[str, str]:
    names = {}
    for row in rows(DATA / "countries.csv"):
        for name in (row["code"], row["name_mn"], row["name_en"]):
            names[fold(name)] = row["code"]
    return names


def country_code(typed: str) -> str | None:
    """The ISO code of a code or name; None when there is none."""
    return _country_names().get(fold(typed))
