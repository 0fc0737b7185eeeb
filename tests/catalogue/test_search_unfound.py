"""What was looked for and not found is counted, and nobody is named."""

import json
from datetime import date
from pathlib import Path

import pytest

from catalogue.models import UnfoundQuery
from catalogue.search import Question, search, unfound
from catalogue.search.unfound import LARGEST, collect, note


@pytest.fixture
def var_dir(tmp_path: Path) -> Path:
    """Where the tests keep the file (conftest)."""
    return tmp_path


def written(var_dir: Path) -> list[str]:
    path = var_dir / "unfound.log"
    return [json.loads(line)[0] for line in path.read_text().splitlines()]


@pytest.mark.django_db
def test_a_search_without_result_is_counted_once_collected(var_dir):
    for text in ("Хөх  тэнгэр", "хөх тэнгэр", "нар"):
        assert search(Question(text)).hits == ()
    assert not UnfoundQuery.objects.exists()
    assert collect() == 3
    rows = UnfoundQuery.objects.values_list("text", "count")
    assert list(rows) == [("хох тэнгэр", 2), ("нар", 1)]
    assert (collect(), list(var_dir.iterdir())) == (0, [])


@pytest.mark.django_db
def test_later_misses_are_added(var_dir):
    note("нар")
    collect()
    UnfoundQuery.objects.update(first_on=date(2020, 1, 1), last_on=date(2020, 1, 1))
    note("нар")
    collect()
    row = UnfoundQuery.objects.get()
    assert (row.count, row.first_on) == (2, date(2020, 1, 1))
    assert row.last_on > date(2020, 1, 1)


@pytest.mark.django_db
def test_a_narrowed_search_and_later_pages_are_no_miss(var_dir):
    search(Question("нар", bodies=("mns",)))
    search(Question("нар", page=2))
    search(Question(""))
    assert not (var_dir / "unfound.log").exists()


@pytest.mark.parametrize(
    "text",
    [
        "bat@example.mn",
        "99112233",
        "9911-22-33",
        "утас 9911 2233",
        "УБ99112233",
        "рд уб 99112233",
        "+976 (99) 112233",
    ],
)
def test_what_may_name_a_person_is_not_kept(var_dir, text: str):
    note(text)
    assert not (var_dir / "unfound.log").exists()


def test_a_long_code_is_no_telephone_number(var_dir):
    note("IEC 60335-2-150:1995")
    assert written(var_dir) == ["iec 60335-2-150:1995"]


def test_only_so_much_is_kept(var_dir):
    note("а" * 300)
    assert written(var_dir) == ["а" * 60]
    (var_dir / "unfound.log").write_bytes(b"x" * LARGEST)
    note("нар")
    assert (var_dir / "unfound.log").stat().st_size == LARGEST


@pytest.mark.django_db
def test_a_line_cut_short_is_passed_over(var_dir):
    note("нар")
    with (var_dir / "unfound.log").open("a") as file:
        file.write('["хагас\n[1]\n')
    assert collect() == 1


def test_a_folder_that_cannot_be_written_stops_nobody(monkeypatch, tmp_path):
    monkeypatch.setattr(unfound, "folder", lambda: tmp_path / "missing")
    note("нар")
    assert not (tmp_path / "missing").exists()
