"""A first survey, ready as a draft: the agency publishes it when it wants to ask.

The questions are those of the mission of 2020: which channel, which service first,
answered in time, how satisfied.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from surveys.actions import set_choices
from surveys.models import Survey

DATA = Path(__file__).parent / "data" / "first_survey.json"


@transaction.atomic
def load_first_survey() -> int:
    """Make the draft where there has never been any survey."""
    if Survey.objects.exists():
        return 0
    made: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    questions = made.pop("questions")
    survey = Survey.objects.create(**made)
    for order, row in enumerate(questions, start=1):
        choices = row.pop("choices", [])
        question = survey.questions.create(order=order, **row)
        set_choices(question=question, texts=choices)
    return 1
