"""Pictures and documents of units: what is kept, what is refused."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from branches import documents, pictures
from branches.actions.files import (
    add_document,
    add_picture,
    delete_picture,
    where_used,
)
from branches.actions.texts import save_revision
from branches.errors import PageRefused
from branches.markdown import is_pasted_html, without_html
from branches.models import Document, Page, Picture, Place, StaffMember
from organisation.models import Role, Unit, User
from tests.branches.factories import content, make_text
from tests.casework.file_samples import excel, pdf, phone_photo, picture, word
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ADD = "/admin/branches/picture/add/"


@pytest.fixture
def editor(darkhan: Unit) -> User:
    return make_user(Role.EDITOR, darkhan)


@pytest.fixture
def desk(editor: User) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def upload(body: bytes, name: str = "a.png", kind: str = "image/png") -> Any:
    return SimpleUploadedFile(name, body, kind)


def add(unit: Unit, user: User, body: bytes, **more: Any) -> Picture:
    words = {"alt_mn": "Лаборатори"} | more
    return add_picture(unit=unit, user=user, upload=upload(body), **words)


def bomb() -> bytes:
    """A PNG of a hundred million pixels in few bytes."""
    target = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(target, format="PNG")
    return target.getvalue()


REFUSED = {
    "a bomb": (bomb(), "a.png", "image/png"),
    "an SVG with a script": (SVG, "a.svg", "image/svg+xml"),
    "an SVG called PNG": (SVG, "a.png", "image/png"),
    "a web page called JPEG": (b"<html><script>1</script>", "a.jpg", "image/jpeg"),
    "a photo of 50 MB": (phone_photo(1) + bytes(50 * 1024**2), "a.jpg", "image/jpeg"),
    "a document": (pdf(), "a.pdf", "application/pdf"),
    "half a picture": (picture("PNG", size=(300, 300))[:-200], "a.png", "image/png"),
    "nothing": (b"", "a.png", "image/png"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_is_refused_with_a_sentence(
    desk: Client, darkhan: Unit, settings: Any, what: str
) -> None:
    form = {"unit": darkhan.pk, "alt_mn": "Зураг", "upload": upload(*REFUSED[what])}
    answer = desk.post(ADD, form)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == ["upload"]
    assert len(errors["upload"]) == 1
    assert 'value="Зураг"' in answer.content.decode()  # what was typed stays
    assert Picture.objects.count() == 0
    assert list(Path(settings.PUBLIC_DIR).rglob("*.webp")) == []


def test_a_picture_says_what_it_shows(
    desk: Client, darkhan: Unit, editor: User
) -> None:
    form = {"unit": darkhan.pk, "alt_mn": " ", "upload": upload(picture("PNG"))}
    answer = desk.post(ADD, form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (
        422,
        ["alt_mn"],
    )
    with pytest.raises(PageRefused) as refusal:
        add(darkhan, editor, picture("PNG"), alt_mn=" ")
    assert refusal.value.field == "alt_mn"


def test_nothing_but_the_pixels_is_kept(darkhan: Unit, editor: User) -> None:
    kept = add(darkhan, editor, phone_photo(6))
    file = pictures.path_of(kept.sha256, kept.widths[-1]).read_bytes()
    assert b"Secret" not in file
    with Image.open(io.BytesIO(file)) as image:
        assert image.format == "WEBP"
        assert dict(image.getexif()) == {}
        assert image.size == (200, 400)  # upright, as the camera was held
    assert (kept.width, kept.height) == (200, 400)


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((2000, 1000), [480, 960, 1600]),
        ((1000, 500), [480, 960]),
        ((500, 900), [480]),
        ((40, 20), [40]),
    ],
)
def test_three_widths_and_never_wider_than_it_was(
    darkhan: Unit, editor: User, size: tuple[int, int], widths: list[int]
) -> None:
    kept = add(darkhan, editor, picture("PNG", size=size))
    assert kept.widths == widths
    for width in widths:
        with Image.open(pictures.path_of(kept.sha256, width)) as image:
            assert (image.format, image.width) == ("WEBP", width)
            assert image.height == round(size[1] * width / size[0])


def test_a_kept_picture_is_served_to_everybody_for_ever(
    client: Client, desk: Client, darkhan: Unit
) -> None:
    photo = upload(picture("JPEG", size=(600, 300)), "a.jpg", "image/jpeg")
    form = {"unit": darkhan.pk, "alt_mn": "Лаборатори", "upload": photo}
    assert desk.post(ADD, form).status_code == 302
    kept = Picture.objects.get()
    answer = client.get(f"/pictures/{kept.sha256}-480.webp")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert "immutable" in answer["Cache-Control"]
    assert answer.getvalue()[8:12] == b"WEBP"
    assert client.get(f"/pictures/{kept.sha256}-960.webp").status_code == 404
    assert client.get(f"/pictures/{'0' * 64}-480.webp").status_code == 404


def test_a_picture_in_use_is_not_removed_and_says_where(
    desk: Client, darkhan: Unit, editor: User
) -> None:
    kept = add(darkhan, editor, picture("PNG"))
    page = make_text(darkhan, editor, title="Өдөрлөг", picture=kept)
    StaffMember.objects.create(unit=darkhan, name="Б.Оюун", post_mn="Дарга", photo=kept)
    Place.objects.create(unit=darkhan, photo=kept)
    assert len(where_used(kept)) == 3
    path = f"/admin/branches/picture/{kept.pk}/remove/"
    said = desk.post(path, follow=True).content.decode()
    for used in ("Өдөрлөг", "Б.Оюун", str(darkhan)):
        assert used in said
    assert Picture.objects.get() == kept
    assert desk.get(path).status_code == 405
    assert Page.objects.get(unit=darkhan) == page


def test_an_unused_picture_goes_with_its_files(
    desk: Client,
    darkhan: Unit,
    editor: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    kept = add(darkhan, editor, picture("PNG", size=(1000, 10)))
    files = [pictures.path_of(kept.sha256, width) for width in kept.widths]
    assert all(file.exists() for file in files)
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/admin/branches/picture/{kept.pk}/remove/")
    assert Picture.objects.count() == 0
    assert not any(file.exists() for file in files)


def test_the_files_stay_while_another_unit_has_the_same_picture(
    darkhan: Unit, editor: User, django_capture_on_commit_callbacks: Any
) -> None:
    uvs = Unit.objects.get(code="uvs")
    kept = add(darkhan, editor, picture("PNG"))
    add(uvs, make_user(Role.EDITOR, uvs), picture("PNG"))
    with django_capture_on_commit_callbacks(execute=True):
        delete_picture(picture_id=kept.pk, user=editor)
    assert pictures.path_of(kept.sha256, kept.widths[0]).exists()


def test_a_picture_of_another_unit_is_refused_to_a_text(
    darkhan: Unit, editor: User
) -> None:
    uvs = Unit.objects.get(code="uvs")
    foreign = add(uvs, make_user(Role.EDITOR, uvs), picture("PNG"))
    page = make_text(darkhan, editor)
    with pytest.raises(PageRefused) as refusal:
        save_revision(
            page_id=page.pk,
            user=editor,
            expected_no=1,
            content=content(picture=foreign),
        )
    assert refusal.value.field == "picture"


# --- documents --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "body"),
    [("тушаал.pdf", pdf()), ("тушаал.docx", word()), ("үнэ.xlsx", excel())],
)
def test_a_document_is_kept_and_sent_as_a_download(
    client: Client, desk: Client, darkhan: Unit, name: str, body: bytes
) -> None:
    form = {
        "unit": darkhan.pk,
        "title_mn": "Тушаал",
        "dated_on": "2026-01-31",
        "upload": upload(body, name, ""),
    }
    assert desk.post("/admin/branches/document/add/", form).status_code == 302
    kept = Document.objects.get()
    assert (kept.original_name, kept.size) == (name, len(body))
    path = f"/branches/{darkhan.code}/documents/{kept.pk}/"
    answer = client.get(path)
    assert answer.getvalue() == body
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(path.replace(darkhan.code, "uvs")).status_code == 404
    change = f"/admin/branches/document/{kept.pk}/change/"
    assert desk.post(change, {"title_mn": "Тушаал"}).status_code == 302
    assert client.get(path).status_code == 404  # hidden again


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.docx", word(**{"word/vbaProject.bin": b"macro"})),
        ("a.pdf", pdf(catalog=b"/OpenAction << /S /JavaScript /JS (1) >>")),
        ("a.pdf", b"<html><script>1</script>"),
        ("a.exe", b"MZ"),
        ("a.svg", SVG),
    ],
)
def test_a_document_that_acts_is_refused(
    desk: Client, darkhan: Unit, name: str, body: bytes
) -> None:
    form = {"unit": darkhan.pk, "title_mn": "Тушаал", "upload": upload(body, name, "")}
    answer = desk.post("/admin/branches/document/add/", form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (
        422,
        ["upload"],
    )
    assert Document.objects.count() == 0


@pytest.mark.parametrize("name", ["зураг.png", "бичвэр.txt"])
def test_only_documents_are_documents(desk: Client, darkhan: Unit, name: str) -> None:
    body = picture("PNG") if name.endswith("png") else "Сайн уу".encode()
    form = {"unit": darkhan.pk, "title_mn": "Т", "upload": upload(body, name, "")}
    answer = desk.post("/admin/branches/document/add/", form)
    assert answer.status_code == 422


def test_documents_lie_by_what_they_are(darkhan: Unit, editor: User) -> None:
    kept = add_document(
        unit=darkhan, user=editor, upload=upload(pdf(), "a.pdf", ""), title_mn="Т"
    )
    assert documents.path_of(kept.sha256).read_bytes() == pdf()


# --- what is pasted ---------------------------------------------------------------
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal {mso-style-name: x}</style><script>alert(1)</script></head>
<body><p class="MsoNormal"><span style='mso-fareast-language:MN'>Эхний <b>мөр</b>
&amp; үлдэгдэл</span><o:p></o:p></p><p>Хоёр дахь мөр</p></body></html>"""


def test_pasted_word_becomes_words(desk: Client, darkhan: Unit, editor: User) -> None:
    page = make_text(darkhan, editor)
    path = f"/admin/branches/page/{page.pk}/change/"
    form = {"expected_no": "1", "title_mn": "Гарчиг", "body_mn": WORD}
    assert desk.post(path, form).status_code == 302
    body = page.revisions.get(no=2).body_mn
    assert [line for line in body.splitlines() if line] == [
        "Эхний мөр",
        "& үлдэгдэл",
        "Хоёр дахь мөр",
    ]


@pytest.mark.parametrize("text", ["a < b", "5 <6 ба 7> 3", "**тод** [а](https://x)"])
def test_what_people_type_is_left_alone(text: str) -> None:
    assert is_pasted_html(text) is False


def test_words_of_pasted_html_have_no_tags() -> None:
    assert without_html("<div>Нэг</div><div>Хоёр<br>Гурав</div>") == "Нэг\nХоёр\nГурав"
