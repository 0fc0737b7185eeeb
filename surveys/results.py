"""What a survey found: counts, shares, means; small numbers are hidden.

The public sees no number below the survey's smallest: a count of one or two may show
who answered. Where a hidden count could be had by subtracting, the next smallest is
hidden too; shares and means are then held back unless there are many answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt
from typing import Any

from django.core.cache import cache
from django.db.models import Count

from surveys.forms import options_of, questions_of
from surveys.models import Answer, Question, QuestionKind, Survey
from surveys.models.survey import NUMBERS, WITH_CHOICES

TEXTS_SHOWN = 50
# So many times the smallest number: a share cannot give a hidden count away any more.
MANY = 10
Z = 1.96  # of a 95 % interval
SLOW_RESPONSES = 10_000
CACHE_SECONDS = 60

Answered = dict[int, int]  # by question
Counts = dict[tuple[int, int], int]  # by question and value


@dataclass(frozen=True)
class Line:
    """One answer and how many gave it; None: too few to say."""

    label: Any
    count: int | None
    share: int | None  # whole per cent of who answered the question
    at: int  # length of its bar, per mille of the longest


@dataclass(frozen=True)
class Found:
    """What was answered to one question."""

    question: Question
    answered: int | None
    lines: Sequence[Line] = ()
    mean: float | None = None
    recommend: int | None = None  # share of 9–10 less share of 0–6
    content: tuple[int, int, int] | None = None  # share of 4–5 or yes, and its interval
    texts: Sequence[Answer] = field(default_factory=list)


class Results:
    """The results of a survey; `smallest` 1 shows every number, for the office.

    Six queries, whatever the number of questions and answers.
    """

    def __init__(self, survey: Survey, *, smallest: int) -> None:
        self.survey = survey
        self.smallest = smallest

    @cached_property
    def responses(self) -> int:
        """How many were counted."""
        return self.survey.responses.filter(is_suspected=False).count()

    @property
    def are_enough(self) -> bool:
        """Whether there is anything to show."""
        return self.responses >= max(self.smallest, 1)

    @cached_property
    def found(self) -> list[Found]:
        """Question by question."""
        return [self._of(question) for question in questions_of(self.survey)]

    def _of(self, question: Question) -> Found:
        all_answered, all_counts = self._numbers
        answered = all_answered.get(question.pk, 0)
        if answered < max(self.smallest, 1):
            return Found(question, None)
        if question.kind == QuestionKind.TEXT:
            return Found(question, answered, texts=self._texts.get(question.pk, []))
        counts = [
            (label, all_counts.get((question.pk, int(value)), 0))
            for value, label in options_of(question)
        ]
        shown = withheld(
            [count for _label, count in counts],
            smallest=self.smallest,
            is_sum_known=question.kind != QuestionKind.SEVERAL,
        )
        is_open = None not in shown or answered >= MANY * self.smallest
        lines = _lines(counts, shown, answered if is_open else None)
        if not is_open:
            return Found(question, answered, lines)
        return Found(question, answered, lines, **_sums(question, counts, answered))

    # --- reading ---
    @cached_property
    def _numbers(self) -> tuple[Answered, Counts]:
        """Counted for this page; where that takes a second, once a minute for all."""
        if self.responses < SLOW_RESPONSES:
            return self._count()
        key = f"survey-numbers-{self.survey.pk}"
        found: tuple[Answered, Counts] | None = cache.get(key)
        if found is None:
            found = self._count()
            cache.set(key, found, CACHE_SECONDS)
        return found

    def _count(self) -> tuple[Answered, Counts]:
        counts: Counts = {}
        answered: Answered = defaultdict(int)
        rows = self._kept.values_list("question", "choice", "number")
        for question, choice, number, count in rows.annotate(Count("pk")):
            answered[question] += count
            value = number if choice is None else choice
            if value is not None:
                counts[question, value] = count
        return dict(answered) | self._answered_several(), counts

    def _answered_several(self) -> Answered:
        """Of several choices a person gives several rows."""
        rows = self._kept.filter(question__kind=QuestionKind.SEVERAL)
        people = Count("response", distinct=True)
        return dict(rows.values_list("question").annotate(people))

    @property
    def _kept(self) -> Any:
        responses = {"response__survey": self.survey, "response__is_suspected": False}
        return Answer.objects.filter(**responses).order_by()

    @cached_property
    def _texts(self) -> dict[int, list[Answer]]:
        found: dict[int, list[Answer]] = defaultdict(list)
        for said in self._kept.filter(is_public=True).order_by("-pk")[:TEXTS_SHOWN]:
            found[said.question_id].append(said)
        return found


def withheld(
    counts: Sequence[int], *, smallest: int, is_sum_known: bool
) -> list[int | None]:
    """The counts, None where one is too small to be shown.

    Where their sum is known, a single hidden count would follow from the others: the
    smallest of those is then hidden with it.
    """
    shown: list[int | None] = [
        None if 0 < count < smallest else count for count in counts
    ]
    hidden = shown.count(None)
    others = [(count, place) for place, count in enumerate(shown) if count]
    if hidden == 1 and is_sum_known and others:
        shown[min(others)[1]] = None
    return shown


def _lines(
    counts: Sequence[tuple[Any, int]],
    shown: Sequence[int | None],
    answered: int | None,
) -> list[Line]:
    longest = max((count for count in shown if count), default=1)
    return [
        Line(
            label,
            count,
            round(100 * real / answered) if answered and count is not None else None,
            round(1000 * (count or 0) / longest),
        )
        for (label, real), count in zip(counts, shown, strict=True)
    ]


def _sums(
    question: Question, counts: Sequence[tuple[Any, int]], answered: int
) -> dict[str, Any]:
    if question.kind in WITH_CHOICES:
        return {}
    values = [*NUMBERS[question.kind]]
    if question.kind == QuestionKind.YES_NO:
        return {"content": interval(counts[0][1], answered)}
    by_value = dict(zip(values, (count for _label, count in counts), strict=True))
    mean = round(sum(value * by_value[value] for value in values) / answered, 1)
    if question.kind == QuestionKind.SCALE:
        content = interval(by_value[4] + by_value[5], answered)
        return {"mean": mean, "content": content}
    promoters = by_value[9] + by_value[10]
    detractors = sum(by_value[value] for value in range(7))
    return {"mean": mean, "recommend": round(100 * (promoters - detractors) / answered)}


def interval(part: int, whole: int) -> tuple[int, int, int]:
    """A share and where it lies with 95 % certainty (Wilson), in whole per cents.

    `whole` is at least 1.
    """
    share, square = part / whole, Z * Z / whole
    middle = (share + square / 2) / (1 + square)
    reach = sqrt(share * (1 - share) * square + square * square / 4) / (1 + square)
    low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    return round(100 * share), round(100 * low), round(100 * high)
