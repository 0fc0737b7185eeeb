"""The mail that a draft nobody goes on with is going to be deleted."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eservices.afterwards.drafts import Keeping
from eservices.desk.needs import continue_url, name_of
from eservices.models import Draft
from organisation.mails import send_mail_to


def deliver(draft_id: int) -> bool:
    """Tell the owner once; False when it is over, or the server did not take it.

    A draft counts as told only when its mail was taken: no mail, nothing deleted.
    """
    keeping = Keeping.of_today()
    if keeping is None:
        return False
    draft = keeping.to_tell().select_related("owner").filter(pk=draft_id).first()
    if draft is None:
        return False
    owner = draft.owner
    if owner.is_active and owner.email and not _is_sent(draft, keeping):
        return False
    return bool(keeping.to_tell().filter(pk=draft_id).update(told_at=timezone.now()))


def _is_sent(draft: Draft, keeping: Keeping) -> bool:
    with translation.override("mn"):
        subject = _("Your unfinished application will be deleted")
    return send_mail_to(draft.owner.email, subject=subject, body=_body(draft, keeping))


# A draft does not say which language its writer reads: both are written.
def _body(draft: Draft, keeping: Keeping) -> str:
    return "\n\n— — —\n\n".join(_words(draft, keeping, code) for code in ("mn", "en"))


def _words(draft: Draft, keeping: Keeping, language: str) -> str:
    with translation.override(language):
        text = _(
            "You began an application and have not changed it since %(since)s: "
            "%(service)s.\n\n"
            "On %(day)s it is deleted with its files. If you still need it, open it "
            "and save a step before that:\n%(link)s\n\n"
            "If you do not need it, you need not do anything."
        )
        return text % {
            "service": name_of(draft.service),
            "since": date_format(
                timezone.localdate(draft.changed_at), "SHORT_DATE_FORMAT"
            ),
            "day": date_format(keeping.last_day(draft), "SHORT_DATE_FORMAT"),
            "link": f"{settings.SITE_URL}{continue_url(draft)}",
        }
