"""A filled-in form on its way from page to page, with its key and its files."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from casework import staging, subjects
from casework.models import Contact, StagedFile
from casework.subjects import Subject
from feedback.fields import LONGEST_SUBJECT, places
from feedback.forms import IntakeForm
from feedback.models import Petition, PetitionKind, Track
from feedback.spam import started_token, text_hash
from mongolian.folding import clean_text
from organisation.models import Unit

# What travels in hidden inputs; the files are staged under the client key.
CARRIED = (
    "body",
    "kind",
    "category",
    "place",
    "reply_by",
    "phone",
    "email",
    "name",
    "address",
    "about",
    "consent",
    "website",
    "started",
)


@dataclass
class Sheet:
    """One form, blank or filled in, and the key that makes it one petition."""

    form: IntakeForm
    client_key: uuid.UUID

    @classmethod
    def blank(cls, chosen: dict[str, str]) -> Sheet:
        """A new form with a new key; `chosen` is what a link asked for."""
        initial = {**chosen, "started": started_token()}
        return cls(IntakeForm(initial=initial), uuid.uuid4())

    @classmethod
    def posted(cls, request: HttpRequest) -> Sheet:
        """What was sent; a missing or broken key is replaced by a new one."""
        form = IntakeForm(request.POST, request.FILES)
        form.full_clean()
        return cls(form, _key(request.POST.get("client_key", "")))

    @classmethod
    def reopened(cls, request: HttpRequest) -> Sheet:
        """What was sent, to be changed; nothing is judged yet."""
        typed = {name: request.POST[name] for name in CARRIED if name in request.POST}
        key = _key(request.POST.get("client_key", ""))
        return cls(IntakeForm(initial=typed), key)

    def stage(self, request: HttpRequest) -> None:
        """Keep the uploads, let go of what was unticked; refusals become errors."""
        staging.unstage(
            client_key=self.client_key, ids=request.POST.getlist("remove_file")
        )
        uploads = self.form.cleaned_data.get("files", [])
        for sentence in staging.stage(client_key=self.client_key, uploads=uploads):
            self.form.add_error("files", sentence)

    def known(self) -> Petition | None:
        """The petition sent with this key before, if any."""
        # Nearly always there is none, and asking only that is cheaper.
        sent = Petition.objects.filter(client_key=self.client_key)
        if not sent.exists():
            return None
        return sent.select_related("unit", "deadline_rule").first()

    def differs_from(self, petition: Petition) -> bool:
        """Whether this is another text than the one sent before."""
        body = self.form.cleaned_data.get("body", "")
        if not body or body == petition.body:
            return False
        return text_hash(body) != petition.text_hash

    def renew(self) -> None:
        """Become another petition, with the files staged since."""
        fresh = uuid.uuid4()
        for file in self.files:
            file.client_key = fresh
            file.save(update_fields=["client_key"])
        self.client_key = fresh

    @property
    def files(self) -> list[StagedFile]:
        """The files kept so far."""
        return staging.staged(self.client_key)

    @property
    def carried(self) -> Iterator[tuple[str, Any]]:
        """Names and values for hidden inputs, as typed."""
        yield "client_key", self.client_key
        for name in CARRIED:
            value = self.form[name].value()
            if value not in (None, "", False):
                yield name, "on" if value is True else value

    @property
    def answers(self) -> Iterator[tuple[Any, Any]]:
        """Questions and answers of a valid form, for reading through."""
        form, data = self.form, self.form.cleaned_data
        yield form["kind"].label, PetitionKind(data["kind"]).label
        unknown = _("We choose")
        yield form["category"].label, data["category"] or unknown
        yield form["place"].label, _place_name(data["place"]) or unknown
        yield form["reply_by"].label, Contact.ReplyBy(data["reply_by"]).label
        for name in ("phone", "email", "name", "address"):
            if data[name]:
                yield form[name].label, data[name]

    @property
    def about(self) -> Subject | None:
        """What it is about, when a link or the form says so."""
        return subjects.read(str(self.form["about"].value() or "")[:LONGEST_SUBJECT])

    @property
    def is_statutory(self) -> bool:
        """Whether the legal deadline will bind."""
        submission = self.form.submission(self.client_key, "")
        return submission.track == Track.STATUTORY


def _key(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return uuid.uuid4()


def chosen_by_link(query: Any) -> dict[str, str]:
    """The answers a link fills in: ?kind=, ?category=, ?aimag=, ?unit=, ?about=."""
    wanted = {
        name: clean_text(query.get(name, ""))
        for name in ("kind", "category", "aimag", "unit")
    }
    place = wanted["aimag"] or _place_of_unit(wanted["unit"])
    return {
        "kind": wanted["kind"],
        "category": wanted["category"],
        "place": place,
        "about": clean_text(query.get("about", ""))[:LONGEST_SUBJECT],
    }


def _place_of_unit(code: str) -> str:
    """An aimag department is chosen by its aimag, so that the rules still hold."""
    unit = Unit.objects.filter(code=code).first() if code else None
    if unit is None:
        return ""
    return unit.aimag_code if unit.kind == Unit.Kind.AIMAG else unit.code


def _place_name(value: str) -> str:
    for _group, options in places()[1:]:
        for code, name in options:
            if code == value:
                return str(name)
    return ""
