"""Photos and files of a petition: checked, kept through errors, cleaned."""

from __future__ import annotations

import io
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from casework import staging
from casework.files import storage
from casework.models import Attachment, StagedFile
from feedback.models import Petition
from tests.factories import BODY, human_traces

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]
KEY = uuid.uuid4()


def photo(name: str = "IMG_1.jpg", colour: str = "navy") -> SimpleUploadedFile:
    """A photo that knows where it was taken."""
    image = Image.new("RGB", (64, 48), colour)
    exif = Image.Exif()
    exif[0x010F] = "Утасны нэр"
    exif.get_ifd(0x8825)[1] = "N"
    target = io.BytesIO()
    image.save(target, format="JPEG", exif=exif)
    return SimpleUploadedFile(name, target.getvalue(), "image/jpeg")


def broken() -> SimpleUploadedFile:
    """A picture in name only."""
    return SimpleUploadedFile("broken.png", b"\x89PNG\r\n\x1a\nno", "image/png")


def filled(**changes: object) -> dict[str, object]:
    """A form with the same key throughout."""
    return {
        "client_key": str(KEY),
        "started": human_traces().started,
        "body": BODY,
        "kind": "complaint",
        **changes,
    }


def test_a_photo_reaches_the_case_without_its_place(client: Client) -> None:
    client.post("/feedback/check/", filled(files=[photo()]))
    client.post("/feedback/receipt/", filled())
    attachment = Attachment.objects.get()
    with storage.open(attachment.path) as file:
        kept = Image.open(io.BytesIO(file.read()))
    assert attachment.case_id == Petition.objects.get().pk
    assert attachment.original_name == "IMG_1.jpg"
    assert dict(kept.getexif()) == {}
    assert StagedFile.objects.count() == 0


def test_a_file_survives_an_error_elsewhere(client: Client) -> None:
    page = client.post("/feedback/check/", filled(body="", files=[photo()]))
    assert page.status_code == 422
    assert "IMG_1.jpg" in page.content.decode()
    check = client.post("/feedback/check/", filled())
    assert "IMG_1.jpg" in check.content.decode()
    client.post("/feedback/receipt/", filled())
    assert Attachment.objects.count() == 1


def test_a_refused_file_says_why_and_the_rest_is_kept(client: Client) -> None:
    page = client.post("/feedback/check/", filled(files=[photo(), broken()]))
    assert page.status_code == 422
    (sentence,) = page.context["form"].errors["files"]
    assert "broken.png" in sentence
    assert [file.original_name for file in staging.staged(KEY)] == ["IMG_1.jpg"]
    assert client.post("/feedback/check/", filled()).status_code == 200


def test_a_kept_file_can_be_removed(client: Client) -> None:
    client.post(
        "/feedback/check/", filled(files=[photo("a.jpg"), photo("b.jpg", "red")])
    )
    first = staging.staged(KEY)[0]
    stored = first.path
    client.post("/feedback/check/", filled(remove_file=[str(first.pk), "x", "9" * 40]))
    assert [file.original_name for file in staging.staged(KEY)] == ["b.jpg"]
    with pytest.raises(FileNotFoundError):
        storage.open(stored)


def test_nobody_removes_a_file_of_another_form(client: Client) -> None:
    client.post("/feedback/check/", filled(files=[photo()]))
    (file,) = staging.staged(KEY)
    other = filled(client_key=str(uuid.uuid4()), remove_file=str(file.pk))
    client.post("/feedback/check/", other)
    assert len(staging.staged(KEY)) == 1


def test_the_limit_counts_files_staged_before(client: Client) -> None:
    shades = ["red", "green", "blue", "white", "black", "gold"]
    pictures = [photo(f"{shade}.jpg", shade) for shade in shades]
    client.post("/feedback/check/", filled(files=pictures[:4]))
    page = client.post("/feedback/check/", filled(files=pictures[4:]))
    (sentence,) = page.context["form"].errors["files"]
    assert "gold.jpg" in sentence
    assert len(staging.staged(KEY)) == 5


def test_the_same_photo_twice_is_one(client: Client) -> None:
    client.post("/feedback/check/", filled(files=[photo()]))
    client.post("/feedback/check/", filled(files=[photo("again.jpg")]))
    assert [file.original_name for file in staging.staged(KEY)] == ["IMG_1.jpg"]


def test_a_direct_send_with_a_bad_file_writes_no_case(client: Client) -> None:
    response = client.post(
        "/feedback/receipt/",
        filled(files=[broken()]),
        headers={"accept": "application/json"},
    )
    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["files"]
    assert Petition.objects.count() == 0


def test_a_direct_send_takes_its_files_along(client: Client) -> None:
    client.post("/feedback/receipt/", filled(files=[photo()]))
    client.post("/feedback/receipt/", filled(files=[photo()]))
    assert Attachment.objects.count() == 1
    assert StagedFile.objects.count() == 0


def test_a_changed_petition_takes_its_files_along(client: Client) -> None:
    client.post("/feedback/receipt/", filled())
    changed = filled(body="Өөр зүйл.", files=[photo()])
    check = client.post("/feedback/check/", changed).content.decode()
    (key,) = re.findall(r'name="client_key" value="([^"]+)"', check)
    client.post("/feedback/receipt/", changed | {"client_key": key, "files": ""})
    assert Attachment.objects.get().case_id == Petition.objects.latest("pk").pk


def test_an_infected_file_is_not_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from casework.files.scan import ScanResult

    monkeypatch.setattr(
        staging, "scan", lambda content: ScanResult("infected", "Eicar")
    )
    page = client.post("/feedback/check/", filled(files=[photo()]))
    assert page.status_code == 422
    assert staging.staged(KEY) == []


@pytest.mark.parametrize("name", ["", "x" * 300, "<script>.jpg", "../../etc/passwd"])
def test_strange_names_are_only_names(client: Client, name: str) -> None:
    upload = photo(name or "a")
    assert client.post("/feedback/check/", filled(files=[upload])).status_code in {
        200,
        422,
    }
