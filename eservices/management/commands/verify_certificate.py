"""`manage.py verify_certificate TEXT-OR-FILE`: genuine or forged, with no database."""

import base64
import binascii
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.core.management.base import BaseCommand, CommandError, CommandParser

from eservices.certificates import keys, sealing
from eservices.certificates.sealing import Checked, Verdict

LONGEST_FILE = 20 * 1024 * 1024  # bytes
SENTENCES = {
    Verdict.GENUINE: "genuine: signed by the agency and unchanged",
    Verdict.FORGED: "forged: no known key signed this",
    Verdict.REPLAYED: "forged: signed for another certificate than the address",
    Verdict.CHANGED: "forged: the signature is genuine, the document was changed",
}


class Command(BaseCommand):
    """Checks the signature only; whether it still stands, the live page says."""

    help = "Check the QR text or the JSON document of a certificate, without a network."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What is checked, and against which keys."""
        parser.add_argument("what", help="text of the QR code, or a JSON file")
        parser.add_argument(
            "--key",
            type=Path,
            help="public keys: the published JSON, PEM or base64; else those kept here",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say genuine, with what was signed; else fail with exit status 1."""
        known = read_keys(options["key"]) if options["key"] else keys.known_keys()
        checked = check(options["what"], known)
        if checked.verdict is not Verdict.GENUINE:
            raise CommandError(SENTENCES[checked.verdict])
        self.stdout.write(SENTENCES[checked.verdict])
        for name, value in checked.facts.items():
            self.stdout.write(f"{name}: {'' if value is None else value}")


def check(what: str, known: keys.Keys) -> Checked:
    """The verdict on a QR text or a JSON file; CommandError when it is neither."""
    found = sealing.find_seal(what)
    if found is not None:
        return sealing.check(found, known, number=sealing.number_in(what))
    document = sealing.read_document(_bytes(Path(what)))
    if document is None:
        raise CommandError("This is neither the text of a QR code nor its JSON file.")
    return sealing.check_document(document, known)


def read_keys(path: Path) -> keys.Keys:
    """Public keys from a file: a JWK set, PEM, or base64 one a line."""
    data = _bytes(path)
    try:
        if data.lstrip().startswith(b"{"):
            return keys.by_id(map(_from_jwk, json.loads(data)["keys"]))
        if data.startswith(b"-----"):
            return keys.by_id([_from_pem(data)])
        return keys.by_id(map(_from_base64, data.split()))
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{path} holds no Ed25519 public key.") from error


def _from_jwk(jwk: dict[str, str]) -> bytes:
    return _of_32_bytes(base64.urlsafe_b64decode(f"{jwk['x']}="))


def _from_pem(data: bytes) -> bytes:
    key = load_pem_public_key(data)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("another kind of key")
    return key.public_bytes_raw()


def _from_base64(line: bytes) -> bytes:
    try:
        return _of_32_bytes(base64.b64decode(line, validate=True))
    except binascii.Error as error:
        raise ValueError("no base64") from error


def _of_32_bytes(key: bytes) -> bytes:
    if len(key) != 32:
        raise ValueError("another kind of key")
    return key


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LONGEST_FILE)
    except (OSError, ValueError) as error:
        raise CommandError(f"“{path}” is no file that can be read.") from error
