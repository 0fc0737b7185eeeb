"""The keys certificates are signed with: Ed25519 (RFC 8032).

The private key is CERTIFICATE_KEY, or is made once and kept in KEYS_DIR. Whatever key
has signed is remembered there by its public half, so that certificates of before can
be checked after the key has changed.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.conf import settings

_PRIVATE = "certificate.key"  # the seed in base64, readable by its owner only
_PUBLIC = ".pub"  # <key id>.pub: the public key in base64

# Raw public keys by key id.
Keys = dict[str, bytes]


def key_id(public: bytes) -> str:
    """The name of a public key: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def public_of(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public half."""
    return key.public_key().public_bytes_raw()


def signing_key() -> Ed25519PrivateKey:
    """The key that signs today; made when there is none, and remembered."""
    key = _private() or _make()
    _remember(public_of(key))
    return key


def make_missing_key() -> int:
    """Make the signing key unless there is one; returns how many were made."""
    is_missing = _private() is None
    signing_key()
    return int(is_missing)


def known_keys() -> Keys:
    """Every public key that ever signed: of files, of settings, of today."""
    remembered = sorted(settings.KEYS_DIR.glob(f"*{_PUBLIC}"))
    found = [*settings.CERTIFICATE_OLD_KEYS, *map(_read, remembered)]
    private = _private()
    if private is not None:
        found.append(public_of(private))
    return by_id(found)


def by_id(publics: Iterable[bytes]) -> Keys:
    """Public keys by their names."""
    return {key_id(public): public for public in publics}


def is_signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature of the message was made with this key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def published() -> dict[str, Any]:
    """What /.well-known/certificate-keys.json says: a JWK set (RFC 7517, RFC 8037)."""
    private = _private()
    return {
        "current": key_id(public_of(private)) if private else None,
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "alg": "EdDSA",
                "use": "sig",
                "kid": name,
                "x": base64.urlsafe_b64encode(public).rstrip(b"=").decode(),
            }
            for name, public in known_keys().items()
        ],
    }


def _private() -> Ed25519PrivateKey | None:
    seed: bytes | None = settings.CERTIFICATE_KEY
    path = settings.KEYS_DIR / _PRIVATE
    if seed is None and path.exists():
        seed = _read(path)
    return Ed25519PrivateKey.from_private_bytes(seed) if seed else None


def _make() -> Ed25519PrivateKey:
    fresh = Ed25519PrivateKey.generate().private_bytes_raw()
    _keep(_PRIVATE, fresh)
    # Of two processes starting together one has made it.
    return Ed25519PrivateKey.from_private_bytes(_read(settings.KEYS_DIR / _PRIVATE))


def _remember(public: bytes) -> None:
    name = f"{key_id(public)}{_PUBLIC}"
    if not (settings.KEYS_DIR / name).exists():
        _keep(name, public)


def _keep(name: str, key: bytes) -> None:
    """Write a key into a file of its own that appears whole or not at all."""
    folder: Path = settings.KEYS_DIR
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Temporary files are readable by their owner only, and so is a link to one.
    with tempfile.NamedTemporaryFile("wb", dir=folder) as draft:
        draft.write(base64.b64encode(key) + b"\n")
        draft.flush()
        os.fsync(draft.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft.name, folder / name)


def _read(path: Path) -> bytes:
    return base64.b64decode(path.read_bytes())
