"""An open question as a form: exactly what it names, and a text."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from casework.fields import CleanText, FilesField, FilesInput
from casework.models import StagedFile
from eservices.actions.again import typed_again
from eservices.actions.answers import Answer, kept_files
from eservices.actions.files import ACCEPTED
from eservices.engine import Document, Field, Rows, service_of
from eservices.engine.definition import Faults, Kind
from eservices.engine.forms import sealed_as_typed, typed_field
from eservices.engine.lookups import Lookups
from eservices.engine.values import MANY, Typed
from eservices.errors import RowsUnreadable
from eservices.models import Application, InfoRequest
from eservices.paths import label_of
from eservices.review import rows_of
from eservices.rows.files import read_rows_file
from eservices.rows.pasted import read_pasted
from eservices.rows.saved import as_typed

LONGEST_TEXT = 10_000
LONGEST_PASTE = 2_000_000


class QuestionForm(forms.Form):
    """Named fields, cells and lists with what was sent; documents; a text.

    The name of a form field is the path of what it is about.
    """

    use_required_attribute = False
    client_key = forms.Field(required=False, widget=forms.HiddenInput)

    data: QueryDict

    def __init__(
        self,
        application: Application,
        asked: InfoRequest,
        data: QueryDict | None = None,
        files: Any = None,
    ) -> None:
        super().__init__(
            data, files, auto_id="id_%s", initial={"client_key": uuid.uuid4()}
        )
        self.application, self.asked = application, asked
        self.service = service_of(application)
        self._lookups = Lookups()
        self._read_lists: dict[str, Sequence[Mapping[str, str]]] = {}
        for path in asked.paths:
            self._add(path)
        self.fields["text"] = CleanText(
            limit=LONGEST_TEXT,
            lines=True,
            required=False,
            label=_("What you want to say to it"),
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    @cached_property
    def key(self) -> UUID:
        """Names this answer; a missing or broken one is replaced by a new one."""
        try:
            return UUID(str(self["client_key"].value()))
        except ValueError:
            return uuid.uuid4()

    # --- what is asked ---
    @cached_property
    def named_fields(self) -> dict[str, Field]:
        """The fields of steps that are asked about."""
        known = self.service.fields
        return {path: known[path] for path in self.asked.paths if path in known}

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The documents that are asked for, by path."""
        known = self.service.documents
        found = {f"files.{key}": each for key, each in known.items()}
        return {path: found[path] for path in self.asked.paths if path in found}

    @cached_property
    def lists(self) -> dict[str, Rows]:
        """The lists that are asked about as a whole, by path."""
        found = {f"rows.{key}": each for key, each in self.service.rows.items()}
        return {path: found[path] for path in self.asked.paths if path in found}

    @cached_property
    def cells(self) -> dict[str, Field]:
        """The cells that are asked about, by path."""
        found = {}
        for path in self.asked.paths:
            parts = path.split(".")
            if len(parts) == 4 and parts[1] in self.service.rows:
                columns = {
                    each.key: each for each in self.service.rows[parts[1]].columns
                }
                if parts[3] in columns:
                    found[path] = columns[parts[3]]
        return found

    @cached_property
    def _kept_cells(self) -> dict[str, str]:
        """The cells as they were sent; one query a list."""
        wanted: dict[str, set[int]] = {}
        for path in self.cells:
            _rows, key, line, _column = path.split(".")
            wanted.setdefault(key, set()).add(int(line))
        return {
            f"rows.{key}.{row.position}.{column}": typed
            for key, lines in wanted.items()
            for row in rows_of(self.application, key).filter(position__in=lines)
            for column, typed in as_typed(row, self.service.rows[key]).items()
        }

    # --- its fields ---
    def _add(self, path: str) -> None:
        if path in self.named_fields:
            kept = self.application.answers.get(path)
            typed = typed_again(kept) if kept is not None else None
            self.fields[path] = typed_field(
                self.named_fields[path], typed, self._lookups
            )
        elif path in self.cells:
            labelled = replace(
                self.cells[path], label=label_of(self.service, path), required=True
            )
            self.fields[path] = typed_field(
                labelled, self._kept_cells.get(path, ""), self._lookups
            )
        elif path in self.documents:
            self.fields[path] = _document_field(self.documents[path])
        elif path in self.lists:
            self._add_list(path)

    def _add_list(self, path: str) -> None:
        self.fields[f"{path}.file"] = forms.FileField(
            required=False,
            label=str(self.lists[path].label),
            help_text=_("Excel or CSV with the whole list as it should be."),
            widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        )
        self.fields[path] = forms.CharField(
            required=False,
            max_length=LONGEST_PASTE,
            label=_("Or paste the whole list here"),
            widget=forms.Textarea(attrs={"rows": 5, "wrap": "off"}),
        )

    # --- what was sent ---
    def clean(self) -> dict[str, Any]:
        """Read the lists; everything else is judged when it is written."""
        cleaned = super().clean() or {}
        for path, rows in self.lists.items():
            try:
                self._read_list(path, rows, cleaned)
            except RowsUnreadable as error:
                self.add_error(path, str(error))
        return cleaned

    def _read_list(self, path: str, rows: Rows, cleaned: dict[str, Any]) -> None:
        upload, pasted = cleaned.get(f"{path}.file"), cleaned.get(path)
        if upload:
            self._read_lists[rows.key] = read_rows_file(upload, rows)
        elif pasted:
            self._read_lists[rows.key] = read_pasted(pasted, rows)

    @property
    def answer(self) -> Answer:
        """What was typed, for the action."""
        return Answer(
            fields={path: self._typed(path) for path in self.named_fields},
            cells={path: str(self.data.get(path, "")) for path in self.cells},
            lists=self._read_lists,
            text=self.cleaned_data.get("text", ""),
        )

    def _typed(self, path: str) -> Typed:
        asked = self.named_fields[path]
        if asked.kind in MANY:
            return [str(one) for one in self.data.getlist(path)]
        typed = str(self.data.get(path, ""))
        if asked.kind == Kind.REGISTER:
            kept = str(self.application.answers.get(path, ""))
            return sealed_as_typed(typed, kept)
        return typed

    def show(self, faults: Faults) -> None:
        """Put each fault beside what it is about; the others stand above."""
        for path, sentences in faults.by_path.items():
            place = self._place(path)
            for sentence in sentences:
                words = sentence if place == path else self._with_label(path, sentence)
                self.add_error(place, words)

    def _place(self, path: str) -> str | None:
        head = ".".join(path.split(".")[:2])
        return next((one for one in (path, head) if one in self.fields), None)

    def _with_label(self, path: str, sentence: str) -> str:
        return f"{label_of(self.service, path)}: {sentence}"

    # --- documents that were kept ---
    @property
    def kept(self) -> list[tuple[str, Document, list[StagedFile]]]:
        """The documents kept so far, by path."""
        found = [
            (path, each, kept_files(client_key=self.key, path=path))
            for path, each in self.documents.items()
        ]
        return [(path, each, files) for path, each, files in found if files]


def _document_field(document: Document) -> forms.Field:
    # It is asked for; whether it came, the action judges.
    return FilesField(
        label=str(document.label),
        help_text=str(document.hint),
        widget=FilesInput(attrs={"accept": ",".join(ACCEPTED)}),
    )
