"""Keys, printed forms and addresses of designations."""

import random
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from catalogue.designations import (
    base_code,
    draft_stage,
    edition_key,
    slug,
    standard_key,
    undated,
)
from tests.catalogue.real_codes import real_codes


@dataclass(frozen=True)
class Forms:
    """All forms of one code."""

    code: str
    edition: str
    standard: str
    undated: str
    slug: str
    base: str


@pytest.fixture(scope="module")
def forms() -> list[Forms]:
    """The forms of every code, made once."""
    makers = (edition_key, standard_key, undated, slug, base_code)
    return [Forms(code, *(make(code) for make in makers)) for code in real_codes()]


def same_but_for_spelling(codes: list[str]) -> bool:
    """Tell whether codes differ in nothing but case, spaces and slashes."""
    plain = (re.sub("[ /]", "", code.upper()) for code in codes)
    return len({code.replace("AMENDMENT", "AMD") for code in plain}) == 1


@pytest.mark.parametrize("form", ["edition", "slug"])
def test_different_editions_have_different_keys(forms: list[Forms], form: str) -> None:
    grouped: dict[str, list[str]] = defaultdict(list)
    for one in forms:
        grouped[getattr(one, form)].append(one.code)
    shared = [group for group in grouped.values() if not same_but_for_spelling(group)]
    assert sorted(shared) == [
        *([f"IEC 61360-C001{n}", f"IEC 61360-C001{n}:"] for n in (68, 69, 72, 74, 78)),
        ["IEC/ISO/IEEE 80005-1:2012", "ISO/IEC/IEEE 80005-1:2012"],
    ]


@pytest.mark.parametrize(
    "spell",
    [
        str.lower,
        lambda code: code.replace(":", " : "),
        lambda code: code.replace("-", "–").replace(" ", "\u00a0"),
        lambda code: f"  {code} ",
    ],
    ids=["lower case", "spaced colon", "typographic", "padded"],
)
def test_the_key_of_an_edition_does_not_depend_on_the_spelling(
    spell: Callable[[str], str],
) -> None:
    sample = random.Random(105).sample(real_codes(), 10_000)
    moved = [code for code in sample if edition_key(spell(code)) != edition_key(code)]
    assert moved == []


def test_slugs_are_plain_and_standards_have_their_own(forms: list[Forms]) -> None:
    plain = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
    assert [one.code for one in forms if not plain.fullmatch(one.slug)] == []
    shorts = {one.standard: one.undated for one in forms}
    owners = {slug(short): key for key, short in shorts.items()}
    assert len(owners) == len(shorts)
    strays = [f.code for f in forms if owners.get(f.slug, f.standard) != f.standard]
    assert strays == []


def test_the_undated_reference_names_the_same_standard(forms: list[Forms]) -> None:
    shorts = {one.standard: one.undated for one in forms}
    assert [one.code for one in forms if shorts[one.standard] != one.undated] == []
    again = {standard_key(short): undated(short) for short in shorts.values()}
    assert again == shorts


def test_a_supplement_has_a_base_of_the_same_standard(forms: list[Forms]) -> None:
    supplements = [one for one in forms if one.base]
    assert len(supplements) > 13_000
    strays = [f.code for f in supplements if standard_key(f.base) != f.standard]
    assert strays == []
    assert [one.base for one in supplements if base_code(one.base)] == []


