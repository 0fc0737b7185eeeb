"""A small QPay on this machine: token, invoice, check. What it says can be spoilt."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USER, PASSWORD, CODE = "MASM", "a secret between us", "MASM_INVOICE"


@dataclass
class Server:
    """What it knows, what it was asked, how it is spoilt."""

    url: str = ""
    invoices: dict[str, dict[str, Any]] = field(default_factory=dict)
    payments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    status: int = 200  # of every answer
    spoilt: bytes | None = None  # instead of every answer
    delay: float = 0.0  # seconds before an answer

    def settings(self) -> dict[str, str]:
        """The portal's settings for it."""
        return {
            "url": f"{self.url}/v2",
            "user": USER,
            "password": PASSWORD,
            "invoice_code": CODE,
        }

    def paid(self, key: str, amount: Any, number: str, **more: Any) -> None:
        """Somebody paid an invoice."""
        row = {
            "payment_id": number,
            "payment_status": "PAID",
            "payment_date": "2026-11-20T03:04:05.000Z",
            "payment_amount": amount,
        }
        self.payments.setdefault(key, []).append(row | more)

    def answer(self, path: str, headers: Any, body: dict[str, Any]) -> Any:
        """As QPay v2 answers."""
        self.asked.append(path)
        pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        wanted = f"Basic {pair}" if path == "/v2/auth/token" else "Bearer the token"
        if headers["Authorization"] != wanted:
            return 401, {"message": "AUTHENTICATION_FAILED"}
        if path == "/v2/auth/token":
            return 200, {"access_token": "the token", "expires_in": 3600}
        if path == "/v2/invoice":
            return 200, self._invoice(body)
        rows = self.payments.get(body["object_id"], [])
        return 200, {"count": len(rows), "rows": rows}

    def _invoice(self, body: dict[str, Any]) -> dict[str, Any]:
        key = f"qpay-{len(self.invoices) + 1}"
        self.invoices[key] = body
        return {
            "invoice_id": key,
            "qr_text": f"0002010102121531{key}",
            "qr_image": "aGVsbG8=",
            "urls": [
                {"name": "Khan bank", "description": "Хаан банк", "link": "khan://q"},
                {"name": "evil", "description": "x", "link": "javascript://alert(1)"},
            ],
        }


@contextmanager
def running() -> Iterator[Server]:
    """The server, listening on a free port."""
    qpay = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, told = qpay.answer(self.path, self.headers, body)
            time.sleep(qpay.delay)
            content = qpay.spoilt or json.dumps(told).encode()
            try:
                self.send_response(qpay.status if qpay.status != 200 else status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                """Who asked has gone away."""

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    qpay.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield qpay
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
