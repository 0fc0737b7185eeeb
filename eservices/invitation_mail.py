"""The mail that invites a person to act for a company."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eservices.actions.invitations import token_of
from eservices.models import Invitation
from organisation.mails import send_mail_to


def deliver(invitation_id: int) -> bool:
    """Send one invitation; False when it is over, or the server did not take it."""
    invitation = Invitation.objects.select_related("company", "invited_by").get(
        pk=invitation_id
    )
    if not invitation.is_open:
        return False
    return send_mail_to(
        invitation.email, subject=_subject(invitation), body=_body(invitation)
    )


def link_of(invitation: Invitation) -> str:
    """The address that accepts it, once."""
    path = reverse("desk:accept", args=[token_of(invitation)])
    return f"{settings.SITE_URL}{path}"


# Nobody knows yet which language the invited person reads: both are written.
def _subject(invitation: Invitation) -> str:
    with translation.override("mn"):
        return _("%(company)s invites you") % {"company": invitation.company.name}


def _body(invitation: Invitation) -> str:
    return "\n\n— — —\n\n".join(_words(invitation, code) for code in ("mn", "en"))


def _words(invitation: Invitation, language: str) -> str:
    with translation.override(language):
        text = _(
            "%(person)s invites you to act for %(company)s at the Agency for "
            "Standardization and Metrology as: %(role)s.\n\n"
            "Open this address and sign in with this e-mail. It can be used once, "
            "until %(day)s:\n%(link)s\n\n"
            "If you do not know the company, you need not do anything."
        )
        return text % {
            "person": invitation.invited_by.display_name,
            "company": invitation.company.name,
            "role": invitation.get_role_display(),
            "day": date_format(invitation.expires_at, "SHORT_DATE_FORMAT"),
            "link": link_of(invitation),
        }
