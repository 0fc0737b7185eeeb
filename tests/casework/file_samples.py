"""Files as people send them, and as attackers do, made here byte by byte."""

import io
import zipfile
import zlib
from collections.abc import Iterable

from PIL import Image

from casework.files.office import DOCX, ODT, XLSX

ORIENTATION = 0x0112
GPS_BLOCK = 0x8825
CAMERA = 0x010F


def picture(kind: str, *, size: tuple[int, int] = (40, 20), mode: str = "RGB") -> bytes:
    """A picture, red at the left and blue at the right."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    target = io.BytesIO()
    image.convert(mode).save(target, format=kind)
    return target.getvalue()


def phone_photo(orientation: int) -> bytes:
    """A JPEG as a phone makes it: turned, with camera and place in it."""
    image = Image.open(io.BytesIO(picture("JPEG", size=(400, 200))))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[CAMERA] = "SecretCamera"
    exif.get_ifd(GPS_BLOCK).update({1: "N", 2: (47.0, 55.0, 7.0)})
    target = io.BytesIO()
    image.save(target, format="JPEG", exif=exif, comment=b"SecretComment")
    return target.getvalue()


def pdf(
    *, catalog: bytes = b"", extra: Iterable[bytes] = (), tail: bytes = b""
) -> bytes:
    """A PDF of one empty page; `extra` objects are added as they are."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>",
        *extra,
    ]
    content = b"%PDF-1.5\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    content += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, tail)
    return content + b"startxref\n%d\n%%%%EOF\n" % start


def object_stream(packed: bytes) -> bytes:
    """A compressed stream that holds objects, as PDF 1.5 packs them."""
    data = zlib.compress(packed)
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>"
    return head % len(data) + b"\nstream\n" + data + b"\nendstream"


def archive(members: dict[str, bytes]) -> bytes:
    """A zip of these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return target.getvalue()


def word(**more: bytes) -> bytes:
    """A DOCX; `more` members are added."""
    return _microsoft(DOCX, {"word/document.xml": b"<document/>", **more})


def excel(**more: bytes) -> bytes:
    """An XLSX; `more` members are added."""
    return _microsoft(XLSX, {"xl/workbook.xml": b"<workbook/>", **more})


def _microsoft(content_type: str, members: dict[str, bytes]) -> bytes:
    types = f'<Types><Override ContentType="{content_type}.main+xml"/></Types>'
    return archive({"[Content_Types].xml": types.encode(), **members})


def open_document(**more: bytes) -> bytes:
    """An ODT; `more` members are added."""
    return archive(
        {"mimetype": ODT.encode(), "content.xml": b"<office/>", **more},
    )


TEXT = "Сайн байна уу. Өргөдөл, үнэ.\n"


def good_files() -> dict[str, bytes]:
    """One file of every kind we take, by name."""
    return {
        "зураг.jpg": picture("JPEG"),
        "зураг.png": picture("PNG"),
        "зураг.webp": picture("WEBP"),
        "зураг.gif": picture("GIF"),
        "баримт.pdf": pdf(),
        "баримт.docx": word(),
        "баримт.xlsx": excel(),
        "баримт.odt": open_document(),
        "бичвэр.txt": TEXT.encode(),
    }
