"""The receipt: one page, every word of it readable, and a code phones can read."""

import dataclasses
import re
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest
import segno
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from casework.receipts.qr import qr_svg
from casework.receipts.render import ReceiptData, receipt_pdf

RECEIPT = ReceiptData(
    number="26-004217-5",
    code="482 915 037",
    kind_label="Гомдол",
    received_at=datetime(2026, 11, 23, 17, 24, tzinfo=UTC),
    due_on=date(2026, 12, 24),
    ledger=[("Хуулийн хугацаа", "+ 30 хоног"), ("Сунгасан", "үгүй")],
    unit_name="Дархан-Уул аймгийн Стандарт, хэмжил зүйн хэлтэс",
    hotline="18002525",
    tracking_url="https://masm.example.mn/track/#26-004217-5/482915037",
    language="mn",
    agency_name="Стандарт, хэмжил зүйн газар",
)
NAMESPACE = "{http://www.w3.org/2000/svg}"


def pages(pdf: bytes) -> list[str]:
    """The text of each page, lines joined by one space."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            " ".join(page.get_textpage().get_text_range().split()) for page in document
        ]
    finally:
        document.close()


def drawn(**changes: object) -> str:
    """The text of a receipt that must be one page."""
    (text,) = pages(receipt_pdf(dataclasses.replace(RECEIPT, **changes)))  # type: ignore[arg-type]
    return text


def code_matrix() -> tuple[bytearray, ...]:
    """The squares of the code for the tracking page, as segno computes them."""
    code = segno.make(
        RECEIPT.tracking_url, error="m", micro=False, mask=2, boost_error=False
    )
    matrix: tuple[bytearray, ...] = code.matrix
    return matrix


def modules(svg: str) -> set[tuple[int, int]]:
    """The dark modules of a QR code as drawn, counted from its first one."""
    path = ET.fromstring(svg).findall(f"{NAMESPACE}path")[1].attrib["d"]  # noqa: S314
    pieces = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path)
    assert "".join(f"M{x} {y}h{w}v1h-{w}z" for x, y, w in pieces) == path
    return {
        (int(x) + step - 4, int(y) - 4) for x, y, w in pieces for step in range(int(w))
    }


def test_receipt_says_what_a_citizen_needs() -> None:
    text = drawn()

    for words in (
        "26-004217-5",
        "482 915 037",
        "Гомдол",
        "2026 оны 11 сарын 24, 01:24",  # the day in Ulaanbaatar, not in London
        "2026 оны 12 сарын 24, Пүрэв",
        "Хуулийн хугацаа + 30 хоног",
        "Дархан-Уул аймгийн Стандарт, хэмжил зүйн хэлтэс",
        "1800 2525",
        "https://masm.example.mn/track/",
        "Стандарт, хэмжил зүйн газар",
    ):
        assert words in text


def test_receipt_speaks_the_language_of_its_case() -> None:
    with translation.override("en"):
        mongolian = drawn()
    with translation.override("mn"):
        english = drawn(language="en")

    assert "Хүлээн авсан баримт" in mongolian
    assert "Receipt" in english
    assert "24 December 2026, Thursday" in english


def test_code_is_in_print_once_and_never_in_the_address() -> None:
    assert drawn().count("482 915 037") == 1
    assert "482915037" not in drawn()


def test_petition_without_a_deadline_says_so() -> None:
    with translation.override("mn"):
        text = drawn(due_on=None, ledger=[])

    assert "Шийдвэр шаардахгүй тул хугацаа тогтоогоогүй." in text
    assert "Шийдвэрт үндэслэл" not in text


def test_sample_is_marked_across_the_page() -> None:
    assert "ЖИШЭЭ" in drawn(sample=True)
    assert "ЖИШЭЭ" not in drawn()


@pytest.mark.parametrize("rows", [0, 1, 4, 5, 10, 16])
def test_receipt_stays_one_page(rows: int) -> None:
    row = ("Амралтын өдөр, тооцохгүй", "2026.12.26, Бямба (Цагаан сар)")

    assert "1800 2525" in drawn(ledger=[row] * rows, unit_name="Нэгж " * 20)


def test_clock_of_a_day_and_of_a_year_are_drawn() -> None:
    assert "2026 оны 11 сарын 24" in drawn(due_on=date(2026, 11, 24))
    assert "2027 оны 11 сарын 24" in drawn(due_on=date(2027, 11, 24))


def test_values_are_never_read_as_markup() -> None:
    unit = '#panic("x") *bold* $x$ `raw` \\ = [a] "quoted" <label> @ref // note'

    assert unit in drawn(unit_name=unit)


def test_letters_without_a_shape_do_not_stop_the_receipt() -> None:
    assert "Нэгж \ufffd\ufffd \ufffd" in drawn(unit_name="Нэгж ᠮᠣ \U0001f600")


def test_same_receipt_is_the_same_file() -> None:
    assert receipt_pdf(RECEIPT) == receipt_pdf(RECEIPT)


def test_receipts_drawn_at_once_do_not_mix() -> None:
    numbers = [f"26-{serial:06}-0" for serial in range(24)]

    receipts = [dataclasses.replace(RECEIPT, number=number) for number in numbers]

    with ThreadPoolExecutor(8) as pool:
        drawings = list(pool.map(receipt_pdf, receipts))

    texts = [pages(pdf)[0] for pdf in drawings]  # pdfium knows no threads
    assert [re.findall(r"26-\d{6}-0", text) for text in texts] == [[n] for n in numbers]


def test_receipt_is_accessible() -> None:
    """Tagged as PDF/UA-1 with its language and title, and the code with words."""
    pdf = receipt_pdf(RECEIPT)

    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"/Lang(mn)" in pdf
    assert b"/MarkInfo<</Marked true" in pdf
    assert b"/Alt" in pdf


def test_page_shows_the_code_of_the_tracking_page() -> None:
    """The squares on the drawn page are those that segno computes for the address."""
    document = pypdfium2.PdfDocument(receipt_pdf(RECEIPT))
    page = document[0].render(scale=6).to_pil().convert("L")
    document.close()
    matrix = code_matrix()
    # Nothing else is quite black: text is ink blue or soft grey.
    black = page.point(lambda value: 255 if value < 10 else 0)
    left, top, right, _bottom = black.getbbox()
    side = (right - left) / len(matrix)

    read = [
        [
            int(black.getpixel((left + (x + 0.5) * side, top + (y + 0.5) * side)) > 0)
            for x in range(len(matrix))
        ]
        for y in range(len(matrix))
    ]

    assert read == [list(row) for row in matrix]


def test_svg_holds_the_very_code() -> None:
    matrix = code_matrix()

    assert modules(qr_svg(RECEIPT.tracking_url)) == {
        (x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark
    }


@given(
    page=st.sampled_from(["https://masm.example.mn/track/", "http://127.0.0.1:8000/"]),
    signs=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30),
)
def test_a_code_put_together_from_signs_is_the_one_segno_makes(
    page: str, signs: str
) -> None:
    text = f"{page}#{signs}"
    code = segno.make(text, error="m", micro=False, mask=2, boost_error=False)

    assert modules(qr_svg(text)) == {
        (x, y)
        for y, row in enumerate(code.matrix)
        for x, dark in enumerate(row)
        if dark
    }


def test_svg_is_safe_in_our_pages() -> None:
    svg = qr_svg("https://x.mn/#<&\"'", title="<b>Код</b> & 'x'")

    assert ET.fromstring(svg).find(f"{NAMESPACE}title").text == "<b>Код</b> & 'x'"  # type: ignore[union-attr]  # noqa: S314
    assert re.findall(r"(\w[\w-]*)=", svg.partition("<title>")[0]) == [
        "xmlns",
        "class",
        "role",
        "viewBox",
        "shape-rendering",
    ]
    assert "style" not in svg


def test_fonts_are_small_and_licensed() -> None:
    import casework.receipts

    folder = Path(casework.receipts.__file__).parent / "fonts"
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}

    assert set(sizes) == {
        "NotoSans-Bold.ttf",
        "NotoSans-Regular.ttf",
        "NotoSansMono-Bold.ttf",
        "OFL.txt",
    }
    assert sum(sizes.values()) < 400_000
