"""The form of one step: saved whatever was typed, then what is wrong is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from casework.errors import CaseworkError
from eservices.actions.drafts import save_answers
from eservices.actions.files import add_file, remove_file
from eservices.engine import Document, Faults, Step
from eservices.engine.checking import faults_of
from eservices.engine.forms import StepForm
from eservices.errors import StaleDraft
from eservices.models import DraftFile
from eservices.pages.checked import judge
from eservices.pages.journey import Journey
from eservices.views.apply.access import DraftRequest, of_draft
from eservices.views.apply.posted import number, version_of


@dataclass(frozen=True)
class Paper:
    """A document that is asked for, and what was sent of it so far."""

    document: Document
    files: list[DraftFile]
    faults: list[str]

    @property
    def may_add(self) -> bool:
        """Whether one more file fits."""
        return len(self.files) < self.document.most


@of_draft
def step(request: DraftRequest, code: str) -> HttpResponse:
    """Show a step (GET), or save it (POST) and go on."""
    journey = Journey(request.definition, request.draft, code)
    wanted = {stop.step.code: stop for stop in journey.stops if stop.rows is None}
    if code not in wanted:
        return _other_page(journey, code)
    if request.method == "POST":
        return _save(request, wanted[code].step, journey)
    return _page(
        request,
        wanted[code].step,
        journey,
        is_mended="mend" in request.GET,
        has_more="more" in request.GET,
    )


def _other_page(journey: Journey, code: str) -> HttpResponse:
    """A step that has lists only."""
    lists = (stop.url for stop in journey.stops if stop.step.code == code)
    url = next(lists, None)
    if url is None:
        raise Http404
    return redirect(url)


def _save(request: DraftRequest, step: Step, journey: Journey) -> HttpResponse:
    draft = request.draft
    form = StepForm(request.definition, step, draft.answers, data=request.POST)
    # Files first: with them the step may be done, which saving it finds out.
    refused = _take_files(request, step)
    try:
        draft = save_answers(
            draft_id=draft.pk,
            user=request.user,
            step=step.code,
            answers=form.typed,
            version=version_of(request),
        )
    except StaleDraft as stale:
        # What was typed stays in its boxes; saving again puts it over the other.
        form.add_error(None, str(stale))
        return _render(request, step, journey, form, Faults(), status=409)
    asked = set(StepForm(request.definition, step, request.draft.answers).fields)
    request.draft = type(draft).objects.prefetch_related("files").get(pk=draft.pk)
    if refused.by_path:
        return _page(request, step, journey, refused=refused, status=422)
    return redirect(_next(request, step, journey, asked))


def _take_files(request: DraftRequest, step: Step) -> Faults:
    """Keep what was sent and drop what was marked; refusals beside their document."""
    refused = Faults()
    for document, upload in _sent(request, step):
        try:
            add_file(
                draft_id=request.draft.pk,
                user=request.user,
                purpose=document.key,
                upload=upload,
            )
        except CaseworkError as refusal:
            refused.add(f"files.{document.key}", str(refusal))
    for typed in request.POST.getlist("remove"):
        remove_file(draft_id=request.draft.pk, user=request.user, file_id=number(typed))
    return refused


def _sent(request: DraftRequest, step: Step) -> Iterator[tuple[Document, UploadedFile]]:
    for document in step.documents:
        for upload in request.FILES.getlist(f"file_{document.key}"):
            yield document, upload


def _next(request: DraftRequest, step: Step, journey: Journey, asked: set[str]) -> str:
    """Go on; or back, to what is wrong or to what the answers made one ask."""
    here = reverse("services:step", args=[request.draft.uuid, step.code])
    if "stay" in request.POST or "remove" in request.POST:
        return here
    faults = faults_of(step, judge(request.draft).faults)
    own = {path for path in faults.by_path if not path.startswith("rows.")}
    if not own:
        return journey.after(here)
    is_new = own.isdisjoint(asked) and own <= {field.key for field in step.fields}
    return f"{here}?more=1" if is_new else f"{here}?mend=1"


def _page(
    request: DraftRequest,
    step: Step,
    journey: Journey,
    *,
    is_mended: bool = False,
    has_more: bool = False,
    refused: Faults | None = None,
    status: int = 200,
) -> HttpResponse:
    form = StepForm(request.definition, step, request.draft.answers)
    faults = refused or Faults()
    if is_mended:
        faults = faults_of(step, judge(request.draft).faults)
        form = _marked(form, faults, request)
    more = _unanswered(form, step, request) if has_more else []
    return _render(request, step, journey, form, faults, more=more, status=status)


def _unanswered(form: StepForm, step: Step, request: DraftRequest) -> list[BoundField]:
    """What is asked because of an answer just given, and was not seen before."""
    faults = faults_of(step, judge(request.draft).faults)
    return [form[path] for path in faults.by_path if path in form.fields]


def _marked(form: StepForm, faults: Faults, request: DraftRequest) -> StepForm:
    """The saved answers with what is wrong beside them."""
    saved = {name: field.initial or "" for name, field in form.fields.items()}
    bound = StepForm(request.definition, form.step, request.draft.answers, data=saved)
    bound.is_valid()
    for path, sentences in faults.by_path.items():
        known = [str(one) for one in bound.errors.get(path) or ()]
        for sentence in sentences:
            if path in bound.fields and sentence not in known:
                bound.add_error(path, sentence)
    return bound


def _render(
    request: DraftRequest,
    step: Step,
    journey: Journey,
    form: StepForm,
    faults: Faults,
    *,
    more: Sequence[BoundField] = (),
    status: int,
) -> HttpResponse:
    here = reverse("services:step", args=[request.draft.uuid, step.code])
    papers = _papers(request, step, faults) if step.documents else []
    context: dict[str, Any] = {
        "draft": request.draft,
        "definition": request.definition,
        "may_write": request.may_write,
        "journey": journey,
        "step": step,
        "form": form,
        "more": more,
        "papers": papers,
        "faulty_papers": [paper for paper in papers if paper.faults],
        "before": journey.before(here),
        "after": journey.after(here),
    }
    return render(request, "eservices/apply/step.html", context, status=status)


def _papers(request: DraftRequest, step: Step, faults: Faults) -> list[Paper]:
    values = judge(request.draft).values
    files = list(request.draft.files.all())
    return [
        Paper(
            document,
            [file for file in files if file.purpose == document.key],
            faults.by_path.get(f"files.{document.key}", []),
        )
        for document in step.documents
        if document.shown(values)
    ]
