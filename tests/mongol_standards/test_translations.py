"""Every sentence has its Mongolian, and the compiled file is the one we read."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import polib
import pytest
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.core.management import call_command
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "locale" / "mn" / "LC_MESSAGES" / "django.po"
OUR_APPS = {
    "branches",
    "casework",
    "catalogue",
    "eservices",
    "feedback",
    "organisation",
    "surveys",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(PO))


def texts(entry: polib.POEntry) -> list[str]:
    """The translations of an entry."""
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def test_nothing_is_untranslated_or_fuzzy(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue if not all(texts(entry))] == []
    assert [entry.msgid for entry in catalogue if "fuzzy" in entry.flags] == []


def test_the_compiled_file_is_up_to_date(catalogue: polib.POFile) -> None:
    compiled = polib.mofile(str(PO.with_suffix(".mo")))
    written = {(e.msgctxt, e.msgid): texts(e) for e in catalogue if not e.obsolete}
    assert {(e.msgctxt, e.msgid): texts(e) for e in compiled} == written


def test_every_translation_keeps_the_placeholders(catalogue: polib.POFile) -> None:
    wrong = [
        entry.msgid
        for entry in catalogue
        for text in texts(entry)
        if not fits(entry, set(PLACEHOLDER.findall(text)))
    ]
    assert wrong == []


def fits(entry: polib.POEntry, used: set[str]) -> bool:
    """All placeholders of a plain text; of a plural some may be left out."""
    wanted = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    return used <= wanted if entry.msgid_plural else used == wanted


def test_translations_are_in_cyrillic(catalogue: polib.POFile) -> None:
    """A translation without one Cyrillic letter was forgotten, short forms apart."""
    same_everywhere = {"SMS", "English", "QR", "PDF", "JSON", "CSV", "ICS"}
    latin = [
        entry.msgid
        for entry in catalogue
        for text in texts(entry)
        if not re.search(r"[а-яёөү]", text, re.IGNORECASE)
        and re.search(r"[a-z]", PLACEHOLDER.sub("", text), re.IGNORECASE)
        and entry.msgid not in same_everywhere
    ]
    assert latin == []


def test_no_list_of_the_back_office_is_headed_in_english() -> None:
    with translation.override("mn"):
        heads = [
            f"{model.__name__}: {label_for_field(column, model, page)}"
            for model, page in admin.site._registry.items()
            for column in page.list_display
            if model.__module__.partition(".")[0] in OUR_APPS
        ]
    assert [each for each in heads if re.search(r": .*[a-z]{2}", each)] == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs gettext")
def test_every_sentence_of_the_source_is_in_the_file(
    catalogue: polib.POFile, tmp_path: Path, settings, monkeypatch
) -> None:
    """The catalogue made anew from the source holds the same sentences."""
    fresh = tmp_path / "locale"
    shutil.copytree(ROOT / "locale", fresh)
    settings.LOCALE_PATHS = [fresh]
    monkeypatch.chdir(ROOT)
    call_command(
        "makemessages",
        locale=["mn"],
        no_obsolete=True,
        ignore_patterns=[".venv*", "var*", "tests*", "benchmarks*", "scripts*"],
        verbosity=0,
    )
    made = polib.pofile(str(fresh / "mn" / "LC_MESSAGES" / "django.po"))
    assert {(e.msgctxt, e.msgid) for e in made} == {
        (e.msgctxt, e.msgid) for e in catalogue
    }
