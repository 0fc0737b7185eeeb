"""Relaton (the BibliographicItem of ISO 690 as data), in YAML and JSON.

The shape is that of the public Relaton data sets (schema 1.5: docidentifier with
content, type and primary; date with type and at; status of stage and substage).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from catalogue.designations import base_code
from catalogue.exports.record import Named, Record, Tie

YAML_TYPE = "application/yaml; charset=utf-8"
JSON_TYPE = "application/json; charset=utf-8"

Item = dict[str, Any]


class _Plain(yaml.SafeDumper):
    """Writes a part that occurs twice twice, as people and simple readers expect."""

    def ignore_aliases(self, data: object) -> bool:
        """Never a reference to what stands above."""
        return True


_TYPES = {
    "replaces": "obsoletes",
    "replaced_by": "obsoletedBy",
    "amends": "updates",
    "amended_by": "updatedBy",
    "adopts": "adoptedFrom",
    "adopted_by": "adoptedAs",
    "cites": "cites",
    "cited_by": "isCitedIn",
}
_STAGE = re.compile(r"^(\d\d)\.(\d\d)$")


def yaml_text(record: Record) -> str:
    """The item as YAML; the same edition always gives the same text."""
    return yaml.dump(
        item(record),
        Dumper=_Plain,
        allow_unicode=True,
        explicit_start=True,
        sort_keys=False,
        width=100,
    )


def json_text(record: Record) -> str:
    """The item as JSON."""
    return json.dumps(item(record), ensure_ascii=False, indent=2) + "\n"


def item(record: Record) -> Item:
    """The item as a mapping, in the order of the grammar; the unknown left out."""
    edition = record.edition
    whole = {
        "id": _id(record),
        "schema_version": "v1.5.6",
        "type": "standard",
        "fetched": edition.source
        and edition.source.fetched_on
        and edition.source.fetched_on.isoformat(),
        "title": [_title(title) for title in record.titles],
        "source": list(_links(record)),
        "docidentifier": list(_identifiers(record)),
        "docnumber": edition.standard.number,
        "date": [{"type": "published", "at": edition.published}]
        if edition.published
        else [],
        "contributor": list(_contributors(record)),
        "edition": {"content": edition.edition} if edition.edition else {},
        "language": list(edition.languages),
        "script": list(dict.fromkeys(title.script for title in record.titles)),
        "status": _status(record),
        "relation": list(_relations(record)),
        "ext": _ext(record),
    }
    return {name: value for name, value in whole.items() if value}


def _id(record: Record) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", record.edition.slug).upper()


def _title(title: Named) -> Item:
    known = {
        "language": title.language,
        "script": title.script,
        "content": title.text,
        "type": "main",
    }
    return {name: value for name, value in known.items() if value}


def _links(record: Record) -> Iterator[Item]:
    yield {"type": "citation", "content": record.url}
    if record.edition.source_url:
        yield {"type": "src", "content": record.edition.source_url}


def _identifiers(record: Record) -> Iterator[Item]:
    body = record.edition.standard.body.code
    yield {"content": record.edition.code, "type": body, "primary": True}
    for other in record.identifiers:
        yield {"content": other.value, "type": other.kind.upper()}


def _contributors(record: Record) -> Iterator[Item]:
    body = record.edition.standard.body
    names = [("mn", "Cyrl", body.name_mn), ("en", "Latn", body.name_en)]
    organisation: Item = {
        "name": [
            {"language": language, "script": script, "content": name}
            for language, script, name in names
            if name
        ]
        or [{"content": body.code}],
        "abbreviation": {"content": body.code},
    }
    yield {"role": [{"type": "publisher"}], "organization": organisation}
    if record.edition.committee:
        committee = record.edition.committee
        part = {"type": "technical-committee", "name": [{"content": committee.code}]}
        yield {
            "role": [{"type": "author", "description": [{"content": "committee"}]}],
            "organization": organisation | {"subdivision": [part]},
        }


def _status(record: Record) -> Item:
    """Stage and substage of ISO where they are known, else our own status."""
    stage = _STAGE.match(record.edition.stage)
    if not stage:
        return {"stage": {"content": record.edition.status}}
    return {"stage": {"content": stage[1]}, "substage": {"content": stage[2]}}


def _relations(record: Record) -> Iterator[Item]:
    standard = record.edition.standard
    yield _related("instanceOf", standard.designation)
    base = base_code(record.edition.code)
    if base and Tie("amends", base, "") not in record.ties:
        yield _related("updates", base)
    for tie in record.ties:
        related = _related(_TYPES[tie.kind], tie.code)
        if tie.degree:
            related["description"] = {"content": tie.degree}
        yield related


def _related(kind: str, code: str) -> Item:
    return {
        "type": kind,
        "bibitem": {
            "formattedref": code,
            "docidentifier": [{"content": code, "primary": True}],
        },
    }


def _ext(record: Record) -> Item:
    known = {
        "doctype": {"content": record.edition.doctype}
        if record.edition.doctype
        else {},
        "ics": [_ics(ics.code, ics.title_en) for ics in record.ics],
    }
    return {name: value for name, value in known.items() if value}


def _ics(code: str, title: str) -> Item:
    return {"code": code, "text": title} if title else {"code": code}
