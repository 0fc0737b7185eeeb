"""What is asked: surveys, their questions and choices, and what came of them.

Once somebody has answered, the questions stand: an answer means what it was given to.
A trigger holds that against everybody, also against who edits at the same moment.
"""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.figures import SMALLEST_GROUP
from organisation.models import Unit, User
from organisation.two_languages import in_active, language_of
from surveys.querysets import SurveyQuerySet

FIXED = "surveys_questions_fixed_by_answers"
# The lock meets the one that a new response takes on its survey, so either the answer
# sees the changed question or the change sees the answer.
_REFUSE_WHEN_ANSWERED = f"""
    PERFORM 1 FROM surveys_survey WHERE id = asked FOR UPDATE;
    IF EXISTS (SELECT 1 FROM surveys_response WHERE survey_id = asked) THEN
        RAISE EXCEPTION '{FIXED}: they are answered already'
            USING ERRCODE = 'check_violation', CONSTRAINT = '{FIXED}';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""  # noqa: S608  (only the constant above)
_SURVEY_OF_QUESTION = "asked := COALESCE(OLD.survey_id, NEW.survey_id);"
_SURVEY_OF_CHOICE = """
    SELECT survey_id INTO asked FROM surveys_question
    WHERE id = COALESCE(OLD.question_id, NEW.question_id);
"""
_ANY_WRITE = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


class ResultsShown(models.TextChoices):
    """When everybody sees the results; promised to who answers."""

    ALWAYS = "always", _("while it runs and afterwards")
    AFTER_CLOSING = "after_closing", _("when it has ended")
    NEVER = "never", _("not to the public")


class State(models.TextChoices):
    """How far a survey is; it follows from its times."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Opens later")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Ended")


