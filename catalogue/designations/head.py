"""What stands in front of the number: who published it, as what, at which stage."""

import re
from dataclasses import dataclass, field

from catalogue.designations.marks import YEAR
from catalogue.designations.publishers import (
    PUBLISHERS,
    STAGES,
    known,
    letter_after,
    unglue,
)

# A group of ETSI (NFV-IFA, F5G) or a series of the ITU (E-100 series Suppl.) holds
# digits or dashes and is still one word; so do the publishers HL7 and ITU-T.
_TOKEN = re.compile(
    r"ITU[- ]?[TR](?![A-Z])|ITU[- ]?[TR](?=[A-Z]{1,3}[.-]?[0-9])"
    r"|HL7(?![0-9])|I-ETS(?![A-Z])"
    r"|(?<=\bG[SR] )[A-Z0-9]*[A-Z][A-Z0-9]*(?:-[A-Z0-9]*[A-Z][A-Z0-9]*)?(?= [0-9]{3})"
    r"|\b[A-Z](?:[-.]?[0-9]+(?:-[0-9]+)? SERIES|-?[0-9]+(?:-[0-9]+)?|) SUPPL(?![A-Z])"
    r"|[0-9]+|[^\W\d_]+"
)
_BEFORE_NUMBER = re.compile(r"[ .:/-]{0,2}[0-9]|/[A-Z]")
_SERIES = re.compile("[A-Z]{1,4}")
_YEAR = re.compile(YEAR)

# Beside a publisher and a number these say nothing ("MNS стандарт 5217").
FILLERS = frozenset({
    "NO", "N", "NR", "NUMBER", "ДУГААР", "ДУГААРТАЙ", "СТАНДАРТ", "СТАНДАРТЫН",
    "СТАНДАРТЫГ", "СТАНДАРТАД", "СТАНДАРТААР", "STANDARD", "STANDART", "STAN",
    "ОН", "ОНЫ", "ОНД",
})  # fmt: skip

# A number beside one of these counts parts, years or order, and is no reference.
_COUNTED_AFTER = re.compile(
    r"(?:[ -]?(?:Р|Н|Т|Д|ST|ND|RD|TH)\b)?[ -]?"
    r"(?:ДУГААР|ДҮГЭЭР|ДУГЭЭР|ХЭСЭГ|БОТЬ|ОНЫ?\b|ОНД\b|PART\b|ЖИЛ)"
)
_COUNTED_BEFORE = frozenset({"ХЭСЭГ", "PART", "БОТЬ", "VOLUME"})


@dataclass(slots=True)
class Head:
    """The words read before the number, which starts at `start`."""

    publishers: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    start: int = 0

    def take(self, canonical: tuple[str, ...]) -> None:
        """Add words of the tables, each to the list it belongs to."""
        for word in canonical:
            if word in PUBLISHERS and not self._is_kind_here(word):
                self.publishers.append(word)
            elif word in STAGES:
                self.stages.append(word.lower())
                self.kinds += filter(None, [STAGES[word]])
            else:
                self.kinds.append(word)

    def _is_kind_here(self, word: str) -> bool:
        """Tell a series or type named like a publisher: ITU-R BS, ETSI EN."""
        first = self.publishers[0] if self.publishers else ""
        return first.startswith("ITU") or (first, word) == ("ETSI", "EN")


def read_printed(text: str) -> Head | None:
    """Read the head of a printed code; None when no number follows.

    After a publisher every word belongs to the document type ("CENT", "GTS GSM").
    """
    head = Head()
    for token in _TOKEN.finditer(text):
        if token[0].isdecimal():
            return _standing_at(head, text, token)
        _take_printed(head, text, token)
    return None


def read_query(text: str) -> Head | None:
    """Read the head of a query, where other words may stand around; None as above.

    A publisher with a number behind it wins over a number in front of it. Without
    a publisher a number counts unless it is a year, an ordinal or a part's number.
    """
    tokens = list(_TOKEN.finditer(text))
    numbers = [n for n, token in enumerate(tokens) if token[0].isdecimal()]
    if not numbers:
        return None
    for first in range(numbers[-1]):
        if _names_publisher(text, tokens[first]):
            return _behind_publisher(text, tokens, first)
    return _bare(text, tokens, numbers)


def _standing_at(head: Head, text: str, token: re.Match[str]) -> Head | None:
    """Return the head of the number at token; None when it is only a year."""
    is_year = text[token.start() - 1 : token.start()] == ":" and head.kinds
    if is_year and _YEAR.fullmatch(token[0]):
        return None
    head.start = token.start()
    return head


