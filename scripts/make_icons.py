"""Draw the portal's icons: the gold edge of a ruler over the state's blue.

Run by hand with Pillow after a change of the mark: `python scripts/make_icons.py`.
"""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "static/img"
BLUE, GOLD, PAPER = "#0b3d8c", "#e0b54a", "#fbfaf6"
OVERSAMPLING = 4
# In sixty-fourths of the side: where the ruler's edge lies, and its strokes.
EDGE, THICKNESS, TICK, PITCH = 15, 6, 4, 11
LENGTHS = (28, 13, 20, 13, 28)
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">\
<rect width="64" height="64" rx="12" fill="{blue}"/>\
<path d="{edge}" fill="{gold}"/><path d="{ticks}" fill="{paper}"/></svg>
"""


def bars() -> list[tuple[int, int, int, int]]:
    """The edge and then its strokes, as (x, y, width, height) in a 64-unit square."""
    first = (64 - (len(LENGTHS) - 1) * PITCH - TICK) // 2
    strokes = [
        (first + number * PITCH, EDGE + THICKNESS, TICK, length)
        for number, length in enumerate(LENGTHS)
    ]
    return [(0, EDGE, 64, THICKNESS), *strokes]


def draw(side: int, *, corner: float, scale: float = 1.0) -> Image.Image:
    """A square icon. `corner` and `scale` (of the motif) are shares of the side."""
    full = side * OVERSAMPLING
    image = Image.new("RGBA", (full, full), (0, 0, 0, 0))
    canvas = ImageDraw.Draw(image)
    canvas.rounded_rectangle((0, 0, full - 1, full - 1), full * corner, fill=BLUE)
    unit, offset = full * scale / 64, full * (1 - scale) / 2
    for number, (x, y, width, height) in enumerate(bars()):
        left = 0 if number == 0 else offset + x * unit
        right = full if number == 0 else offset + (x + width) * unit
        box = (left, offset + y * unit, right - 1, offset + (y + height) * unit - 1)
        canvas.rectangle(box, fill=PAPER if number else GOLD)
    mask = Image.new("L", (full, full), 0)
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, full - 1, full - 1), full * corner, fill=255
    )
    image.putalpha(mask)
    return image.resize((side, side), Image.Resampling.LANCZOS)


def svg() -> str:
    """The same mark as vector, for browsers that take it."""
    edge, *ticks = (f"M{x} {y}h{w}v{h}h-{w}z" for x, y, w, h in bars())
    return SVG.format(
        blue=BLUE, gold=GOLD, paper=PAPER, edge=edge, ticks="".join(ticks)
    )


def main() -> None:
    """Write every icon the pages and the manifest name."""
    (FOLDER / "favicon.svg").write_text(svg(), encoding="utf-8")
    for side in (192, 512):
        draw(side, corner=0.19).save(FOLDER / f"icon-{side}.png", optimize=True)
    # A maskable icon may be cut to a circle of 80 % of the side.
    maskable = draw(512, corner=0, scale=0.7)
    maskable.convert("RGB").save(FOLDER / "icon-maskable-512.png", optimize=True)
    touch = draw(180, corner=0, scale=0.9).convert("RGB")
    touch.save(FOLDER / "apple-touch-icon.png", optimize=True)
    draw(64, corner=0.19).save(FOLDER / "favicon.ico", sizes=[(16, 16), (32, 32)])


if __name__ == "__main__":
    main()
