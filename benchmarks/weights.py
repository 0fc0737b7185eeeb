"""What a public page weighs on the wire, compressed as a browser asks for it."""

from __future__ import annotations

import re
import urllib.request
from urllib.parse import quote

import brotli

from benchmarks import portal
from benchmarks.results import Result

PAGES = [
    "/",
    "/feedback/",
    "/track/",
    "/statistics/",
    "/open-data/",
    "/en/feedback/",
    "/standards/",
    "/standards/?q=quality+management",
    "/standards/?q=iso+9001",
    "/standards/?q=стандарт",
    "/standards/ics/",
    "/standards/ics/13.060/",
    "/standards/committees/",
    "/standards/new/",
    "/standards/iso-9001/",
    "/standards/iso-7010/",
    "/standards/mns-5021-1/",
    "/standards/check/",
]
HTML, CSS, JS = 14.0, 12.0, 10.0  # kB


def measure() -> list[Result]:
    """The heaviest page, style sheet and sum of scripts of a page."""
    with portal.running(LOAD_CATALOGUE="1") as house:
        pages = {path: _fetch(house.url + path) for path in PAGES}
        html = {path: len(brotli.compress(page)) for path, page in pages.items()}
        styles = _sums(house.url, pages, rb'<link rel="stylesheet" href="([^"]+)"')
        scripts = _sums(house.url, pages, rb'<script[^>]* src="([^"]+)"')
    return [
        _result("HTML", html, HTML),
        _result("CSS", styles, CSS),
        _result("JS with its imports", scripts, JS),
    ]


def _result(what: str, sizes: dict[str, int], budget: float) -> Result:
    path = max(sizes, key=lambda each: sizes[each])
    return Result(f"{what}, heaviest page {path}", sizes[path] / 1000, budget, "kB")


def _sums(base: str, pages: dict[str, bytes], pattern: bytes) -> dict[str, int]:
    return {
        path: sum(
            len(brotli.compress(part))
            for part in _with_imports(
                base, [found.decode() for found in re.findall(pattern, page)]
            )
        )
        for path, page in pages.items()
    }


def _with_imports(base: str, paths: list[str]) -> list[bytes]:
    """The files and every module they import."""
    seen: dict[str, bytes] = {}
    waiting = list(dict.fromkeys(paths))
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen[path] = _fetch(base + path)
        folder = path.rsplit("/", 1)[0]
        imports = re.findall(rb'from\s*"\./([^"]+)"', seen[path])
        waiting += [f"{folder}/{name.decode()}" for name in imports]
    return list(seen.values())


def _fetch(url: str) -> bytes:
    with urllib.request.urlopen(quote(url, safe=":/?=&+%"), timeout=30) as response:  # noqa: S310
        body: bytes = response.read()
    return body