@pytest.mark.parametrize(
    ("code", "short", "key"),
    [
        ("MNS ISO 9001:2016", "MNS ISO 9001", "mns iso 9001"),
        ("iso/iec 17025-2017", "ISO/IEC 17025", "iso iec 17025"),
        ("ISO 11439:2013/Amd 1:2021", "ISO 11439", "iso 11439"),
        ("MNS 0138:2010", "MNS 0138", "mns 138"),
        ("MNS ISO/PAS 45005:2021", "MNS ISO/PAS 45005", "mns iso pas 45005"),
        ("MNS CAC GL 24:2014", "MNS CAC GL 24", "mns cac gl 24"),
        ("ISO/DIS 16481", "ISO 16481", "iso 16481"),
        ("ISO/IEC TR 15446:2009", "ISO/IEC TR 15446", "iso iec tr 15446"),
        ("ISO TR 80001-2-7:2015", "ISO/TR 80001-2-7", "iso tr 80001-2-7"),
        ("ISO Guide 99:1993", "ISO Guide 99", "iso guide 99"),
        ("ITU-T H.460.4 (01/2007)", "ITU-T H.460.4", "itu-t h 460.4"),
        ("ITU-T V.27 bis (10/1984)", "ITU-T V.27 bis", "itu-t v 27-bis"),
        ("ITU-R 102-1/6:", "ITU-R 102/6", "itu-r 102-6"),
        ("ETSI TS 128 204 V18.1.1 (2024-04)", "ETSI TS 128 204", "etsi ts 128204"),
        ("РМГ 125-2013", "РМГ 125", "rmg 125"),
        ("гост р исо 9001-2015", "ГОСТ Р ИСО 9001", "gost iso r 9001"),
        ("IEC White Paper AI:2018", "IEC White Paper AI", "iec white paper ai"),
    ],
)
def test_the_undated_reference_of_a_code(code: str, short: str, key: str) -> None:
    assert (undated(code), standard_key(code)) == (short, key)


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("MNS ISO 9001:2016", "mns-iso-9001-2016"),
        ("iso/iec 17025-2017", "iso-iec-17025-2017"),
        ("ISO 11439:2013/Amd 1:2021", "iso-11439-2013-amd-1-2021"),
        ("MNS 0138:2010", "mns-0138-2010"),
        ("MNS CAC GL 24:2014", "mns-cac-gl-24-2014"),
        ("MNS ISO 105-А01:2014", "mns-iso-105-a01-2014"),
        ("ISO/DIS 16481", "iso-16481-dis"),
        ("ITU-T H.460.4 (01/2007)", "itu-t-h-460-4-2007-01"),
        ("ETSI TS 128 204 V18.1.1 (2024-04)", "etsi-ts-128-204-2024-v18-1-1"),
        ("ГОСТ Р ИСО 9001-2015", "gost-r-iso-9001-2015"),
        ("IEC White Paper AI:2018", "iec-white-paper-ai-2018"),
    ],
)
def test_the_address_of_a_code(code: str, address: str) -> None:
    assert slug(code) == address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MNS ISO 105-А01:2014", "МНС ИСО 105-A01 : 2014"),
        ("MNS 138:2010", "MNS 0138:2010"),
        ("ISO/IEC 8825-2:2002/AMD3:2008", "ISO/IEC 8825-2:2002/Amd 3:2008"),
        ("ISO 9001:2015(E)", "iso 9001-2015"),
        ("IEC/ISO 31010:2009", "ISO/IEC 31010:2009"),
        ("ГОСТ 7.1-84", "gost 7.1-1984"),
    ],
)
def test_two_spellings_of_one_edition(one: str, other: str) -> None:
    assert edition_key(one) == edition_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ISO 9001:2015", "ISO 9001:2008"),
        ("ISO 9001:2015", "ISO 9001:2015/Amd 1:2024"),
        ("ISO/DIS 16481", "ISO/FDIS 16481"),
        ("ISO/DIS 16481", "ISO/DIS 16481.2"),
        ("IEC 62343:2023", "IEC 62343:2023 RLV"),
        ("ITU-T H.264 (02/2016)", "ITU-T H.264 (10/2016)"),
        ("ISO 9001:2015", "ISO 9001"),
    ],
)
def test_editions_of_one_standard(one: str, other: str) -> None:
    assert edition_key(one) != edition_key(other)
    assert standard_key(one) == standard_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MNS ISO 9001:2016", "ISO 9001:2015"),
        ("MNS 5021-1:2019", "MNS 5021-2:2019"),
        ("OIML R 49:2006", "OIML D 49:2006"),
        ("ISO Guide 99:1993", "ISO 99:1975"),
    ],
)
def test_different_standards(one: str, other: str) -> None:
    assert standard_key(one) != standard_key(other)


@pytest.mark.parametrize(
    ("code", "base", "stage"),
    [
        ("ISO 11439:2013/Amd 1:2021", "ISO 11439:2013", ""),
        ("ISO/IEC 14496-5:2001/AMD14:2009/COR1:2010", "ISO/IEC 14496-5:2001", ""),
        ("IEC 9:2016+AMD1:2019 CSV/COR1:2019", "IEC 9:2016+AMD1:2019 CSV", ""),
        ("ISO 105-A02:1993/Cor 1:1997", "ISO 105-A02:1993", ""),
        ("JIS Z 8210:2017/AMENDMENT 2:2019R SYMBOL 61900", "JIS Z 8210:2017", ""),
        ("ISO/IEC FDIS 23000-22/CD Amd 1", "ISO/IEC FDIS 23000-22", "cd"),
        ("ISO/DIS 16481", "", "dis"),
        ("ISO 9001:2015", "", ""),
        ("us undnii", "", ""),
    ],
)  # fmt: skip
def test_base_and_stage(code: str, base: str, stage: str) -> None:
    assert (base_code(code), draft_stage(code)) == (base, stage)
