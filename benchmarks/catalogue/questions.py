"""What people ask of the catalogue, by kind, and how long the database takes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.million import database_ms
from benchmarks.results import Result, percentile

ROUNDS = 150  # questions of a kind
PAGE_MS = 50  # words, at the server, for 150,000 rows (research/catalogue.md 8.12)
SEED = 20261124


def measure(size: str, budget: float) -> list[Result]:
    """The p95 of each kind of question: finding alone, and all that a page asks.

    Finding is understanding the text and the statements that give the twenty best;
    a page adds the counts of its filters and its cards.
    """
    results = []
    for kind, asked in of_every_kind().items():
        found = _measure(f"{size} find, {kind}", [_finding(each) for each in asked])
        results.append(Result(f"search at {size}, {kind}, p95", found, budget, "ms"))
        if not isinstance(asked[0], str):
            page = _measure(f"{size} page, {kind}", [_page(each) for each in asked])
            if budget <= PAGE_MS / 5:  # the page's budget is for the real catalogue
                what = f"result page at {size} in the database, {kind}, p95"
                results.append(Result(what, page, PAGE_MS, "ms"))
    return results


def _measure(what: str, acts: list[Callable[[], object]]) -> float:
    for act in acts:
        act()  # warm: what a portal in use has in memory
    times = [database_ms(act) for act in acts]
    most = percentile(times, 0.95)
    print(
        f"  {what}: p50 {percentile(times, 0.5):.2f} ms, p95 {most:.2f} ms", flush=True
    )
    return most


def _finding(asked: Any) -> Callable[[], object]:
    from catalogue.search import Question, suggest
    from catalogue.search.candidates import page_of
    from catalogue.search.understand import read

    if isinstance(asked, str):
        return partial(suggest, asked)
    question = Question(**asked)
    return lambda: page_of(question, read(question), size=20)


def _page(asked: Any) -> Callable[[], object]:
    from catalogue.search import Question, search

    return partial(search, Question(**asked))


def of_every_kind() -> dict[str, list[Any]]:
    """Questions drawn from what the catalogue holds, the same in every run."""
    chance = random.Random(SEED)
    codes = _codes(chance)
    rare, common = _words(1, 20, chance), _words(2500, 10**9, chance)
    pairs = _pairs(chance)
    return {
        "code": [{"text": code} for code in codes],
        "code, typed otherwise": [{"text": _otherwise(code, chance)} for code in codes],
        "one rare word": [{"text": word} for word in rare],
        "one common word": [{"text": word} for word in common],
        "two words": [{"text": pair} for pair in pairs],
        "two words, in force, one field": [
            {"text": pair, "statuses": ("valid",), "ics": field}
            for pair, field in zip(pairs, _fields(chance), strict=False)
        ],
        "Latin-typed Mongolian": [{"text": word} for word in _latin(chance)],
        "a word with a slip": [{"text": _slip(word, chance)} for word in rare],
        "a field, first page": [{"ics": field} for field in _fields(chance)],
        "a day, one word": [
            {"text": word, "on": _day(chance)} for word in common[:ROUNDS]
        ],
        "suggestion of a code": [code.rpartition(":")[0][:-1] for code in codes],
        "suggestion of a word": [word[: max(2, len(word) - 2)] for word in common],
    }


def _codes(chance: random.Random) -> list[str]:
    from catalogue.models import Edition

    rows = Edition.objects.filter(code__regex=r"^(ISO|IEC|MNS)[A-Z/ ]* \d[^ ]*:\d{4}$")
    return chance.sample(
        list(rows.order_by("pk").values_list("code", flat=True)), ROUNDS
    )


def _otherwise(code: str, chance: random.Random) -> str:
    ways: list[Callable[[str], str]] = [
        str.lower,
        lambda typed: typed.replace(" ", ""),
        lambda typed: typed.rpartition(":")[0],
        lambda typed: typed.replace(":", "-").replace("/", " "),
        lambda typed: typed.replace("ISO", "ИСО").replace("IEC", "МЭК"),
    ]
    return chance.choice(ways)(code)


def _words(least: int, most: int, chance: random.Random) -> list[str]:
    from catalogue.models import LexiconWord

    rows = LexiconWord.objects.filter(
        documents__gte=least, documents__lte=most, word__regex=r"^[^\d]{4,}$"
    )
    words = list(rows.order_by("word").values_list("word", flat=True))
    return [chance.choice(words) for _round in range(ROUNDS)]


def _pairs(chance: random.Random) -> list[str]:
    """Two words of one title, as somebody types who remembers a part of it."""
    from catalogue.models import Edition

    titles = Edition.objects.exclude(title_en="").order_by("pk").filter(pk__lt=127_000)
    found = []
    for title in chance.sample(list(titles.values_list("title_en", flat=True)), 600):
        words = re.findall(r"[a-z]{5,}", title.lower())
        if len(words) > 1:
            found.append(" ".join(chance.sample(words, 2)))
    return found[:ROUNDS]


def _latin(chance: random.Random) -> list[str]:
    from catalogue.models import LexiconWord

    rows = LexiconWord.objects.filter(language="mn").exclude(skeleton="")
    words = list(rows.order_by("word").values_list("skeleton", flat=True))
    return [chance.choice(words) for _round in range(ROUNDS)]


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


def _fields(chance: random.Random) -> list[str]:
    from catalogue.models import Ics

    codes = list(Ics.objects.order_by("code").values_list("code", flat=True))
    return [chance.choice(codes) for _round in range(ROUNDS)]


def _day(chance: random.Random) -> Any:
    from datetime import date

    return date(chance.randrange(1995, 2026), chance.randrange(1, 13), 1)
