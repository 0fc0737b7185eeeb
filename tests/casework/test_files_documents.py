"""Documents with a program, a lock or a bomb in them are not taken."""

import io
import zipfile
from contextlib import suppress

import pytest

from casework.files import limits
from casework.files.office import ODT, check_office
from casework.files.pdf import check_pdf
from casework.files.refusals import RefusedFile
from tests.casework import file_samples as samples

ACTION = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def pdf_refusal(content: bytes) -> str:
    with pytest.raises(RefusedFile) as refused:
        check_pdf(content)
    return refused.value.code


def office_refusal(content: bytes) -> str:
    with pytest.raises(RefusedFile) as refused:
        check_office(content)
    return refused.value.code


# --- PDF ------------------------------------------------------------------------
def test_plain_pdf_is_kept_as_it_is() -> None:
    content = samples.pdf()

    assert check_pdf(content) == content
    assert check_pdf(content[:-1] + b"\r\n") == content[:-1] + b"\r\n"


def test_packed_objects_without_programs_are_taken() -> None:
    content = samples.pdf(extra=[samples.object_stream(b"9 0 << /Type /Font >>")])

    assert check_pdf(content) == content


def test_picture_data_that_spells_a_short_name_is_taken() -> None:
    stream = b"<< /Length 9 >>\nstream\nxx/JS (yz\nendstream"
    content = samples.pdf(extra=[stream])

    assert check_pdf(content) == content


@pytest.mark.parametrize(
    "content",
    [
        samples.pdf(catalog=b"/OpenAction " + ACTION),
        samples.pdf(catalog=b"/OpenAction << /S /J#61vaScript >>"),
        samples.pdf(catalog=b"/OpenAction << /#4A#53 (app.alert) >>"),
        samples.pdf(extra=[b"<< /S /Launch /F (cmd.exe) >>"]),
        samples.pdf(catalog=b"/Names << /EmbeddedFiles 4 0 R >>"),
        samples.pdf(extra=[b"<< /Type /EmbeddedFile >>\nstream\nMZ\nendstream"]),
        samples.pdf(catalog=b"/AcroForm << /XFA [] >>"),
        samples.pdf(extra=[b"<< /Subtype /RichMedia >>"]),
        samples.pdf(extra=[samples.object_stream(b"9 0 " + ACTION)]),
        samples.pdf(extra=[samples.object_stream(b"9 0 << /JS (x) >>")]),
    ],
)
def test_pdf_with_a_program_or_a_file_in_it_is_refused(content: bytes) -> None:
    assert pdf_refusal(content) == "active_content"


def test_locked_pdf_is_refused() -> None:
    assert pdf_refusal(samples.pdf(tail=b"/Encrypt 4 0 R")) == "encrypted"


@pytest.mark.parametrize(
    "content",
    [
        samples.pdf()[:-40],
        samples.pdf() + b"x" * 2000,
        b"junk" + samples.pdf(),
        b"%PDF-1.4\n%%EOF",
        b"%PDF-1.4\nstartxref\n0\n%%EOF",
        samples.pdf(extra=[b"<< /Type /ObjStm >>"]),
        samples.pdf(
            extra=[b"<< /Type /ObjStm /Filter /LZWDecode >>\nstream\nabc\nendstream"]
        ),
    ],
)
def test_damaged_pdf_is_refused(content: bytes) -> None:
    assert pdf_refusal(content) == "broken_document"


def test_web_page_dressed_as_pdf_is_refused() -> None:
    content = samples.pdf()
    page = content[:9] + b"<script>alert(1)</script>\n" + content[9:]

    assert pdf_refusal(page) == "content_mismatch"


@pytest.mark.parametrize(
    "tail", [b"<?php system(1); ?>", samples.archive({"x.exe": b"MZ"})]
)
def test_what_follows_the_end_of_a_pdf_is_cut_off(tail: bytes) -> None:
    content = samples.pdf()

    assert check_pdf(content + tail) == content


def test_pdf_that_unpacks_without_end_is_refused() -> None:
    bomb = samples.object_stream(bytes(limits.MAX_PDF_OBJECTS))

    assert pdf_refusal(samples.pdf(extra=[bomb])) == "archive_bomb"


