"""What the QR code of a certificate carries, and whether it is genuine.

`<site>/verify/s2-037-2026-000012/#1.<payload>.<signature>`: a camera opens the live
page; who has no network reads the fragment. Payload and signature are base64url; the
signature is over the bytes of the payload. docs/certificates.md is the description for
others. Nothing here asks the database.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eservices.certificates import keys
from eservices.certificates.numbers import read_number

VERSION = 1
LONGEST_TEXT = 8000  # characters of what may be pasted; a QR code holds less
# What stands in a document and in its payload alike.
_REPEATED = ("number", "service", "holder", "passed", "issued", "valid_to")
_BASE64 = r"[A-Za-z0-9_-]"
_SEAL = re.compile(rf"(?:^|#)\s*1\.({_BASE64}{{20,6000}})\.({_BASE64}{{86}})\s*$")
_ADDRESS = re.compile(r"/verify/([^/#?\s]+)/?\s*(?:[?#]|$)")


@dataclass(frozen=True)
class Seal:
    """A payload with its signature, both base64url, and whose key it was."""

    payload: str
    signature: str
    key_id: str = ""

    @property
    def fragment(self) -> str:
        """What stands behind the # of the address."""
        return f"{VERSION}.{self.payload}.{self.signature}"


class Verdict(StrEnum):
    """What a seal proves."""

    GENUINE = "genuine"
    FORGED = "forged"  # signed by none of our keys, or changed afterwards
    REPLAYED = "replayed"  # genuine, but of another certificate than the address says
    CHANGED = "changed"  # genuine, but the document beside it says something else


@dataclass(frozen=True)
class Checked:
    """The verdict; `facts` is the payload where the signature is genuine."""

    verdict: Verdict
    facts: Mapping[str, Any]

    @property
    def number(self) -> str:
        """The certificate that was signed; empty when nothing was."""
        return str(self.facts.get("number", ""))


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of a document in canonical JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    # Half a letter, which JSON can name and UTF-8 cannot write, is hashed too.
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def seal(facts: Mapping[str, Any], key: Ed25519PrivateKey) -> Seal:
    """Sign the facts, with the version and the key's name added."""
    name = keys.key_id(keys.public_of(key))
    said = {"v": VERSION, **facts, "key": name}
    message = json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()
    return Seal(_encode(message), _encode(key.sign(message)), name)


def find_seal(text: str) -> Seal | None:
    """The seal in the text of a QR code, or in its fragment alone; None if none is."""
    match = _SEAL.search(text) if len(text) <= LONGEST_TEXT else None
    return Seal(match[1], match[2]) if match else None


def number_in(text: str) -> str | None:
    """The number that the address in the text of a QR code names."""
    match = _ADDRESS.search(text.partition("#")[0])
    return read_number(match[1]) if match else None


def check(found: Seal, known: keys.Keys, *, number: str | None = None) -> Checked:
    """Whether a known key signed it, and for the certificate with this number."""
    message = _decode(found.payload)
    signature = _decode(found.signature)
    facts = _facts(message)
    names = [str(facts.get("key", ""))] if "key" in facts else list(known)
    is_genuine = any(
        keys.is_signed_by(known[name], message, signature)
        for name in names
        if name in known
    )
    if not is_genuine:
        return Checked(Verdict.FORGED, {})
    if number is not None and facts.get("number") != number:
        return Checked(Verdict.REPLAYED, facts)
    return Checked(Verdict.GENUINE, facts)


def read_document(data: bytes) -> Mapping[str, Any] | None:
    """A JSON document that somebody holds; None when it is none of ours."""
    try:
        found = json.loads(data)
        digest(found if isinstance(found, dict) else {})
    except (ValueError, RecursionError):
        return None
    is_ours = isinstance(found, dict) and {"payload", "signature"} <= set(found)
    return found if is_ours else None


def check_document(document: Mapping[str, Any], known: keys.Keys) -> Checked:
    """Whether a JSON document is the one that was signed, to its last cell."""
    found = Seal(str(document.get("payload", "")), str(document.get("signature", "")))
    checked = check(found, known)
    if checked.verdict is not Verdict.GENUINE:
        return checked
    said = {part: document.get(part) for part in ("title", "passed", "content")}
    facts = {part: document.get(part) for part in _REPEATED}
    is_whole = digest(said) == checked.facts.get("sha256") and all(
        checked.facts.get(part) == value for part, value in facts.items()
    )
    return checked if is_whole else Checked(Verdict.CHANGED, checked.facts)


def _facts(message: bytes) -> Mapping[str, Any]:
    try:
        facts = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
    # The last letter has bits to spare: changed ones would pass unseen.
    return data if _encode(data) == text else b""
