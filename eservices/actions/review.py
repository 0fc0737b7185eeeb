"""What an officer notes of a company: that its owner is who they say."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.errors import NotAllowed
from eservices.models import Company
from organisation.models import Role, User
from organisation.permissions import duties

CONFIRMING = frozenset({Role.CLERK, Role.HEAD, Role.OFFICER})


@transaction.atomic
def confirm_company(*, company_id: int, user: User) -> Company:
    """Note that an officer has seen the papers of the company's owner.

    Raises NotAllowed for who is no officer. A company that was checked stays so.
    """
    if not duties(user).roles & CONFIRMING:
        raise NotAllowed(_("Your role does not allow this."))
    company = Company.objects.select_for_update().get(pk=company_id)
    if company.checked_at is None:
        company.checked_at, company.checked_by = timezone.now(), user
        company.save(update_fields=["checked_at", "checked_by"])
    return company
