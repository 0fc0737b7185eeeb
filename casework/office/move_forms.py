"""The forms of the moves: each asks for exactly what its move needs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from casework import rules
from casework.actors import WORKING_ROLES
from casework.errors import CaseworkError
from casework.fields import CleanText
from casework.models import Case, ReplyTemplate
from casework.numbers import parse_number
from casework.rules import MAX_EXTENSION_DAYS
from casework.workflow import Move, Workflow, workflow_of
from organisation.models import Membership, Role, Unit, User

LONGEST_TEXT = 10_000  # characters
LONGEST_LINE = 200
LONGEST_APPEAL = 500
ANSWERING_ROLES = WORKING_ROLES - {Role.OPERATOR}

PUBLIC_EFFECTS = frozenset(
    {
        rules.write_reply,
        rules.write_question,
        rules.write_decision,
        rules.write_reason,
        rules.write_where_sent,
        rules.write_applicant_reason,
    }
)


def audience_of(move: Move) -> str:
    """Who reads what is typed: "public", "internal", or "" when nothing is."""
    effects = set(move.effects)
    if effects & PUBLIC_EFFECTS:
        return "public"
    return "internal" if rules.write_internal_reason in effects else ""


# --- fields ---------------------------------------------------------------------
class TemplateSelect(forms.Select):
    """Carries each template's text, so that a script can insert it at once."""

    def __init__(self, language: str) -> None:
        super().__init__(attrs={"data-reply-template": ""})
        self.language = language

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option with its text."""
        option = super().create_option(*args, **kwargs)
        template = getattr(option["value"], "instance", None)
        if template is not None:
            option["attrs"]["data-body"] = template.body(self.language)
        return option


class CaseNumberField(forms.CharField):
    """The number of a case the person may see, in any spelling."""

    def __init__(self, *, user: User, **options: Any) -> None:
        super().__init__(**options)
        self.user = user

    def clean(self, value: Any) -> Case | None:
        """The case itself."""
        typed = super().clean(value)
        if not typed:
            return None
        number = parse_number(typed)
        found = Case.objects.visible_to(self.user).filter(number=number).first()
        if number is None or found is None:
            raise forms.ValidationError(
                _("There is no case with this number. Check it digit by digit.")
            )
        return found


class PersonChoice(forms.ModelChoiceField):
    """A colleague by name."""

    def label_from_instance(self, obj: User) -> str:
        """The name as people write it."""
        return obj.display_name


def colleagues(unit: Unit) -> Any:
    """Who answers cases in the unit today."""
    today = timezone.localdate()
    here = Membership.objects.valid_on(today).filter(
        unit=unit, role__in=ANSWERING_ROLES
    )
    return User.objects.filter(
        is_active=True, is_staff=True, pk__in=here.values("user")
    ).order_by("first_name", "last_name", "username")


def templates_for(case: Case, workflow: Workflow, move: str) -> Any:
    """Reply templates for this act, category and workflow."""
    return ReplyTemplate.objects.filter(
        Q(move="") | Q(move=move),
        Q(topic="") | Q(topic__in=workflow.topics(case)),
        workflow=workflow.code,
        is_active=True,
    )


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _text(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    return CleanText(
        label=_("Text to the applicant"),
        required=required,
        limit=LONGEST_TEXT,
        lines=True,
        widget=_area(10 if rules.write_decision in move.effects else 6),
    )


def _reason(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    label = (
        _("Reason, told to the applicant")
        if audience_of(move) == "public"
        else _("Reason, for colleagues only")
    )
    return CleanText(
        label=label,
        required=required,
        limit=LONGEST_TEXT,
        lines=True,
        widget=_area(4),
    )


def _unit(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    others = Unit.objects.active().exclude(pk=case.unit_id)
    return forms.ModelChoiceField(
        others, label=_("To which unit"), required=required, empty_label="—"
    )


def _assignee(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    return PersonChoice(
        colleagues(case.unit),
        label=_("Who works on it"),
        required=required,
        empty_label="—" if required else _("I do"),
    )


def _days(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    rule = case.deadline_rule
    longest = min(rule.extension_max if rule else 0, MAX_EXTENSION_DAYS)
    return forms.IntegerField(
        label=_("By how many days"),
        help_text=_("At most %(longest)d.") % {"longest": longest},
        required=required,
        min_value=1,
        max_value=longest or MAX_EXTENSION_DAYS,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )


def _root(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    return CaseNumberField(
        user=user,
        label=_("Number of the main case"),
        help_text=_(
            "An open case of the same unit; its answer will go to this one too."
        ),
        required=required,
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )


def _outcome(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    return forms.ChoiceField(
        label=_("How did it end?"),
        choices=list(workflow_of(case).outcomes.items()),
        required=required,
        widget=forms.RadioSelect,
    )


def _appeal(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    with translation.override(case.language):
        where = case.unit.appeal_to
    return CleanText(
        label=_("Where the applicant may appeal"),
        required=required,
        initial=where,
        limit=LONGEST_APPEAL,
        lines=True,
        widget=_area(2),
    )


def _body_name(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    return CleanText(label=_("To which body"), required=required, limit=LONGEST_LINE)


def _template(case: Case, user: User, move: Move, required: bool) -> forms.Field:
    workflow = workflow_of(case)
    return forms.ModelChoiceField(
        templates_for(case, workflow, move.code),
        label=_("Begin with a ready text"),
        required=False,
        empty_label="—",
        widget=TemplateSelect(case.language),
    )


MakeField = Callable[[Case, User, Move, bool], forms.Field]
FIELDS: dict[str, MakeField] = {
    "template": _template,
    "outcome": _outcome,
    "text": _text,
    "appeal": _appeal,
    "unit": _unit,
    "assignee": _assignee,
    "days": _days,
    "root": _root,
    "body_name": _body_name,
    "reason": _reason,
}


def _makers(workflow: Workflow) -> dict[str, MakeField]:
    """The fields in the order shown: what only the workflow has stands first."""
    own = {name: make for name, make in workflow.fields.items() if name not in FIELDS}
    return own | FIELDS | workflow.fields


# --- forms ----------------------------------------------------------------------
class KeyedForm(forms.Form):
    """A form that may be sent twice and counts once."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    use_required_attribute = False  # our sentences, not the browser's

    def __init__(self, data: Any = None, *, code: str, **options: Any) -> None:
        # Several forms stand on one page: each has ids of its own.
        super().__init__(data, auto_id=f"{code}_%s", **options)
        self.initial.setdefault("client_key", uuid.uuid4())


