"""Everything sent to us is UTF-8; whoever names another charset is told so.

Before any middleware runs, Django decodes the query with whatever codec the header
Content-Type names, and dies of one that is no text encoding (base64) or that not all
bytes can be read with (punycode).
"""

from django.utils.http import parse_header_parameters

ANY_BYTES = "iso-8859-1"  # every byte is a letter of it


def is_utf8(charset: str) -> bool:
    """Whether this is a name of UTF-8."""
    return charset.lower().replace("-", "") == "utf8"


def readable_type(content_type: str) -> str:
    """The header, with a charset of which a request can be made, if only to refuse."""
    try:
        kind, options = parse_header_parameters(content_type)
    except ValueError:  # too long
        return ""
    if is_utf8(options.get("charset", "utf-8")):
        return content_type
    return f"{kind}; charset={ANY_BYTES}"
