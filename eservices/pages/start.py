"""For whom an application is begun: one of my companies, or myself."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from eservices.engine import ServiceDefinition
from eservices.models import Company, CompanyMember, CompanyRole
from organisation.models import User

MYSELF = "me"


class WhoForm(forms.Form):
    """Chooses for whom; only what this person may do is offered."""

    who = forms.ChoiceField(
        label=_("For whom do you apply?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose for whom you apply."),
            "invalid_choice": _("Choose for whom you apply."),
        },
    )
    use_required_attribute = False

    def __init__(self, definition: ServiceDefinition, user: User, *data: Any) -> None:
        super().__init__(*data)
        self.companies = {str(one.pk): one for one in companies_of(user)}
        choices = [
            (key, f"{one.name} · {one.register_no}")
            for key, one in self.companies.items()
        ]
        if definition.citizens_too:
            choices.append((MYSELF, str(_("Myself, as a citizen"))))
        field = cast(forms.ChoiceField, self.fields["who"])
        field.choices = choices
        self.has_choice = bool(choices)
        if len(choices) == 1:
            field.initial = choices[0][0]

    @property
    def company(self) -> Company | None:
        """The chosen company; None for oneself."""
        return self.companies.get(self.cleaned_data["who"])


def companies_of(user: User) -> list[Company]:
    """The companies for which `user` may write."""
    members = CompanyMember.objects.of(user).exclude(role=CompanyRole.VIEWER)
    found = members.select_related("company").order_by("company__name")
    return [member.company for member in found]