class MoveForm(KeyedForm):
    """What one move asks for, in one case, of one person."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, user: User, move: Move, **options: Any):
        super().__init__(*args, code=move.code, **options)
        self.case, self.move = case, move
        self.initial["version"] = case.version
        needs = {need.name: need for need in move.needs}
        for name, make in _makers(workflow_of(case)).items():
            if name in needs:
                self.fields[name] = make(case, user, move, needs[name].required)
        if move.is_grave:
            self.fields["confirm"] = forms.BooleanField(
                label=_("I have checked it: this ends the case"),
                error_messages={"required": _("Tick this to confirm.")},
            )

    @property
    def inputs(self) -> dict[str, Any]:
        """What the move is given; after is_valid."""
        names = [need.name for need in self.move.needs]
        return {name: self.cleaned_data[name] for name in names}

    @property
    def typed_texts(self) -> list[str]:
        """The longer texts that were typed, to be kept whatever happens."""
        return [
            self.data[name]
            for name in ("text", "reason")
            if name in self.fields and self.data.get(name, "").strip()
        ]

    def fill_in_template(self) -> None:
        """Put the chosen template's text before what was typed (without a script)."""
        data = cast(QueryDict, self.data).copy()
        ready = templates_for(self.case, workflow_of(self.case), self.move.code)
        chosen = ready.filter(pk=_number(data.get("template", "")))
        for template in chosen:
            parts = [template.body(self.case.language), data.get("text", "").strip()]
            data["text"] = "\n\n".join(filter(None, parts))
        self.initial.update(
            {
                name: field.widget.value_from_datadict(data, {}, name)
                for name, field in self.fields.items()
            }
        )
        self.data, self.is_bound = {}, False


def _number(typed: str) -> int:
    # Ids of templates are small; anything else is no id.
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


class NoteForm(KeyedForm):
    """An internal note."""

    body = CleanText(
        label=_("Internal note"),
        limit=LONGEST_TEXT,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the note first.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, code="note", **options)


def put_error(form: forms.Form, error: CaseworkError) -> None:
    """Show a refusal of casework at the field it is about, else above the form."""
    field = error.field
    form.add_error(field if field in form.fields else None, str(error))
