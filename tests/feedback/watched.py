"""A way in that is watched: each request leaves everything whole or nothing."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client

from casework.chain import faults_of
from casework.files import storage
from casework.models import Attachment, Case, StagedFile
from mongol_standards.charsets import readable_type


@dataclass
class Watched:
    """The way in, watched: each example leaves everything whole or nothing."""

    client: Client
    private: Path
    addresses: random.Random = field(default_factory=lambda: random.Random(1))

    def send(self, path: str, body: bytes, content_type: str, **more: Any) -> Any:
        """POST `body` from an address that was not seen before."""
        return self.call("POST", path, body, content_type, **more)

    def call(
        self, method: str, path: str, body: bytes, content_type: str, **more: Any
    ) -> Any:
        """Any request; checks its answer and what it left behind."""
        before = Case.objects.count()
        options = {
            "REMOTE_ADDR": f"10.{self.addresses.randrange(2**24)}",
            "wsgi.input": io.BytesIO(body),  # ends where it ends, as a socket does
            **more,
        }
        # As the real handler hands it on; the test client has its own.
        kind = readable_type(content_type)
        answer = self.client.generic(method, path, body, kind, **options)
        assert answer.status_code < 500
        self.is_whole(added=Case.objects.count() - before, answer=answer)
        return answer

    def is_whole(self, *, added: int, answer: Any) -> None:
        """At most one case more, only with a receipt, and every row complete."""
        assert added in ((0, 1) if answer.status_code == 200 else (0,))
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT (SELECT count(*) FROM casework_case)
                     - (SELECT count(*) FROM feedback_petition),
                       (SELECT count(*) FROM casework_case)
                     - (SELECT count(*) FROM casework_contact),
                       (SELECT count(*) FROM casework_case c WHERE c.event_count = 0
                        OR c.event_count <> (SELECT count(*) FROM casework_event e
                                             WHERE e.case_id = c.id))
                """
            )
            assert cursor.fetchone() == (0, 0, 0)
        if added:
            case = Case.objects.latest("pk")
            assert list(faults_of(case, list(case.events.all()))) == []
        rows = (*Attachment.objects.all(), *StagedFile.objects.all())
        for row in rows:
            with storage.open(row.path) as file:
                assert len(file.read()) == row.size
        kept = [path for path in self.private.rglob("*") if path.is_file()]
        assert len(kept) == len(rows)