def _take_printed(head: Head, text: str, token: re.Match[str]) -> None:
    """Add one word of a printed code to its head."""
    canonical = _canonical(text, token)
    if canonical:
        head.take(canonical)
    elif not head.publishers and not token[0].isascii():
        head.words.append(token[0])
    elif token[0] not in FILLERS or _is_itu_letter(head, token[0]):
        head.kinds.append(_letter(head, token[0]))


def _is_itu_letter(head: Head, word: str) -> bool:
    """Tell a series of the ITU: N.18 stands in series N, elsewhere N is for №."""
    return len(word) == 1 and any(one.startswith("ITU") for one in head.publishers)


def _behind_publisher(
    text: str, tokens: list[re.Match[str]], first: int
) -> Head | None:
    """Read from the publisher at `first` to the number behind it."""
    head = Head(words=[token[0] for token in tokens[:first]])
    for token in tokens[first:]:
        if token[0].isdecimal():
            head.start = token.start()
            return head
        _take_typed(head, text, token)
    return None


def _take_typed(head: Head, text: str, token: re.Match[str]) -> None:
    """Add one word of a query, standing between its publisher and its number."""
    canonical = _canonical(text, token)
    if canonical:
        head.take(canonical)
    elif _is_series(head, text, token):
        head.kinds.append(_letter(head, token[0]))
    elif token[0] not in FILLERS:
        head.words.append(token[0])


def _is_series(head: Head, text: str, token: re.Match[str]) -> bool:
    """Tell whether a word names the series in which the number counts."""
    word = _letter(head, token[0])
    if (head.publishers[-1], word) == ("GOST", "R") or " " in word:
        return True
    if text[: token.start()].endswith(("GS ", "GR ")):
        return True
    longest = 4 if head.publishers[-1].startswith("ITU") else 1
    return (
        len(word) <= longest
        and _SERIES.fullmatch(word) is not None
        and _BEFORE_NUMBER.match(text, token.end()) is not None
    )


def _bare(text: str, tokens: list[re.Match[str]], numbers: list[int]) -> Head | None:
    """Read the first number that can be a reference where no publisher leads."""
    for n in numbers:
        if not _is_counted(text, tokens, n):
            break
    else:
        return None
    head = Head(start=tokens[n].start())
    first = _first_kind(text, tokens, n)
    head.words += [token[0] for token in tokens[:first]]
    for token in tokens[first:n]:
        head.take(known(token[0]) or unglue(token[0]) or (token[0],))
    return head


def _is_counted(text: str, tokens: list[re.Match[str]], n: int) -> bool:
    """Tell whether number n of a query only counts something or is a year."""
    token = tokens[n]
    if len(tokens) == 1:
        return False
    if _COUNTED_AFTER.match(text, token.end()):
        return True
    if n and tokens[n - 1][0] in _COUNTED_BEFORE:
        return True
    only_words = all(not other[0].isdecimal() for other in tokens[n + 1 :])
    return only_words and _YEAR.fullmatch(token[0]) is not None


def _first_kind(text: str, tokens: list[re.Match[str]], n: int) -> int:
    """Return where the document type or series in front of number n begins."""
    first = n
    while first and n - first < 2 and _leads(text, tokens[first - 1]):
        first -= 1
    # A letter stands for a series only behind a type ("TR X 0043"), not "b 5217".
    if first == n and n > 1 and known(tokens[n - 2][0]) and len(tokens[n - 1][0]) == 1:
        return n - 2
    return first


def _leads(text: str, token: re.Match[str]) -> bool:
    """Tell whether a word before a bare number is its document type or series."""
    word = token[0]
    if known(word):
        return True
    if text[token.end() : token.end() + 1] == " ":
        return False
    return len(word) == 1 and word.isascii() or bool(unglue(word))


def _names_publisher(text: str, token: re.Match[str]) -> bool:
    """Tell whether a word is a publisher or starts with one."""
    canonical = _canonical(text, token)
    return bool(canonical) and canonical[0] in PUBLISHERS


def _canonical(text: str, token: re.Match[str]) -> tuple[str, ...]:
    """Return what a word means; one written together only in front of a number."""
    word = token[0]
    canonical = known(word)
    if canonical or len(word) < 3:
        return canonical
    return unglue(word) if _BEFORE_NUMBER.match(text, token.end()) else ()


def _letter(head: Head, word: str) -> str:
    """Return a single letter behind a publisher in Latin, any other word as it is."""
    if len(word) == 1 and head.publishers:
        return letter_after(head.publishers[-1], word)
    return word
