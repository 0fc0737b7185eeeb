"""The words of notices, made when sending, in the language of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.models import Notice
from casework.numbers import code_of, group_code
from casework.workflow import workflow_of

RECEIVED = "received"
REMINDER = "reminder"
REMINDER_LATE = "reminder_late"
DUE_CHANGED = "due_recomputed"
LATE = "late"
APPLICANT_REMINDED = "applicant_reminded"
STAFF_TEMPLATES = frozenset({REMINDER, REMINDER_LATE})


@dataclass(frozen=True)
class NoticeText:
    """A notice in words: mail has subject and body, an SMS the short form."""

    subject: str
    body: str
    short: str


def tracking_url(number: str, code: str = "") -> str:
    """The tracking page; number and code only in the fragment, never sent to us."""
    fragment = f"{number}.{code}" if code else number
    return f"{settings.SITE_URL}/track/#{fragment}"


def text_of(notice: Notice) -> NoticeText:
    """The words of a notice."""
    language = "mn" if notice.template in STAFF_TEMPLATES else notice.case.language
    with translation.override(language):
        sentence = _sentence(notice)
        link = _link(notice)
        agency = _("MASM")
        number = notice.case.number
        footer = _("Hotline: %(phone)s") % {"phone": settings.HOTLINE}
        return NoticeText(
            subject=f"{agency} {number}",
            body=f"{number}\n\n{sentence}\n\n{link}\n\n{footer}\n",
            short=f"{agency} {number}: {sentence} {link}",
        )


def _link(notice: Notice) -> str:
    if notice.template in STAFF_TEMPLATES:
        return f"{settings.SITE_URL}/admin/casework/case/{notice.case_id}/change/"
    workflow = workflow_of(notice.case)
    where = workflow.story_pages.get(notice.template)
    if where is not None:
        return f"{settings.SITE_URL}{where(notice.event.data)}"
    page = workflow.page
    if page is None:
        return tracking_url(notice.case.number)
    return f"{settings.SITE_URL}{page(notice.case)}"


def _sentence(notice: Notice) -> str:
    case = notice.case
    due = date_format(case.due_on, "SHORT_DATE_FORMAT") if case.due_on else ""
    if notice.template == RECEIVED:
        code = group_code(code_of(case))
        if not due:
            return _("Received. Access code: %(code)s.") % {"code": code}
        return _("Received. Access code: %(code)s. Answer due by %(due)s.") % {
            "code": code,
            "due": due,
        }
    if notice.template == DUE_CHANGED:
        return _("The due date is now %(due)s.") % {"due": due}
    if notice.template == LATE:
        return _("The answer is late. You may appeal to: %(where)s.") % {
            "where": case.unit.appeal_to
        }
    if notice.template == REMINDER:
        return _("This case is due on %(due)s.") % {"due": due}
    if notice.template == REMINDER_LATE:
        return _("This case was due on %(due)s and is late.") % {"due": due}
    workflow = workflow_of(case)
    if notice.template == APPLICANT_REMINDED:
        # As it was when it was written, whatever has happened since.
        asked = notice.event.data
        day = date_format(date.fromisoformat(asked["answer_by"]), "SHORT_DATE_FORMAT")
        return workflow.reminder(asked["state"], day)
    if notice.template in workflow.stories:
        return workflow.tell(notice.template, notice.event.data)
    return str(workflow.moves[notice.template].story)
