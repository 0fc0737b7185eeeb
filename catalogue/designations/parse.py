"""Reading a printed code, and a query as people type it."""

import re

from catalogue.designations.body import Body, read_body
from catalogue.designations.designation import Designation
from catalogue.designations.head import FILLERS, Head, read_printed, read_query
from catalogue.designations.marks import YEAR
from catalogue.designations.publishers import is_publisher, known
from catalogue.designations.spelling import tidy
from catalogue.designations.tail import read_tail

# European standards with these numbers are those of ETSI, typed without it.
_ETSI_NUMBER = re.compile("30[0-9]{4}")


def parse(text: str) -> Designation | None:
    """Read a printed code; None when it holds no number.

    What cannot be named goes into `version`, so that nothing that tells two codes
    apart is lost. Never raises; reads the first 300 characters.
    """
    text = tidy(text)
    head = read_printed(text)
    if head is None:
        return None
    return _read(text, head, printed=True)


def understand(text: str) -> Designation | None:
    """Read a query; None when nothing in it can be the number of a standard.

    Free words are kept in `words`. A number beside words and without a publisher
    comes back with empty `publishers`, and the caller decides; a year, an ordinal or
    the number of a part (2 дугаар хэсэг, 2015 оны) is never taken for one.
    """
    text = tidy(text)
    head = read_query(text)
    if head is None:
        return None
    return _read(text, head, printed=False)


def _read(text: str, head: Head, printed: bool) -> Designation:
    """Read what follows the head and put everything in its place."""
    body = read_body(text, head, printed)
    tail = read_tail(text, body)
    if head.publishers == ["EN"] and _ETSI_NUMBER.fullmatch(body.number):
        head.publishers, head.kinds = ["ETSI"], ["EN"]
    versions = [*filter(None, [body.version]), *tail.versions]
    words = [*head.words, *tail.words]
    if printed:
        versions, words = [*versions, *tail.words], head.words
    else:
        words = _free_words(words, head, body)
    return Designation(
        publishers=tuple(dict.fromkeys(head.publishers)),
        kind=" ".join(head.kinds),
        number=body.number,
        part=body.part,
        year=body.year,
        supplement="-".join(tail.supplements),
        supplement_year=tail.supplement_year,
        version=" ".join(versions),
        words=tuple(word.lower() for word in words),
        stage=" ".join([*head.stages, *tail.stages]),
    )


def _free_words(words: list[str], head: Head, body: Body) -> list[str]:
    """Return the words of a query that belong to no designation."""
    words = [word for word in words if word not in FILLERS]
    if head.publishers:
        return _years_out_of(words, body)
    return _publishers_out_of(words, head)


def _publishers_out_of(words: list[str], head: Head) -> list[str]:
    """Move publishers typed behind the number ("9001 iso") to the head."""
    for word in filter(is_publisher, words):
        head.take(known(word))
    return [word for word in words if not is_publisher(word)]


def _years_out_of(words: list[str], body: Body) -> list[str]:
    """Take a year that stands among the words ("MNS 5217 стандарт 2012")."""
    years = [] if body.year else [w for w in words if re.fullmatch(YEAR, w)]
    if not years:
        return words
    body.year = int(years[0])
    return [word for word in words if word != years[0]]
