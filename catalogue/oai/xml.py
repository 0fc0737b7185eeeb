"""The XML of answers; every text is escaped and free of what XML cannot hold."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from django.utils import timezone

from catalogue.exports.characters import xml_safe

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# The protocol's own names bear no prefix, as its examples show.
ET.register_namespace("", OAI)
ET.register_namespace("oai_dc", OAI_DC)
ET.register_namespace("dc", DC)
ET.register_namespace("xsi", XSI)

Element = ET.Element


def root(base_url: str, request: dict[str, str]) -> Element:
    """The envelope; `request` holds the arguments, empty where they are not valid."""
    element = ET.Element(f"{{{OAI}}}OAI-PMH")
    element.set(
        f"{{{XSI}}}schemaLocation",
        f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
    )
    add(element, "responseDate", moment(timezone.now()))
    asked = add(element, "request", base_url)
    for name, value in request.items():
        asked.set(name, xml_safe(value))
    return element


def add(parent: Element, name: str, text: str = "", space: str = OAI) -> Element:
    """A new last child."""
    child = ET.SubElement(parent, f"{{{space}}}{name}")
    if text:
        child.text = xml_safe(text)
    return child


def moment(at: datetime) -> str:
    """A time as the protocol writes it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def written(element: Element) -> bytes:
    """The document."""
    ET.indent(element)
    text: bytes = ET.tostring(element, encoding="utf-8", xml_declaration=True)
    return text
