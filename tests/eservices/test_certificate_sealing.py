"""Signed payloads: genuine, changed, replayed; keys made once and remembered."""

from __future__ import annotations

import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from eservices.certificates import keys, sealing
from eservices.certificates.sealing import Seal, Verdict
from mongol_standards.environment import keys_of_32_bytes

NUMBER = "СХЗГ-S2-037-2026-000012"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
KNOWN = keys.by_id([keys.public_of(KEY)])
FACTS = {"number": NUMBER, "service": "S2", "holder": "Говь ХХК", "valid_to": None}
SEALED = sealing.seal(FACTS, KEY)
QR = f"https://masm.example/verify/s2-037-2026-000012/#{SEALED.fragment}"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """A portal that was given no key."""
    settings.CERTIFICATE_KEY = None
    settings.KEYS_DIR = tmp_path / "keys"
    return settings.KEYS_DIR


# --- what a seal proves ---------------------------------------------------------
def test_a_seal_proves_its_facts() -> None:
    found = sealing.find_seal(QR)
    assert found is not None
    checked = sealing.check(found, KNOWN, number=sealing.number_in(QR))
    assert checked.verdict == Verdict.GENUINE
    assert checked.facts == {"v": 1, **FACTS, "key": SEALED.key_id}


def test_payload_is_compact_json_in_base64url() -> None:
    data = base64.urlsafe_b64decode(SEALED.payload + "==")
    assert data.decode() == (
        '{"v":1,"number":"СХЗГ-S2-037-2026-000012","service":"S2",'
        f'"holder":"Говь ХХК","valid_to":null,"key":"{SEALED.key_id}"}}'
    )


def test_every_changed_letter_is_a_forgery() -> None:
    fragment = SEALED.fragment
    for place in range(2, len(fragment)):
        if fragment[place] == ".":
            continue
        other = "A" if fragment[place] != "A" else "B"
        changed = fragment[:place] + other + fragment[place + 1 :]
        found = sealing.find_seal(f"#{changed}")
        assert found is not None
        assert (place, sealing.check(found, KNOWN).verdict) == (place, Verdict.FORGED)


def test_a_seal_copied_to_another_address_is_a_replay() -> None:
    text = QR.replace("000012/", "000013/")
    found = sealing.find_seal(text)
    assert found is not None
    checked = sealing.check(found, KNOWN, number=sealing.number_in(text))
    assert (checked.verdict, checked.number) == (Verdict.REPLAYED, NUMBER)


def test_a_seal_of_somebody_elses_key_is_a_forgery() -> None:
    other = Ed25519PrivateKey.generate()
    own = sealing.seal(FACTS, other)
    assert sealing.check(own, KNOWN).verdict == Verdict.FORGED
    # Even one that names our key.
    message = json.dumps({**FACTS, "key": SEALED.key_id}).encode()
    liar = Seal(_b64(message), _b64(other.sign(message)))
    assert sealing.check(liar, KNOWN).verdict == Verdict.FORGED


def test_an_older_key_still_proves_what_it_signed() -> None:
    newer = Ed25519PrivateKey.generate()
    known = keys.by_id([keys.public_of(newer), keys.public_of(KEY)])
    assert sealing.check(SEALED, known).verdict == Verdict.GENUINE
    assert sealing.check(SEALED, keys.by_id([keys.public_of(newer)])).verdict == (
        Verdict.FORGED
    )


def test_a_document_changed_in_one_cell_is_told() -> None:
    said = {"title": "Жин", "passed": True, "content": {"sections": [{"a": 1}]}}
    facts = {
        "number": NUMBER,
        "service": "S2",
        "holder": "",
        "passed": True,
        "issued": "2026-11-24",
        "valid_to": None,
        "sha256": sealing.digest(said),
    }
    sealed = sealing.seal(facts, KEY)
    whole = facts | said | {"payload": sealed.payload, "signature": sealed.signature}
    assert sealing.check_document(whole, KNOWN).verdict == Verdict.GENUINE
    for change in (
        {"title": "Жинлүүр"},
        {"content": {"sections": [{"a": 2}]}},
        {"valid_to": "2036-11-24"},
        {"holder": "Өөр ХХК"},
    ):
        assert sealing.check_document(whole | change, KNOWN).verdict == Verdict.CHANGED


