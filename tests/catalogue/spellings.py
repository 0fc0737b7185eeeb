"""How people type what they look for: codes, case forms, Latin letters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from catalogue import designations

_IN_CYRILLIC = {"MNS": "МНС", "ISO": "ИСО", "IEC": "МЭК", "GOST": "ГОСТ"}

# MNS 5217:2012, MNS 5217:2003, and two ways of writing messages.
_2012 = dict(zip("абвгдзийклмноөпрстуүфыэ", "abvgdziiklmnoöprstuüfye", strict=True)) | {
    **{"е": "ye", "ё": "yo", "ю": "yu", "я": "ya", "ж": "j", "ъ": "i", "ь": "i"},
    **{"х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"},
}
_CHAT = _2012 | {"ө": "u", "ү": "u", "х": "h", "е": "e", "ы": "i"}
HABITS = {
    "MNS 5217:2012": _2012,
    "MNS 5217:2003": _2012 | {"х": "x", "ц": "c", "ө": "o", "ү": "u", "е": "e"},
    "messages": _CHAT,
    "other messages": _CHAT
    | {"ө": "o", "ү": "v", "ц": "c", "ы": "y", "ь": "", "ж": "zh"},
}
_POOR_KEYBOARD = str.maketrans("өүё", "оуе")
_PARADIGMS = Path(__file__).parent / "data" / "paradigms.tsv"


def of_code(code: str) -> Iterator[tuple[str, str]]:
    """Nine spellings of a dated code, each with what must come first for it.

    That is the "edition", its "standard" where the year is not typed, or any of the
    "number" where the publisher is not.
    """
    read = designations.parse(code)
    assert read is not None
    undated = designations.undated(code)
    number = f"{read.number}-{read.part}" if read.part else read.number
    cyrillic = code
    for latin, own in _IN_CYRILLIC.items():
        cyrillic = cyrillic.replace(latin, own)
    yield code.lower(), "edition"
    yield code.replace(" ", ""), "edition"
    yield undated, "standard"
    yield f"{number}:{read.year}", "number"
    yield code.replace(":", "-"), "edition"
    yield code.replace(" ", "-"), "edition"
    yield cyrillic, "edition"
    yield code.replace(":", " : "), "edition"
    yield undated.replace("/", " "), "standard"


def paradigms() -> list[list[str]]:
    """Lemma, five case forms, further forms."""
    rows = []
    for line in _PARADIGMS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            *forms, others = line.split("\t")
            rows.append([*forms, *others.split()])
    return rows


def in_latin(word: str, habit: str) -> str:
    """A word as people of this habit spell it in Latin letters."""
    return "".join(HABITS[habit].get(letter, letter) for letter in word)


def on_a_poor_keyboard(word: str) -> str:
    """A word typed without ө, ү and ё."""
    return word.translate(_POOR_KEYBOARD)
