"""Static files are collected again exactly when they have to be."""

import shutil
from pathlib import Path

import pytest
from pytest_django import Settings

from mongol_standards.static_files import collect_if_changed


@pytest.fixture
def source(settings: Settings, tmp_path: Path) -> Path:
    """One stylesheet that was collected once."""
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "site.css").write_text("body { color: black }")
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = [
        "django.contrib.staticfiles.finders.FileSystemFinder"
    ]
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {
            "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        },
    }
    assert collect_if_changed()
    return folder


def test_nothing_changed(source: Path) -> None:
    assert not collect_if_changed()


def test_a_touched_file_is_the_same_file(source: Path) -> None:
    (source / "site.css").touch()
    assert not collect_if_changed()


def test_a_changed_file_replaces_the_old_one(source: Path, settings: Settings) -> None:
    (source / "site.css").write_text("body { color: navy }")
    assert collect_if_changed()
    assert (settings.STATIC_ROOT / "site.css").read_text() == "body { color: navy }"
    assert len(list(settings.STATIC_ROOT.glob("site.*.css"))) == 1


def test_a_removed_file_is_gone(source: Path, settings: Settings) -> None:
    (source / "more.css").write_text("a { color: navy }")
    assert collect_if_changed()
    (source / "more.css").unlink()
    assert collect_if_changed()
    assert not list(settings.STATIC_ROOT.glob("more*"))


def test_a_lost_result_is_made_again(source: Path, settings: Settings) -> None:
    shutil.rmtree(settings.STATIC_ROOT)
    assert collect_if_changed()
