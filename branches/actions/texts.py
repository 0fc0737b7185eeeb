"""Texts of units: every save is a new revision; only approved ones are ever shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from branches.actions.locks import other_writer, release
from branches.errors import PageRefused
from branches.markdown import plain
from branches.models import Page, PageKind, Picture, Revision, RevisionState
from branches.permissions import may_approve, may_write, writes_everywhere

if TYPE_CHECKING:
    from organisation.models import Unit, User


@dataclass(frozen=True)
class Content:
    """What a revision says."""

    title_mn: str
    body_mn: str
    title_en: str = ""
    body_en: str = ""
    picture: Picture | None = None
    is_urgent: bool = False
    go_live_at: datetime | None = None
    expire_at: datetime | None = None
    is_minor: bool = False
    note: str = ""


@transaction.atomic
def create_page(
    *, unit: Unit, kind: str, slug: str, user: User, content: Content
) -> Page:
    """Begin a text with its first draft.

    Raises PageRefused: not one's own unit, an address taken, a page of the agency
    written by somebody outside the head office.
    """
    _check_may_write(user, unit.pk)
    if kind == PageKind.PAGE and not writes_everywhere(user):
        raise PageRefused(_("The head office writes the pages of the agency."))
    if Page.objects.filter(unit=unit, kind=kind, slug=slug).exists():
        raise PageRefused(_("This address is taken. Choose another."), "slug")
    if kind == PageKind.PROFILE and unit.pages.filter(kind=kind).exists():
        raise PageRefused(_("The unit has such a text already."))
    page = Page.objects.create(unit=unit, kind=kind, slug=slug)
    _write(page, user, content, previous=None)
    return page


@transaction.atomic
def save_revision(
    *, page_id: int, user: User, expected_no: int, content: Content
) -> Revision:
    """Keep what was written as a new draft.

    `expected_no` is the newest revision the person saw. Raises PageRefused when
    somebody else has saved since, or is writing now.
    """
    page = _locked(page_id, user)
    newest = _newest(page)
    if newest.no != expected_no:
        raise PageRefused(
            _("Somebody has saved this text since you opened it. Compare the two.")
        )
    if other_writer(page, user) is not None:
        raise PageRefused(_("Somebody else is writing this text now."))
    return _write(page, user, content, previous=newest)


@transaction.atomic
def restore(*, page_id: int, user: User, no: int) -> Revision:
    """Bring an old revision back, as a new draft that says the same."""
    page = _locked(page_id, user)
    old = page.revisions.filter(no=no).first()
    if old is None:
        raise PageRefused(_("There is no such revision."))
    content = Content(
        title_mn=old.title_mn,
        body_mn=old.body_mn,
        title_en=old.title_en,
        body_en=old.body_en,
        picture=old.picture,
        is_urgent=old.is_urgent,
    )
    return _write(page, user, content, previous=_newest(page), restores=old)


@transaction.atomic
def submit(*, revision_id: int, user: User) -> Revision:
    """Ask for approval; who may approve, or may publish directly, publishes at once."""
    revision = _locked_revision(revision_id, user)
    if revision.state not in {RevisionState.DRAFT, RevisionState.RETURNED}:
        raise PageRefused(_("This revision has been handed in already."))
    _check_is_newest(revision)
    if may_approve(user, revision.page.unit_id) or _publishes_directly(revision):
        return _approve(revision, user)
    revision.state = RevisionState.SUBMITTED
    revision.save(update_fields=["state"])
    release(page=revision.page, user=user)
    return revision


@transaction.atomic
def approve(*, revision_id: int, user: User) -> Revision:
    """Let a submitted revision be shown, from its time or from now on."""
    revision = _locked_revision(revision_id, user)
    _check_may_approve(user, revision)
    if revision.state != RevisionState.SUBMITTED:
        raise PageRefused(_("Only a revision that was handed in can be approved."))
    return _approve(revision, user)


@transaction.atomic
def return_to_author(*, revision_id: int, user: User, note: str) -> Revision:
    """Give a submitted revision back, with what should be better."""
    revision = _locked_revision(revision_id, user)
    _check_may_approve(user, revision)
    if revision.state != RevisionState.SUBMITTED:
        raise PageRefused(_("Only a revision that was handed in can be returned."))
    if not note.strip():
        raise PageRefused(_("Write what should be changed."), "note")
    revision.state = RevisionState.RETURNED
    revision.note = note.strip()
    revision.decided_by = user
    revision.decided_at = timezone.now()
    revision.save(update_fields=["state", "note", "decided_by", "decided_at"])
    return revision


@transaction.atomic
def remove(*, page_id: int, user: User) -> Page:
    """Take a text off the site at once; its revisions stay."""
    page = _locked(page_id, user)
    _check_may_approve(user, _newest(page))
    page.removed_at = page.removed_at or timezone.now()
    page.save(update_fields=["removed_at"])
    return page


@transaction.atomic
def put_back(*, page_id: int, user: User) -> Page:
    """Show a removed text again, as its revisions say."""
    page = _locked(page_id, user)
    _check_may_approve(user, _newest(page))
    page.removed_at = None
    page.save(update_fields=["removed_at"])
    return page


# --- inside ---------------------------------------------------------------------
def _write(
    page: Page,
    user: User,
    content: Content,
    *,
    previous: Revision | None,
    restores: Revision | None = None,
) -> Revision:
    if not content.title_mn.strip():
        raise PageRefused(_("Write the title in Mongolian."), "title_mn")
    if content.picture is not None and content.picture.unit_id != page.unit_id:
        raise PageRefused(_("Choose a picture of this unit."), "picture")
    begins, ends = content.go_live_at, content.expire_at
    if begins is not None and ends is not None and ends <= begins:
        raise PageRefused(_("It must end after it begins."), "expire_at")
    return Revision.objects.create(
        page=page,
        no=previous.no + 1 if previous else 1,
        author=user,
        # What comes back says the same, so its English is as right as it was.
        is_translation_stale=restores.is_translation_stale
        if restores
        else is_translation_stale(content, previous),
        restores=restores.no if restores else None,
        **vars(content),
    )


def is_translation_stale(content: Content, previous: Revision | None) -> bool:
    """Whether the English lags behind: the Mongolian changed and it did not.

    Only a material change counts: not one marked as small, not one of spaces or
    marks of layout. An English text that was never written is not stale.
    """
    has_english = bool(content.title_en or content.body_en)
    if previous is None or not has_english:
        return False
    if (content.title_en, content.body_en) != (previous.title_en, previous.body_en):
        return False
    return previous.is_translation_stale or (
        not content.is_minor and _words(content) != _words(previous)
    )


def _words(text: Content | Revision) -> tuple[str, str]:
    return plain(text.title_mn).casefold(), plain(text.body_mn).casefold()


def _approve(revision: Revision, user: User) -> Revision:
    now = timezone.now()
    begins = revision.go_live_at or now
    if revision.expire_at is not None and revision.expire_at <= max(begins, now):
        raise PageRefused(_("Its end has passed; give it a later one."), "expire_at")
    revision.state = RevisionState.APPROVED
    # A time that passed while it waited would put it before what is shown now.
    revision.go_live_at = max(begins, now)
    revision.decided_by = user
    revision.decided_at = now
    revision.save(update_fields=["state", "go_live_at", "decided_by", "decided_at"])
    release(page=revision.page, user=user)
    return revision


def _publishes_directly(revision: Revision) -> bool:
    place = getattr(revision.page.unit, "place_of_unit", None)
    return place is not None and place.publishes_directly


def _locked(page_id: int, user: User) -> Page:
    """The page, locked to the end of the transaction; DoesNotExist for others'."""
    page: Page = (
        Page.objects.visible_to(user).select_for_update(of=("self",)).get(pk=page_id)
    )
    return page


def _locked_revision(revision_id: int, user: User) -> Revision:
    revision: Revision = (
        Revision.objects.visible_to(user)
        .select_related("page__unit")
        .select_for_update(of=("self",))
        .get(pk=revision_id)
    )
    return revision


def _newest(page: Page) -> Revision:
    newest: Revision = page.revisions.order_by("-no")[0]
    return newest


def _check_is_newest(revision: Revision) -> None:
    if revision.no != _newest(revision.page).no:
        raise PageRefused(_("There is a newer revision; hand that in."))


def _check_may_write(user: User, unit_id: int) -> None:
    if not may_write(user, unit_id):
        raise PageRefused(_("Your role does not allow this."))


def _check_may_approve(user: User, revision: Revision) -> None:
    if not may_approve(user, revision.page.unit_id):
        raise PageRefused(_("Your role does not allow this."))
