"""Refusals of casework: each carries one sentence for the person who acted."""

from django.utils.functional import Promise


class CaseworkError(Exception):
    """Something that cannot be done; `str()` is the sentence to show."""

    def __init__(self, sentence: str | Promise, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field  # the input it is about, if any

    def __str__(self) -> str:
        return str(self.sentence)


class StaleVersion(CaseworkError):
    """Somebody else changed the case first."""


class NotAllowed(CaseworkError):
    """The state or the role does not allow the move."""


class MissingInput(CaseworkError):
    """The move needs something that was not given."""
