"""Understand first: what a typed text asks for, before anything is searched."""

from __future__ import annotations

from dataclasses import replace

from catalogue import designations
from catalogue.designations import Designation
from catalogue.designations.publishers import known as publisher_words
from catalogue.search.closeness import SHORTEST_SOUND, is_slip, sounds_near
from catalogue.search.lexemes import (
    FRENCH,
    RUSSIAN,
    is_cyrillic,
    is_latin,
    twin_lexeme,
    words_of,
)
from catalogue.search.lexicon import Evidence, Form, probe
from catalogue.search.question import Question
from catalogue.search.reading import Reading, ReadWord
from mongolian.skeleton import skeleton
from mongolian.stemming import stem, twin

FIELD_WORDS = frozenset({"ics", "мкс", "окс"})  # before the code of a field
MOST_WORDS = 12  # of a question; what follows is not asked for
COMMON = 2000  # editions; a word that more of them have tells little


def read(question: Question) -> Reading:
    """How the text of a question is taken: as a code, as words, as both, or as none."""
    if not question.text:
        return Reading("all")
    code = designations.understand(question.text)
    if code and FIELD_WORDS.issuperset(code.words):
        return Reading("code", replace(code, words=()))
    if code and code.publishers:
        # A number among words is a standard's only with a publisher before it.
        return _with_words("both", code, words_of(" ".join(code.words)))
    return _with_words("words", None, words_of(question.text))


def by_sound(reading: Reading) -> Reading:
    """The same words, each also as an inflection of whatever sounds like its stem."""
    return _with_evidence(reading, is_wide=True)


def corrected(reading: Reading) -> Reading:
    """The words the catalogue does not know, as the nearest it knows."""
    near = reading.evidence.near
    found = {
        word.typed: [one for one in near[word.typed] if is_slip(word.typed, one.word)]
        for word in reading.words
        if not word.is_known and word.typed in near
    }
    words = tuple(_corrected(word, found.get(word.typed, [])) for word in reading.words)
    forms = {form.word for several in found.values() for form in several}
    return replace(reading, words=words, forms=reading.forms | forms)


def telling(reading: Reading) -> tuple[ReadWord, ...]:
    """The words that tell most: those few editions have, else the rarest.

    A word the catalogue does not know is left out where it knows another.
    """
    numbers = {word: _documents(word, reading) for word in reading.words}
    known = sorted(filter(numbers.__getitem__, numbers), key=numbers.__getitem__)
    rare = tuple(word for word in known if numbers[word] < COMMON)
    return rare or tuple(known[:1]) or reading.words


def _documents(word: ReadWord, reading: Reading) -> int:
    wanted = set(word.lexemes)
    forms = {
        form
        for form in reading.evidence.forms
        if form.stem in wanted or twin_lexeme(form.stem) in wanted
    }
    return sum(form.documents for form in forms)


def _corrected(word: ReadWord, forms: list[Form]) -> ReadWord:
    if not forms:
        return word
    return ReadWord(word.typed, forms[0].word, "typo", (forms[0].stem,), is_known=True)


def _with_words(kind: str, code: Designation | None, words: list[str]) -> Reading:
    unique = list(dict.fromkeys(words))[:MOST_WORDS]
    evidence = probe(unique)
    return _with_evidence(Reading(kind, code, evidence=evidence), is_wide=False)


def _with_evidence(reading: Reading, *, is_wide: bool) -> Reading:
    evidence = reading.evidence
    words = tuple(
        _read_cyrillic(word, evidence, is_wide=is_wide)
        if is_cyrillic(word)
        else _read_latin(word, evidence, is_wide=is_wide)
        for word in evidence.skeletons
    )
    own = {lexeme for word in words for lexeme in word.lexemes}
    known = frozenset(form.word for form in evidence.forms if form.stem in own)
    return replace(reading, words=words, forms=known)


def _read_cyrillic(word: str, evidence: Evidence, *, is_wide: bool) -> ReadWord:
    """A Cyrillic word: by its stem, by the twin of its stem, and as Russian."""
    own, russian = stem(word), evidence.typed[word].russian
    wanted = [own, twin_lexeme(own), *([RUSSIAN + russian] if russian else [])]
    wanted += _publisher(word)
    mongolian = evidence.mongolian()
    is_held = any(form.stem == own for form in mongolian)
    others = [form for form in mongolian if twin(form.stem) == twin(own)]
    if is_wide:
        heard = _heard(word, own, evidence)
        wanted += [form.stem for form in heard]
        others = others or heard
    unique = tuple(dict.fromkeys(wanted))
    if is_held or not others:
        return ReadWord(word, word, "exact", unique, is_known=is_held)
    return ReadWord(word, _commonest(others)[0], "keyboard", unique, is_known=True)


def _heard(word: str, own: str, evidence: Evidence) -> list[Form]:
    """Forms a misspelt Cyrillic word sounds like; its own letters gave the stem."""
    if len(word) < SHORTEST_SOUND:
        return []
    stem_sound = skeleton(own)
    bent = evidence.bent_from(word)
    near = [one for one in bent if sounds_near(stem_sound, one.stem_skeleton)]
    return evidence.sounding_like(word) or near


def _read_latin(word: str, evidence: Evidence, *, is_wide: bool) -> ReadWord:
    """A Latin word may be English or Mongolian: both are looked for.

    As an inflected Mongolian word only where no title has it as an English one.
    """
    typed = evidence.typed[word]
    is_english = _is_english(typed.english, evidence)
    heard = evidence.sounding_like(word)
    if not heard and (is_wide or not is_english):
        heard = evidence.bent_from(word)
    wanted = [typed.english] if typed.english else []
    wanted += [form.stem for form in heard] + _publisher(word)
    unique = tuple(dict.fromkeys(wanted))
    read_as = ", ".join([word] * is_english + _commonest(heard)[:2])
    return ReadWord(
        word,
        read_as if heard else word,
        "latin" if heard else "exact",
        unique,
        (FRENCH + typed.french,) if typed.french else (),
        is_for_titles=typed.french is None and is_latin(word),
        is_known=bool(heard) or is_english,
    )


def _is_english(lexeme: str | None, evidence: Evidence) -> bool:
    return any(form.language == "en" and form.stem == lexeme for form in evidence.forms)


def _commonest(forms: list[Form]) -> list[str]:
    ordered = sorted(forms, key=lambda form: (-form.documents, len(form.word)))
    return list(dict.fromkeys(form.word for form in ordered))


def _publisher(word: str) -> list[str]:
    return [one.lower() for one in publisher_words(word.upper())]
