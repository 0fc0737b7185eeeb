"""What a person told us stays in its home: not in logs, addresses or events.

A whole journey is made, by the applicant and by staff, while every line of the log,
everything printed and every address is kept; then the database is searched, too.
"""

from __future__ import annotations

import io
import logging
import re
import smtplib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.conf import settings as portal_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from casework import outbox
from casework.models import Case, Contact, Notice
from casework.numbers import code_for, group_code
from casework.office import searches
from feedback.spam import started_token
from organisation.models import Role, Unit
from tests.factories import make_petition, make_user

pytestmark = pytest.mark.django_db

PERSON = {
    "name": "Цэрэндулам Бямбасүрэн",
    "address": "Шарын гол сум, 7-р баг, 19-04 тоот",
    "phone": "99887766",
    "email": "tserendulam@example.mn",
}
WORDS = {
    "body": "Шатахуун түгээгуур хорин литрт нэг литр дутуу хийлээ",
    "question": "Аль колонкоос авсан бэ гэж асууж байна",
    "answer": "Хоёрдугаар колонкоос пүрэв гарагт авсан",
    "note": "Урьд нь ийм гомдол ирж байсан колонк",
    "decision": "Түгээгуурийг лацдаж торгууль ногдуулсан билээ",
    "comment": "Хурдан шийдсэнд сэтгэл хангалуун үлдлээ",
    "file": "баримтын хуулбар зураг",
}
# The only columns that may hold what a person told us.
HOMES = {
    "casework_contact.name",
    "casework_contact.address",
    "casework_contact.phone",
    "casework_contact.email",
    "casework_case.summary",
    "casework_case.search_text",
    "casework_message.body",
    "casework_rating.comment",
    "casework_attachment.original_name",
    "feedback_petition.body",
}


@dataclass
class Witness:
    """What a journey leaves for others to read."""

    log: io.StringIO = field(default_factory=io.StringIO)
    addresses: list[str] = field(default_factory=list)

    def browse(
        self, client: Client, method: str, path: str, form: Any = None, **more: Any
    ) -> Any:
        """A request; its address and where it leads are written down."""
        self.addresses.append(path)
        answer = getattr(client, method)(path, form, **more)
        assert answer.status_code in {200, 302}, (path, answer.status_code)
        self.addresses += [answer.headers.get("Location", "")]
        if "text/html" in answer.headers.get("Content-Type", ""):
            page = answer.getvalue().decode()
            self.addresses += re.findall(r'(?:href|action|src)="([^"]*)"', page)
        else:
            answer.getvalue()
        return answer

    def sent_addresses(self) -> str:
        """What is asked of us: neither tel: and mailto:, nor what follows a #."""
        asked = [one for one in self.addresses if not re.match("tel:|mailto:", one)]
        return "\n".join(address.partition("#")[0] for address in asked)


@pytest.fixture
def witness() -> Iterator[Witness]:
    """Listens as the console does, with the portal's own format and levels."""
    made = Witness()
    handler = logging.StreamHandler(made.log)
    options = dict(portal_settings.LOGGING["formatters"]["json"])
    options.pop("()")
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**options))
    root = logging.getLogger()
    root.addHandler(handler)
    yield made
    root.removeHandler(handler)


