"""A small OpenID Connect provider on this machine, in the place of DAN.

It speaks as the standard says: discovery, a code for a PKCE challenge, an id token
signed with RS256, userinfo for the access token. What it says can be spoilt.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, SECRET = "portal", "a secret between us"
_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """What the provider says, and what it was asked."""

    url: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    id_token: dict[str, Any] = field(default_factory=dict)  # instead of the right one
    is_forged: bool = False  # signed with another key
    is_down: bool = False
    asked: dict[str, list[str]] = field(default_factory=dict)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def settings(self) -> dict[str, Any]:
        """The portal's settings for it."""
        app = {
            "provider_id": "dan",
            "name": "DAN",
            "client_id": CLIENT_ID,
            "secret": SECRET,
            "settings": {
                "server_url": self.url,
                "scope": ["openid", "profile", "email"],
                "oauth_pkce_enabled": True,
            },
        }
        return {"openid_connect": {"APPS": [app]}}

    # --- what it answers ---
    def discovery(self) -> dict[str, Any]:
        """The addresses of all the rest."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        """The public key of the id token."""
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(_KEY.public_key()))
        return {"keys": [key | {"kid": "one", "alg": "RS256", "use": "sig"}]}

    def authorize(self, query: dict[str, list[str]]) -> str:
        """Where the person is sent back to: they have signed in there."""
        self.asked = query
        code = secrets.token_urlsafe()
        self._codes[code] = {name: values[0] for name, values in query.items()}
        back = urlencode({"code": code, "state": query["state"][0]})
        return f"{query['redirect_uri'][0]}?{back}"

    def token(self, form: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        """Tokens for a code, once, for who made the challenge."""
        asked = self._codes.pop(form["code"][0], None)
        verifier = form.get("code_verifier", [""])[0]
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        fits = asked is not None and asked["code_challenge"] == challenge
        if not fits or form["client_secret"] != [SECRET]:
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": "for userinfo",
            "token_type": "Bearer",
            "id_token": self._id_token(),
        }

    def _id_token(self) -> str:
        now = int(time.time())
        told = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "sub": self.person["sub"],
            "iat": now,
            "exp": now + 300,
            "jti": secrets.token_hex(8),
        }
        key = _OTHER_KEY if self.is_forged else _KEY
        headers = {"kid": "one"}
        return jwt.encode(told | self.id_token, key, algorithm="RS256", headers=headers)


@contextmanager
def running() -> Iterator[Provider]:
    """The provider, listening on a free port."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            if provider.is_down:
                self._send(503, {})
            elif path == "/.well-known/openid-configuration":
                self._send(200, provider.discovery())
            elif path == "/keys":
                self._send(200, provider.keys())
            elif path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(parse_qs(query)))
                self.end_headers()
            elif self.headers["Authorization"] == "Bearer for userinfo":
                self._send(200, provider.person)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = parse_qs(self.rfile.read(length).decode())
            self._send(*provider.token(form))

        def _send(self, status: int, told: dict[str, Any]) -> None:
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def query_of(address: str) -> dict[str, list[str]]:
    """What an address asks."""
    return parse_qs(urlsplit(address).query)
