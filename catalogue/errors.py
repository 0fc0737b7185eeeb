"""Refusals of the catalogue: each carries one sentence for the person who acted."""

from django.utils.functional import Promise


class CatalogueError(Exception):
    """Something that cannot be written; `str()` is the sentence to show."""

    def __init__(self, sentence: str | Promise, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field  # the input it is about, if any

    def __str__(self) -> str:
        return str(self.sentence)
