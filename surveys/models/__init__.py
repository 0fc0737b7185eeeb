"""What is asked, and what was answered."""

from surveys.models.responses import Answer, Response
from surveys.models.survey import (
    Choice,
    FollowUp,
    Question,
    QuestionKind,
    ResultsShown,
    State,
    Survey,
)

__all__ = [
    "Answer",
    "Choice",
    "FollowUp",
    "Question",
    "QuestionKind",
    "Response",
    "ResultsShown",
    "State",
    "Survey",
]
