"""Casework in the back office: the queue, the case, and the data the clock reads."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Field, Model, QuerySet
from django.forms import ChoiceField, ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from casework.actions import recompute_open_cases
from casework.actors import staff
from casework.models import (
    Case,
    DailyRoot,
    DeadlineRule,
    Event,
    NonWorkingDay,
    Notice,
    ReplyTemplate,
    RetentionRule,
)
from casework.numbers import parse_number
from casework.office import views
from casework.workflow import all_workflows
from organisation.admin import ADMINISTRATORS, DutiesAdmin, ReadOnlyAdmin
from organisation.columns import word_column
from organisation.models import Role
from organisation.permissions import StaffRequest, duties

COUNTED_ROWS = 10_000
NOTHING = ("", "—")


def rule_keys(model: type[Model], field: str) -> list[tuple[str, Any]]:
    """What a rule can apply to: every kind of every workflow, and keys in use."""
    kinds = {
        f"{workflow.code}.{kind}": f"{workflow.label}: {label}"
        for workflow in all_workflows()
        for kind, label in workflow.kinds.items()
    }
    rows = model._default_manager.order_by(field)
    used = rows.values_list(field, flat=True).distinct()
    return [NOTHING, *({key: key for key in used} | kinds).items()]


def answering_moves() -> list[tuple[str, Any]]:
    """The acts a ready text can be written for."""
    moves = {
        move.code: move.label
        for workflow in all_workflows()
        for move in workflow.moves.values()
        if any(need.name == "template" for need in move.needs)
    }
    return [NOTHING, *moves.items()]


@admin.register(Case)
class CaseAdmin(admin.ModelAdmin):
    """Cases have screens of their own; Django's are not there at all."""

    def get_urls(self) -> list[URLPattern]:
        """The queue, the case, and what is done in it."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            wrapped = self.admin_site.admin_view(view)
            return path(route, wrapped, name=f"casework_case_{name}")

        return [
            page("", views.queue_page, "changelist"),
            page("<int:case_id>/change/", views.case_page, "change"),
            page("<int:case_id>/move/<slug:code>/", views.make_move, "move"),
            page("<int:case_id>/note/", views.write_note, "note"),
            page("<int:case_id>/person/", views.open_person, "person"),
            page("<int:case_id>/file/<int:file_id>/", views.send_file, "file"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Everybody with a duty in cases: not finance, not editors."""
        return duties(request.user).sees_cases

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Everybody with a duty in cases; which cases, visible_to says."""
        return duties(request.user).sees_cases

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Cases come in through their own door."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Cases are moved, not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No case is ever deleted."""
        return False


class RuleAdmin(DutiesAdmin):
    """Rules with a key, chosen and not typed: a misspelt one would never apply."""

    key_field = ""

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **options: Any
    ) -> Any:
        """The key's choices."""
        if db_field.name == self.key_field:
            keys = rule_keys(self.model, self.key_field)
            return ChoiceField(label=db_field.verbose_name, choices=keys)
        return super().formfield_for_dbfield(db_field, request, **options)


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(RuleAdmin):
    """Rules are superseded by a newer row; the database refuses anything else."""

    key_field = "applies_to"
    list_display = (
        "applies_to",
        "days",
        "day_type",
        "extension_max",
        "is_legal",
        "valid_from",
    )
    list_filter = ("applies_to",)
    fieldsets = (
        (None, {"fields": ("applies_to", "valid_from", "is_legal")}),
        (
            _("Counting"),
            {
                "fields": (
                    "days",
                    "target_days",
                    "day_type",
                    "roll",
                    "extension_max",
                    "pauses_count",
                )
            },
        ),
        (
            _("Basis"),
            {"fields": ("legal_reference_mn", "legal_reference_en", "note")},
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: add a newer rule."""
        return False


@admin.register(NonWorkingDay)
class NonWorkingDayAdmin(DutiesAdmin):
    """Days off; every change brings the open due dates in line at once."""

    is_deletable = True
    actions = None  # one day at a time, so that each change counts its due dates
    list_display = ("date", "name_mn", "is_worked", "source")
    list_filter = ("is_worked",)
    date_hierarchy = "date"
    search_fields = ("name_mn", "name_en")

    def save_model(
        self, request: HttpRequest, obj: NonWorkingDay, form: ModelForm, change: bool
    ) -> None:
        """In the transaction of the admin's view."""
        super().save_model(request, obj, form, change)
        self._bring_in_line(request)

    def delete_model(self, request: HttpRequest, obj: NonWorkingDay) -> None:
        """In the transaction of the admin's view."""
        super().delete_model(request, obj)
        self._bring_in_line(request)

    def _bring_in_line(self, request: HttpRequest) -> None:
        moved = recompute_open_cases(staff(cast(StaffRequest, request).user))
        sentence = ngettext(
            "%(count)d due date moved.", "%(count)d due dates moved.", moved
        )
        self.message_user(request, sentence % {"count": moved}, messages.INFO)


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(DutiesAdmin):
    """Ready texts; officers keep them too."""

    editors = ADMINISTRATORS | {Role.OFFICER}
    list_display = ("title", "move", "topic", "is_active")
    list_filter = ("move", "topic", "is_active")
    search_fields = ("title", "body_mn")
    fields = ("title", "move", "topic", "body_mn", "body_en", "is_active")

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **options: Any
    ) -> Any:
        """An act is chosen, not typed."""
        if db_field.name == "move":
            return ChoiceField(
                label=db_field.verbose_name,
                help_text=db_field.help_text,
                choices=answering_moves,
                required=False,
            )
        return super().formfield_for_dbfield(db_field, request, **options)


@admin.register(RetentionRule)
class RetentionRuleAdmin(RuleAdmin):
    """How long personal data are kept."""

    key_field = "kind"
    list_display = ("kind", "days", "note")


# --- to look at -----------------------------------------------------------------
class CappedPaginator(Paginator):
    """Counts so far and no further: these tables grow without end."""

    object_list: QuerySet

    @cached_property
    def count(self) -> int:
        """The number of rows, at most COUNTED_ROWS."""
        return self.object_list.order_by().values("pk")[:COUNTED_ROWS].count()


class LongListAdmin(ReadOnlyAdmin):
    """A long read-only list, newest first, searched by case number."""

    ordering = ("-id",)
    paginator = CappedPaginator
    search_fields = ("case__number",)
    search_help_text = _("Case number")
    list_select_related: ClassVar[tuple[str, ...]] = ("case",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """A case number in any spelling; an index finds it."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(case__number=parse_number(search_term) or ""), False


@admin.register(Event)
class EventAdmin(LongListAdmin):
    """What happened, chained; no personal data in it."""

    list_display = (
        word_column("case", _("Case number"), by="case__number"),
        word_column("seq", _("No."), by="seq"),
        "kind",
        "actor",
        word_column("user", _("User"), by="user__username"),
        "at",
    )
    list_select_related = ("case", "user")


@admin.register(Notice)
class NoticeAdmin(LongListAdmin):
    """What was to be told, and whether it went out."""

    list_display = (
        word_column("case", _("Case number"), by="case__number"),
        word_column("template", _("Template"), by="template"),
        "channel",
        "state",
        "tries",
        word_column("failure", _("Failure"), by="failure"),
    )
    list_filter = ("state", "channel")


@admin.register(DailyRoot)
class DailyRootAdmin(ReadOnlyAdmin):
    """The published roots."""

    list_display = ("day", "event_count", "case_count", "root")
    ordering = ("-day",)
