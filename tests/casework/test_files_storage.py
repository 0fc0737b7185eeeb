"""Private files: written whole, found again, never shown by a browser."""

import os
import stat
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse
from pytest_django.fixtures import Settings

from casework.files import storage

PLACES = ["../secret", "/etc/passwd", "", "ab/cd/../../x", "ab/cd/" + "g" * 32]


@pytest.fixture(autouse=True)
def private_dir(tmp_path: Path, settings: Settings) -> Path:
    settings.PRIVATE_DIR = tmp_path / "private"
    settings.X_ACCEL_PREFIX = ""
    return tmp_path / "private"


def test_file_is_found_again() -> None:
    path = storage.save(b"content")

    with storage.open(path) as file:
        assert file.read() == b"content"


def test_same_content_is_another_file() -> None:
    assert storage.save(b"content") != storage.save(b"content")


def test_only_the_server_may_read(private_dir: Path) -> None:
    target = private_dir / storage.save(b"content")

    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert stat.S_IMODE(target.parent.stat().st_mode) == 0o700


def test_deleted_file_is_gone_and_may_be_deleted_again() -> None:
    path = storage.save(b"content")

    storage.delete(path)
    storage.delete(path)

    with pytest.raises(FileNotFoundError):
        storage.open(path)


@pytest.mark.parametrize("path", PLACES)
def test_no_path_leads_outside(path: str) -> None:
    with pytest.raises(SuspiciousFileOperation):
        storage.open(path)
    with pytest.raises(SuspiciousFileOperation):
        storage.delete(path)
    with pytest.raises(SuspiciousFileOperation):
        storage.private_response(path, name="a", content_type="text/plain")


def test_failed_write_leaves_nothing(
    private_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="no space left"):
        storage.save(b"content")

    assert [path for path in private_dir.rglob("*") if path.is_file()] == []


@pytest.mark.django_db  # closing an answer ends a request, which asks for the database
def test_download_is_saved_and_never_shown() -> None:
    path = storage.save(b"content")

    response = storage.private_response(
        path, name="гомдол №1.pdf", content_type="application/pdf"
    )

    assert isinstance(response, FileResponse)
    assert b"".join(response) == b"content"
    assert {name: response[name] for name in sorted(response.headers)} == {
        "Cache-Control": "no-store",
        "Content-Disposition": "attachment; filename*=utf-8''"
        "%D0%B3%D0%BE%D0%BC%D0%B4%D0%BE%D0%BB%20%E2%84%961.pdf",
        "Content-Length": "7",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Type": "application/pdf",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    response.close()


def test_web_server_in_front_sends_the_bytes(settings: Settings) -> None:
    settings.X_ACCEL_PREFIX = "/private-files/"
    path = storage.save(b"content")

    response = storage.private_response(
        path, name="a.txt", content_type="text/plain; charset=utf-8"
    )

    assert response["X-Accel-Redirect"] == f"/private-files/{path}"
    assert response["Content-Disposition"] == 'attachment; filename="a.txt"'
    assert response.getvalue() == b""
