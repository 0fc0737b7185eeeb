"""What people, machines and broken networks may send: strategies and bodies."""

from __future__ import annotations

import io
import random
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_from_bytes

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.casework.file_samples import good_files

PAGES = ("/feedback/", "/feedback/check/", "/feedback/edit/", "/feedback/receipt/")
ALL_PAGES = (*PAGES, "/feedback/receipt/pdf/")
# Where forms are posted, the last step most of all.
any_post = st.sampled_from(("/feedback/receipt/",) * 4 + ALL_PAGES)
MULTIPART = "multipart/form-data; boundary=edge"
URLENCODED = "application/x-www-form-urlencoded"
TOO_LONG = 1_000_000
FIELDS = (
    "client_key",
    "body",
    "kind",
    "category",
    "place",
    "reply_by",
    "phone",
    "email",
    "name",
    "address",
    "consent",
    "website",
    "started",
    "remove_file",
    "as_new",
    "number",
    "code",
    "csrfmiddlewaretoken",
)


GOOD_FILES = good_files()


def often(examples: int) -> Any:
    """So many examples, the same in every run, without a clock on each."""
    return hypothesis_settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


# Controls, lone surrogates, direction marks, joiners, letters beyond the first plane.
ODD_LETTERS = (
    "\x00\x01\x07\x08\t\n\x0b\x0c\r\x1b\x1f\x7f\x80\x85\x9f\xa0\xad\u061c\u180e\u200b\u200d"
    "\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ud800\udbff\udc00\udfff\ufeff"
    "\ufffe\uffff\U0001f600\U000e0001\U0010ffff"
)
odd_text = st.text(st.sampled_from(ODD_LETTERS + "аөү9'\"<%&;\\{}"), max_size=40)
any_text = st.one_of(
    odd_text,
    st.text(st.characters(), max_size=60),
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.sampled_from(
        [
            "",
            "' OR 1=1 --",
            "<script>alert(1)</script>",
            "{{ 7*7 }}{% debug %}",
            "%00",
            "%(count)s %s {0}",
            "../../etc/passwd",
            "\u0301" * 500,  # marks without a letter
            "\ufdfa" * 500,  # one letter that becomes eighteen
            "99112345",
            "a@b.mn",
        ]
    ),
)
long_text = st.builds(
    lambda letter, size: letter * size,
    st.sampled_from(["а", "a", "\x00", "\n", "\u0301", "\U0001f600", "%", "\udc80"]),
    st.sampled_from([9_999, 10_000, 10_001, 300_000, TOO_LONG]),
)
valid_key = st.integers(0, 2**128 - 1).map(lambda number: str(uuid.UUID(int=number)))
odd_key = st.one_of(
    any_text,
    st.sampled_from(
        [
            "0" * 32,
            "{" + "0" * 32 + "}",
            "urn:uuid:" + "f" * 32,
            "٠" * 32,  # digits, but not ours
            "0x" + "0" * 30,
            "-" * 36,
            "1" * 100_000,
            "00000000-0000-0000-0000-00000000000g",
        ]
    ),
)
known_value = {
    "client_key": st.one_of(valid_key, odd_key),
    "body": st.one_of(st.just("Захын жинлүүр дутуу жинлэж байна."), any_text),
    "kind": st.sampled_from(
        ["complaint", "suggestion", "request", "application", "thanks"]
    ),
    "category": st.sampled_from(["", "market-scale", "0", "-1", "9" * 30]),
    "place": st.sampled_from(["", "045", "darkhan-uul", "head-office", "0", "９"]),
    "reply_by": st.sampled_from(["", "code", "phone", "email"]),
    "phone": st.sampled_from(["", "99112345", "+976 9911-2345", "१२३", "9" * 400]),
    "email": st.sampled_from(["", "a@b.mn", "a" * 300 + "@b.mn", "а@б.мн", "a@[::1]"]),
    "consent": st.sampled_from(["on", "", "off", "2"]),
    "started": st.one_of(st.just("form:0:0"), any_text),
}
# Mostly what the field can hold, so that many get as far as the database.
field_value = {
    name: st.one_of(known_value.get(name, any_text), any_text) for name in FIELDS
}
one_field = st.sampled_from(FIELDS).flatmap(
    lambda name: st.tuples(st.just(name), field_value[name])
)


@st.composite
def good_form(draw: st.DrawFn) -> dict[str, str]:
    """A form that is taken, but for what is changed in it."""
    form = {
        "client_key": draw(valid_key),
        "body": "Захын жинлүүр дутуу жинлэж байна.",
        "kind": "complaint",
        "reply_by": "code",
        "consent": "on",
        "started": "form:0:0",
    }
    for name, value in draw(st.lists(one_field, max_size=2)):
        form[name] = value
    return form


