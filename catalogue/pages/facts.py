"""The facts of an edition as a list of words and values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _

from catalogue.dates import shown
from catalogue.models import Access, Body, Edition, Ics, LifecycleEvent, Title
from catalogue.models.standards import language_tag
from catalogue.pages import doctypes


@dataclass(frozen=True)
class Fact:
    """One line: a word and its value; a link where there is a page of it."""

    label: str
    value: str
    url: str = ""
    language: str = ""  # of the value, where it is not that of the page
    note: str = ""
    note_language: str = ""


@dataclass(frozen=True)
class OtherTitle:
    """A title in a further language."""

    language: str
    language_name: str
    script: str
    text: str

    @property
    def tag(self) -> str:
        """The lang attribute."""
        return language_tag(self.language, self.script)


def facts(edition: Edition, events: Iterable[LifecycleEvent]) -> tuple[Fact, ...]:
    """What a reader looks for on a title page, in that order; the unknown left out."""
    days = {
        event.kind: shown(event.date)
        for event in events
        if event.edition_id == edition.pk and not event.is_derived
    }
    return tuple(fact for fact in _facts(edition, days) if fact.value)


def _facts(edition: Edition, days: dict[str, str]) -> Iterator[Fact]:
    body = edition.standard.body
    yield Fact(_("Publisher"), body.name, language=_language_of(body.name, body))
    yield Fact(pgettext("date of", "Approved"), days.get("approved", ""))
    yield Fact(pgettext("date of", "In force from"), days.get("effective", ""))
    yield Fact(pgettext("date of", "Published"), shown(edition.published))
    yield Fact(pgettext("fact", "Edition"), edition.edition)
    yield Fact(_("Kind of document"), doctypes.word(edition.doctype))
    yield Fact(pgettext("fact", "Pages"), str(edition.pages or ""))
    yield Fact(pgettext("fact", "Language"), languages(edition.languages))
    yield from _committee(edition)
    if edition.access:
        yield Fact(pgettext("fact", "Text"), str(Access(edition.access).label))


def _committee(edition: Edition) -> Iterator[Fact]:
    committee = edition.committee
    if committee:
        title = committee.title
        yield Fact(
            pgettext("fact", "Committee"),
            committee.code,
            committee.get_absolute_url(),
            note=title if title != committee.code else "",
            note_language="en" if title == committee.title_en else "mn",
        )


def _language_of(name: str, body: Body) -> str:
    """Of a publisher's name; empty for a bare code, which is of no language."""
    if name == body.name_mn:
        return "mn"
    return "en" if name == body.name_en else ""


def languages(codes: Iterable[str]) -> str:
    """Languages by name in the language of the page; by code where it has no name."""
    return ", ".join(map(language_name, codes))


def language_name(code: str) -> str:
    """The name of a language, in lower case as in the middle of a sentence."""
    try:
        name: str | Promise = get_language_info(code)["name_translated"]
    except KeyError:
        return code
    text = str(name)
    return text if text == get_language_info(code)["name"] else text.lower()


def other_titles(edition: Edition, titles: Iterable[Title]) -> tuple[OtherTitle, ...]:
    """Titles in further languages, without the one that heads the page."""
    found = (
        OtherTitle(
            title.language, language_name(title.language), title.script, title.text
        )
        for title in titles
    )
    heading = (edition.title_language, edition.title)
    return tuple(one for one in found if (one.tag, one.text) != heading)


def ics_path(code: Ics) -> tuple[Ics, ...]:
    """From the field down to the code itself; parents must be fetched with it."""
    path = [code]
    while path[0].parent is not None:
        path.insert(0, path[0].parent)
    return tuple(path)
