"""Every address of the portal, and a petition of Darkhan-Uul with people around it."""

from __future__ import annotations

import contextlib
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from branches.models import Page, Picture
from casework import staging
from casework.models import Case, Channel
from casework.roots import publish_root
from catalogue.models import (
    Committee,
    Edition,
    Ics,
    ImportRun,
    RunState,
    Source,
    UnfoundQuery,
)
from feedback.actions import Submission, enter
from organisation.models import Role, Unit, User
from surveys.models import Answer
from tests.catalogue.factories import make_edition
from tests.factories import NAMED, make_petition, make_user
from tests.mongol_standards.contents import Desk, fill_pages
from tests.surveys.factories import open_survey, respond

# Pattern and name of every view, one a line.
SNAPSHOT = Path(__file__).parent / "routes.txt"
ANONYMOUS = "anonymous"
STRANGER = "stranger"
# People of companies: the owner and a viewer of one, the owner of another.
OWNER, VIEWER, OTHER_OWNER = "owner", "viewer", "other owner"
# How an answer is written in the tables of who may what.
SIGNS = {
    200: "+",
    422: "?",  # the form again, with its errors
    302: ">",
    403: "-",
    404: "0",
    405: "x",
    409: "=",
}


def routes(
    resolver: URLResolver | None = None, path: str = "", space: str = ""
) -> Iterator[str]:
    """Pattern and name of every view there is, in the order they are tried."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = f"{path}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield f"{here} {space}{entry.name or '-'}"
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, here, inner)


@dataclass
class House:
    """A case of Darkhan-Uul, one that its clerk entered, and one of each role."""

    case: Case
    entered: Case
    people: dict[str, User | None]
    desk: Desk
    text: Page
    sessions: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def build(cls) -> House:
        """Needs the reference data."""
        head_office = Unit.objects.get(kind=Unit.Kind.HEAD_OFFICE)
        darkhan = Unit.objects.get(code="darkhan-uul")
        orkhon = Unit.objects.get(code="orkhon")
        clerk = make_user(Role.CLERK, darkhan)
        editor = make_user(Role.EDITOR, darkhan)
        people: dict[str, User | None] = {
            ANONYMOUS: None,
            Role.CLERK: clerk,
            STRANGER: make_user(Role.CLERK, orkhon),
            Role.HEAD: make_user(Role.HEAD, darkhan),
            Role.OPERATOR: make_user(Role.OPERATOR, head_office),
            Role.OFFICER: make_user(Role.OFFICER, head_office),
            Role.AUDITOR: make_user(Role.AUDITOR, head_office),
            Role.ADMINISTRATOR: make_user(Role.ADMINISTRATOR, head_office),
            Role.FINANCE: make_user(Role.FINANCE, head_office),
            Role.EDITOR: editor,
        }
        key = uuid.uuid4()
        photo = SimpleUploadedFile("a.txt", "Баримт".encode(), "text/plain")
        assert staging.stage(client_key=key, uploads=[photo]) == []
        case = make_petition(client_key=key, unit=darkhan, **NAMED)
        said = Submission(uuid.uuid4(), "request", "Утсаар асуув", unit=darkhan)
        entered = enter(
            submission=said, channel=Channel.PHONE, user=clerk, is_consent_oral=False
        )
        publish_root()
        _fill_catalogue()
        desk = Desk.build(darkhan, clerk)
        people |= {
            OWNER: desk.owner,
            VIEWER: desk.viewer,
            OTHER_OWNER: desk.stranger,
        }
        respond(open_survey(darkhan, results_shown="always"), text="Хэн нэгний үг")
        text = fill_pages(darkhan, editor)
        return cls(case, entered, people, desk, text)

    def address(self, route: str) -> str:
        """An address of this route, of the case or of a row that is there."""
        model = re.match(r"admin/(\w+)/(\w+)/<path:object_id>", route)
        if model:
            row = apps.get_model(model[1], model[2]).objects.order_by("pk").first()
            route = route.replace("<path:object_id>", str(row.pk))
        for part, value in self._of_services():
            route = route.replace(part, str(value))
        case = self.entered if "/entered/" in route else self.case
        known = {
            "<int:case_id>": case.pk,
            "<int:file_id>": self.case.attachments.get().pk,
            "<int:edition_id>": Edition.objects.earliest("pk").pk,
            "<int:run_id>": ImportRun.objects.earliest("pk").pk,
            "<slug:code>": "take" if route.startswith("admin/") else "add",
            "<day:day>": case.received_on,
            "committees/<slug:slug>": "committees/iso-tc-34",
            "<slug:slug>": "mns-5217-2012",
            "<str:code>": "13",
            "<slug:sheet>": "csv",
            "<slug:name>": "bibtex",
            "<slug:kind>-<int:number>": "editions-1",
            "<int:record>": 2352,
            "<path:rest>": "nowhere",
            "<int:pk>": 1,
            "<path:content_type_id>/<path:object_id>": "1/1",
            "^(?P<app_label>organisation|casework|catalogue|surveys|eservices|feedback|"
            "branches)/$": "casework/",
            "(?P<url>.*)$": "nowhere",
        }
        for part, value in known.items():
            route = route.replace(part, str(value))
        assert "<" not in route
        return f"/{route}"

    def signs(self, people: Iterable[str], method: str, path: str) -> str:
        """The sign of each person's answer; what one changed is not there for the next.

        An answer that has no sign is written out, and so is what a GET has written.
        """
        found = ""
        for person in people:
            client = self.client(person)
            with transaction.atomic():
                with written_tables() as tables:
                    answer = client.generic(method, path)
                    answer.getvalue()
                transaction.set_rollback(True)
            found += SIGNS.get(answer.status_code, f"[{answer.status_code}]")
            if method == "GET" and tables - OF_THE_SESSION:
                found += f"[{sorted(tables - OF_THE_SESSION)}]"
        return found

    def _of_services(self) -> Iterator[tuple[str, object]]:
        """What stands in addresses of the services and of the pages of units."""
        desk = self.desk
        yield from _of_surveys()
        yield (
            "admin/eservices/application/<int:case_id>",
            (f"admin/eservices/application/{desk.application.pk}"),
        )
        yield "<int:certificate_id>", desk.certificate.pk
        yield "<int:invoice_id>", desk.invoice.pk
        yield "<int:page_id>/<int:no>/<slug:act>", f"{self.text.pk}/1/submit"
        yield "<int:page_id>/<slug:act>", f"{self.text.pk}/remove"
        yield "<int:page_id>", self.text.pk
        yield "<int:unit_id>", self.text.unit_id
        yield "<int:no>", 1
        yield "<int:picture_id>", Picture.objects.earliest("pk").pk
        yield "act/<slug:act>", "act/suspend"
        yield "file/<slug:kind>", "file/pdf"
        yield "branches/<slug:slug>", f"branches/{desk.application.unit.code}"
        yield "<slug:article>", self.text.slug
        yield "about/<slug:slug>", "about/structure"
        yield "<slug:sha256>-<int:width>", f"{'a' * 64}-480"
        yield "services/<slug:slug>", "services/verification"
        yield "<uuid:bundle>", desk.application.bundle
        yield "<uuid:uuid>/<slug:code>", f"{desk.draft.uuid}/what"
        yield "<uuid:uuid>", desk.draft.uuid
        yield "<uuid:draft>", desk.draft.uuid
        yield "<uuid:token>", uuid.UUID(int=0)
        yield "<slug:key>", "instruments"
        yield "<int:line>", 1
        yield "invoices/<str:number>", f"invoices/{desk.invoice.number}"
        yield "<str:number>", desk.application.number
        yield "file/<int:pk>", f"file/{desk.file.pk}"
        yield "trip/<int:pk>", f"trip/{desk.trip.pk}"
        yield "act/<slug:code>", "act/add"
        yield "certificates/<int:pk>", f"certificates/{desk.certificate.pk}"
        yield "companies/<slug:register>", f"companies/{desk.company.register_no}"
        yield "members/<int:pk>", f"members/{desk.member.pk}"
        yield "invitations/<int:pk>", f"invitations/{desk.invitation.pk}"
        yield "<slug:token>", "nobody-knows-this"
        yield "verify/<str:address>", f"verify/{desk.certificate.address}"
        yield (
            f"{desk.certificate.address}/<slug:kind>",
            (f"{desk.certificate.address}/pdf"),
        )
        yield (
            "<str:serial>/<int:pk>",
            (f"{desk.instrument.serial_key}/{desk.instrument.pk}"),
        )
        yield "registers/<slug:register>", "registers/products"

    def client(self, person: str) -> Client:
        """A browser of this person, signed in; the same session each time."""
        client = Client()
        client.cookies.load(self._signed_in(person))
        return client

    def _signed_in(self, person: str) -> dict[str, str]:
        """Cookies of this person, who signs in once."""
        if person not in self.sessions:
            client, user = Client(), self.people[person]
            if user is not None:
                client.force_login(user)
            self.sessions[person] = {
                name: cookie.value for name, cookie in client.cookies.items()
            }
        return self.sessions[person]


def _of_surveys() -> Iterator[tuple[str, object]]:
    """What stands in addresses of surveys: of the unit's own, which is open."""
    said = Answer.objects.get(question__kind="text")
    survey = said.response.survey
    yield "survey/<int:survey_id>/act/<slug:act>", f"survey/{survey.pk}/act/close"
    yield "<int:survey_id>", survey.pk
    yield "<int:answer_id>/<slug:act>", f"{said.pk}/show"
    yield "<int:response_id>/<slug:act>", f"{said.response_id}/count"
    yield "surveys/<slug:slug>", f"surveys/{survey.slug}"


def _fill_catalogue() -> None:
    """A row of everything the office keeps of standards."""
    make_edition("MNS 5217:2012")
    Ics.objects.create(code="13", level=1)
    Committee.objects.create(code="ISO/TC 34", slug="iso-tc-34")
    Source.objects.create(code="agency-list")
    UnfoundQuery.objects.create(text="ус", first_on="2026-01-01", last_on="2026-01-01")
    ImportRun.objects.create(state=RunState.DONE)


WRITES = re.compile(
    r'\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE|COPY)\s+(?:ONLY\s+)?"?(\w+)',
    re.I,
)
# Who is signed in and since when; nothing of it is content.
OF_THE_SESSION = {"django_session", "usersessions_usersession"}


@contextlib.contextmanager
def written_tables() -> Iterator[set[str]]:
    """The tables that statements inside the block write to."""
    tables: set[str] = set()

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if "FOR UPDATE" not in sql:
            tables.update(WRITES.findall(sql))
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield tables
