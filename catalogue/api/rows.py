"""Rows of the catalogue as the API tells them; see `answers` for the meaning."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from catalogue.addresses import permanent_url
from catalogue.checking import Checked
from catalogue.exports.formats import FORMATS
from catalogue.exports.record import Record
from catalogue.models import Edition, Ics
from catalogue.pages.family import newest_first

Row = dict[str, Any]


def listed(edition: Edition, replaced_by: Iterable[Edition | str]) -> Row:
    """An edition in a list; standard, body and ICS are fetched."""
    return {
        "code": edition.code,
        "title_mn": edition.title_mn,
        "title_en": edition.title_en,
        "title": edition.title,
        "title_language": edition.title_language if edition.title else "",
        "status": edition.status,
        "status_label": edition.get_status_display(),
        "published": edition.published,
        "ics": [ics.code for ics in edition.ics.all()],
        "body": edition.standard.body.code,
        "url": permanent_url(edition),
        "replaced_by": [str(one) for one in replaced_by],
    }


def whole(record: Record) -> Row:
    """An edition with all we hold of it."""
    edition = record.edition
    replaced_by = [tie.code for tie in record.ties if tie.kind == "replaced_by"]
    source = edition.source
    return listed(edition, replaced_by) | {
        "standard": edition.standard.designation,
        "stage": edition.stage,
        "pages": edition.pages,
        "languages": edition.languages,
        "committee": edition.committee.code if edition.committee else "",
        "source": str(source) if source else "",
        "source_url": edition.source_url,
        "licence": source.licence if source else "",
        "relations": [vars(tie) for tie in record.ties],
        "editions": [brief(one) for one in _siblings(edition)],
        "exports": _exports(edition),
    }


def _siblings(edition: Edition) -> list[Edition]:
    family = edition.standard.editions.all()
    return newest_first(family.public())


def brief(edition: Edition) -> Row:
    """An edition in short."""
    return {
        "code": edition.code,
        "status": edition.status,
        "published": edition.published,
        "url": permanent_url(edition),
    }


def _exports(edition: Edition) -> dict[str, str]:
    with override(settings.LANGUAGE_CODE):
        return {
            name: settings.SITE_URL
            + reverse("catalogue:export", args=[edition.slug, name])
            for name in FORMATS
        }


def classified(ics: Ics) -> Row:
    """A code of the ICS; the code above it is fetched."""
    return {
        "code": ics.code,
        "level": ics.level,
        "parent": ics.parent.code if ics.parent else None,
        "title_mn": ics.title_mn,
        "title_en": ics.title_en,
    }


def checked_line(checked: Checked) -> Row:
    """A line of a checked list."""
    return {
        "line": checked.line,
        "typed": checked.typed,
        "verdict": str(checked.verdict),
        "sentence": checked.sentence,
        "found": checked.found.code if checked.found else None,
        "published": checked.published,
        "replacement": str(checked.replacement) if checked.replacement else None,
        "url": permanent_url(checked.found) if checked.found else None,
    }
