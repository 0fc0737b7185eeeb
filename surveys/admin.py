"""Surveys in the back office: one's own units' and no other."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.contrib import admin, messages
from django.contrib.admin import ShowFacets
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from catalogue.admin.base import CleanTexts, PartInline
from organisation.named_pages import NamedPages
from surveys import office
from surveys.actions import hold
from surveys.models import FollowUp, Question, State, Survey
from surveys.models.survey import FIXED
from surveys.office_forms import QuestionForm, SurveyForm, units_offered
from surveys.permissions import (
    asks_at_all,
    asks_everywhere,
    may_ask,
    reads_at_all,
    units_asked_by,
)

MOST_QUESTIONS = 30
TEXTS = (
    ("title_mn", "title_en"),
    ("intro_mn", "intro_en"),
    ("thanks_mn", "thanks_en"),
)
# Promised to who answers: they stand once it is published.
PROMISED = ("unit", "slug", "opens_at", "results_shown", "smallest_shown")


class OwnInline(PartInline):
    """What hangs on a survey; who may write the survey may write it."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who sees the survey."""
        return reads_at_all(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may write the survey."""
        return self._is_open(obj) and _may_write(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Likewise."""
        return self._is_open(obj) and _may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Likewise."""
        return self._is_open(obj) and _may_write(request, obj)

    def _is_open(self, survey: Survey | None) -> bool:
        return True


class QuestionInline(OwnInline):
    """The questions; they stand once somebody has answered."""

    model = Question
    form = QuestionForm
    max_num = MOST_QUESTIONS
    fields = (
        *("order", "kind", "text_mn", "text_en", "choices_mn", "choices_en"),
        *("help_mn", "help_en", "is_required"),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is only read shows the question's own columns."""
        if self.has_change_permission(request, obj):
            return self.fields
        return ("order", "kind", "text_mn", "text_en", "is_required")

    def _is_open(self, survey: Survey | None) -> bool:
        return survey is None or not survey.responses.exists()


class FollowUpInline(OwnInline):
    """What we heard, what we do."""

    model = FollowUp
    fields = ("said_on", "text_mn", "text_en")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """From its publication on there is something to answer to."""
        is_out = obj is not None and obj.published_at is not None
        return is_out and super().has_view_permission(request, obj)

    def _is_open(self, survey: Survey | None) -> bool:
        return survey is not None and survey.published_at is not None


@admin.register(Survey)
class SurveyAdmin(CleanTexts, NamedPages):
    """Drafts are written and deleted here; published ones are ended or copied."""

    form = SurveyForm
    inlines = (QuestionInline, FollowUpInline)
    list_display = ("title_mn", "whose", "state_shown", "opens_at", "ends", "counted")
    search_fields = ("title_mn", "title_en", "slug")
    list_select_related: ClassVar[tuple[str, ...]] = ("unit",)
    change_form_template = "surveys/office/survey.html"
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    actions = None
    fields = (
        *("unit", "slug", *TEXTS, ("opens_at", "closes_at")),
        ("results_shown", "smallest_shown"),
    )

    # --- list -------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Own ones, each with the number of responses that count."""
        counted = Count("responses", filter=Q(responses__is_suspected=False))
        return Survey.objects.visible_to(request.user).annotate(counted=counted)

    @admin.display(description=_lazy("unit"))
    def whose(self, survey: Survey) -> str:
        """The unit, or the whole agency."""
        return str(survey.unit or _("The whole agency"))

    @admin.display(description=_lazy("state"))
    def state_shown(self, survey: Survey) -> str:
        """In words."""
        return str(survey.state_at(timezone.now()).label)

    @admin.display(description=_lazy("ends"))
    def ends(self, survey: Survey) -> Any:
        """By hand or by its time."""
        return survey.ends_at

    @admin.display(description=_lazy("responses"))
    def counted(self, survey: Any) -> int:
        """Those that count."""
        return int(survey.counted)

    # --- form -------------------------------------------------------------------
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What was promised stands once it is published."""
        return PROMISED if obj is not None and obj.published_at else ()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **more: Any
    ) -> Any:
        """Own units only; who asks for the agency may leave it empty."""
        made: Any = super().get_form(request, obj, change, **more)
        everywhere = asks_everywhere(request.user)
        units = units_offered(None if everywhere else units_asked_by(request.user))

        class OwnForm(made):
            def __init__(self, *args: Any, **options: Any) -> None:
                super().__init__(*args, **options)
                self.limit_units(units, may_ask_for_all=everywhere)

        return OwnForm

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Told when somebody answered while it was written."""
        try:
            with transaction.atomic():
                return super().changeform_view(
                    request, object_id, form_url, extra_context
                )
        except IntegrityError as error:
            if FIXED not in str(error):
                raise
        sentence = _("Somebody has answered meanwhile: the questions stand now.")
        messages.error(request, sentence)
        return redirect(request.path)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> HttpResponse:
        """What can be done with it beside the form."""
        survey: Survey | None = more.get("obj")
        if survey is not None:
            state = survey.state
            context |= {
                "state": state,
                "may_ask": may_ask(request.user, survey),
                "may_publish": state == State.DRAFT,
                "may_end": state in {State.OPEN, State.SCHEDULED},
            }
        return super().render_change_form(request, context, *args, **more)

    def save_model(
        self, request: HttpRequest, obj: Survey, form: SurveyForm, change: bool
    ) -> None:
        """Nobody answers while the questions are written."""
        if change:
            hold(survey_id=obj.pk)
        super().save_model(request, obj, form, change)

    def _get_obj_does_not_exist_redirect(self, *args: Any) -> NoReturn:
        # Django leads back to the start with a message; a stranger gets a 404.
        raise Http404

    def get_urls(self) -> list[URLPattern]:
        """Besides Django's: looking, entering, acting."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            wrapped = self.admin_site.admin_view(view)
            return path(f"<int:survey_id>/{route}", wrapped, name=f"{PREFIX}{name}")

        return [
            page("preview/", office.preview, "preview"),
            page("results/", office.results, "results"),
            page("texts/", office.texts, "texts"),
            page("enter/", office.enter, "enter"),
            page("answers.<slug:sheet>", office.answers, "answers"),
            page("act/<slug:act>/", office.act_on_survey, "act"),
            page("text/<int:answer_id>/<slug:act>/", office.act_on_text, "text"),
            page(
                "response/<int:response_id>/<slug:act>/",
                office.act_on_response,
                "response",
            ),
            *super().get_urls(),
        ]

    # --- rights -----------------------------------------------------------------
    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who asks or reads anywhere."""
        return reads_at_all(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Likewise; the rows are one's own already."""
        return reads_at_all(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who asks for any unit; the form offers own units only."""
        return asks_at_all(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whose survey it is."""
        return _may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Drafts only."""
        is_draft = obj is None or obj.published_at is None
        return is_draft and _may_write(request, obj)


PREFIX = "surveys_survey_"


def _may_write(request: HttpRequest, survey: Survey | None) -> bool:
    if survey is None:
        return asks_at_all(request.user)
    return may_ask(request.user, survey)
