"""Skeletons: one spelling for a word in Cyrillic, in Latin, on a poor keyboard.

A skeleton keeps what every way of typing Mongolian keeps (research/catalogue.md 6.4):
о, ө, у and ү are one letter, signs are silent, no letter is doubled. The Latin side
reads MNS 5217:2012 (ö, ü, kh, ye), MNS 5217:2003 (o', u', x, c) and what people type
in messages (h for х, v or w for ү, y for ү or ы).
"""

import re
from collections.abc import Iterator
from itertools import islice, product

from mongolian.folding import normalise
from mongolian.stemming.endings import ENDINGS
from mongolian.stemming.words import LONGEST_WORD

_FROM_CYRILLIC = str.maketrans(
    {
        **dict(zip("абвгджзийклмноөпрстуүф", "abvgdjziiklmnooprstoof", strict=True)),
        **dict(zip("хцчшщыэе", "hcqwwiee", strict=True)),
        **{"я": "ia", "ё": "io", "ю": "io", "ь": "", "ъ": ""},
    }
)

# Two Cyrillic letters that read as one when they are typed in Latin.
_RUN_TOGETHER = {"ts": "c", "sh": "w", "zh": "j"}
_PAIR = re.compile("|".join(_RUN_TOGETHER))
_DOUBLED = re.compile(r"([^\W\d])\1+")

# Readings of Latin letters, the likelier first; what is not here reads as itself.
_SOUNDS = {
    **dict.fromkeys(("shch", "sch", "sh"), ("w",)),
    **{"ch": ("q",), "ts": ("c",), "kh": ("h",), "zh": ("j",), "x": ("h",)},
    **{"ya": ("ia",), "yo": ("io",), "yu": ("io",), "ye": ("e",), "u": ("o",)},
    **{"v": ("v", "o"), "w": ("v", "o"), "y": ("i", "o"), "q": ("q", "o")},
    **{"k": ("k", "h"), "c": ("c", "s")},
}
# An i between consonants may stand for a silent ь: barisan, барьсан.
_SILENT_I = re.compile("(?<=[b-df-hj-np-tv-xz])i(?=[b-df-hj-np-tv-xz])")
_MAYBE_SILENT = "\u0131"
_SOUNDS[_MAYBE_SILENT] = ("i", "")
_SOUND = re.compile("|".join((*_SOUNDS, ".")))
_PLAIN = str.maketrans({"ö": "o", "ü": "u", "ë": "yo", "'": "", "’": "", "ʼ": ""})
_MOST_UNCERTAIN = 8
_MOST_READINGS = 16

# What `mongolian.stemming.finish` takes off, on skeletons.
_BEFORE = "(?<=[aeio])([^aeio]+)"
_FINAL_VOWEL = re.compile(f"{_BEFORE}[aeio]$")
_FLEETING_VOWEL = re.compile(f"{_BEFORE}[aeio]([^aeio])$")
_NO_CASE = re.compile("^h$|[aeo]g$")
_HIDDEN_N = re.compile(f"{_BEFORE}n$")
_SHORTEST_ROOT = 2


def skeleton(word: str) -> str:
    """Return the skeleton of a Cyrillic word."""
    return _joined(normalise(word).translate(_FROM_CYRILLIC))


def latin_skeletons(word: str) -> tuple[str, ...]:
    """Return the skeletons a word typed in Latin may have, the likeliest first.

    At most 16; none for a word without letters or digits.
    """
    text = _SILENT_I.sub(_MAYBE_SILENT, normalise(word).translate(_PLAIN))
    readings = dict.fromkeys(map(_joined, _readings(_SOUND.findall(text))))
    return tuple(islice(filter(None, readings), _MOST_READINGS))


def suffix_prefixes(skeleton: str) -> list[str]:
    """Return the skeletons of stems this skeleton may be a form of, longest first.

    A prefix counts if what follows it is a chain of endings; it is given as it is and
    as a finished stem would be. What is longer than a word has only itself.
    """
    if len(skeleton) > LONGEST_WORD:
        return [skeleton]
    forms = (form for cut in _cuts(skeleton) for form in _forms(skeleton[:cut]))
    return sorted(dict.fromkeys(forms), key=len, reverse=True)


def beginnings(skeleton: str, stem: str) -> list[str]:
    """Return what stands before the endings where this may be a form of a stem.

    Both are skeletons. The endings are those of names: a г behind a short vowel or a х
    alone is none of a case.
    """
    cuts = _cuts(skeleton) if len(skeleton) <= LONGEST_WORD else ()
    found = (skeleton[:cut] for cut in cuts if not _NO_CASE.search(skeleton[cut:]))
    return [one for one in found if stem in _forms(one)]


def _joined(text: str) -> str:
    return _DOUBLED.sub(r"\1", _PAIR.sub(lambda pair: _RUN_TOGETHER[pair[0]], text))


def _readings(sounds: list[str]) -> Iterator[str]:
    """Yield the readings of some sounds, those with the fewest rare choices first."""
    choices = [_SOUNDS.get(sound, (sound,)) for sound in sounds]
    uncertain = [place for place, choice in enumerate(choices) if len(choice) > 1]
    for place in uncertain[_MOST_UNCERTAIN:]:
        choices[place] = choices[place][:1]
    ranked = product(*map(enumerate, choices))
    for reading in sorted(ranked, key=lambda reading: sum(rank for rank, _ in reading)):
        yield "".join(text for _, text in reading)


def _cuts(skeleton: str) -> Iterator[int]:
    """Yield the places from which on there are only endings, the last first."""
    open_places = {len(skeleton)}
    for cut in range(len(skeleton), _SHORTEST_ROOT - 1, -1):
        if cut in open_places:
            yield cut
            for length in range(1, min(cut, _LONGEST) + 1):
                if skeleton[cut - length : cut] in _ENDINGS:
                    open_places.add(cut - length)


def _forms(prefix: str) -> tuple[str, str, str]:
    bare = _FINAL_VOWEL.sub(r"\1", prefix)
    finished = _HIDDEN_N.sub(r"\1", _FLEETING_VOWEL.sub(r"\1\2", bare))
    return prefix, _joined(bare), _joined(finished)


# A hidden н comes with its vowel: us, usan.
_ENDINGS = frozenset(map(skeleton, ENDINGS)) | {"an", "en", "on", "in"}
_LONGEST = max(map(len, _ENDINGS))
