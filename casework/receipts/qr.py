"""QR codes as inline SVG: one path, no style, ready for our CSP."""

import re
from collections.abc import Iterator

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

_DARK = re.compile(rb"\x01+")
_QUIET_ZONE = 4  # modules of white around the code, as the standard asks


def qr_svg(text: str, *, title: str = "") -> SafeString:
    """An SVG element of class `qr-code` that phones read as `text`.

    `title` is what a screen reader says; there is a default for tracking pages.
    ValueError when the text does not fit in a QR code (about 2,300 bytes).
    """
    # Any of the eight masks can be read; trying all of them costs five times more.
    code = segno.make(text, error="m", micro=False, mask=2, boost_error=False)
    side = len(code.matrix) + 2 * _QUIET_ZONE
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr-code" role="img" '
        'viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        "<title>{title}</title>"
        # White ground and black code in every theme: many readers need it so.
        '<path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        '<path fill="#000" d="{modules}"/></svg>',
        side=side,
        title=title or _("QR code: opens the page of your petition"),
        modules="".join(_runs(code.matrix)),
    )


def _runs(matrix: tuple[bytearray, ...]) -> Iterator[str]:
    """Path pieces, one for every unbroken run of dark modules in a row."""
    for y, row in enumerate(matrix, start=_QUIET_ZONE):
        for run in _DARK.finditer(row):
            width = run.end() - run.start()
            yield f"M{run.start() + _QUIET_ZONE} {y}h{width}v1h-{width}z"
