"""Form fields that only the moves of applications have, or have in their own way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.fields import CleanText
from casework.models import Case
from casework.office.move_forms import FIELDS as COMMON
from casework.office.move_forms import LONGEST_TEXT, MakeField
from casework.workflow import Move
from eservices.changed_standards import gone_editions
from eservices.engine import service_of
from eservices.models import InfoRequest, RefusalReason
from eservices.office.extra_lines import ExtraLinesField
from eservices.office.lines import read_lines
from organisation.models import User

DECISIONS = {"grant": "granted", "refuse": "refused"}
# The form that the ticks beside the fields belong to, wherever they stand.
ASK_FORM = "form-ask_fields"


class TicksWidget(forms.Widget):
    """The ticks stand beside what they are about; here only how many there are."""

    template_name = "eservices/office/ticks.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        """The ticked paths; by list the ticked lines and columns, and typed lines."""
        return {
            "ticked": data.getlist(name),
            "rows": _after("rows.", data, data.getlist),
            "columns": _after("columns.", data, data.getlist),
            "lines": _after("lines.", data, data.get),
        }

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """No tick at all is also an answer."""
        return False


def _after(prefix: str, data: Any, read: Callable[[str], Any]) -> dict[str, Any]:
    """What is sent under a prefix, by what follows it."""
    keys = (key for key in data if key.startswith(prefix))
    return {key.removeprefix(prefix): read(key) for key in keys}


class PathsField(forms.Field):
    """Field paths of the question: ticked one by one, and lines of lists."""

    widget = TicksWidget

    def __init__(self, *, case: Case, **options: Any) -> None:
        super().__init__(**options)
        self.service = service_of(case.application)

    def clean(self, value: Any) -> list[str]:
        """The paths, each once; of a ticked line every column, or those ticked."""
        paths = list(value["ticked"])
        for key, rows in self.service.rows.items():
            ticked = value["columns"].get(key, [])
            columns = [each.key for each in rows.columns if each.key in ticked]
            typed = [*value["rows"].get(key, []), value["lines"].get(key, "")]
            everything = [each.key for each in rows.columns]
            paths += _of_lines(key, ",".join(typed), columns or everything)
        if not paths:
            raise forms.ValidationError(_("Tick what the question is about."))
        return list(dict.fromkeys(paths))


def _of_lines(key: str, typed: str, columns: list[str]) -> list[str]:
    try:
        lines = read_lines(typed)
    except ValueError as error:
        raise forms.ValidationError(str(error)) from error
    return [f"rows.{key}.{line}.{column}" for line in lines for column in columns]


def _paths(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    return PathsField(
        case=case,
        label=_("What it is about"),
        help_text=_("Tick the fields, documents and lines in “The application”."),
        required=required,
    )


def _fault(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    return forms.ChoiceField(
        label=_("What is the matter"),
        choices=InfoRequest.Reason.choices,
        required=required,
        widget=forms.RadioSelect,
    )


def _proposal(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    return forms.ChoiceField(
        label=_("What do you propose?"),
        choices=[("granted", _("To grant it")), ("refused", _("To refuse it"))],
        required=required,
        widget=forms.RadioSelect,
    )


def _refusal_reason(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    return forms.ModelChoiceField(
        RefusalReason.objects.offered_for(case.kind),
        label=_("Reason for the refusal"),
        help_text="" if required else _("Only where you propose to refuse it."),
        initial=case.application.refusal_reason_id,
        required=required,
        empty_label="—",
    )


def _despite(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    """Asked only where a standard has changed since it was named."""
    if not gone_editions(case.application):
        return forms.CharField(required=False, widget=forms.HiddenInput)
    return CleanText(
        label=_("Why it is granted although a standard has changed"),
        help_text=_("For colleagues only. Empty where you propose to refuse it."),
        required=required,
        limit=LONGEST_TEXT,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _text(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    """As everywhere; a decision starts from the words that were proposed."""
    if move.code != "propose" and move.code not in DECISIONS:
        return COMMON["text"](case, user, move, required)
    application = case.application
    is_agreed = DECISIONS.get(move.code) == application.proposed_outcome
    return CleanText(
        label=_("Text of the decision"),
        help_text=_("The applicant reads it when it is decided."),
        initial=application.proposed_text if is_agreed else "",
        required=required,
        limit=LONGEST_TEXT,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


def _extra(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    return ExtraLinesField(
        case=case,
        label=_("To be added"),
        help_text=_("Travel, hours: what only an officer knows. Empty: nothing."),
        required=required,
    )


FIELDS: dict[str, MakeField] = {
    "paths": _paths,
    "fault": _fault,
    "proposal": _proposal,
    "refusal_reason": _refusal_reason,
    "despite": _despite,
    "extra": _extra,
    "text": _text,
}
