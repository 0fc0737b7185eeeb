"""The description of the API as a page shows it, made from the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

Schema = dict[str, Any]


@dataclass(frozen=True)
class Meaning:
    """A parameter or a field, and what it means."""

    name: str
    kind: str
    text: str


@dataclass(frozen=True)
class Operation:
    """One address and method, with an example to try."""

    method: str
    path: str
    title: str
    text: str
    example: str  # for a terminal
    parameters: tuple[Meaning, ...]
    fields: tuple[Meaning, ...]


def operations(document: Schema) -> list[Operation]:
    """All operations in the order of the document, in the active language."""
    return [
        _operation(document, path, method, told)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]


def _operation(document: Schema, path: str, method: str, told: Schema) -> Operation:
    parameters = (_parameter(one) for one in told["parameters"])
    answer = told["responses"][200]["content"]["application/json"]["schema"]
    return Operation(
        method=method.upper(),
        path=path,
        title=_(told["summary"]),
        text=_(told["description"]),
        example=_example(path, told),
        parameters=tuple(parameters),
        fields=tuple(_fields(document, answer)),
    )


def _parameter(one: Schema) -> Meaning:
    return Meaning(one["name"], _kind(one["schema"]), _(one["description"]))


def _example(path: str, told: Schema) -> str:
    """A command for curl."""
    address = settings.SITE_URL + path.replace("{slug}", "") + told["x-example"]
    body = told.get("x-example-body")
    if body is None:
        return f"curl '{address}'"
    return f"curl '{address}' -H 'Content-Type: application/json' -d '{body}'"


def _fields(document: Schema, schema: Schema, prefix: str = "") -> Iterator[Meaning]:
    """The fields of an answer, those of its parts behind them: results[].code."""
    schema, listed = _opened(document, schema)
    depth = f"{listed}." if listed else ""
    for name, one in schema.get("properties", {}).items():
        inner, within = _opened(document, one)
        path = f"{prefix}{depth}{name}"
        yield Meaning(path + within, _kind(one), _(one["description"]))
        if "properties" in inner:
            yield from _fields(document, inner, f"{path}{within}.")


def _opened(document: Schema, schema: Schema) -> tuple[Schema, str]:
    """The object a schema is or lists; "[]" when it lists it."""
    listed = schema.get("type") == "array"
    schema = schema["items"] if listed else schema
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema, "[]" if listed else ""


def _kind(schema: Schema) -> str:
    """The type as JSON calls it: string, integer, array …"""
    if "anyOf" in schema:
        return " | ".join(one["type"] for one in schema["anyOf"])
    kind: str = schema.get("type", "object")
    return kind
