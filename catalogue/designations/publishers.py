"""The words in front of a number: publishers, document types, draft stages.

Each is known under the spellings people use, Latin and Cyrillic, and also when
several are written as one word in front of the number (mnsiso9001, МНСИСО9001).
"""

from functools import lru_cache

# Publishers in the order in which a joint document names them: who adopted the
# text comes before who wrote it, and ISO before IEC whoever prints the page.
_NATIONAL = (
    "MNS", "GOST", "PMG", "RMG", "DIN", "BS", "NF", "UNE", "UNI", "CEN", "CENELEC",
    "EN", "GB", "ANSI", "JIS",
)  # fmt: skip
_INTERNATIONAL = (
    "ISO", "IEC", "IEEE", "CISPR", "ITU", "ITU-T", "ITU-R", "OIML", "ETSI", "CAC",
    "ASTM", "ASME", "AASHTO", "API", "CIE", "HL7", "IDF", "IWA", "OECD", "OHSAS",
    "SAE", "UNDP",
)  # fmt: skip
PUBLISHERS = frozenset(_NATIONAL + _INTERNATIONAL)
_RANK = {word: rank for rank, word in enumerate((*_NATIONAL, "ISO", "IEC"))}
_LAST_RANK = len(_RANK)

# Document types; single letters (ISO/R, JIS K, OIML R) need no table.
KINDS = frozenset({
    "TR", "TS", "PAS", "GUIDE", "ISP", "SRD", "TTA", "DATA", "GL", "RCP", "MISC",
    "CWA", "EG", "ES", "ETS", "ETR", "GS", "GSM", "GR", "GTS", "I-ETS", "NET", "SR",
    "TBR", "TCRTR",
})  # fmt: skip

# Draft stages, with the document type that some of them imply.
STAGES = {
    "NP": "", "PWI": "", "AWI": "", "WD": "", "CD": "", "CDV": "", "DIS": "",
    "FDIS": "", "PRF": "", "DTS": "TS", "FDTS": "TS", "DTR": "TR", "FDTR": "TR",
    "DPAS": "PAS", "DGUIDE": "GUIDE",
}  # fmt: skip

# Other spellings; one may stand for a publisher and its document type.
_SPELLINGS = {
    "МНС": "MNS",
    "ИСО": "ISO",
    "МЭК": "IEC",
    "ИЕС": "IEC",
    "MEK": "IEC",
    "ГОСТ": "GOST",
    "ПМГ": "PMG",
    "РМГ": "RMG",
    "МОЗМ": "OIML",
    "ОИМЛ": "OIML",
    "ИИЭР": "IEEE",
    "СИСПР": "CISPR",
    "МСЭ": "ITU",
    "ITUT": "ITU-T",
    "ITUR": "ITU-R",
    "ITU T": "ITU-T",
    "ITU R": "ITU-R",
    "ЕН": "EN",
    "ЕТСИ": "ETSI",
    "АСТМ": "ASTM",
    "ААШТО": "AASHTO",
    "ДИН": "DIN",
    "CODEX": "CAC",
    "CXS": "CAC",
    "CXG": "CAC GL",
    "CXC": "CAC RCP",
    "ТР": "TR",
    "ТС": "TS",
    "ПАС": "PAS",
    "GUID": "GUIDE",
    "GUIDES": "GUIDE",
}

# Publishers whose documents are numbered within a letter ("JIS K", "OIML R").
_LETTERED = {
    "JIS", "OIML", "ITU-T", "ITU-R", "AASHTO", "ASTM", "GOST", "PMG", "ISO", "GB",
    "TR", "TS",
}  # fmt: skip

# Japan prints the reports of JIS without saying JIS ("TR X 0043", "TS C 0035").
_REPORTS = {"TR", "TS"}

# Alone after these, a Cyrillic Р is the letter R ("ГОСТ Р", "МОЗМ Р 49").
_RUSSIAN_NUMBERING = {"GOST", "OIML"}
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")

_LONGEST_GLUED = 24


def ranked(publishers: tuple[str, ...]) -> tuple[str, ...]:
    """Return publishers in the order of a joint designation, adopter first."""
    if len(publishers) < 2:
        return publishers
    return tuple(sorted(publishers, key=lambda word: _RANK.get(word, _LAST_RANK)))


def is_national(publisher: str) -> bool:
    """Tell whether a publisher adopts others' standards under its own name."""
    return publisher in _NATIONAL


def known(word: str) -> tuple[str, ...]:
    """Return the canonical words of one upper-case word, () when it is none."""
    return _KNOWN.get(word, ())


def is_publisher(word: str) -> bool:
    """Tell whether an upper-case word, in any spelling, names a publisher."""
    return bool(known(word)) and known(word)[0] in PUBLISHERS


@lru_cache(maxsize=4096)
def unglue(word: str) -> tuple[str, ...]:
    """Return the canonical words written as one ("MNSISO"), () when they are not.

    The first must be a publisher, a stage or a report (CDTS, TRX); a letter may
    close the row ("JISK", "ISOR").
    """
    if len(word) > _LONGEST_GLUED:
        return ()
    for end in range(len(word) - 1, 1, -1):
        if _opens(word[:end]):
            rest = _unglued_rest(known(word[:end])[-1], word[end:])
            if rest:
                return (*known(word[:end]), *rest)
    return ()


def _opens(word: str) -> bool:
    """Tell whether a row of words written as one may begin with this word."""
    canonical = known(word)
    return bool(canonical) and (
        canonical[0] in PUBLISHERS or canonical[0] in STAGES or canonical[0] in _REPORTS
    )


def letter_after(publisher: str, letter: str) -> str:
    """Return the Latin letter meant by one letter behind a publisher."""
    if letter == "Р" and publisher in _RUSSIAN_NUMBERING:
        return "R"
    return letter.translate(_LOOK_ALIKES)


def look_alike(word: str) -> str:
    """Return word with Cyrillic capitals replaced by the Latin ones they look like."""
    return word.translate(_LOOK_ALIKES)


def _unglued_rest(publisher: str, rest: str) -> tuple[str, ...]:
    """Return the canonical words of what follows a publisher in one word."""
    if len(rest) == 1:
        letter = letter_after(publisher, rest)
        return (letter,) if publisher in _LETTERED and letter.isascii() else ()
    return known(rest) or unglue(rest)


_KNOWN = {word: (word,) for word in (*PUBLISHERS, *KINDS, *STAGES)} | {
    spelling: tuple(meant.split()) for spelling, meant in _SPELLINGS.items()
}
