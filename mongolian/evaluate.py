"""Measure the stemmer on known paradigms: `python -m mongolian.evaluate FILE`.

The file has a lemma, a form and features a line, parted by tabs, as UniMorph
publishes them (github.com/unimorph/khk), plain or gzipped. For each way of stemming
it prints, counting pairs of forms as Paice (1996) does:

UI     of the pairs of one lemma, the share that is not brought together
OI     of the pairs of two lemmas, the share that is
OI(L)  of the pairs brought together, the share that is of two lemmas
meets  the share of forms that come to the stem of their lemma
"""

import gzip
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from mongolian.folding import normalise
from mongolian.stemming import stem, twin

Pair = tuple[str, str]

_USAGE = "Usage: python -m mongolian.evaluate FILE.tsv[.gz]\n"
_COLUMNS = 3


class Figures(NamedTuple):
    """Shares from 0 to 1, as the module explains them."""

    under: float
    over: float
    over_merged: float
    meets: float


def methods() -> dict[str, Callable[[str], str]]:
    """Return the ways of stemming to compare, by name."""
    return {
        "none": str,
        "first 5": lambda word: word[:5],
        "rules": stem,
        "rules, folded": lambda word: twin(stem(word)),
    }


def read(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield lemma, form and features of each line that has all three."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            columns = line.rstrip("\n").split("\t")
            if len(columns) == _COLUMNS and columns != ["lemma", "form", "features"]:
                yield normalise(columns[0]), normalise(columns[1]), columns[2]


def measure(pairs: Iterable[Pair], method: Callable[[str], str]) -> Figures:
    """Return the figures of a method on (lemma, form) pairs.

    A pair counts once, and each lemma is a form of its own.
    """
    known = set(pairs)
    forms = known | {(lemma, lemma) for lemma, _ in known}
    stems = {word: method(word) for word in {form for _, form in forms}}
    kin = _pairs(Counter(lemma for lemma, _ in forms))
    merged = _pairs(Counter(stems[form] for _, form in forms))
    right = _pairs(Counter((lemma, stems[form]) for lemma, form in forms))
    strangers = _pairs(Counter({"all": len(forms)})) - kin
    others = [(lemma, form) for lemma, form in known if lemma != form]
    met = sum(stems[lemma] == stems[form] for lemma, form in others)
    return Figures(
        under=1 - _share(right, kin),
        over=_share(merged - right, strangers),
        over_merged=_share(merged - right, merged),
        meets=_share(met, len(others)),
    )


def words_per_second(words: list[str]) -> float:
    """Return how many words a second are stemmed, none of them known before."""
    stem.cache_clear()
    start = perf_counter()
    for word in words:
        stem(word)
    return len(words) / (perf_counter() - start)


def report(path: Path) -> Iterator[str]:
    """Yield the lines of the report on a file."""
    rows = list(read(path))
    parts = {
        "nominals": [row for row in rows if row[2].startswith("N")],
        "verbs": [row for row in rows if row[2].startswith("V")],
        "all": rows,
    }
    yield f"{'':24}{'UI':>7}{'OI':>10}{'OI(L)':>7}{'meets':>7}"
    for part, part_rows in parts.items():
        pairs = {(lemma, form) for lemma, form, _ in part_rows}
        for name, method in methods().items():
            figures = measure(pairs, method)
            yield (
                f"{part:10}{name:14}{figures.under:7.3f}{figures.over:10.1e}"
                f"{figures.over_merged:7.3f}{figures.meets:7.3f}"
            )
    speed = words_per_second(sorted({form for _, form, _ in rows}))
    yield f"{len(rows)} lines; {speed:,.0f} words/s"


def main(arguments: list[str]) -> int:
    """Print the report on the file named; 2 and one sentence if it cannot be read."""
    if len(arguments) != 1:
        sys.stderr.write(_USAGE)
        return 2
    try:
        for line in report(Path(arguments[0])):
            sys.stdout.write(line + "\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{arguments[0]} cannot be read: {error}\n")
        return 2
    return 0


def _pairs(groups: Counter[str] | Counter[Pair]) -> int:
    return sum(size * (size - 1) // 2 for size in groups.values())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
