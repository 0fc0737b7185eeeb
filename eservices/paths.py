"""Field paths: what a question or a fault is about, checked and in words.

"site", "files.label", "rows.instruments", "rows.instruments.12.serial" (line from 1).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from eservices.engine import ServiceDefinition, service_of
from eservices.models import Application
from eservices.review import rows_of


def unknown_paths(application: Application, paths: Iterable[str]) -> list[str]:
    """The paths that name nothing of this application."""
    service = service_of(application)
    lines = {key: _lines_of(application, key) for key in _keys_of_rows(service, paths)}
    return [path for path in paths if not _is_known(service, path, lines)]


def _lines_of(application: Application, key: str) -> set[int]:
    return set(rows_of(application, key).values_list("position", flat=True))


def _keys_of_rows(service: ServiceDefinition, paths: Iterable[str]) -> set[str]:
    split = (path.split(".") for path in paths)
    named = {parts[1] for parts in split if parts[0] == "rows" and len(parts) > 1}
    return named & set(service.rows)


def _is_known(
    service: ServiceDefinition, path: str, lines: dict[str, set[int]]
) -> bool:
    match path.split("."):
        case [key]:
            return key in service.fields
        case ["files", key]:
            return key in service.documents
        case ["rows", key]:
            return key in service.rows
        case ["rows", key, line, column] if key in service.rows:
            columns = {each.key for each in service.rows[key].columns}
            is_line = line.isascii() and line.isdecimal() and len(line) < 6
            return is_line and int(line) in lines[key] and column in columns
    return False


def label_of(service: ServiceDefinition, path: str) -> str:
    """A path as people call it: the field, the document, or line and column."""
    match path.split("."):
        case [key] if key in service.fields:
            return str(service.fields[key].label)
        case ["files", key] if key in service.documents:
            return str(service.documents[key].label)
        case ["rows", key] if key in service.rows:
            return str(service.rows[key].label)
        case ["rows", key, line, column] if key in service.rows:
            labels = {each.key: each.label for each in service.rows[key].columns}
            return _("Line %(line)s: %(field)s") % {
                "line": line,
                "field": labels.get(column, column),
            }
    return path