class Survey(models.Model):
    """A questionnaire of one unit, or of the whole agency."""

    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="surveys",
        help_text=_("Empty: of the whole agency."),
    )
    slug = models.SlugField(
        _("address"),
        unique=True,
        max_length=80,
        help_text=_("Latin letters, digits and dashes: jingiin-shalgalt"),
    )
    title_mn = models.CharField(_("title (Mongolian)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    intro_mn = models.TextField(_("introduction (Mongolian)"), blank=True)
    intro_en = models.TextField(_("introduction (English)"), blank=True)
    thanks_mn = models.CharField(
        _("words of thanks (Mongolian)"), max_length=400, blank=True
    )
    thanks_en = models.CharField(
        _("words of thanks (English)"), max_length=400, blank=True
    )
    opens_at = models.DateTimeField(
        _("opens"), null=True, blank=True, help_text=_("Empty: when it is published.")
    )
    closes_at = models.DateTimeField(
        _("ends"), null=True, blank=True, help_text=_("Empty: when you end it.")
    )
    results_shown = models.CharField(
        _("results are shown"),
        max_length=13,
        choices=ResultsShown,
        default=ResultsShown.AFTER_CLOSING,
    )
    smallest_shown = models.PositiveSmallIntegerField(
        _("smallest number shown"),
        default=SMALLEST_GROUP,
        validators=[MinValueValidator(3), MaxValueValidator(100)],
        help_text=_("Smaller numbers are hidden from the public."),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    # By hand, before its time or for want of one.
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True)
                | Q(opens_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="surveys_ends_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | ~Q(title_en="")
                & Q(opens_at__isnull=False, published_by__isnull=False),
                name="surveys_published_in_both_languages",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(published_at__isnull=False),
                name="surveys_only_a_published_one_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(smallest_shown__range=(3, 100)),
                name="surveys_small_numbers_are_hidden",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_never_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.published_at IS NOT NULL"),
            ),
            # What was promised to who answers.
            pgtrigger.Protect(
                name="published_keeps_its_promise",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.published_at IS NOT NULL AND (OLD.unit_id, OLD.slug, "
                    "OLD.results_shown, OLD.smallest_shown, OLD.published_at) "
                    "IS DISTINCT FROM (NEW.unit_id, NEW.slug, "
                    "NEW.results_shown, NEW.smallest_shown, NEW.published_at)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    # Not get_absolute_url: Django's admin would tell everybody in it where drafts are.
    @property
    def address(self) -> str:
        """Where its public page is."""
        return reverse("surveys:survey", args=[self.slug])

    @property
    def title(self) -> str:
        """In the active language."""
        return in_active(self.title_mn, self.title_en)

    @property
    def intro(self) -> str:
        """In the active language, else in Mongolian."""
        return in_active(self.intro_mn, self.intro_en)

    @property
    def intro_language(self) -> str:
        """What the introduction is written in."""
        return language_of(self.intro_en)

    @property
    def thanks(self) -> str:
        """In the active language, else in Mongolian; may be empty."""
        return in_active(self.thanks_mn, self.thanks_en)

    @property
    def thanks_language(self) -> str:
        """What the words of thanks are written in."""
        return language_of(self.thanks_en)

    @property
    def ends_at(self) -> datetime | None:
        """When it ends or ended."""
        return min(filter(None, (self.closed_at, self.closes_at)), default=None)

    def state_at(self, now: datetime) -> State:
        """How far it is at a moment."""
        if self.published_at is None or self.opens_at is None:
            return State.DRAFT
        if self.ends_at is not None and self.ends_at <= now:
            return State.CLOSED
        return State.OPEN if self.opens_at <= now else State.SCHEDULED

    @property
    def state(self) -> State:
        """How far it is now."""
        return self.state_at(timezone.now())

    @property
    def are_results_public(self) -> bool:
        """Whether everybody may see the results now."""
        if self.results_shown == ResultsShown.AFTER_CLOSING:
            return self.state == State.CLOSED
        is_running = self.state in {State.OPEN, State.CLOSED}
        return is_running and self.results_shown == ResultsShown.ALWAYS


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    SINGLE = "single", _("one of several")
    SEVERAL = "several", _("several of several")
    SCALE = "scale", _("from 1 to 5")
    RECOMMEND = "recommend", _("would recommend, from 0 to 10")
    YES_NO = "yes_no", _("yes or no")
    TEXT = "text", _("in own words")


# Those answered by a number, and which.
NUMBERS: dict[str, range] = {
    QuestionKind.SCALE: range(1, 6),
    QuestionKind.RECOMMEND: range(11),
    QuestionKind.YES_NO: range(2),
}
WITH_CHOICES = frozenset({QuestionKind.SINGLE, QuestionKind.SEVERAL})


class Question(models.Model):
    """One question of a survey."""

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="questions"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("kind"), max_length=9, choices=QuestionKind)
    text_mn = models.CharField(_("question (Mongolian)"), max_length=300)
    text_en = models.CharField(_("question (English)"), max_length=300, blank=True)
    help_mn = models.CharField(_("hint (Mongolian)"), max_length=300, blank=True)
    help_en = models.CharField(_("hint (English)"), max_length=300, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["order", "id"]
        triggers = [
            pgtrigger.Trigger(
                name="question_stands_once_answered",
                operation=_ANY_WRITE,
                when=pgtrigger.Before,
                declare=[("asked", "bigint")],
                func=_SURVEY_OF_QUESTION + _REFUSE_WHEN_ANSWERED,
            ),
            pgtrigger.Protect(
                name="question_stays_in_its_survey",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("survey"),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """In the active language, else in Mongolian."""
        return in_active(self.text_mn, self.text_en)

    @property
    def language(self) -> str:
        """What it is asked in."""
        return language_of(self.text_en)

    @property
    def help(self) -> str:
        """The hint in the language of the question; may be empty."""
        return self.help_en if self.language == "en" else self.help_mn


class Choice(models.Model):
    """One of the answers a question offers."""

    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="choices"
    )
    order = models.PositiveSmallIntegerField(_("order"))
    text_mn = models.CharField(_("choice (Mongolian)"), max_length=200)
    text_en = models.CharField(_("choice (English)"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["question", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "order"], name="surveys_choice_in_its_place"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="choice_stands_once_answered",
                operation=_ANY_WRITE,
                when=pgtrigger.Before,
                declare=[("asked", "bigint")],
                func=_SURVEY_OF_CHOICE + _REFUSE_WHEN_ANSWERED,
            ),
            pgtrigger.Protect(
                name="choice_stays_in_its_question",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("question"),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """In the active language, else in Mongolian."""
        return in_active(self.text_mn, self.text_en)


class FollowUp(models.Model):
    """What we heard and what we do about it; stands with the results."""

    survey = models.ForeignKey(
        Survey, on_delete=models.PROTECT, related_name="follow_ups"
    )
    said_on = models.DateField(_("day"), default=timezone.localdate)
    text_mn = models.TextField(_("text (Mongolian)"))
    text_en = models.TextField(_("text (English)"), blank=True)

    class Meta:
        verbose_name = _("what we heard, what we do")
        verbose_name_plural = _("what we heard, what we do")
        ordering = ["-said_on", "-id"]

    def __str__(self) -> str:
        return f"{self.said_on:%Y.%m.%d}"

    @property
    def text(self) -> str:
        """In the active language, else in Mongolian."""
        return in_active(self.text_mn, self.text_en)

    @property
    def language(self) -> str:
        """What it is written in."""
        return language_of(self.text_en)
