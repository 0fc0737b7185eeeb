"""Whatever the bytes are: a file that may be kept, or a refusal with a sentence."""

import io

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from casework.files.inspect import RefusedFile, describe_refusal, inspect
from tests.casework import file_samples as samples

GOOD = samples.good_files()
NAMES = [*GOOD, "", "x", "photo.JPG", "a.svg", "a.docx.exe", "\u202e.txt", "a/../b.pdf"]
TYPES = ["", "image/jpeg", "text/html", "text/plain", "application/pdf", "x/y;z"]
PAYLOADS = {
    "zip": samples.archive({"evil.js": b"alert('polyglot')"}),
    "php": b"<?php system('polyglot'); ?>",
    "html": b"<html><script>alert('polyglot')</script></html>",
    "pdf": samples.pdf(extra=[b"<< /JS (polyglot) /S /JavaScript >>"]),
}
thorough = hypothesis_settings(max_examples=300, deadline=None)


def check(content: bytes, name: str, declared_type: str) -> None:
    try:
        file = inspect(io.BytesIO(content), name=name, declared_type=declared_type)
    except RefusedFile as refused:
        str(describe_refusal(refused.code))  # ValueError for a code without words
        return
    assert file.size == len(file.content) > 0
    assert len(file.original_name) <= 120
    assert file.original_name.endswith(f".{file.extension}")


@thorough
@given(
    content=st.binary(max_size=3000),
    name=st.sampled_from(NAMES) | st.text(max_size=300),
    declared_type=st.sampled_from(TYPES) | st.text(max_size=50),
)
def test_any_bytes(content: bytes, name: str, declared_type: str) -> None:
    check(content, name, declared_type)


@thorough
@given(
    name=st.sampled_from(list(GOOD)),
    tail=st.binary(max_size=200),
    declared_type=st.sampled_from(TYPES),
)
def test_right_beginning_and_any_rest(
    name: str, tail: bytes, declared_type: str
) -> None:
    check(GOOD[name][:40] + tail, name, declared_type)


@thorough
@given(name=st.sampled_from(list(GOOD)), data=st.data())
def test_cut_and_changed_files(name: str, data: st.DataObject) -> None:
    content = bytearray(GOOD[name])
    places = st.integers(0, len(content) - 1)
    for place in data.draw(st.lists(places, max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(content)))

    check(bytes(content[:end]), name, "")
    check(bytes(content), name, "")


@pytest.mark.parametrize("name", list(GOOD))
@pytest.mark.parametrize("payload", list(PAYLOADS))
@pytest.mark.parametrize("is_first", [True, False])
def test_no_file_is_two_things(name: str, payload: str, is_first: bool) -> None:
    """A second file before or behind the first never comes out of the door."""
    second = PAYLOADS[payload]
    content = second + GOOD[name] if is_first else GOOD[name] + second

    try:
        file = inspect(io.BytesIO(content), name=name, declared_type="")
    except RefusedFile:
        return

    # Text alone is what it is, letter by letter, and is never run nor shown.
    assert file.extension == "txt" or b"polyglot" not in file.content
    assert b"PK\x03\x04" not in file.content


def test_what_comes_out_of_a_picture_is_that_picture() -> None:
    content = GOOD["зураг.jpg"] + PAYLOADS["zip"]

    file = inspect(io.BytesIO(content), name="a.jpg", declared_type="image/jpeg")

    assert Image.open(io.BytesIO(file.content)).size == (40, 20)
    assert file.content.endswith(b"\xff\xd9")
