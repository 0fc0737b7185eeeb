"""Found words in a title marked, whatever their endings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalogue.search.lexemes import is_cyrillic, mongolian_lexemes, words_of
from catalogue.search.reading import Reading

_WORD = re.compile(r"([^\W_]+)")


class Highlighter:
    """Marks the words of one reading."""

    def __init__(self, reading: Reading) -> None:
        self._lexemes = {lexeme for word in reading.words for lexeme in word.lexemes}
        self._forms = reading.forms | {word.typed for word in reading.words}

    def mark(self, title: str) -> SafeString:
        """The title, escaped, with <mark> round what was looked for."""
        return format_html_join("", "{}", ((part,) for part in self._parts(title)))

    def _parts(self, title: str) -> Iterator[str]:
        # Split by a group: words stand at the odd places.
        for at, part in enumerate(_WORD.split(title)):
            is_found = at % 2 == 1 and self._is_found(part)
            yield format_html("<mark>{}</mark>", part) if is_found else part

    def _is_found(self, part: str) -> bool:
        return any(self._fits(word) for word in words_of(part))

    def _fits(self, word: str) -> bool:
        if is_cyrillic(word):
            return not self._lexemes.isdisjoint(mongolian_lexemes(word))
        return word in self._forms
