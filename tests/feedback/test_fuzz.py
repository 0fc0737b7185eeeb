"""Whatever is sent to the petition's way in: no error of ours, nothing half-written.

The test client lets an exception of a view through, so any of them fails a test.
"""

from __future__ import annotations

import random
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client, RequestFactory
from hypothesis import example, given
from hypothesis import strategies as st

from casework.models import Attachment
from feedback.spam import started_token
from mongol_standards.charsets import is_utf8
from mongol_standards.wsgi import application
from tests.feedback.odd_input import (
    ALL_PAGES,
    CHARSETS,
    FIELDS,
    GOOD_FILES,
    MULTIPART,
    MULTIPART_TYPES,
    SPOILERS,
    URLENCODED,
    Hangs,
    Spoiler,
    any_post,
    any_text,
    good_form,
    long_text,
    multipart,
    odd_file,
    often,
    one_field,
    urlencoded,
)
from tests.feedback.watched import Watched

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def intake(reference: None, settings: Any, tmp_path: Path) -> Watched:
    """The way in with an empty store of files."""
    settings.PRIVATE_DIR = tmp_path
    return Watched(Client(), tmp_path)


def taken(answer: Any) -> bool:
    """Whether the receipt came."""
    return answer.status_code == 200 and "receipt" in answer.context


def test_the_form_these_tests_spoil_is_taken_when_it_is_not_spoilt(
    intake: Watched,
) -> None:
    form = {
        "client_key": str(uuid.uuid4()),
        "body": "Жинлүүр",
        "kind": "complaint",
        "started": started_token(),
    }
    names = ("зураг.jpg", "баримт.pdf", "баримт.docx", "баримт.xlsx", "бичвэр.txt")
    files = [(name, "", GOOD_FILES[name]) for name in names]
    body = multipart(list(form.items()), files)
    answer = intake.send("/feedback/receipt/", body, MULTIPART)
    assert taken(answer)
    assert Attachment.objects.count() == 5


@often(800)
@given(path=any_post, form=good_form())
def test_odd_text_in_any_field(
    intake: Watched, path: str, form: dict[str, str]
) -> None:
    intake.send(path, urlencoded(list(form.items())), URLENCODED)


@often(250)
@given(
    path=any_post,
    pairs=st.lists(one_field, max_size=40),
    language=st.sampled_from(["", "/en"]),
    accept=st.sampled_from(["application/json", "text/html", "", "*/*;q=x", "\x00"]),
)
def test_fields_missing_double_and_in_any_order(
    intake: Watched,
    path: str,
    pairs: list[tuple[str, str]],
    language: str,
    accept: str,
) -> None:
    intake.send(language + path, urlencoded(pairs), URLENCODED, HTTP_ACCEPT=accept)


@often(60)
@given(
    path=any_post,
    name=st.sampled_from(FIELDS),
    value=long_text,
    form=good_form(),
    in_parts=st.booleans(),
)
def test_texts_of_a_megabyte(
    intake: Watched,
    path: str,
    name: str,
    value: str,
    form: dict[str, str],
    in_parts: bool,
) -> None:
    form[name] = value
    pairs = list(form.items())
    if in_parts:
        kind = MULTIPART
        intake.send(path, multipart(pairs, []), kind)
    else:
        intake.send(path, urlencoded(pairs), URLENCODED)


@often(250)
@given(
    path=any_post,
    method=st.sampled_from(["POST", "POST", "GET", "HEAD", "PUT"]),
    charset=st.one_of(st.just("utf-8"), st.sampled_from(CHARSETS)),
    kind=st.sampled_from([URLENCODED, MULTIPART, "a/b"]),
    form=good_form(),
    as_bytes=st.sampled_from(["utf-8", "utf-16", "utf-7", "cp1251"]),
    query=any_text,
)
def test_wrong_charsets(
    intake: Watched,
    path: str,
    method: str,
    charset: str,
    kind: str,
    form: dict[str, str],
    as_bytes: str,
    query: str,
) -> None:
    pairs = list(form.items())
    body = multipart(pairs, []) if kind.startswith("multi") else urlencoded(pairs)
    if as_bytes != "utf-8":
        body = body.decode("utf-8", "replace").encode(as_bytes, "replace")
    where = {"QUERY_STRING": "kind=" + quote(query.encode("utf-8", "surrogatepass"))}
    intake.call(method, path, body, f"{kind}; charset={charset}", **where)


