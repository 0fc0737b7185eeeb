"""One folding of text for search index and query, and the cleaning of input.

People type Mongolian on Russian, Kazakh, Ukrainian and Latin keyboards, so the
same word reaches us in many spellings. The tables below are those of
research/catalogue.md 6.1; the mixed-script cases were seen in official titles.
All functions are idempotent and linear in the length of the text.
"""

import re
import unicodedata

# Letters of other Cyrillic alphabets that stand in for Mongolian ones.
_FOREIGN_CYRILLIC = str.maketrans("єїѳұіқғңһ", "өүөүикгнх")

# Spellings of a person without ө, ү on the keyboard meet the proper spelling.
_MISSING_KEYS = str.maketrans("ёөү", "еоу")

# Latin letters found inside Cyrillic words, lower case. In real data y and v
# stand for ү (САНХYYГИЙН, Yvн), never for у, which every keyboard has.
_TO_CYRILLIC = str.maketrans("abcehikmoptvxyëöüɵ", "авсеникмортүхүёөүө")

# Cyrillic letters found inside Latin words and codes (МNS, ISО, 105-А01).
_TO_LATIN = str.maketrans("авсекмнортхуүѐ", "abcekmhoptxyyè")

_LATIN = "a-zß-öø-ɏɵ"
_CYRILLIC = "\u0400-\u052f"
_LATIN_LETTER = re.compile(f"[{_LATIN}]")
_CYRILLIC_LETTER = re.compile(f"[{_CYRILLIC}]")
_MIXED_WORD = re.compile(rf"\b(?=\w*[{_CYRILLIC}])(?=\w*[{_LATIN}0-9])\w+")
_LONGEST_CODE_LETTERS = 2

# General categories Cc (without tab and line ends), Cf and Cs.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f"
    "\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001\U000e0020-\U000e007f]+"
)

# Stress marks and variation selectors; letters such as й are composed by then.
_MARK = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u180b-\u180d\u180f\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]+"
)

# What never belongs in stored text: controls, lone surrogates (PostgreSQL and
# UTF-8 refuse them), byte order marks, and the marks that reverse or hide the
# reading direction. Joiners stay: emoji and traditional script need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff]+"
)
_NEWLINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def normalise(text: str) -> str:
    """Return text in lower case with one script a word, ё, ө and ү kept."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = unicodedata.normalize("NFC", text.casefold())
    text = _MARK.sub("", text).translate(_FOREIGN_CYRILLIC)
    return " ".join(_MIXED_WORD.sub(_in_one_script, text).split())


def fold(text: str) -> str:
    """Return the form under which text is indexed and searched.

    As `normalise`, with ё as е, ө as о and ү as у.
    """
    # ө and ү tell the scripts apart, so words are mended before they are lost;
    # once more after that, because «ө1» has become «о1», which reads as a code.
    text = normalise(text).translate(_MISSING_KEYS)
    return _MIXED_WORD.sub(_in_one_script, text).translate(_MISSING_KEYS)


def clean_text(text: str) -> str:
    """Return text as typed, fit to be stored: NFC, trimmed, lines end in LF.

    Drops NUL and other control characters except line feed and tab, lone
    surrogates and the characters that override the reading direction.
    """
    text = _NEWLINE.sub("\n", _UNWANTED.sub("", text))
    return unicodedata.normalize("NFC", text).strip()


def _in_one_script(match: re.Match[str]) -> str:
    """Return the word in the script that can spell all of it, else unchanged."""
    word = match[0]
    cyrillic = word.translate(_TO_CYRILLIC)
    latin = word.translate(_TO_LATIN)
    fits_cyrillic = _LATIN_LETTER.search(cyrillic) is None
    fits_latin = _CYRILLIC_LETTER.search(latin) is None
    if fits_cyrillic and fits_latin:
        return latin if _reads_as_latin(word) else cyrillic
    if fits_cyrillic:
        return cyrillic
    return latin if fits_latin else word


def _reads_as_latin(word: str) -> bool:
    """Judge a word whose every letter exists in both scripts.

    A or two letters with digits are a code (А01, СО2) and codes are Latin;
    otherwise the majority decides, v apart, and a draw is Mongolian.
    """
    letters = sum(map(str.isalpha, word))
    if letters <= _LONGEST_CODE_LETTERS and letters < len(word):
        return True
    latin = len(_LATIN_LETTER.findall(word.replace("v", "")))
    return latin > len(_CYRILLIC_LETTER.findall(word))
