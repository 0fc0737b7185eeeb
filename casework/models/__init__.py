"""The tables of casework, each module named after what it holds."""

from casework.models.case import Case, Channel, Contact, Phase
from casework.models.conversation import (
    Attachment,
    Message,
    MessageKind,
    Rating,
    ReplyTemplate,
    StagedFile,
)
from casework.models.counters import NumberSeries, TokenBucket
from casework.models.deadlines import (
    DayType,
    DeadlineRule,
    Extension,
    NonWorkingDay,
    Pause,
    RetentionRule,
    Roll,
)
from casework.models.notices import Notice, NoticeState
from casework.models.trust import DailyRoot, Event

__all__ = [
    "Attachment",
    "Case",
    "Channel",
    "Contact",
    "DailyRoot",
    "DayType",
    "DeadlineRule",
    "Event",
    "Extension",
    "Message",
    "MessageKind",
    "NonWorkingDay",
    "Notice",
    "NoticeState",
    "NumberSeries",
    "Pause",
    "Phase",
    "Rating",
    "ReplyTemplate",
    "RetentionRule",
    "Roll",
    "StagedFile",
    "TokenBucket",
]
