"""What a harvester asks for, checked before anything is looked up (section 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import QueryDict

PREFIX = "oai_dc"

# Arguments each verb needs, and those it may have.
_ARGUMENTS: dict[str, tuple[set[str], set[str]]] = {
    "Identify": (set(), set()),
    "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), {"resumptionToken"}),
    "GetRecord": ({"identifier", "metadataPrefix"}, set()),
    "ListIdentifiers": ({"metadataPrefix"}, {"from", "until", "set"}),
    "ListRecords": ({"metadataPrefix"}, {"from", "until", "set"}),
}
# With a token nothing else may stand.
_RESUMABLE = {"ListIdentifiers", "ListRecords", "ListSets"}

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_SECOND = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")


class OaiError(Exception):
    """A condition of section 3.6; `code` is its name in the protocol."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Span:
    """From when to when; `until` is not included, each may be open."""

    since: datetime | None = None
    until: datetime | None = None


def read_arguments(query: QueryDict) -> dict[str, str]:
    """The verb and its arguments; OaiError badVerb or badArgument otherwise."""
    verb = query.get("verb", "")
    if verb not in _ARGUMENTS or len(query.getlist("verb")) != 1:
        raise OaiError("badVerb", "The verb is missing, repeated or not known.")
    repeated = [name for name in query if len(query.getlist(name)) > 1]
    if repeated:
        raise _bad(f"Repeated: {', '.join(sorted(repeated))}.")
    given = {name: str(query[name]) for name in query if name != "verb"}
    _check_names(verb, set(given))
    if any("\x00" in value for value in given.values()):
        raise _bad("A value holds a character that no value can hold.")
    return {"verb": verb, **given}


def _check_names(verb: str, given: set[str]) -> None:
    if "resumptionToken" in given and verb in _RESUMABLE:
        if len(given) > 1:
            raise _bad("A resumptionToken stands alone.")
        return
    needed, allowed = _ARGUMENTS[verb]
    if missing := needed - given:
        raise _bad(f"Missing: {', '.join(sorted(missing))}.")
    if unknown := given - needed - allowed:
        # Names of a stranger are counted, not repeated: they may be anything.
        raise _bad(f"{len(unknown)} argument(s) do not belong to this verb.")


def check_prefix(prefix: str) -> None:
    """OaiError cannotDisseminateFormat for anything but Dublin Core."""
    if prefix != PREFIX:
        raise OaiError("cannotDisseminateFormat", f"Only {PREFIX} is given out.")


def read_span(arguments: dict[str, str]) -> Span:
    """From and until, both included, of the same precision (section 2.7.1)."""
    since, until = arguments.get("from", ""), arguments.get("until", "")
    if since and until and len(since) != len(until):
        raise _bad("from and until differ in granularity.")
    span = Span(_moment(since), _after(until))
    if span.since and span.until and span.since >= span.until:
        raise _bad("from is later than until.")
    return span


def _after(text: str) -> datetime | None:
    """The moment after the day or second, which itself is still meant."""
    moment = _moment(text)
    step = timedelta(days=1) if _DAY.match(text) else timedelta(seconds=1)
    try:
        return moment + step if moment else None
    except OverflowError:
        return None


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    if not (_DAY.match(text) or _SECOND.match(text)):
        raise _bad("A date is YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.")
    try:
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        raise _bad("There is no such date.") from None


def _bad(message: str) -> OaiError:
    return OaiError("badArgument", message)
