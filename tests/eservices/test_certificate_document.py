"""The PDF and its JSON twin say what was issued, and the QR code proves it."""

# The companies, days and answers of these tests are there; mypy cannot know.
# mypy: disable-error-code="union-attr,arg-type,operator"
from __future__ import annotations

import base64
import json
from typing import Any

import pypdfium2
import pytest
import segno
from django.core.management import CommandError, call_command
from django.utils import translation

from eservices.certificates import keys, sealing
from eservices.certificates.document import (
    certificate_json,
    certificate_pdf,
    qr_text,
    sections_of,
)
from eservices.certificates.sealing import Verdict
from eservices.models import Certificate
from tests.catalogue.factories import make_edition
from tests.eservices.issued import (
    a_company,
    a_product,
    grant,
    of_instruments,
    of_standards,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def real(settings: Any, reference: None) -> None:
    """Documents of a portal that is no demonstration."""
    settings.DEMO_MODE = False
    settings.SITE_URL = "https://masm.example"


def pages(certificate: Certificate) -> list[str]:
    """The text of each page, lines joined by one space."""
    document = pypdfium2.PdfDocument(certificate_pdf(certificate))
    try:
        return [
            " ".join(page.get_textpage().get_text_range().split()) for page in document
        ]
    finally:
        document.close()


# --- on paper -------------------------------------------------------------------
def test_the_paper_says_what_was_issued() -> None:
    certificate = a_product("Ноосон цамц", company=a_company("Алтан тариа ХХК"))
    (text,) = pages(certificate)
    code = f"{certificate.check_code[:3]} {certificate.check_code[3:]}"
    for words in (
        certificate.number,
        code,
        "Ноосон цамц",
        "Алтан тариа ХХК",
        certificate.company.register_no,
        "Дархан-Уул аймгийн Стандарт, хэмжил зүйн хэлтэс",
        f"{certificate.issued_on.year} оны {certificate.issued_on.month} сарын",
        f"{certificate.valid_to.year} оны",
        "MNS 0377:2013",
        "№ 45 · 2026.11.02",
        "https://masm.example/verify/",
        certificate.key_id,
        "1 / 1",
    ):
        assert words in text


def test_the_paper_names_no_person() -> None:
    (certificate,) = grant(of_instruments(["A-1"]))
    (text,) = pages(certificate)
    user = certificate.application.applicant
    assert not {"Дорж", "Оюун", "99112345", user.username} & set(text.split())


def test_the_paper_speaks_the_language_of_its_application() -> None:
    with translation.override("mn"):
        (text,) = pages(a_product(language="en"))
    assert "Certificate of conformity" in text
    assert "Darkhan-Uul Department of Standardization and Metrology" in text
    assert "What conforms" in text


def test_an_instrument_needs_one_page() -> None:
    for certificate in grant(
        of_instruments(["A-1", "A-2"], company=a_company(), failed=frozenset({"A-2"}))
    ):
        assert len(pages(certificate)) == 1


def test_many_rows_take_many_pages_with_the_heading_on_each() -> None:
    editions = [make_edition(f"MNS {number}:2013") for number in range(1000, 1060)]
    (certificate,) = grant(of_standards(editions))
    texts = pages(certificate)
    assert len(texts) > 2
    for place, text in enumerate(texts, start=1):
        assert certificate.number in text
        assert f"{place} / {len(texts)}" in text
    assert all("Хэрэглэх хүрээ" in text for text in texts[:-1])
    whole = " ".join(texts)
    assert [edition.code for edition in editions if edition.code not in whole] == []


def test_what_stands_no_more_is_marked_across_the_page() -> None:
    certificate = a_product(language="en")
    assert "WITHDRAWN" not in pages(certificate)[0]
    Certificate.objects.update(state="withdrawn")
    certificate.refresh_from_db()
    assert "WITHDRAWN" in pages(certificate)[0]


def test_a_demonstration_is_marked_as_a_sample(settings: Any) -> None:
    certificate = a_product(language="en")
    assert "SAMPLE" not in pages(certificate)[0]
    settings.DEMO_MODE = True
    assert "SAMPLE" in pages(certificate)[0]
    settings.DEMO_MODE = False
    assert "SAMPLE" in pages(a_product(language="en", is_sample=True))[0]


def test_values_are_never_read_as_markup() -> None:
    name = '#panic("x") *bold* $x$ `raw` \\ = [a] <label> @ref // note'
    assert name in pages(a_product(name))[0]


def test_letters_without_a_shape_do_not_stop_the_paper() -> None:
    assert "Цамц \ufffd\ufffd \ufffd" in pages(a_product("Цамц ᠮᠣ \U0001f600"))[0]


def test_one_word_of_two_hundred_letters_fits() -> None:
    assert len(pages(a_product("ш" * 200))) == 1


def test_the_same_certificate_is_the_same_file() -> None:
    certificate = a_product()
    assert certificate_pdf(certificate) == certificate_pdf(certificate)


def test_the_paper_is_accessible() -> None:
    pdf = certificate_pdf(a_product())
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"/Lang(mn)" in pdf
    assert b"/MarkInfo<</Marked true" in pdf


def test_the_paper_shows_the_code_of_the_signed_text() -> None:
    """The squares on the drawn page are those that segno computes for the text."""
    certificate = a_product()
    document = pypdfium2.PdfDocument(certificate_pdf(certificate))
    page = document[0].render(scale=8).to_pil().convert("L")
    document.close()
    code = segno.make(
        qr_text(certificate), error="m", micro=False, mask=2, boost_error=False
    )
    # Nothing else is quite black: text is ink blue or soft grey.
    black = page.point(lambda value: 255 if value < 10 else 0)
    left, top, right, _bottom = black.getbbox()
    side = (right - left) / len(code.matrix)
    read = [
        [
            int(black.getpixel((left + (x + 0.5) * side, top + (y + 0.5) * side)) > 0)
            for x in range(len(code.matrix))
        ]
        for y in range(len(code.matrix))
    ]
    assert read == [list(row) for row in code.matrix]


def test_the_code_opens_the_live_page() -> None:
    certificate = a_product()
    address = f"https://masm.example/verify/{certificate.address}/#1."
    assert qr_text(certificate).startswith(address)


# --- for machines ---------------------------------------------------------------
def test_the_document_for_machines_proves_itself() -> None:
    certificate = a_product(company=a_company("Алтан тариа ХХК"))
    said = json.loads(json.dumps(certificate_json(certificate)))
    assert sealing.check_document(said, keys.known_keys()).verdict == Verdict.GENUINE
    said["content"]["sections"][1]["table"]["rows"][0][0] = "Ямааны ноолуур"
    assert sealing.check_document(said, keys.known_keys()).verdict == Verdict.CHANGED


def test_sections_are_in_the_active_language_and_leave_the_holder_apart() -> None:
    content = a_product().content
    with translation.override("en"):
        assert [part["heading"] for part in sections_of(content)] == ["What conforms"]
    with translation.override("mn"):
        headings = [part["heading"] for part in sections_of(content)]
    assert headings == ["Тохирол нь тогтоогдсон зүйлс"]


# --- without a database ---------------------------------------------------------
@pytest.fixture
def offline(django_db_blocker: Any, capsys: Any) -> Any:
    """A function that calls the command with the database out of reach."""

    def call(*arguments: object) -> list[str]:
        with django_db_blocker.block():
            call_command("verify_certificate", *map(str, arguments))
        lines: list[str] = capsys.readouterr().out.splitlines()
        return lines

    return call


def test_the_command_says_genuine_without_a_database(offline: Any) -> None:
    certificate = a_product(company=a_company("Алтан тариа ХХК"))
    lines = offline(qr_text(certificate))
    assert lines[0] == "genuine: signed by the agency and unchanged"
    assert f"number: {certificate.number}" in lines
    assert "holder: Алтан тариа ХХК" in lines


def test_the_command_reads_a_document_and_a_given_key(
    offline: Any, tmp_path: Any, settings: Any
) -> None:
    certificate = a_product()
    (tmp_path / "c.json").write_text(json.dumps(certificate_json(certificate)))
    published = json.dumps(keys.published())
    raw = base64.b64encode(next(iter(keys.known_keys().values()))).decode()
    settings.CERTIFICATE_KEY = b"z" * 32
    settings.KEYS_DIR = tmp_path / "none"
    for text in (published, raw):
        (tmp_path / "key").write_text(text)
        lines = offline(tmp_path / "c.json", "--key", tmp_path / "key")
        assert lines[0] == "genuine: signed by the agency and unchanged"
    with pytest.raises(CommandError, match="forged: no known key signed this"):
        offline(tmp_path / "c.json")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text.replace("#1.ey", "#1.eY"), "no known key signed this"),
        (lambda text: text.replace("-000001/", "-000002/"), "signed for another"),
    ],
)
def test_the_command_says_forged(offline: Any, change: Any, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        offline(change(qr_text(a_product())))


@pytest.mark.parametrize("what", ["/nowhere/at/all", "/", "текст", "#1.abc"])
def test_the_command_says_what_it_cannot_read(offline: Any, what: str) -> None:
    with pytest.raises(CommandError):
        offline(what)


def test_the_command_refuses_a_file_without_keys(offline: Any, tmp_path: Any) -> None:
    (tmp_path / "key").write_text('{"keys": [{"x": "AAAA"}]}')
    with pytest.raises(CommandError, match="holds no Ed25519 public key"):
        offline(qr_text(a_product()), "--key", tmp_path / "key")
