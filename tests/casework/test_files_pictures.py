"""Pictures leave their past behind."""

import io
import struct
import zlib

import pytest
from PIL import Image

from casework.files.pictures import reencode
from casework.files.refusals import RefusedFile
from tests.casework import file_samples as samples

RED, BLUE = (254, 0, 0), (0, 0, 254)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def colour_at(image: Image.Image, x: int, y: int) -> str:
    red, _green, blue = image.convert("RGB").getpixel((x, y))  # type: ignore[misc]
    return "red" if red > blue else "blue"


def refusal(content: bytes) -> str:
    with pytest.raises(RefusedFile) as refused:
        reencode(content)
    return refused.value.code


def test_camera_place_and_comment_are_gone() -> None:
    photo = samples.phone_photo(1)
    assert b"SecretCamera" in photo

    picture = reencode(photo)

    kept = opened(picture.content)
    assert dict(kept.getexif()) == {}
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Secret" not in picture.content


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (400, 200), (10, 100)),
        (2, (400, 200), (390, 100)),
        (3, (400, 200), (390, 100)),
        (4, (400, 200), (10, 100)),
        (5, (200, 400), (100, 10)),
        (6, (200, 400), (100, 10)),
        (7, (200, 400), (100, 390)),
        (8, (200, 400), (100, 390)),
        (9, (400, 200), (10, 100)),
    ],
)
def test_photo_stands_upright(
    orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    kept = opened(reencode(samples.phone_photo(orientation)).content)

    assert kept.size == size
    assert colour_at(kept, *red_at) == "red"
    assert colour_at(kept, size[0] - 1 - red_at[0], size[1] - 1 - red_at[1]) == "blue"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize(
    "tail", [b"<?php system($_GET[0]); ?>", samples.archive({"x.js": b"alert(1)"})]
)
def test_nothing_rides_behind_a_picture(kind: str, tail: bytes) -> None:
    content = samples.picture(kind)

    assert reencode(content + tail) == reencode(content)


def test_script_in_a_gif_comment_is_gone() -> None:
    image = Image.new("P", (4, 4))
    target = io.BytesIO()
    image.save(target, format="GIF", comment=b"*/=1;alert(1)//")
    assert b"alert" in target.getvalue()

    assert b"alert" not in reencode(target.getvalue()).content


def test_text_and_profile_of_a_png_are_gone() -> None:
    plain = samples.picture("PNG")
    chunk = b"tEXt" + b"Comment\0<?php evil(); ?>"
    spoken = (
        plain[:33]
        + struct.pack("!I", len(chunk) - 4)
        + chunk
        + struct.pack("!I", zlib.crc32(chunk))
        + plain[33:]
    )

    assert reencode(spoken) == reencode(plain)


def test_large_photo_is_made_smaller() -> None:
    kept = opened(reencode(samples.picture("JPEG", size=(6000, 3000))).content)

    assert kept.size == (2560, 1280)


def test_small_picture_keeps_its_size() -> None:
    assert opened(reencode(samples.picture("PNG")).content).size == (40, 20)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "I;16", "LA"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    image = Image.new(mode, (10, 10))
    target = io.BytesIO()
    image.save(target, format="PNG")

    assert opened(reencode(target.getvalue()).content).size == (10, 10)


def test_transparency_stays() -> None:
    image = Image.new("RGBA", (10, 10), (255, 0, 0, 0))
    target = io.BytesIO()
    image.save(target, format="PNG")

    assert opened(reencode(target.getvalue()).content).getpixel((5, 5)) == (
        255,
        0,
        0,
        0,
    )


def test_deep_grey_keeps_its_light() -> None:
    image = Image.new("I;16", (10, 10), 0x8000)
    target = io.BytesIO()
    image.save(target, format="PNG")

    assert opened(reencode(target.getvalue()).content).getpixel((5, 5)) == 128


def test_jpeg_for_print_is_read() -> None:
    content = samples.picture("JPEG", mode="CMYK")

    assert opened(reencode(content).content).mode == "RGB"


def test_first_frame_of_a_moving_picture_is_kept() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    target = io.BytesIO()
    frames[0].save(target, format="GIF", save_all=True, append_images=frames[1:])

    kept = opened(reencode(target.getvalue()).content)

    assert getattr(kept, "n_frames", 1) == 1
    assert colour_at(kept, 4, 4) == "red"


@pytest.mark.parametrize("size", [(8000, 5001), (60_000, 60_000)])
def test_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    header = struct.pack("!IIBBBBB", *size, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    content = (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack("!I", len(header))
        + chunk
        + struct.pack("!I", zlib.crc32(chunk))
        + samples.picture("PNG")[33:]
    )

    assert refusal(content) == "picture_bomb"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_cut_off_picture_is_refused(kind: str) -> None:
    content = samples.picture(kind, size=(300, 300))

    assert refusal(content[: len(content) // 2]) == "broken_picture"
