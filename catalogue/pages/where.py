"""Where the text of an edition is to be had."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from catalogue.models import Edition


@dataclass(frozen=True)
class Where:
    """A page outside the portal: of the very document, or of its publisher."""

    url: str
    host: str
    is_exact: bool


def where(edition: Edition) -> Where | None:
    """The publisher's page of the edition if the source is the publisher itself.

    A source may as well be somebody who cites it; then the publisher's own address
    is given.
    """
    shop, page = edition.standard.body.url, edition.source_url
    if page and (not shop or _is_part_of(_host(page), _host(shop))):
        return Where(page, _host(page), is_exact=True)
    return Where(shop, _host(shop), is_exact=False) if shop else None


def _is_part_of(host: str, site: str) -> bool:
    """Whether the host is the site or stands below it: webapp.etsi.org, etsi.org."""
    return f".{host}".endswith(f".{site}")


def _host(url: str) -> str:
    """The name people know a site by: iso.org."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
