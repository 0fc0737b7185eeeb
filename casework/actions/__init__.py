"""Every write to a case: keyword-only, one transaction, its own event."""

from casework.actions.moves import perform
from casework.actions.opening import open_case
from casework.actions.recompute import recompute_open_cases
from casework.actions.talk import add_files, add_note, add_text, record_personal_view
from casework.actions.telling import record

__all__ = [
    "add_files",
    "add_note",
    "add_text",
    "open_case",
    "perform",
    "record",
    "recompute_open_cases",
    "record_personal_view",
]
