"""Pictures drawn anew from their pixels, so that nothing else travels with them.

Metadata (place, camera, owner), trailing data and broken structures of the sent
file end here: the stored picture is one that we wrote.
"""

import io
from dataclasses import dataclass

from PIL import Image

from casework.files.limits import LONG_SIDE, MAX_PIXELS
from casework.files.refusals import Refusal, RefusedFile

_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# What is written for what was read; MPO is a phone's JPEG with a second picture.
_KINDS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "GIF": "PNG", "WEBP": "WEBP"}
_ORIENTATION = 0x0112  # EXIF tag: how the camera was held
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Picture:
    """A picture as we wrote it."""

    content: bytes
    content_type: str
    extension: str


def reencode(content: bytes) -> Picture:
    """Read a JPEG, PNG, WebP or GIF (first frame) and write it anew, upright.

    RefusedFile: picture_bomb above MAX_PIXELS, broken_picture for anything that
    does not decode to its last row.
    """
    try:
        return _reencode(content)
    except RefusedFile:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedFile(Refusal.PICTURE_BOMB) from error
    except Exception as error:  # decoders fail in every way on bytes of a stranger
        raise RefusedFile(Refusal.BROKEN_PICTURE) from error


def _reencode(content: bytes) -> Picture:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            raise RefusedFile(Refusal.PICTURE_BOMB)
        kind = _KINDS[str(image.format)]
        turn = _TURNS.get(_orientation(image))
        image.draft(None, (LONG_SIDE, LONG_SIDE))  # JPEG decodes smaller, sooner
        pixels = _plain(image, keep_alpha=kind != "JPEG")
    pixels.thumbnail((LONG_SIDE, LONG_SIDE))
    if turn is not None:
        pixels = pixels.transpose(turn)
    return _write(pixels, kind)


def _orientation(image: Image.Image) -> int:
    """How the camera was held, 1 (upright) when the EXIF block is unreadable."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - a broken EXIF block is no reason to refuse
        return 1


def _plain(image: Image.Image, *, keep_alpha: bool) -> Image.Image:
    """The pixels alone in a fresh picture, as grey, RGB or RGBA."""
    if image.mode.startswith(("I", "F")):
        image = image.convert("I").point(lambda value: value * (1 / 256))
        mode = "L"
    elif keep_alpha and image.has_transparency_data:
        mode = "RGBA"
    else:
        mode = "L" if image.mode in {"1", "L"} else "RGB"
    fresh = Image.new(mode, image.size)
    fresh.paste(image.convert(mode))
    return fresh


def _write(pixels: Image.Image, kind: str) -> Picture:
    target = io.BytesIO()
    pixels.save(target, format=kind, quality=_QUALITY)
    extension = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}[kind]
    return Picture(target.getvalue(), f"image/{kind.lower()}", extension)
