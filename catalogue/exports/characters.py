"""Characters that formats cannot hold."""

from __future__ import annotations

import re

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_safe(text: str) -> str:
    """The text without what XML 1.0 cannot hold, not even escaped."""
    return _NOT_IN_XML.sub("", text)
