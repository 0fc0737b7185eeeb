"""Whether two spellings are near enough to be taken for one word.

Where nothing is found a wrong guess is worse than none: bread is no valley (талх, тал),
and an egg is not high (өндөг, өндөр).
"""

from __future__ import annotations

SHORTEST_SOUND = 5  # letters; shorter words are all near each other
SHORTEST_SLIP = 6
_LETTERS_A_SOUND = 5  # of a stem, for each that may differ
_LETTERS_A_SLIP = 3


def sounds_near(typed: str, held: str) -> bool:
    """Whether the skeletons of two stems are nearly the same, from the first letter."""
    return _are_near(typed, held, len(typed) // _LETTERS_A_SOUND)


def is_slip(typed: str, held: str) -> bool:
    """Whether a word may be a slip of the finger for a word the catalogue holds.

    One letter of six may be wrong, two of nine.
    """
    return _are_near(typed, held, len(typed) // _LETTERS_A_SLIP - 1)


def _are_near(one: str, other: str, most: int) -> bool:
    return one[:1] == other[:1] and distance(one, other) <= most


def distance(one: str, other: str) -> int:
    """How many letters are to be put in, left out or exchanged (Levenshtein)."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        above, row = row, [place]
        for at, held in enumerate(other):
            changed = above[at] + (letter != held)
            row.append(min(changed, above[at + 1] + 1, row[at] + 1))
    return row[-1]