@often(400)
@given(
    path=any_post,
    form=good_form(),
    files=st.lists(odd_file(), min_size=1, max_size=3),
)
def test_files_cut_spoilt_and_two_in_one(
    intake: Watched,
    path: str,
    form: dict[str, str],
    files: list[tuple[str, str, bytes]],
) -> None:
    body = multipart(list(form.items()), files)
    intake.send(path, body, MULTIPART)


@pytest.mark.parametrize("charset", CHARSETS)
def test_the_real_handler_survives_any_charset(intake: Watched, charset: str) -> None:
    environ = RequestFactory().get("/feedback/", {"kind": "thanks"}).environ
    environ["CONTENT_TYPE"] = f"text/html; charset={charset}"
    statuses: list[str] = []

    def start_response(status: str, headers: Any, error: Any = None) -> Any:
        statuses.append(status)

    page = application(environ, start_response)
    assert b"".join(page)
    assert statuses == ["200 OK" if is_utf8(charset) else "400 Bad Request"]


@often(500)
@given(
    path=any_post,
    form=good_form(),
    spoiler=st.sampled_from(SPOILERS),
    content_type=st.one_of(
        st.just(MULTIPART),
        st.just(MULTIPART),
        st.sampled_from(MULTIPART_TYPES),
    ),
    length=st.sampled_from(
        [None, None, None, "", "-1", "0", "7", "abc", "999999999", "9" * 30]
    ),
    chance=st.randoms(use_true_random=False),
    header=st.sampled_from(
        [
            b"",
            b"Content-Transfer-Encoding: base64\r\n",
            b"Content-Transfer-Encoding: quoted-printable\r\n",
            b"Content-Type: text/plain; charset=utf-7\r\n",
            b"Content-Type: multipart/mixed; boundary=edge\r\n",
            b"X: " + b"y" * 5000 + b"\r\n",
        ]
    ),
)
def test_broken_bodies(
    intake: Watched,
    path: str,
    form: dict[str, str],
    spoiler: Spoiler,
    content_type: str,
    length: str | None,
    chance: random.Random,
    header: bytes,
) -> None:
    body = multipart(list(form.items()), [("a.txt", "text/plain", b"abc")])
    body = body.replace(b"Content-Disposition", header + b"Content-Disposition", 3)
    more = {} if length is None else {"CONTENT_LENGTH": length}
    intake.send(path, spoiler(body, chance), content_type, **more)


@pytest.mark.parametrize("path", ALL_PAGES)
@pytest.mark.parametrize("content_type", [MULTIPART, URLENCODED])
def test_a_sender_who_goes_away(intake: Watched, path: str, content_type: str) -> None:
    intake.send(path, b"x" * 100, content_type, **{"wsgi.input": Hangs()})


@often(250)
@given(
    method=st.one_of(
        st.sampled_from(["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"]),
        st.text(st.characters(codec="ascii"), min_size=1, max_size=9),
    ),
    path=st.sampled_from((*ALL_PAGES, "/track/")),
    tail=st.one_of(st.just(""), any_text),
    query=st.one_of(
        any_text,
        st.lists(st.tuples(any_text, any_text), max_size=8).map(
            lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
        ),
        st.tuples(
            st.sampled_from(["kind", "category", "aimag", "unit", "next", "page"]),
            any_text,
        ).map("=".join),
    ),
    is_quoted=st.booleans(),
)
@example("GET", "/feedback/", "", "unit=%00", False)
@example("GET", "/feedback/", "", "unit=\x00", True)
def test_strange_methods_paths_and_queries(
    intake: Watched, method: str, path: str, tail: str, query: str, is_quoted: bool
) -> None:
    raw = query.encode("utf-8", "surrogatepass")
    sent = quote(raw, safe="=&") if is_quoted else raw.decode("latin-1")
    where = path + quote(tail.encode("utf-8", "surrogatepass"), safe="/")
    intake.call(method, where, b"", "text/plain", QUERY_STRING=sent)
