"""The editor's page of a text: write, preview, hand in, approve, bring back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from branches.actions import texts
from branches.actions.locks import other_writer, take_lock
from branches.branch import BranchPage, Text
from branches.errors import PageRefused
from branches.markdown import render as draw
from branches.models import Page, PageKind, Revision, RevisionState
from branches.office.differences import changed, since_the_english_was_right
from branches.office.forms import NewTextForm, RevisionForm
from branches.office.guards import only_writers
from branches.permissions import may_approve
from branches.views.branch import article_page, branch_page
from casework.office.frame import framed
from organisation.permissions import StaffRequest

MISTAKEN = 422


def page_for(request: StaffRequest, page_id: int) -> Page:
    """A text the person may edit; 404 for others'."""
    only_writers(request)
    pages = Page.objects.visible_to(request.user).select_related("unit")
    page: Page = get_object_or_404(pages, pk=page_id)
    return page


def new_text(request: StaffRequest) -> HttpResponse:
    """Begin a text."""
    only_writers(request)
    form = NewTextForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            page = texts.create_page(
                unit=data["unit"],
                kind=data["kind"],
                slug=data["slug"],
                user=request.user,
                content=texts.Content(title_mn=data["title_mn"], body_mn=""),
            )
        except PageRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return redirect("admin:branches_page_change", page.pk)
    context = {"title": _("New text"), "form": form}
    status = MISTAKEN if form.errors else 200
    return framed(request, "branches/office/new.html", context, status=status)


def edit_text(request: StaffRequest, page_id: int) -> HttpResponse:
    """The text with its newest revision, to be written on."""
    page = page_for(request, page_id)
    if request.method == "POST":
        return _save(request, page)
    form = RevisionForm.of(page, _newest(page))
    return _screen(request, page, form, other_writer(page, request.user))


@require_POST
def lock_text(request: StaffRequest, page_id: int) -> JsonResponse:
    """The first letter was typed: hold the text, or hear who does."""
    page = page_for(request, page_id)
    lock = take_lock(page_id=page.pk, user=request.user)
    is_mine = lock.user_id == request.user.pk
    return JsonResponse({"writer": "" if is_mine else lock.user.display_name})


def _save(request: StaffRequest, page: Page) -> HttpResponse:
    form = RevisionForm(request.POST, page=page)
    if not form.is_valid():
        return _screen(request, page, form, None, status=MISTAKEN)
    try:
        revision = texts.save_revision(
            page_id=page.pk,
            user=request.user,
            expected_no=form.cleaned_data["expected_no"],
            content=form.content(),
        )
        if "_submit" in request.POST:
            revision = texts.submit(revision_id=revision.pk, user=request.user)
        else:  # who saves a draft goes on writing
            take_lock(page_id=page.pk, user=request.user)
    except PageRefused as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, str(refusal))
        return _screen(request, page, form, None, status=MISTAKEN)
    messages.success(request, _said(revision))
    return redirect("admin:branches_page_change", page.pk)


def _said(revision: Revision) -> str:
    if revision.state == RevisionState.APPROVED:
        later = revision.go_live_at and revision.go_live_at > timezone.now()
        return _("It will be shown at its time.") if later else _("It is shown now.")
    if revision.state == RevisionState.SUBMITTED:
        return _("It waits for approval.")
    return _("The draft is saved.")


def _newest(page: Page) -> Revision:
    newest: Revision = page.revisions.select_related("author").order_by("-no")[0]
    return newest


def _screen(
    request: StaffRequest,
    page: Page,
    form: RevisionForm,
    writer: Any,
    *,
    status: int = 200,
) -> HttpResponse:
    revisions = list(
        page.revisions.select_related("author", "decided_by").order_by("-no")
    )
    live = Page.objects.live(timezone.now()).filter(pk=page.pk).first()
    context = {
        "title": revisions[0].title_mn,
        "page": page,
        "form": form,
        "writer": writer,
        "newest": revisions[0],
        "revisions": revisions,
        "live_id": live.live_id if live else None,
        "may_approve": may_approve(request.user, page.unit_id),
        "is_profile": page.kind == PageKind.PROFILE,
    }
    return framed(request, "branches/office/text.html", context, status=status)


# --- acts -------------------------------------------------------------------------
def _act(
    request: StaffRequest, page: Page, act: Callable[[], object], done: str
) -> HttpResponse:
    try:
        act()
    except PageRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("admin:branches_page_change", page.pk)


@require_POST
def act_on_revision(
    request: StaffRequest, page_id: int, no: int, act: str
) -> HttpResponse:
    """Hand in, approve, return or bring back one revision."""
    page = page_for(request, page_id)
    revision = get_object_or_404(page.revisions, no=no)
    user, pk = request.user, revision.pk
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "submit": (
            lambda: texts.submit(revision_id=pk, user=user),
            _("It is handed in."),
        ),
        "approve": (
            lambda: texts.approve(revision_id=pk, user=user),
            _("It is approved."),
        ),
        "return": (
            lambda: texts.return_to_author(
                revision_id=pk, user=user, note=request.POST.get("note", "")[:300]
            ),
            _("It went back to its author."),
        ),
        "restore": (
            lambda: texts.restore(page_id=page.pk, user=user, no=no),
            _("The older text is back, as a new draft."),
        ),
    }
    if act not in acts:
        raise Http404
    return _act(request, page, *acts[act])


@require_POST
def act_on_text(request: StaffRequest, page_id: int, act: str) -> HttpResponse:
    """Take a text off the site, or put it back."""
    page = page_for(request, page_id)
    acts: dict[str, tuple[Callable[..., object], str]] = {
        "remove": (texts.remove, _("It is not shown any more.")),
        "put-back": (texts.put_back, _("It is shown again.")),
    }
    if act not in acts:
        raise Http404
    done, sentence = acts[act]
    user = request.user
    return _act(request, page, lambda: done(page_id=page.pk, user=user), sentence)


# --- looking ----------------------------------------------------------------------
@require_safe
def preview(request: StaffRequest, page_id: int, no: int) -> HttpResponse:
    """A revision on the real page, for who may edit it; never kept by anybody."""
    page = page_for(request, page_id)
    revision = get_object_or_404(page.revisions.select_related("page__unit"), no=no)
    response = _previewed(request, page, revision)
    add_never_cache_headers(response)
    return response


def _previewed(request: HttpRequest, page: Page, revision: Revision) -> HttpResponse:
    if page.kind in {PageKind.NEWS, PageKind.PAGE}:
        return article_page(request, Text(page, revision), is_preview=True)
    shown = BranchPage(page.unit, timezone.now(), instead=revision)
    return branch_page(request, shown, is_preview=True)


@require_safe
def compare(request: StaffRequest, page_id: int, no: int) -> HttpResponse:
    """What a revision changed, word by word, against the one before it.

    `?since=english`: against the one at which its English was written, so that who
    translates sees every change since, not only the last.
    """
    page = page_for(request, page_id)
    after = get_object_or_404(page.revisions, no=no)
    before = page.revisions.filter(no__lt=no).order_by("-no").first()
    if request.GET.get("since") == "english":
        before = since_the_english_was_right(after)
    context = {
        "title": _("What changed"),
        "page": page,
        "after": after,
        "before": before,
        "changed": changed(before, after) if before else [],
    }
    return framed(request, "branches/office/compare.html", context)


@require_POST
def draw_markdown(request: StaffRequest) -> HttpResponse:
    """The text as it will look, for the live preview beside the box."""
    only_writers(request)
    text = request.POST.get("text", "")[:20_000]
    return render(request, "branches/office/drawn.html", {"drawn": draw(text)})
