"""Draw the agency's name in traditional Mongolian script as SVG outlines.

Run by hand when the name or the font changes; nothing in the portal imports it::

    python3 -m venv /tmp/v && /tmp/v/bin/pip install uharfbuzz fonttools
    /tmp/v/bin/python scripts/make_agency_script.py NotoSansMongolian-Regular.ttf

Browsers differ in how they shape and turn this script, and most phones lack a font
for it, so the name is shaped once here and served as a drawing. Font: Noto Sans
Mongolian, SIL Open Font License 1.1, which permits outlines in documents.
"""

import sys
from pathlib import Path

import uharfbuzz as hb
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
SVG_FILE = ROOT / "static/img/agency-script.svg"
INLINE_FILE = ROOT / "templates/components/agency_script.html"

# The suffix stands after U+202F, which gives it its suffix shape. Columns run from
# left to right, as the script is read.
COLUMNS = (
    "ᠰᠲ᠋ᠠᠨᠳᠠᠷᠲ᠂",
    "ᠬᠡᠮᠵᠢᠯ ᠵᠦᠢ\u202fᠶᠢᠨ",
    "ᠭᠠᠵᠠᠷ",
)
FIRST_WORD = "ᠰᠲ᠋ᠠᠨᠳᠠᠷᠲ"
COLUMN_PITCH = 1500  # font units between the spines of two columns
TURNED = (0, 1, 1, 0)  # 90° clockwise: along the line becomes down, up becomes right

INLINE_TEMPLATE = """\
{{# Made by scripts/make_agency_script.py: the first word of the agency's name. #}}
<svg class="agency-script" viewBox="{box}" fill="currentColor" \
aria-hidden="true" focusable="false"><path d="{path}"/></svg>
"""
SVG_TEMPLATE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" fill="#0b3d8c">\
<title>Стандарт, хэмжил зүйн газар</title><path d="{path}"/></svg>
"""


def shape(font: hb.Font, text: str) -> list[tuple[int, int]]:
    """Return (glyph id, offset along the line in font units) for the shaped text."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    placed, along = [], 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        placed.append((info.codepoint, along + position.x_offset))
        along += position.x_advance
    return placed


def draw(path_to_font: str, columns: tuple[str, ...]) -> tuple[str, str]:
    """Return the viewBox and the path data of the columns, spine beside spine."""
    outlines = TTFont(path_to_font)
    glyphs, order = outlines.getGlyphSet(), outlines.getGlyphOrder()
    font = hb.Font(hb.Face(hb.Blob.from_file_path(path_to_font)))
    pen, bounds = SVGPathPen(glyphs, ntos=lambda n: str(round(n))), BoundsPen(glyphs)
    for number, column in enumerate(columns):
        for glyph_id, along in shape(font, column):
            place = (*TURNED, number * COLUMN_PITCH, along)
            for target in (pen, bounds):
                glyphs[order[glyph_id]].draw(TransformPen(target, place))
    left, top, right, bottom = (round(edge) for edge in bounds.bounds)
    return f"{left} {top} {right - left} {bottom - top}", pen.getCommands()


def main(path_to_font: str) -> None:
    """Write the full name as a file and its first word as a template."""
    box, path = draw(path_to_font, COLUMNS)
    SVG_FILE.write_text(SVG_TEMPLATE.format(box=box, path=path), encoding="utf-8")
    box, path = draw(path_to_font, (FIRST_WORD,))
    INLINE_FILE.write_text(INLINE_TEMPLATE.format(box=box, path=path), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
