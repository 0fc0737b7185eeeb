"""Designations are read alike in any spelling, and no text is too odd to read."""

import random
import re
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.designations import (
    Designation,
    base_code,
    draft_stage,
    edition_key,
    parse,
    slug,
    undated,
    understand,
)
from tests.catalogue.real_codes import real_codes

CYRILLIC = {"MNS": "МНС", "ISO": "ИСО", "IEC": "МЭК", "CISPR": "СИСПР"}
LOOK_ALIKES = str.maketrans("ABCEHKMOPTX", "АВСЕНКМОРТХ")

# How a dated code of these publishers is built, to be compared with what is read.
DATED = re.compile(
    r"(?P<publishers>(?:MNS |ISO|IEC|CISPR|IEEE|CAC|ASTM|OHSAS|/)+)"
    r"(?:[ /](?P<kind>TR|TS|PAS|ISP|R|GL|RCP|Guide))? "
    r"(?P<number>[0-9]+)(?P<part>(?:-[A-Z0-9]+)*):(?P<year>[0-9]{4})"
)


def in_cyrillic(code: str) -> str:
    return re.sub("[A-Z]+", lambda word: CYRILLIC.get(word[0], word[0]), code)


def with_a_look_alike(code: str) -> str:
    return code[0].translate(LOOK_ALIKES) + code[1:]


# The nine habits of typing a code, and what paste and phone keyboards add.
SPELLINGS: dict[str, Callable[[str], str]] = {
    "lower case": str.lower,
    "no spaces": lambda code: code.replace(" ", ""),
    "dash for colon": lambda code: code.replace(":", "-"),
    "hyphens for spaces": lambda code: re.sub("[ /:]", "-", code.lower()),
    "Cyrillic publisher": in_cyrillic,
    "Cyrillic, small, no spaces": lambda code: (
        in_cyrillic(code).lower().replace(" ", "")
    ),
    "Cyrillic look-alike": with_a_look_alike,
    "spaces around the colon": lambda code: code.replace(":", " : "),
    "slash lost": lambda code: code.replace("/", " "),
    "semicolon": lambda code: code.replace(":", ";"),
    "typographic": lambda code: f"«{code.replace('-', '–').replace(' ', chr(0xA0))}»",
    "zero-width space": lambda code: code.replace(" ", " \u200b"),
}


@pytest.fixture(scope="module")
def dated() -> list[str]:
    """The dated codes of ISO, IEC and MNS without supplements."""
    return [code for code in real_codes() if DATED.fullmatch(code)]


def meaning(read: Designation | None) -> tuple[object, ...] | None:
    """What must not depend on the spelling; publishers in any order."""
    if read is None:
        return None
    dates = (read.year, read.supplement, read.supplement_year)
    return (frozenset(read.publishers), read.kind, read.number, read.part, *dates)


def said(code: str) -> tuple[object, ...]:
    """What a dated code says, by its build alone."""
    found = DATED.fullmatch(code)
    assert found
    publishers = frozenset(re.findall("[A-Z]+", found["publishers"]))
    kind, part = (found["kind"] or "").upper(), found["part"][1:]
    return (publishers, kind, found["number"], part, int(found["year"]), "", None)


def differing(codes: Iterable[str], spell: Callable[[str], str]) -> list[str]:
    return [
        code
        for code in codes
        if meaning(understand(spell(code))) != meaning(parse(code))
    ]


def test_every_dated_code_is_read_as_it_is_built(dated: list[str]) -> None:
    assert len(dated) > 50_000
    assert [code for code in dated if meaning(parse(code)) != said(code)] == []


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
def test_a_query_means_the_code_in_every_spelling(
    dated: list[str], spell: Callable[[str], str]
) -> None:
    sample = random.Random(9001).sample(dated, 400)
    sample += [code for code in dated if code.startswith("MNS")]
    assert differing(sample, spell) == []


@pytest.mark.parametrize("spell", [str.lower, in_cyrillic, with_a_look_alike])
def test_supplements_and_drafts_are_understood_too(
    spell: Callable[[str], str],
) -> None:
    known = [
        code for code in real_codes() if re.match("(ISO|IEC|MNS|CISPR|OIML|РМГ)", code)
    ]
    sample = [code for code in random.Random(17025).sample(known, 3000) if parse(code)]
    # Certification bodies of the IEC: the letters belong to no publisher we know.
    assert differing(sample, spell) == [c for c in sample if "IEC ACEE" in c]


