"""CSL-JSON (citeproc, schema 1.0.2), an array of one item of type "standard"."""

from __future__ import annotations

import json
from typing import Any

from catalogue.exports.record import Record

TYPE = "application/vnd.citationstyles.csl+json; charset=utf-8"
EXTENSION = "json"


def text(record: Record) -> str:
    """The item of one edition."""
    return json.dumps([item(record)], ensure_ascii=False, indent=2) + "\n"


def item(record: Record) -> dict[str, Any]:
    """The item as a mapping; what is not known is left out."""
    edition = record.edition
    known = {
        "id": edition.slug,
        "type": "standard",
        "title": record.title,
        "number": edition.code,
        "publisher": record.publisher,
        "authority": record.publisher,
        "edition": edition.edition,
        "language": record.language,
        "number-of-pages": str(edition.pages or ""),
        "status": str(edition.get_status_display()),
        "keyword": ", ".join(f"ICS {ics.code}" for ics in record.ics),
        "URL": record.url,
    }
    found: dict[str, Any] = {name: value for name, value in known.items() if value}
    if record.date_parts:
        found["issued"] = {"date-parts": [record.date_parts]}
    return found
