"""Whatever is typed, pasted or uploaded: a sentence, never an exception."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eservices.engine import Kind, all_services, service_at
from eservices.engine.checking import check
from eservices.engine.dates import read_date
from eservices.engine.ranges import read_range
from eservices.errors import RowsUnreadable
from eservices.rows.files import read_rows_file
from eservices.rows.lots import MOST_OF_A_LOT, expand_lots
from eservices.rows.pasted import read_pasted
from eservices.rows.workbook import workbook
from eservices.services.verification import ROWS as INSTRUMENTS
from tests.casework.file_samples import good_files

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("reference", "in_english"),
]
TODAY = date(2026, 11, 24)
MADE = [
    "0-150 кг",
    "02.001",
    "101-120",
    "1-" + "9" * 50,
    "MNS 5217:2012",
    "2026-02-30",
    "=1+1",
    "sealed:AAAA",
    "-",
    "٣",
    "\ud800",
    "\x00",
    "é" * 3000,
    "0…" + "9" * 14 + " т",
]
TEXTS = st.one_of(st.text(max_size=60), st.sampled_from(MADE))
FILES = list(good_files().values())


def often(examples: int) -> Any:
    """So many examples, the same in every run."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def or_sentence(read: Callable[[], list[dict[str, str]]]) -> Any:
    """The rows, or the sentence why there are none."""
    try:
        return read()
    except RowsUnreadable as refused:
        return str(refused)


def rows_of(columns: list[str]) -> st.SearchStrategy[list[dict[str, str]]]:
    return st.lists(st.fixed_dictionaries(dict.fromkeys(columns, TEXTS)), max_size=3)


@often(60)
@given(st.data())
def test_any_draft_is_judged(data: st.DataObject) -> None:
    service = data.draw(st.sampled_from(all_services()))
    answers = {
        key: data.draw(st.one_of(TEXTS, st.lists(TEXTS, max_size=2)), key)
        for key in service.fields
    }
    rows = {
        key: data.draw(rows_of([column.key for column in each.columns]), key)
        for key, each in service.rows.items()
    }
    found = check(service, answers=answers, rows=rows, file_keys=(), today=TODAY)
    assert all(
        isinstance(sentence, str) and sentence
        for sentences in found.faults.by_path.values()
        for sentence in sentences
    )
    for key, each in service.rows.items():
        assert workbook(each, rows[key], found.faults)


@often(300)
@given(TEXTS)
def test_any_cell_of_any_kind_is_read_or_refused(typed: str) -> None:
    read_date(typed)
    found = read_range(typed)
    for unit in ("kg", "t", "C", "mm"):
        if found is not None:
            try:
                found.within(unit)
            except ValueError:
                continue
    assert 1 <= len(expand_lots(INSTRUMENTS, [{"serial": typed}])) <= MOST_OF_A_LOT


@often(200)
@given(st.text(alphabet=st.sampled_from('ab1\t\n\r;,"\x00é=\ufeff'), max_size=200))
def test_any_pasted_text_is_rows_or_a_sentence(text: str) -> None:
    columns = [column.key for column in INSTRUMENTS.columns]
    rows = or_sentence(lambda: read_pasted(text, INSTRUMENTS))
    assert rows
    assert isinstance(rows, str) or all(list(row) == columns for row in rows)


@often(150)
@given(st.data())
def test_any_bytes_are_rows_or_a_sentence(data: st.DataObject) -> None:
    content = data.draw(st.one_of(st.binary(max_size=300), st.sampled_from(FILES)))
    if content and data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(content) - 1))
        content = content[:at] + data.draw(st.binary(max_size=4)) + content[at + 1 :]
    assert or_sentence(lambda: read_rows_file(io.BytesIO(content), INSTRUMENTS))


def test_every_kind_of_value_is_asked_somewhere() -> None:
    """So that the draft of above really tries every reader."""
    asked = {
        field.kind
        for service in all_services()
        for fields in (
            service.fields.values(),
            *(each.columns for each in service.rows.values()),
        )
        for field in fields
    }
    assert asked == set(Kind)


def test_an_order_of_rows_that_is_too_long_is_one_sentence() -> None:
    service = service_at("verification")
    assert service is not None
    rows = {"instruments": [{"kind": "02.001"}] * 2001}
    found = check(service, answers={}, rows=rows, file_keys=(), today=TODAY)
    assert found.faults.by_path["rows.instruments"] == [
        "At most 2000 lines fit into one application. Divide the list and send the "
        "rest in another."
    ]
