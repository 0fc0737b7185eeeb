"""A restore drill: what was there comes back, and damage is seen before it."""

from __future__ import annotations

import hashlib
import shutil
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from branches import documents, pictures
from branches.actions.files import add_document, add_picture
from casework.models import Attachment, Case
from eservices.certificates.keys import known_keys
from feedback.models import Petition
from mongol_standards.backup import Mismatch, mismatches
from organisation.models import Role, Unit
from tests.casework.file_samples import pdf, picture
from tests.factories import NAMED, make_petition, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"
    settings.PRIVATE_DIR.mkdir()
    settings.PUBLIC_DIR = tmp_path / "public"
    settings.KEYS_DIR = tmp_path / "keys"
    call_command("load_reference", verbosity=0, without_catalogue=True)
    return tmp_path


def attach(case: Case, settings, content: bytes) -> Attachment:
    """A file of the case, as the storage would keep it."""
    name = uuid.uuid4().hex
    (settings.PRIVATE_DIR / name).write_bytes(content)
    return Attachment.objects.create(
        case=case,
        path=name,
        original_name="зураг.jpg",
        content_type="image/jpeg",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        scan_state="clean",
    )


def test_after_a_restore_everything_is_as_it_was(house, settings, capsys):
    case = make_petition(**NAMED)
    file = attach(case.case, settings, b"picture")
    call_command("backup", house / "backups")
    (made,) = (house / "backups").iterdir()
    later = make_petition(**NAMED)
    (settings.PRIVATE_DIR / file.path).unlink()
    call_command("restore", made, "--yes")
    assert [petition.number for petition in Petition.objects.all()] == [case.number]
    assert not Case.objects.filter(number=later.number).exists()
    assert (settings.PRIVATE_DIR / file.path).read_bytes() == b"picture"
    assert list(mismatches()) == []
    assert "no fault" in capsys.readouterr().out


def test_pictures_and_documents_of_units_and_keys_come_back(house, settings):
    unit = Unit.objects.get(code="darkhan-uul")
    editor = make_user(Role.EDITOR, unit)
    photo = SimpleUploadedFile("a.png", picture("PNG"), "image/png")
    shown = add_picture(unit=unit, user=editor, upload=photo, alt_mn="Байр")
    order = SimpleUploadedFile("a.pdf", pdf(), "application/pdf")
    paper = add_document(unit=unit, user=editor, upload=order, title_mn="Тушаал")
    key = known_keys()
    call_command("backup", house / "backups")
    (made,) = (house / "backups").iterdir()
    file = pictures.path_of(shown.sha256, 40)
    file.unlink()
    documents.path_of(paper.sha256).write_bytes(b"x")
    assert sorted(each.what for each in mismatches()) == ["changed", "missing"]
    shutil.rmtree(settings.KEYS_DIR)
    call_command("restore", made, "--yes")
    assert file.read_bytes()[8:12] == b"WEBP"
    assert documents.path_of(paper.sha256).read_bytes() == pdf()
    assert (known_keys(), len(key)) == (key, 1)
    assert list(mismatches()) == []


def test_a_damaged_backup_is_refused_before_anything_is_touched(house, settings):
    make_petition()
    call_command("backup", house / "backups")
    (made,) = (house / "backups").iterdir()
    with (made / "database.dump").open("ab") as dump:
        dump.write(b"x")
    make_petition()
    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", made, "--yes")
    assert Petition.objects.count() == 2


def test_a_restore_asks_first(house):
    with pytest.raises(CommandError, match="--yes"):
        call_command("restore", house)


def test_a_folder_without_backup_is_named(house):
    with pytest.raises(CommandError, match="holds no backup"):
        call_command("restore", house, "--yes")


def test_rows_without_files_and_files_without_rows_are_named(house, settings):
    case = make_petition()
    gone = attach(case.case, settings, b"gone")
    changed = attach(case.case, settings, b"before")
    (settings.PRIVATE_DIR / gone.path).unlink()
    (settings.PRIVATE_DIR / changed.path).write_bytes(b"after")
    (settings.PRIVATE_DIR / "stray").write_bytes(b"?")
    assert list(mismatches()) == [
        Mismatch(gone.path, "missing"),
        Mismatch(changed.path, "changed"),
        Mismatch("stray", "unknown"),
    ]