@st.composite
def odd_file(draw: st.DrawFn) -> tuple[str, str, bytes]:
    """Name, declared type and bytes of a file: real, cut, spoilt, or two in one."""
    files = GOOD_FILES
    name = draw(st.sampled_from(sorted(files)))
    content = files[name]
    faults = ["none", "none", "cut", "spoilt", "polyglot", "noise"]
    fault = draw(st.sampled_from(faults))
    if fault == "cut":
        content = content[: draw(st.integers(0, len(content)))]
    elif fault == "spoilt":
        place = draw(st.integers(0, len(content) - 1))
        content = content[:place] + draw(st.binary(max_size=8)) + content[place + 4 :]
    elif fault == "polyglot":
        other = files[draw(st.sampled_from(sorted(files)))]
        script = b"<html><script>alert(1)</script>"
        tail = draw(st.sampled_from([other, script, b"MZ\x90\x00", b"#!/bin/sh\n"]))
        content = draw(st.sampled_from([content + tail, tail + content]))
    elif fault == "noise":
        content = draw(st.binary(max_size=300))
    if draw(st.sampled_from([True, False, False])):
        name = draw(
            st.one_of(
                any_text,
                st.sampled_from([f"{'а' * 300}.pdf", "a.svg", "../a.png", "a.PDF.exe"]),
            )
        )
    declared = draw(
        st.sampled_from(["image/png", "", "text/html", "application/pdf", "a" * 99])
    )
    return name, declared, content


def urlencoded(pairs: list[tuple[str, str]]) -> bytes:
    """As a browser sends it, but letters that no browser has, too."""
    return "&".join(
        f"{quote(name)}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in pairs
    ).encode()


def multipart(
    pairs: list[tuple[str, str]],
    files: list[tuple[str, str, bytes]],
    field: str = "files",
) -> bytes:
    """The same with files; names go as they are but for what would end the line."""
    lines = []
    for name, value in pairs:
        lines += [
            b"--edge",
            f'Content-Disposition: form-data; name="{name}"'.encode(),
            b"",
            value.encode("utf-8", "surrogatepass"),
        ]
    for name, declared, content in files:
        shown = name.replace("\r", "").replace("\n", "").replace('"', "%22")
        lines += [
            b"--edge",
            b'Content-Disposition: form-data; name="%s"; filename="%s"'
            % (field.encode(), shown.encode("utf-8", "surrogatepass")),
            f"Content-Type: {declared}".encode(),
            b"",
            content,
        ]
    return b"\r\n".join([*lines, b"--edge--", b""])


CHARSETS = (
    "utf-8", "UTF8", "utf-16", "utf-32", "utf-7", "latin-1", "cp1251", "koi8-r", "big5",
    "idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "base64",
    "hex", "zip", "bz2", "rot13", "uu", "mbcs", "none", "", "utf-8\x00", "a" * 5000,
    '"', "ISO-2022-KR", "hz", "utf_8_sig", "charmap",
)  # fmt: skip


def cut(body: bytes, chance: random.Random) -> bytes:
    """The network went away."""
    return body[: chance.randrange(len(body))]


def spoil(body: bytes, chance: random.Random) -> bytes:
    """A few bytes are others."""
    spoilt = bytearray(body)
    for _ in range(chance.randrange(1, 20)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def without_line_ends(body: bytes, chance: random.Random) -> bytes:
    """Lines end as in a text file, or not at all."""
    return body.replace(b"\r\n", chance.choice([b"\n", b"\r", b""]))


def repeated(body: bytes, chance: random.Random) -> bytes:
    """The same again, as a proxy may do, or very many empty parts."""
    return chance.choice([body * 2, b"--edge\r\n\r\n\r\n" * 3000 + body])


def as_it_is(body: bytes, chance: random.Random) -> bytes:
    """Nothing happened to it."""
    return body


Spoiler = Callable[[bytes, random.Random], bytes]
SPOILERS: tuple[Spoiler, ...] = (
    cut,
    spoil,
    without_line_ends,
    repeated,
    lambda body, _: body,
)
MULTIPART_TYPES = (
    MULTIPART,
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "e" * 300,
    "multipart/form-data; boundary=өнцөг",
    'multipart/form-data; boundary="edge',
    "multipart/form-data; boundary=other",
    "multipart/mixed; boundary=edge",
    "application/json",
    "text/plain",
    "",
    "/",
    URLENCODED,
)


class Hangs(io.RawIOBase):
    """A body whose sender is gone."""

    def read(self, size: int = -1) -> bytes:
        """As a socket that was closed."""
        raise ConnectionResetError

    def readline(self, size: int | None = -1) -> bytes:
        """Likewise."""
        raise ConnectionResetError
