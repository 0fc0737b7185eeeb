"""Everything that was typed, once more before it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.workflow import Text
from eservices.engine import Faults, ServiceDefinition, Step
from eservices.engine.checking import faults_of
from eservices.engine.definition import Rows
from eservices.engine.showing import in_words
from eservices.models import Draft
from eservices.pages.checked import Judged
from eservices.pages.journey import Journey
from eservices.pages.row_list import RowList, page_of

LISTED = 12  # faults of one list
SHOWN_LINES = 10  # of one list; the rest stands on its page


@dataclass(frozen=True)
class Said:
    """One line: what was asked and what was said."""

    label: Text
    value: str


@dataclass(frozen=True)
class Part:
    """One page of the application and what stands on it."""

    label: Text
    url: str
    lines: list[Said]
    faults: list[Fault]
    is_list: bool = False


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where it is mended."""

    sentence: str
    url: str


def parts(definition: ServiceDefinition, draft: Draft, judged: Judged) -> list[Part]:
    """Every page in order; pages on which nothing is asked are left out."""
    return list(_Summary(definition, draft, judged).parts())


class _Summary:
    def __init__(
        self, definition: ServiceDefinition, draft: Draft, judged: Judged
    ) -> None:
        self.draft, self.values, self.faults = draft, judged.values, judged.faults
        self.journey = Journey(definition, draft, "")
        self._lookups = judged.lookups
        self._files = list(draft.files.all())

    def parts(self) -> Iterator[Part]:
        for stop in self.journey.stops:
            if stop.rows is not None:
                faults = self._of_rows(stop.rows.key, stop.url)
                yield Part(
                    stop.label, stop.url, list(self._rows(stop.rows)), faults, True
                )
            elif stop.step.fields or stop.step.documents:
                yield Part(
                    stop.label,
                    stop.url,
                    [*self._answers(stop.step), *self._papers(stop.step)],
                    self._of_step(stop.step, stop.url),
                )

    def _rows(self, rows: Rows) -> Iterator[Said]:
        """The first lines in words, and how many there are."""
        raw = self.draft.rows.get(rows.key, [])
        shown = RowList(rows, raw[:SHOWN_LINES], Faults(), self._lookups)
        for line in shown.lines:
            cells = [cell.text for cell in (*line.main, *line.others) if cell.text]
            yield Said(str(line.number), " · ".join(cells))
        if len(raw) > SHOWN_LINES:
            yield Said(_("together"), _lines(len(raw)))

    def _answers(self, step: Step) -> Iterator[Said]:
        for field in step.fields:
            if field.shown(self.values):
                value = self.values.get(field.key, self.draft.answers.get(field.key))
                words = in_words(field, value, self._lookups) if value else ""
                words = (
                    words
                    if value is not False
                    else in_words(field, False, self._lookups)
                )
                yield Said(field.label, words)

    def _papers(self, step: Step) -> Iterator[Said]:
        for document in step.documents:
            names = [
                file.original_name
                for file in self._files
                if file.purpose == document.key
            ]
            if names or (document.required and document.shown(self.values)):
                yield Said(document.label, ", ".join(names))

    def _of_step(self, step: Step, url: str) -> list[Fault]:
        found = faults_of(step, self.faults).by_path
        return [
            Fault(sentence, f"{url}?mend=1#{_anchor(path)}")
            for path, sentences in found.items()
            if not path.startswith("rows.")
            for sentence in sentences
        ]

    def _of_rows(self, key: str, url: str) -> list[Fault]:
        found = self.faults.below(f"rows.{key}")
        listed = [
            _row_fault(path.split("."), sentence, url)
            for path in sorted(found, key=_line_of)
            for sentence in found[path]
        ]
        more = len(listed) - LISTED
        if more > 0:
            words = ngettext("… and %(n)d more.", "… and %(n)d more.", more)
            return [*listed[:LISTED], Fault(words % {"n": more}, f"{url}#faults")]
        return listed


def _line_of(path: str) -> int:
    """The line a path of a list is about; 0 for the list itself."""
    line = path.split(".")[2:3]
    return int(line[0]) if line and line[0].isdigit() else 0


def _row_fault(path: list[str], sentence: str, url: str) -> Fault:
    """`path`: rows, key and, of a cell, line and column."""
    if len(path) < 3 or not path[2].isdigit():
        return Fault(sentence, url)
    line = int(path[2])
    words = _("Line %(line)d: %(sentence)s") % {"line": line, "sentence": sentence}
    return Fault(words, f"{url}?page={page_of(line)}#row-{'-'.join(path[2:])}")


def _anchor(path: str) -> str:
    """The box of a field, or of a document, on the page of its step."""
    return f"file_{path[6:]}" if path.startswith("files.") else f"div_id_{path}"


def _lines(count: int) -> str:
    return ngettext("%(n)d line", "%(n)d lines", count) % {"n": count}
