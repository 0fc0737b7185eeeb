"""The words of certificates: sections of facts and tables in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eservices.models import Application

# Documents carry both languages whatever the language of the page is, so these words
# stand here in both and not in the translation files.
_WORDS: dict[str, tuple[str, str]] = {
    # sections
    "holder": ("Эзэмшигч", "Holder"),
    "standards": ("Хэрэглэж буй стандартууд", "Standards in use"),
    "instrument": ("Хэмжих хэрэгсэл", "Measuring instrument"),
    "result": ("Шалгалтын дүн", "Result"),
    "type": ("Батлагдсан загвар", "Approved type"),
    "products": ("Тохирол нь тогтоогдсон зүйлс", "What conforms"),
    "capability": ("Бүртгэсэн чадавх", "Registered capability"),
    "equipment": ("Тоног төхөөрөмж", "Equipment"),
    # facts and columns
    "name": ("Нэр", "Name"),
    "register_no": ("Улсын бүртгэлийн дугаар", "State register number"),
    "address": ("Хаяг", "Address"),
    "citizen": ("Иргэн", "Citizen"),
    "standard": ("Стандарт", "Standard"),
    "title": ("Нэр", "Title"),
    "scope": ("Хэрэглэх хүрээ", "Scope of use"),
    "extent": ("Бүхэлд нь / хэсэгчлэн", "Whole / part"),
    "since": ("Хэрэглэж эхэлсэн", "In use since"),
    "site": ("Байршил", "Site"),
    "kind": ("Төрөл", "Kind"),
    "maker": ("Үйлдвэрлэгч", "Maker"),
    "model": ("Загвар", "Model"),
    "models": ("Загварууд", "Models"),
    "serial": ("Серийн дугаар", "Serial number"),
    "range": ("Хэмжих хязгаар", "Range"),
    "accuracy": ("Нарийвчлалын анги", "Accuracy class"),
    "work": ("Ажлын төрөл", "Work"),
    "occasion": ("Хэлбэр", "Occasion"),
    "verdict": ("Дүн", "Verdict"),
    "reason": ("Шалтгаан", "Reason"),
    "seal_no": ("Тэмдгийн дугаар", "Seal number"),
    "done_on": ("Шалгасан огноо", "Done on"),
    "due_on": ("Дараагийн шалгалт", "Next due"),
    "country": ("Үйлдвэрлэсэн улс", "Country of origin"),
    "software": ("Программ хангамж", "Software"),
    "oiml": ("OIML гэрчилгээ", "OIML certificate"),
    "object": ("Объект", "Object"),
    "scheme": ("Баталгаажуулалтын схем", "Scheme"),
    "mandatory": ("Заавал / сайн дурын", "Mandatory / voluntary"),
    "product": ("Бүтээгдэхүүн, үйлчилгээ", "Product or service"),
    "mark": ("Барааны тэмдэг", "Trade mark"),
    "batch": ("Цуврал / багц", "Series / lot"),
    "lab": ("Лаборатори", "Laboratory"),
    "protocol": ("Протокол", "Report"),
    "activities": ("Үйл ажиллагаа", "Activities"),
    "groups": ("Хэмжих хэрэгслийн бүлэг", "Groups of instruments"),
    "certificate_no": ("Гэрчилгээний дугаар", "Certificate number"),
    "valid_to": ("Хүчинтэй", "Valid to"),
}

# The headings, in Mongolian, under which days stand: kept as 2026-11-24 for machines.
HEADINGS_OF_DAYS = frozenset(
    _WORDS[word][0] for word in ("since", "done_on", "due_on", "valid_to")
)

# Under this one stands a number, and after the dot the day of the report.
HEADING_OF_REPORTS = _WORDS["protocol"][0]
DOT = " · "


def first_of(names: Sequence[str]) -> str:
    """The first of some names and how many more there are: "MNS 5217:2012 + 11"."""
    if len(names) < 2:
        return "".join(names)
    return f"{names[0]} + {len(names) - 1}"


def fact(word: str, value: object) -> list[str]:
    """One fact: label in Mongolian and English, and the value."""
    return [*_WORDS[word], str(value)]


def section(
    word: str,
    facts: Iterable[list[str]] = (),
    table: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A section of a document; facts without a value are left out."""
    heading_mn, heading_en = _WORDS[word]
    made: dict[str, Any] = {
        "heading_mn": heading_mn,
        "heading_en": heading_en,
        "facts": [one for one in facts if one[2]],
    }
    return made | ({"table": table} if table else {})


def table(words: Sequence[str], rows: Iterable[Sequence[object]]) -> dict[str, Any]:
    """A table with headings in both languages."""
    return {
        "head_mn": [_WORDS[word][0] for word in words],
        "head_en": [_WORDS[word][1] for word in words],
        "rows": [[str(cell) for cell in row] for row in rows],
    }


def facts_of_holder(application: Application) -> dict[str, Any]:
    """Who holds the document: a company in full, a citizen never by name."""
    company = application.company
    if company is None:
        english = application.language == "en"
        return section("holder", [fact("name", _WORDS["citizen"][english])])
    return section(
        "holder",
        [
            fact("name", company.name),
            fact("register_no", company.register_no),
            fact("address", company.seat),
        ],
    )