def test_number_and_part_are_found_without_publisher_and_year(dated: list[str]) -> None:
    sample = random.Random(5217).sample(dated, 400)
    bare = {code: code.rpartition(" ")[2].partition(":")[0] for code in sample}
    read = {code: understand(number) for code, number in bare.items()}
    assert {code: (r.number, r.part, r.year) for code, r in read.items() if r} == {
        code: (*said(code)[2:4], None) for code in sample
    }


@pytest.mark.parametrize(
    ("typed", "publishers", "number", "part", "year"),
    [
        ("iso9001", ("ISO",), "9001", "", None),
        ("mnsiso9001:2016", ("MNS", "ISO"), "9001", "", 2016),
        ("MNS5217", ("MNS",), "5217", "", None),
        ("17025", (), "17025", "", None),
        ("9001-2015", (), "9001", "", 2015),
        ("iso 9001-2015", ("ISO",), "9001", "", 2015),
        ("iso 9001 2015", ("ISO",), "9001", "", 2015),
        ("5021-1", (), "5021", "1", None),
        ("mns 5021 1 2019", ("MNS",), "5021", "1", 2019),
        ("iec 60601 2 54", ("IEC",), "60601", "2-54", None),
        ("МНС ИСО 9001", ("MNS", "ISO"), "9001", "", None),
        ("мнс исо/мэк 17025", ("MNS", "ISO", "IEC"), "17025", "", None),
        ("МНСИСО9001", ("MNS", "ISO"), "9001", "", None),
        ("mnsiso/iec17025", ("MNS", "ISO", "IEC"), "17025", "", None),
        ("МNS ISO 105-А01", ("MNS", "ISO"), "105", "A01", None),
        ("MNS 0138-А:2010", ("MNS",), "0138", "A", 2010),
        ("MNS 4099 : 2020", ("MNS",), "4099", "", 2020),
        ("MNS стандарт 5217", ("MNS",), "5217", "", None),
        ("ISO №9001", ("ISO",), "9001", "", None),
        ("ISO ９００１", ("ISO",), "9001", "", None),
        ("ISO 10589.1992", ("ISO",), "10589", "", 1992),
        ("MNS 3568:83", ("MNS",), "3568", "", 1983),
        ("DIN EN ISO 9001:2015-11", ("DIN", "EN", "ISO"), "9001", "", 2015),
        ("гост 12.1.005-88", ("GOST",), "12.1.005", "", 1988),
        ("ГОСТ Р ИСО 9001-2015", ("GOST", "ISO"), "9001", "", 2015),
        ("5217 мнс", ("MNS",), "5217", "", None),
        ("ISO/TS 10303-1744:2010", ("ISO",), "10303", "1744", 2010),
        ("MNS 2015", ("MNS",), "2015", "", None),
        ("EN 301 489-1", ("ETSI",), "301489", "1", None),
        ("etsi-ts-128-204", ("ETSI",), "128204", "", None),
        ("ituth264", ("ITU-T",), "264", "", None),
        ("itu-t h.460.4", ("ITU-T",), "460.4", "", None),
        ("codex stan 192-1995", ("CAC",), "192", "", 1995),
    ],
)
def test_a_typed_code(
    typed: str, publishers: tuple[str, ...], number: str, part: str, year: int | None
) -> None:
    read = understand(typed)
    assert read
    assert (read.publishers, read.number, read.part, read.year, read.words) == (
        publishers,
        number,
        part,
        year,
        (),
    )


@pytest.mark.parametrize(
    ("typed", "number", "year", "words"),
    [
        ("ундны ус мнс 5217", "5217", None, ("ундны", "ус")),
        ("мнс 5217 ундны ус", "5217", None, ("ундны", "ус")),
        ("mns5217ундны ус", "5217", None, ("ундны", "ус")),
        ("MNS 5217-ийн шаардлага", "5217", None, ("шаардлага",)),
        ("MNS 5217-г", "5217", None, ()),
        ("2019 оны MNS 5217", "5217", 2019, ()),
        ("ISO 9001 стандарт 2015", "9001", 2015, ()),
        ("mns iso 9001 ба iso 14001", "9001", None, ("ба", "iso", "14001")),
        ("us 5217", "5217", None, ("us",)),
        ("9001 стандарт", "9001", None, ()),
        ("ISO 9001 өөрчлөлт 1", "9001", None, ()),
    ],
)
def test_a_number_among_words(
    typed: str, number: str, year: int | None, words: tuple[str, ...]
) -> None:
    read = understand(typed)
    assert read
    assert (read.number, read.year, read.words) == (number, year, words)


