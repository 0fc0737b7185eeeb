"""Stems of Mongolian words by rule: strip the endings, finish what remains.

The rules come from research/catalogue.md 6.2 and 6.3 and the grammar they sum up,
never from a dictionary; `mongolian/data/conformance.tsv` shows what they give.
"""

from mongolian.stemming.words import stem, stems, twin

__all__ = ["stem", "stems", "twin"]
