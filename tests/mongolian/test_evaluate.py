"""The figures of the stemmer are those one counts by hand, for any file."""

import gzip
from pathlib import Path

import pytest

from mongolian.evaluate import main, measure, read

LINES = "lemma\tform\tfeatures\nус\tусны\tN;GEN;SG\nус\tУсаар\tN;INS;SG\nav\tbroken\n"
# One letter as a stem: аб, ав meet (one lemma); так and аб's forms do not; аг is the
# stranger that meets them.
PAIRS = {("аб", "ав"), ("аб", "бв"), ("аг", "аг"), ("так", "так")}


def test_pairs_are_counted_as_by_hand() -> None:
    figures = measure(PAIRS, lambda word: word[0])

    # Forms: аб, ав, бв of аб; аг; так. Three kin pairs, one merged rightly; two of
    # the seven pairs of strangers merged; of three merged pairs two are wrong.
    assert figures.under == pytest.approx(2 / 3)
    assert figures.over == pytest.approx(2 / 7)
    assert figures.over_merged == pytest.approx(2 / 3)
    assert figures.meets == pytest.approx(1 / 2)


def test_no_pairs_make_no_division_by_nothing() -> None:
    assert measure(set(), str) == (1, 0, 0, 0)


@pytest.mark.parametrize("name", ["forms.tsv", "forms.tsv.gz"])
def test_a_file_is_read_plain_or_gzipped(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    data = LINES.encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)

    assert list(read(path)) == [
        ("ус", "усны", "N;GEN;SG"),
        ("ус", "усаар", "N;INS;SG"),
    ]


def test_the_report_names_each_method(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "forms.tsv"
    path.write_text(LINES, encoding="utf-8")

    assert main([str(path)]) == 0

    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == 1 + 3 * 4 + 1
    assert " ".join(shown[3].split()) == "nominals rules 0.000 0.0e+00 0.000 1.000"
    assert shown[-1].startswith("2 lines; ")


@pytest.mark.parametrize("arguments", [[], ["a", "b"]])
def test_it_says_how_it_is_called(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == (
        "Usage: python -m mongolian.evaluate FILE.tsv[.gz]\n"
    )


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\x1f\x8b broken"])
def test_a_file_that_cannot_be_read_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    path = tmp_path / "forms.tsv.gz"
    path.write_bytes(data)

    assert main([str(path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
