"""What stands behind number and year: supplements, versions, free words."""

import re
from dataclasses import dataclass, field

from catalogue.designations.body import Body
from catalogue.designations.marks import (
    DRAFT_SUPPLEMENTS,
    SUPPLEMENT_STAGES,
    SUPPLEMENTS,
    YEAR,
)

_DATE = rf"(?:[: .-](?P<year>{YEAR})(?![0-9])|:)"
_NUMBER = (
    r"[0-9]+(?![0-9])|[IVX]+(?![A-Z0-9])"
    r"|(?!V[0-9]\.)[A-Z][0-9]?(?:-[A-Z])?\+?(?![A-Z0-9])"
)
SUPPLEMENT = re.compile(
    r"[-/ .,(]*(?<![A-Z])(?:TECHNICAL )?"
    rf"(?:(?P<stage>{SUPPLEMENT_STAGES})[ -]?)?"
    rf"(?:(?P<word>{'|'.join(SUPPLEMENTS)})(?![A-ZА-Я])[-. ]{{0,2}}(?:NO\.? ?)?"
    rf"(?P<number>{_NUMBER})?|(?<=/)(?P<short>A|AC|C)(?P<digits>[0-9]{{1,2}})(?![A-Z0-9]))"
    rf"(?:\.(?P<iteration>[0-9]{{1,2}})(?![0-9]))?{_DATE}?\)?"
)
_ITU_DATE = re.compile(rf"[ -]?\((?:(?P<month>[01][0-9])/)?(?P<year>{YEAR})\):?")
_ETSI_DATE = re.compile(rf"[ -]?\((?P<year>{YEAR})-(?P<month>[01][0-9])\)")
_LANGUAGE = re.compile(r" ?\((?:E|F|R|S|D|EN|FR|RU|ES|DE|MN|E/F|E/F/R|EN/FR)\)")
_VERSION = re.compile(
    r"[ -]?\(?(V ?\.?[0-9]+(?:\.[0-9]+)*|ED\.? ?[0-9]+)\)?(?![A-Z0-9])"
    r"|(?:\+(?:AMD|AMENDMENT|COR|AC?)[0-9]*:[0-9]{4})+(?: CSV)?"
    r"|/[A-Z]{1,4}\.[0-9]+(?:\.[0-9]+)*[A-Z]?"
    r"|[ -](?:CSV|RLV|CMV|EXV|SER|DB)(?:-[A-Z]{3})?(?![A-Z])|(?<=[0-9])R(?![A-Z])"
)
_WORD = re.compile(r"[^ ]+")
_CASE_ENDING = re.compile("-[\u0400-\u052f]{1,5}|[\u0400-\u052f]{1,3}")
_NOISE = ":;/-.,()+ "


@dataclass(slots=True)
class Tail:
    """What was found behind the number."""

    supplements: list[str] = field(default_factory=list)
    supplement_year: int | None = None
    versions: list[str] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def read_tail(text: str, body: Body) -> Tail:
    """Read everything behind body.end; a year found there is set on the body."""
    tail = Tail()
    at = body.end
    while at < len(text):
        at = (
            _supplement(text, at, tail)
            or _date(text, at, body, tail)
            or _version(text, at, tail)
            or _word(text, at, tail)
        )
    return tail


def _supplement(text: str, at: int, tail: Tail) -> int:
    """Read one supplement; return where it ends, 0 when there is none."""
    found = SUPPLEMENT.match(text, at)
    if found is None:
        return 0
    word, digits = found["word"], found["digits"]
    kind = SUPPLEMENTS[word] if word else "cor" if found["short"] != "A" else "amd"
    tail.supplements.append(kind + (found["number"] or digits or "").lower())
    tail.supplement_year = int(found["year"]) if found["year"] else None
    stage = found["stage"] or (word if word in DRAFT_SUPPLEMENTS else "")
    tail.stages += filter(None, [stage.lower()])
    tail.versions += filter(None, [found["iteration"] and "." + found["iteration"]])
    return found.end()


def _date(text: str, at: int, body: Body, tail: Tail) -> int:
    """Read a date in brackets, of the last supplement when there is one."""
    found = _ITU_DATE.match(text, at) or _ETSI_DATE.match(text, at)
    if found is None:
        return 0
    if tail.supplements:
        tail.supplement_year = int(found["year"])
    else:
        body.year = int(found["year"])
    # ETSI counts versions; only the ITU tells editions of one year by the month.
    if found.re is _ITU_DATE and found["month"]:
        tail.versions.append(found["month"])
    return found.end()


def _version(text: str, at: int, tail: Tail) -> int:
    """Read a version, a variant, a consolidation or the twin number of the ITU."""
    found = _VERSION.match(text, at) or _LANGUAGE.match(text, at)
    if found is None:
        return 0
    tail.versions.append(found[0].strip(" -"))
    return found.end()


def _word(text: str, at: int, tail: Tail) -> int:
    """Read one word that belongs to no designation, or noise between two."""
    found = _WORD.search(text, at)
    if found is None:
        return len(text)
    word = found[0].strip(_NOISE)
    glued = found.start() == at
    if word and not (glued and _CASE_ENDING.fullmatch(found[0])):
        tail.words.append(word)
    return found.end()