@pytest.mark.parametrize(
    "filling", [b"stream\n", b"/ObjStm ", b"/#4A", b"endstream", b"%%EOF\n", b"/JS "]
)
def test_pdf_made_to_be_slow_is_judged_at_once(filling: bytes) -> None:
    """Ten megabytes of one word: quadratic work would take hours here."""
    size = limits.MEGABYTE * 10 // len(filling)
    content = samples.pdf(extra=[filling * size])

    with suppress(RefusedFile):  # some of these are odd, but harmless
        check_pdf(content)


# --- Word, Excel, OpenDocument --------------------------------------------------
@pytest.mark.parametrize(
    "member",
    [
        "word/vbaProject.bin",
        "word/activeX/activeX1.bin",
        "word/embeddings/oleObject1.bin",
        "word/media/setup.EXE",
    ],
)
def test_word_file_with_a_program_is_refused(member: str) -> None:
    assert office_refusal(samples.word(**{member: b"x"})) == "active_content"


def test_macro_type_without_macro_name_is_refused() -> None:
    types = b"application/vnd.ms-word.document.macroEnabled.main+xml"

    content = samples.archive({"[Content_Types].xml": types, "word/a.xml": b""})

    assert office_refusal(content) == "active_content"


def test_macro_of_open_document_is_refused() -> None:
    content = samples.open_document(**{"Basic/Standard/Module1.xml": b"Sub Main"})

    assert office_refusal(content) == "active_content"


def test_chart_inside_a_word_file_is_no_program() -> None:
    member = "word/embeddings/Microsoft_Excel_Sheet1.xlsx"

    assert check_office(samples.word(**{member: samples.excel()}))


def test_locked_open_document_is_refused() -> None:
    manifest = b"<manifest:encryption-data/>"
    content = samples.open_document(**{"META-INF/manifest.xml": manifest})

    assert office_refusal(content) == "encrypted"


def test_locked_zip_is_refused() -> None:
    content = bytearray(samples.word())
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1

    assert office_refusal(bytes(content)) == "encrypted"


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/x", "/etc/passwd", "C:\\x", "a\\..\\b", "word/../../x"]
)
def test_name_that_leads_outside_is_refused(name: str) -> None:
    # The zip module of Python would mend such names itself on other systems.
    assert office_refusal(samples.word(**{name: b"x"})) == "broken_document"


def test_zip_bombs_are_refused() -> None:
    many = {f"m{number}": b"" for number in range(limits.MAX_MEMBERS)}
    huge = bytes(limits.MAX_UNPACKED + 1)
    dense = bytes(limits.MAX_UNPACKED - limits.MEGABYTE)

    assert office_refusal(samples.word(**many)) == "archive_bomb"
    assert office_refusal(samples.word(big=huge)) == "archive_bomb"
    assert office_refusal(samples.word(big=dense)) == "archive_bomb"


def test_file_that_unpacks_well_but_stays_small_is_taken() -> None:
    assert check_office(samples.word(big=bytes(limits.MEGABYTE)))


def test_other_packings_are_refused() -> None:
    target = io.BytesIO(samples.word())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("x", b"x")

    assert office_refusal(target.getvalue()) == "broken_document"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused() -> None:
    target = io.BytesIO(samples.word())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("word/document.xml", b"<other/>")

    assert office_refusal(target.getvalue()) == "broken_document"


def test_other_open_documents_are_not_taken() -> None:
    kind = ODT.replace("text", "presentation").encode()
    content = samples.archive({"mimetype": kind, "content.xml": b""})

    assert office_refusal(content) == "type_not_allowed"


@pytest.mark.parametrize("where", ["before", "after", "damaged"])
def test_zip_with_something_more_is_refused(where: str) -> None:
    content = samples.word()
    changed = {
        "before": b"PK\x03\x04" + content,
        "after": content + b"<?php",
        "damaged": content.replace(b"word/document.xml", b"word/documen\0.xml", 1),
    }[where]

    assert office_refusal(changed) == "broken_document"
