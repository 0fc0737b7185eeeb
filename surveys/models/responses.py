"""What was answered. Nobody is named: no account, no address, no name.

Append-only by triggers: what was counted stays counted. A text can be shown, hidden
and erased, never rewritten.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import Channel
from organisation.models import Unit, User
from surveys.models.survey import Choice, Question, Survey


class Response(models.Model):
    """One filled-in questionnaire."""

    survey = models.ForeignKey(
        Survey, on_delete=models.PROTECT, related_name="responses"
    )
    # Made with the form; the same form sent again is the same response.
    client_key = models.UUIDField(editable=False)
    submitted_at = models.DateTimeField(default=timezone.now, editable=False)
    language = models.CharField(max_length=2)
    # Whose page led to it; of a unit's survey that unit.
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    # Left out of the results until somebody says otherwise.
    is_suspected = models.BooleanField(_("suspected spam"), default=False)
    suspicions = models.CharField(max_length=100, blank=True, editable=False)

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "client_key"], name="surveys_response_once"
            ),
        ]
        triggers = [
            # From here on the questions stand; Django's foreign keys would look, and
            # lock, only when all is committed.
            pgtrigger.Trigger(
                name="response_holds_the_questions",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    PERFORM 1 FROM surveys_survey
                    WHERE id = NEW.survey_id FOR KEY SHARE;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="response_never_deleted", operation=pgtrigger.Delete
            ),
            pgtrigger.Protect(
                name="response_stays_as_it_came",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "survey",
                    "client_key",
                    "submitted_at",
                    "language",
                    "unit",
                    "channel",
                    "suspicions",
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey} · {self.pk}"


class Answer(models.Model):
    """The answer to one question; of several choices a row each."""

    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="answers"
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="answers"
    )
    choice = models.ForeignKey(
        Choice, on_delete=models.PROTECT, null=True, related_name="+"
    )
    number = models.PositiveSmallIntegerField(null=True)
    # Empty once it is erased.
    text = models.TextField(blank=True)
    is_public = models.BooleanField(_("shown to the public"), default=False)
    judged_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["-id"]
        constraints = [
            # So that counts of choices are right by construction.
            models.UniqueConstraint(
                fields=["response", "question", "choice"],
                name="surveys_answered_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(choice__isnull=True, number__isnull=True)
                | Q(choice__isnull=False, number__isnull=True, text="")
                | Q(choice__isnull=True, number__isnull=False, text=""),
                name="surveys_answer_is_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__lte=10),
                name="surveys_number_is_on_a_scale",
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | ~Q(text="") & Q(judged_by__isnull=False),
                name="surveys_shown_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="answer_is_to_its_own_survey",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM surveys_response AS response
                        JOIN surveys_question AS question
                            ON question.survey_id = response.survey_id
                        LEFT JOIN surveys_choice AS choice
                            ON choice.id = NEW.choice_id
                        WHERE response.id = NEW.response_id
                            AND question.id = NEW.question_id
                            AND (NEW.choice_id IS NULL
                                OR choice.question_id = question.id)
                    ) THEN
                        RAISE EXCEPTION 'the answer is to another question'
                            USING ERRCODE = 'check_violation',
                                CONSTRAINT = 'surveys_answer_to_its_own_survey';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="answer_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="answer_is_never_rewritten",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "response", "question", "choice", "number"
                ),
            ),
            pgtrigger.Protect(
                name="text_is_only_erased",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.text <> '' AND NEW.text <> OLD.text"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} · {self.pk}"