@pytest.mark.parametrize(
    "typed",
    [
        "us undnii",
        "ундны ус",
        "2 дугаар хэсэг",
        "2-р хэсэг",
        "хэсэг 2",
        "2015 оны стандарт",
        "ундны ус 2015",
        "хөдөлмөрийн кодекс 2021",
        "мнс",
        "ISO ١٢٣",
        "",
        " \t\n\x00",
    ],
)
def test_words_years_and_ordinals_are_no_designation(typed: str) -> None:
    assert understand(typed) is None


@pytest.mark.parametrize(
    ("code", "kind", "part", "supplement", "supplement_year", "version", "stage"),
    [
        ("ISO 11439:2013/Amd 1:2021", "", "", "amd1", 2021, "", ""),
        ("ISO/IEC 9-5:2001/AMD14:2009/COR1:2010", "", "5", "amd14-cor1", 2010, "", ""),
        ("ISO 16571:2024/CD Amd 1.2", "", "", "amd1", None, ".2", "cd"),
        ("ISO 7010:2019/DAM 135", "", "", "amd135", None, "", "dam"),
        ("ISO/DTS 5354-2.2", "TS", "2", "", None, ".2", "dts"),
        ("ISO/CD TS 10303-1362", "TS", "1362", "", None, "", "cd"),
        ("CISPR 11:2015+AMD1:2016 CSV", "", "", "", None, "+AMD1:2016 CSV", ""),
        ("IEC 60704-2-9:2024 EXV-RLV", "", "2-9", "", None, "EXV-RLV", ""),
        ("ITU-T X.680 (2002) Amd. 4 (05/2007)", "X", "", "amd4", 2007, "05", ""),
        ("ITU-T G Suppl. 42 (10/2018)", "G SUPPL", "", "", None, "10", ""),
        ("ITU-T G.722.2 Annex C (03/2004)", "G", "", "annexc", 2004, "03", ""),
        ("ITU-R M.1462-1", "M", "", "", None, "-1", ""),
        ("ETSI TS 102 596 V1.2.0 (2008-04)", "TS", "", "", None, "V1.2.0", ""),
        ("ETSI GS NFV-IFA 026 V5.4.1 (2026-01)", "GS NFV-IFA", "", "", None)
        + ("V5.4.1", ""),
        ("ETSI ETS 300 092-1/A1/C1 ed.1 (1994-04)", "ETS", "1", "amd1-cor1", 1994)
        + ("ED.1", ""),
        ("JIS L 4107:2000R/AMENDMENT 1:2020", "L", "", "amd1", 2020, "R", ""),
        ("TR X 0043:2001", "TR X", "", "", None, "", ""),
        ("MNS CAC GL 24:2014", "GL", "", "", None, "", ""),
        ("ISO 9001:2015(E)", "", "", "", None, "(E)", ""),
    ],
)  # fmt: skip
def test_a_printed_code_loses_nothing(
    code: str,
    kind: str,
    part: str,
    supplement: str,
    supplement_year: int | None,
    version: str,
    stage: str,
) -> None:
    read = parse(code)
    assert read
    assert (read.kind, read.part, read.supplement, read.supplement_year) == (
        kind,
        part,
        supplement,
        supplement_year,
    )
    assert (read.version, read.stage, read.words) == (version, stage, ())


TRICKY = st.text(
    "mnsisoiecитугостМНСИСОАВТР0123456789-/:;.() \t\n\x00+\u00a0\u200b–«№ⅣßİŁ９١"
)


@given(TRICKY | st.text(max_size=200))
def test_no_text_is_refused_with_an_error(text: str) -> None:
    for read in (parse(text), understand(text)):
        assert read is None or re.fullmatch("[0-9.]+", read.number)
    assert re.fullmatch("[a-z0-9-]*", slug(text))
    assert isinstance(undated(text) + base_code(text) + draft_stage(text), str)
    assert edition_key(f"\t{text} ") == edition_key(text)


@given(
    st.sampled_from(["1", "1-", "A", "(", "/", ". ", "ISO/", "+AMD1:2000", "Amd 1 "])
)
def test_only_the_first_three_hundred_characters_are_read(piece: str) -> None:
    endless = piece * 100_000
    assert parse(endless) == parse(endless[:300])
    assert understand(endless) == understand(endless[:300])
    assert base_code(endless) == base_code(endless[:300])


def test_the_series_n_of_the_itu_is_no_sign_for_number():
    read = parse("ITU-T N.18 (11/1988)")
    assert read is not None
    assert (read.kind, read.number, read.year) == ("N", "18", 1988)
    assert parse("MNS N 5217") == parse("MNS 5217")
