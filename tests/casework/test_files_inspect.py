"""What is taken, what is refused, and under what name it is kept."""

import hashlib
import io

import pytest
from django.utils import translation
from pytest_django.fixtures import Settings

from casework.files.inspect import (
    InspectedFile,
    RefusedFile,
    check_count,
    describe_refusal,
    inspect,
    safe_name,
)
from casework.files.refusals import Refusal
from tests.casework import file_samples as samples

EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(200)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)
LOCKED_OFFICE = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + bytes(504)
    + "EncryptedPackage".encode("utf-16-le")
)


def take(content: bytes, name: str, declared_type: str = "") -> InspectedFile:
    return inspect(io.BytesIO(content), name=name, declared_type=declared_type)


def refusal(content: bytes, name: str, declared_type: str = "") -> str:
    with pytest.raises(RefusedFile) as refused:
        take(content, name, declared_type)
    return refused.value.code


@pytest.mark.parametrize(
    ("name", "kept_as", "content_type"),
    [
        ("зураг.jpg", "зураг.jpg", "image/jpeg"),
        ("зураг.png", "зураг.png", "image/png"),
        ("зураг.webp", "зураг.webp", "image/webp"),
        ("зураг.gif", "зураг.png", "image/png"),
        ("баримт.pdf", "баримт.pdf", "application/pdf"),
        (
            "баримт.docx",
            "баримт.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "баримт.xlsx",
            "баримт.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("баримт.odt", "баримт.odt", "application/vnd.oasis.opendocument.text"),
        ("бичвэр.txt", "бичвэр.txt", "text/plain; charset=utf-8"),
    ],
)
def test_every_kind_we_name_is_taken(
    name: str, kept_as: str, content_type: str
) -> None:
    file = take(samples.good_files()[name], name)

    assert (file.original_name, file.content_type) == (kept_as, content_type)
    assert file.extension == kept_as.rpartition(".")[2]
    assert file.size == len(file.content)
    assert file.sha256 == hashlib.sha256(file.content).hexdigest()


def test_documents_are_kept_byte_for_byte() -> None:
    files = samples.good_files()

    for name in ("баримт.pdf", "баримт.docx", "баримт.xlsx", "баримт.odt"):
        assert take(files[name], name).content == files[name]


@pytest.mark.parametrize(
    ("name", "declared_type"),
    [
        ("IMG_0001.JPG", "application/octet-stream"),
        ("IMG_0001.jpeg", ""),
        ("image.jfif", "text/html"),
        ("messenger.webp", "image/webp"),
        ("blob", ""),
        ("blob", "image/png; charset=binary"),
        ("зураг 1.2.2026", ""),
    ],
)
def test_a_photo_is_taken_under_the_names_phones_give(
    name: str, declared_type: str
) -> None:
    assert take(samples.picture("JPEG"), name, declared_type).extension == "jpg"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (EXE, "photo.jpg", "content_mismatch"),
        (EXE, "letter.txt", "content_mismatch"),
        (EXE, "setup.exe", "type_not_allowed"),
        (HTML, "page.html", "type_not_allowed"),
        (HTML, "photo.jpg", "content_mismatch"),
        (HTML, "letter.pdf", "content_mismatch"),
        (SVG, "logo.svg", "type_not_allowed"),
        (SVG, "logo.png", "content_mismatch"),
        (HEIC, "IMG_1.HEIC", "type_not_allowed"),
        (samples.picture("JPEG"), "letter.pdf", "content_mismatch"),
        (samples.picture("PNG"), "letter.txt", "content_mismatch"),
        (samples.pdf(), "photo.jpg", "content_mismatch"),
        (samples.word(), "table.xlsx", "content_mismatch"),
        (samples.archive({"a.txt": b"a"}), "a.zip", "type_not_allowed"),
        (samples.archive({"a.txt": b"a"}), "a.docx", "type_not_allowed"),
        (samples.word(), "letter.docm", "type_not_allowed"),
        (LOCKED_OFFICE, "letter.docx", "encrypted"),
        (LOCKED_OFFICE[:100], "letter.docx", "content_mismatch"),
        (HTML, "page", "type_not_allowed"),
        (b"", "photo.jpg", "empty"),
        (b"\xef\xbb\xbf", "letter.txt", "empty"),
    ],
)
def test_what_does_not_agree_is_refused(content: bytes, name: str, code: str) -> None:
    assert refusal(content, name) == code


def test_declared_type_stands_in_for_a_missing_ending() -> None:
    assert take(b"hello", "note", "text/plain").original_name == "note.txt"
    assert refusal(samples.pdf(), "note", "image/jpeg") == "content_mismatch"


def test_size_limit_is_that_of_the_settings(settings: Settings) -> None:
    settings.MAX_FILE_BYTES = 1000

    assert take(b"a" * 1000, "a.txt").size == 1000
    assert refusal(b"a" * 1001, "a.txt") == "too_big"


def test_count_limit_is_that_of_the_settings(settings: Settings) -> None:
    settings.MAX_FILES = 2
    check_count(2)

    with pytest.raises(RefusedFile) as refused:
        check_count(3)

    assert refused.value.code == "too_many"


@pytest.mark.parametrize(
    "content",
    [
        samples.TEXT.encode(),
        samples.TEXT.encode("utf-8-sig"),
        samples.TEXT.encode("utf-16"),
        samples.TEXT.translate(str.maketrans("ӨөҮү", "ЄєЇї")).encode("cp1251"),
    ],
)
def test_text_is_kept_as_utf8(content: bytes) -> None:
    assert take(content, "a.txt").content == samples.TEXT.encode()


@pytest.mark.parametrize(
    "content",
    [b"a\0b", b"\x1b[2J", b"\xff\xfeabc", b"\x98\x98", "«»§¶©±".encode("cp1251")],
)
def test_what_is_no_writing_is_no_text(content: bytes) -> None:
    assert refusal(content, "a.txt") == "content_mismatch"


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Бат\\гомдол.txt", "гомдол.txt"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie_ x=1.txt"),
        ("gpj\u202etxt.exe", "gpjtxt.txt"),
        ('a"b<c>|d?*.txt', "a_b_c__d__.txt"),
        ("...", "file.txt"),
        ("", "file.txt"),
        (".htaccess", "file.txt"),
        ("invoice.exe.txt", "invoice.exe.txt"),
        ("  Миний   баримт .TXT", "Миний баримт.txt"),
        ("и\u0306.txt", "й.txt"),
        ("\ud800\0.txt", "file.txt"),
    ],
)
def test_names_are_safe_to_show_and_to_save(name: str, kept_as: str) -> None:
    assert safe_name(name, "txt") == kept_as


def test_names_are_short() -> None:
    assert len(safe_name("Ө" * 500 + ".jpeg", "jpg")) == 120


@pytest.mark.parametrize("code", list(Refusal))
def test_every_refusal_has_a_sentence_in_both_languages(code: Refusal) -> None:
    sentence = describe_refusal(code.value)

    with translation.override("en"):
        english = str(sentence)
    with translation.override("mn"):
        mongolian = str(sentence)

    assert english.endswith(".")
    assert mongolian.endswith(".")
    assert english != mongolian
    assert "{" not in english + mongolian


def test_sentence_says_the_limit() -> None:
    with translation.override("en"):
        assert str(describe_refusal("too_big")) == (
            "The file is larger than 10 MB. Send a smaller file or a photo of it."
        )