@pytest.mark.parametrize(
    "text", ["", "#", "#1.", "#1.abc.def", "1..", "#2." + SEALED.fragment[2:], NUMBER]
)
def test_what_is_no_seal_is_none(text: str) -> None:
    assert sealing.find_seal(text) is None


@given(st.text(max_size=200), st.text(alphabet="ABab01-_", min_size=20, max_size=90))
def test_no_text_breaks_the_check(text: str, payload: str) -> None:
    sealing.find_seal(text)
    sealing.number_in(text)
    assert sealing.check(Seal(payload, payload), KNOWN).verdict == Verdict.FORGED


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading_of_a_document(data: bytes) -> None:
    assert sealing.read_document(data) is None


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"payload": 1, "signature": null, "content": "\\ud800"}',
        b'{"payload": {}, "signature": [], "title": NaN}',
        b'{"payload": "' + b"A" * 500_000 + b'", "signature": "x"}',
    ],
)
def test_hostile_documents_are_forged_or_none(data: bytes) -> None:
    document = sealing.read_document(data)
    if document is not None:
        assert sealing.check_document(document, KNOWN).verdict == Verdict.FORGED


# --- keys -----------------------------------------------------------------------
def test_a_key_is_made_once_and_read_by_its_owner_only(folder: Path) -> None:
    assert keys.known_keys() == {}
    assert keys.published()["current"] is None
    first = keys.public_of(keys.signing_key())
    assert keys.public_of(keys.signing_key()) == first
    assert stat.S_IMODE((folder / "certificate.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert keys.make_missing_key() == 0


def test_many_who_start_together_share_one_key(folder: Path) -> None:
    with ThreadPoolExecutor(12) as pool:
        made = list(pool.map(lambda _n: keys.public_of(keys.signing_key()), range(24)))
    assert len(set(made)) == 1
    assert list(keys.known_keys()) == [keys.key_id(made[0])]


def test_whoever_signed_stays_known_after_the_key_changed(
    folder: Path, settings: Any
) -> None:
    old = sealing.seal(FACTS, keys.signing_key())
    settings.CERTIFICATE_KEY = b"n" * 32
    new = sealing.seal(FACTS, keys.signing_key())
    assert old.key_id != new.key_id
    assert set(keys.known_keys()) == {old.key_id, new.key_id}
    published = keys.published()
    assert published["current"] == new.key_id
    assert {key["kid"] for key in published["keys"]} == {old.key_id, new.key_id}
    for sealed in (old, new):
        assert sealing.check(sealed, keys.known_keys()).verdict == Verdict.GENUINE


def test_public_keys_of_before_may_be_settings(folder: Path, settings: Any) -> None:
    settings.CERTIFICATE_OLD_KEYS = [keys.public_of(KEY)]
    assert sealing.check(SEALED, keys.known_keys()).verdict == Verdict.GENUINE


@pytest.mark.parametrize("wrong", ["short", "A" * 43, "не base64", "AAAA"])
def test_a_wrong_key_stops_the_start_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv("CERTIFICATE_KEY", wrong)
    with pytest.raises(ImproperlyConfigured, match="CERTIFICATE_KEY must be 32 bytes"):
        keys_of_32_bytes("CERTIFICATE_KEY")


def test_keys_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
    monkeypatch.setenv("CERTIFICATE_OLD_KEYS", f"{one}, {two}")
    assert keys_of_32_bytes("CERTIFICATE_OLD_KEYS") == [b"\x01" * 32, b"\x02" * 32]


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