@pytest.fixture(autouse=True)
def private_files(reference: None, settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_DIR = tmp_path


def petition() -> Case:
    """The person's petition, at Darkhan-Uul."""
    told: dict[str, Any] = PERSON | {"body": WORDS["body"]}
    return make_petition(unit=Unit.objects.get(code="darkhan-uul"), **told)


def secrets_of(case: Case) -> list[str]:
    """What must not be found, in every way it is written."""
    code = code_for(case.client_key)
    words = [" ".join(words.split()[:3]) for words in WORDS.values()]
    parts = [*PERSON.values(), *PERSON["name"].split(), "9988-7766"]
    return [*parts, *words, code, group_code(code)]


def found_in(text: str, case: Case) -> list[str]:
    """The secrets that stand in the text, whatever their case."""
    folded = text.casefold()
    return [secret for secret in secrets_of(case) if secret.casefold() in folded]


# --- the journey ----------------------------------------------------------------
def send_in(witness: Witness, phone: Client) -> Case:
    """From the form to the receipt and its PDF."""
    form = PERSON | {
        "client_key": f"{uuid.uuid4()}",
        "body": WORDS["body"],
        "kind": "complaint",
        "place": Unit.objects.get(code="darkhan-uul").aimag_code,
        "reply_by": "phone",
        "consent": "on",
        "started": started_token(),
        "files": SimpleUploadedFile(f"{WORDS['file']}.txt", b"abc", "text/plain"),
    }
    witness.browse(phone, "get", "/feedback/")
    witness.browse(phone, "post", "/feedback/check/", form)
    del form["files"]
    witness.browse(phone, "post", "/feedback/edit/", form)
    witness.browse(phone, "post", "/feedback/receipt/", form)
    case = Case.objects.get()
    witness.browse(phone, "post", "/feedback/receipt/pdf/", key_of(case))
    return case


def key_of(case: Case) -> dict[str, str]:
    """Number and code as the page carries them."""
    return {"number": case.number, "code": group_code(code_for(case.client_key))}


def act(witness: Witness, phone: Client, case: Case, act: str, **typed: str) -> None:
    """The applicant does something on the tracking page."""
    form = key_of(case) | {"client_key": f"{uuid.uuid4()}"} | typed
    witness.browse(phone, "post", f"/track/{act}/" if act else "/track/", form)


def move(witness: Witness, desk: Client, case: Case, move: str, **typed: str) -> None:
    """A clerk does something on the case screen."""
    case.refresh_from_db()
    path = reverse("admin:casework_case_move", args=[case.pk, move])
    form = {"version": str(case.version), "client_key": f"{uuid.uuid4()}"} | typed
    witness.browse(desk, "post", path, form, follow=True)


def sign_in(witness: Witness) -> Client:
    """A clerk of Darkhan-Uul."""
    clerk = make_user(Role.CLERK, Unit.objects.get(code="darkhan-uul"))
    desk = Client()
    form = {"login": clerk.username, "password": "a long pass phrase"}
    witness.browse(desk, "post", "/account/login/", form)
    return desk


def whole_journey(witness: Witness) -> Case:
    """Sent in, asked, answered, decided, rated, looked at by staff."""
    phone = Client()
    case = send_in(witness, phone)
    act(witness, phone, case, "")
    desk = sign_in(witness)
    page = reverse("admin:casework_case_change", args=[case.pk])
    witness.browse(desk, "get", reverse("admin:casework_case_changelist"))
    witness.browse(desk, "get", page)
    witness.browse(desk, "post", reverse("admin:casework_case_person", args=[case.pk]))
    attached = [case.pk, case.attachments.get().pk]
    witness.browse(desk, "post", reverse("admin:casework_case_file", args=attached))
    note = {"body": WORDS["note"], "client_key": f"{uuid.uuid4()}"}
    noted = reverse("admin:casework_case_note", args=[case.pk])
    witness.browse(desk, "post", noted, note, follow=True)
    move(witness, desk, case, "take")
    move(witness, desk, case, "ask", text=WORDS["question"])
    act(witness, phone, case, "answer", text=WORDS["answer"])
    decision = {"text": WORDS["decision"], "outcome": "solved", "appeal": "Төв газар"}
    move(witness, desk, case, "answer", **decision)
    rating = {"score": "5", "is_solved": "yes", "comment": WORDS["comment"]}
    act(witness, phone, case, "rate", **rating)
    witness.browse(desk, "get", page)
    for notice in Notice.objects.all():
        assert outbox.deliver(notice.pk)
    return case


def test_a_whole_journey_leaves_nothing_of_the_person(
    witness: Witness, capfd: pytest.CaptureFixture[str]
) -> None:
    case = whole_journey(witness)
    case.refresh_from_db()
    assert case.ratings.count() == 1
    logged = witness.log.getvalue()
    assert logged.count('"event": "request"') > 15
    assert found_in(logged, case) == []
    printed = capfd.readouterr()
    assert printed.out.count("SMS →") == Notice.objects.count() > 2
    assert found_in(printed.out + printed.err, case) == []
    assert found_in(witness.sent_addresses(), case) == []
    assert case.number not in witness.sent_addresses()
    assert strangers_in_the_database(case) == {}


def strangers_in_the_database(case: Case) -> dict[str, list[str]]:
    """Columns outside the homes that hold a secret."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type IN "
            "('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'bytea')"
        )
        columns = cursor.fetchall()
        found = {}
        for table, column in columns:
            if f"{table}.{column}" in HOMES:
                continue
            cursor.execute(f'SELECT "{column}"::text FROM "{table}"')  # noqa: S608
            text = "\n".join(row[0] or "" for row in cursor.fetchall())
            if secrets := found_in(text, case):
                found[f"{table}.{column}"] = secrets
    return found


def test_the_search_would_find_it(
    witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = petition()
    monkeypatch.setattr(
        "tests.mongol_standards.test_privacy.HOMES", HOMES - {"casework_contact.phone"}
    )
    found = strangers_in_the_database(case)
    assert found == {"casework_contact.phone": ["99887766"]}


# --- when something goes wrong --------------------------------------------------
def test_bad_requests_leave_no_trace_either(witness: Witness) -> None:
    case = petition()
    client = Client(enforce_csrf_checks=True)
    key = key_of(case)
    for answer in (
        client.get("/track/", {"phone": PERSON["phone"], **key}),
        client.get(f"/nowhere/{PERSON['phone']}/"),
        client.post("/track/", key),
        client.post(f"/track/%00{PERSON['phone']}", key),
        client.get("/", headers={"host": PERSON["phone"]}),
        client.put("/feedback/", PERSON),
        Client().post("/track/", key | {"code": "000000000"}),
        Client().post("/account/login/", {"login": PERSON["email"], "password": "x"}),
    ):
        assert answer.status_code < 500
    assert found_in(witness.log.getvalue(), case) == []


@pytest.mark.parametrize("logger", [logging.getLogger, structlog.get_logger])
def test_an_error_of_the_database_is_logged_without_the_row(
    witness: Witness, logger: Any
) -> None:
    case = petition()
    Contact.objects.update(address=f"7-р баг\n\n{PERSON['address']}")
    with pytest.raises(IntegrityError) as caught, connection.cursor() as cursor:
        cursor.execute("UPDATE casework_contact SET erased_at = now()")
    assert PERSON["phone"] in str(caught.value)  # PostgreSQL tells the whole row
    try:
        raise RuntimeError("the round failed") from caught.value
    except RuntimeError:
        logger("portal.worker").exception("caretaker_failed")
    logged = witness.log.getvalue()
    for kept in ("erased_contact_is_blank", "Traceback", "the round failed"):
        assert kept in logged
    assert found_in(logged, case) == []


def test_a_refused_address_is_not_written_down(
    witness: Witness, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.EMAIL_URL = "smtp://mail.example"
    case = petition()
    Contact.objects.update(reply_by="email")
    notice = Notice.objects.create(
        case=case, event=case.events.get(seq=1), channel="email", template="received"
    )

    def refuse(self: EmailMessage, **options: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({PERSON["email"]: (550, b"unknown")})

    monkeypatch.setattr(EmailMessage, "send", refuse)
    assert not outbox.deliver(notice.pk)
    notice.refresh_from_db()
    assert (notice.state, notice.failure) == ("failed", "address_refused")
    assert found_in(witness.log.getvalue(), case) == []


# --- what staff type ------------------------------------------------------------
def test_what_staff_search_for_stands_in_no_address(witness: Witness) -> None:
    case = petition()
    desk = sign_in(witness)
    queue = reverse("admin:casework_case_changelist")
    for page in (queue, reverse("admin:index")):
        shown = witness.browse(desk, "get", page).content.decode()
        (form,) = re.findall(r"<form[^>]*role=\"search\"[^>]*>", shown)
        assert f'method="post" action="{queue}"' in form
    for typed in (PERSON["phone"], WORDS["body"]):
        sent = witness.browse(desk, "post", queue, {"q": typed})
        found = witness.browse(desk, "get", sent["Location"]).content.decode()
        assert case.number in found
        assert typed in found  # in the search box, to be corrected
    assert found_in(witness.sent_addresses(), case) == []


def test_a_search_is_found_again_but_not_by_others(witness: Witness) -> None:
    queue = reverse("admin:casework_case_changelist")
    desk, colleague = sign_in(witness), sign_in(witness)
    first = desk.post(queue, {"q": PERSON["phone"]})["Location"]
    for _ in range(searches.KEPT - 1):
        desk.post(queue, {"q": "өөр зүйл"})
    shown = f'value="{PERSON["phone"]}"'
    assert shown in desk.get(first).content.decode()
    assert shown not in colleague.get(first).content.decode()
    desk.post(queue, {"q": "өөр зүйл"})
    assert shown not in desk.get(first).content.decode()
    assert desk.get(f"{queue}?search=%00").status_code == 200
