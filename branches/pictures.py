"""Pictures of units: drawn anew as WebP in three widths, kept by their content.

Nothing of the sent file but its pixels is kept: casework.files refuses bombs, SVG and
what only pretends to be a picture, and drops EXIF; here the widths are made of it.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from PIL import Image

from casework.files.pictures import reencode
from casework.files.refusals import Refusal, RefusedFile
from casework.files.storage import write_whole

WIDTHS = (480, 960, 1600)  # pixels; never wider than what was sent
MAX_BYTES = 10 * 1024 * 1024
QUALITY = 80


@dataclass(frozen=True)
class Drawn:
    """A picture ready to be kept."""

    sha256: str  # of what was sent
    width: int  # of the widest
    height: int
    files: dict[int, bytes]  # by width


def draw(content: bytes) -> Drawn:
    """The picture in the widths it is large enough for, at least one.

    Raises RefusedFile: too large, a bomb, not a picture.
    """
    if len(content) > MAX_BYTES:
        raise RefusedFile(Refusal.TOO_BIG)
    upright = reencode(content).content
    with Image.open(io.BytesIO(upright)) as image:
        pixels = image.convert("RGBA" if image.has_transparency_data else "RGB")
    widths = [width for width in WIDTHS if width <= pixels.width] or [pixels.width]
    files = {width: _webp(pixels, width) for width in widths}
    widest = widths[-1]
    return Drawn(
        sha256=hashlib.sha256(content).hexdigest(),
        width=widest,
        height=_height(pixels, widest),
        files=files,
    )


def _webp(pixels: Image.Image, width: int) -> bytes:
    size = (width, _height(pixels, width))
    target = io.BytesIO()
    pixels.resize(size, Image.Resampling.LANCZOS).save(
        target, format="WEBP", quality=QUALITY, method=4
    )
    return target.getvalue()


def _height(pixels: Image.Image, width: int) -> int:
    return max(1, round(pixels.height * width / pixels.width))


# --- on the disk ----------------------------------------------------------------
def path_of(sha256: str, width: int) -> Path:
    """Where a width of a picture is kept; ValueError for what is no hash."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a hash")
    folder: Path = settings.PUBLIC_DIR / "pictures" / sha256[:2]
    return folder / f"{sha256}-{width}.webp"


def keep(drawn: Drawn) -> None:
    """Write every width, whole or not at all; the same picture again is no work."""
    for width, content in drawn.files.items():
        target = path_of(drawn.sha256, width)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, content)


def forget(sha256: str) -> None:
    """Remove the files of a picture nobody has any more."""
    for file in path_of(sha256, 0).parent.glob(f"{sha256}-*.webp"):
        file.unlink(missing_ok=True)
