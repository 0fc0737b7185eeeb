"""Keys under which codes are compared, and the forms in which they are shown."""

import re
from functools import lru_cache

from catalogue.designations.designation import Designation
from catalogue.designations.parse import parse
from catalogue.designations.publishers import is_national, ranked
from catalogue.designations.spelling import LONGEST, tidy
from catalogue.designations.tail import SUPPLEMENT

_LANGUAGE_MARK = re.compile(r" ?\([A-Z/]+\)")
_TRAILING_YEAR = re.compile(":[0-9]{4}.*")
_NOT_SLUG = re.compile("[^a-z0-9]+")
_LETTERS_BEFORE_DIGITS = re.compile("(?<=[a-z])(?=[0-9])")
_SLASHED = {"TR", "TS", "PAS", "R", "TTA", "DATA", "ISP"}
_LATIN_ORDINALS = {"BIS", "TER", "QUATER", "QUARTER"}
_CYRILLIC_NAMES = {"GOST": "ГОСТ", "PMG": "ПМГ", "RMG": "РМГ"}
_IN_CYRILLIC = {**_CYRILLIC_NAMES, "ISO": "ИСО", "IEC": "МЭК", "R": "Р", "B": "В"}
_ASCII = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "j",
    "з": "z", "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ү": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "i", "ы": "y",
    "ь": "i", "э": "e", "ю": "yu", "я": "ya",
})  # fmt: skip


def standard_key(text: str) -> str:
    """Return the key of the undated reference, the same for all its editions.

    Publisher, document type, number without leading zeros and part; parts are
    standards of their own. A text without a number is its own key, less the year.
    """
    read = printed(text)
    if read is None:
        return _TRAILING_YEAR.sub("", tidy(text)).lower()
    return _key_of(read)


def edition_key(text: str) -> str:
    """Return the key of one edition, the same for every spelling of its code.

    Language marks such as (E) do not count: they name printings, not editions.
    """
    read = printed(text)
    if read is None:
        return tidy(text).lower()
    return _edition_key_of(read)


def keys_of(read: Designation) -> tuple[str, str]:
    """Return the keys of the edition and of the standard a designation names."""
    return _edition_key_of(read), _key_of(read)


def undated(text: str) -> str:
    """Return the undated reference as it is printed ("ISO/IEC 17025")."""
    read = printed(text)
    if read is None:
        return _TRAILING_YEAR.sub("", " ".join(text[:LONGEST].split()))
    head, number = _printed_head(read), _printed_number(read)
    # A series of the ITU is one with its number: H.264, but G Suppl. 42.
    is_series = _is_itu(read) and read.kind and " " not in read.kind
    return f"{head}{'.' if is_series else ' '}{number}".strip()


def slug(text: str) -> str:
    """Return the code as part of an address: small ASCII letters, digits, hyphens."""
    read = printed(text)
    if read is None:
        return _slug(tidy(text))
    supplement = _LETTERS_BEFORE_DIGITS.sub("-", read.supplement)
    year, supplement_year = str(read.year or ""), str(read.supplement_year or "")
    version = _LANGUAGE_MARK.sub("", read.version)
    rest = (year, supplement, supplement_year, read.stage, version)
    return _slug(" ".join(filter(None, [_latin_undated(read), *rest])))


def base_code(text: str) -> str:
    """Return the printed code of the edition a supplement belongs to, else ""."""
    read = printed(text)
    if read is None or not read.supplement:
        return ""
    plain = " ".join(text[:LONGEST].split())
    mark = _first_mark(plain)
    return plain[:mark].rstrip(" /-,") if mark else ""


def draft_stage(text: str) -> str:
    """Return the stage of a draft ("dis", "cd", "dam"), "" for anything else."""
    read = printed(text)
    return read.stage.rpartition(" ")[2] if read else ""


def printed(text: str) -> Designation | None:
    """Read a printed code, of which no more is remembered than is read."""
    return _remembered(text[:LONGEST])


@lru_cache(maxsize=256)
def _remembered(text: str) -> Designation | None:
    """Read a printed code once, although an importer asks for several forms of it."""
    return parse(text)


def _key_of(read: Designation) -> str:
    """Return publishers, type, number and part as one lower-case key."""
    number = read.number.lstrip("0") or "0"
    numbered = f"{number}-{read.part}" if read.part else number
    words = filter(None, [*ranked(read.publishers), read.kind, numbered])
    return " ".join(words).lower()


def _edition_key_of(read: Designation) -> str:
    """Return the key of the standard with year, supplement, stage and version."""
    version = _LANGUAGE_MARK.sub("", read.version).lower()
    supplement = _dated("/" + read.supplement, read.supplement_year)
    dated = _dated(_key_of(read), read.year) + (supplement if read.supplement else "")
    return " ".join(filter(None, [dated, read.stage, version]))


def _dated(key: str, year: int | None) -> str:
    """Return key with its year, when there is one."""
    return key if year is None else f"{key}:{year}"


def _printed_head(read: Designation) -> str:
    """Return publishers and document type as their documents print them."""
    publishers = ranked(read.publishers)
    if publishers and publishers[0] in _CYRILLIC_NAMES:
        return " ".join(_IN_CYRILLIC.get(w, w) for w in _head_words(read))
    head = ""
    for word in publishers:
        joint = head and not is_national(head.rpartition(" ")[2])
        head += ("/" if joint else " " if head else "") + word
    kind = read.kind.replace("GUIDE", "Guide").replace("SUPPL", "Suppl.")
    alone = head.rpartition(" ")[2] == "ISO" and kind in _SLASHED
    return f"{head}/{kind}" if alone else f"{head} {kind}".strip()


def _head_words(read: Designation) -> list[str]:
    """Return publishers and document type word by word."""
    words = list(ranked(read.publishers))
    at = 1 if words[0] in _CYRILLIC_NAMES else len(words)
    return [*words[:at], *read.kind.split(), *words[at:]]


def _printed_number(read: Designation) -> str:
    """Return number and part as their publisher prints them."""
    number = read.number
    if "ETSI" in read.publishers and len(number) == 6:
        number = f"{number[:3]} {number[3:]}"
    if not read.part:
        return number
    part = read.part.lower() if read.part in _LATIN_ORDINALS else read.part
    return f"{number}{_joint(read)}{part}"


def _is_itu(read: Designation) -> bool:
    """Tell whether the ITU published it."""
    return bool(read.publishers) and read.publishers[-1].startswith("ITU-")


def _joint(read: Designation) -> str:
    """Return what stands between number and part."""
    if "ITU-R" in read.publishers:
        return "." if read.part == "HDB" else "/"
    if "ITU-T" in read.publishers and read.part.isalpha():
        return " "
    return "-"


def _latin_undated(read: Designation) -> str:
    """Return the undated reference in Latin letters, for addresses."""
    words = _head_words(read) if read.publishers else [read.kind]
    return " ".join([*words, _printed_number(read)])


def _slug(text: str) -> str:
    """Return text in Latin letters and digits, joined by single hyphens."""
    return _NOT_SLUG.sub("-", text.lower().translate(_ASCII)).strip("-")


def _first_mark(text: str) -> int:
    """Return where the first supplement of a printed code begins, 0 for nowhere."""
    upper = text.upper()
    for at in range(1, len(upper)):
        if upper[at] in "/ -" and SUPPLEMENT.match(upper, at):
            return at
    return 0
