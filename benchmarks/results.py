"""One measured figure beside its budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """A figure and the most (or, when more is better, the least) it may be."""

    what: str
    value: float
    budget: float
    unit: str
    more_is_better: bool = False

    @property
    def ratio(self) -> float:
        """Figure to budget; for either kind at most 1 is kept."""
        if self.more_is_better:
            return self.budget / self.value if self.value else float("inf")
        return self.value / self.budget

    @property
    def is_kept(self) -> bool:
        """Whether the budget holds."""
        return self.ratio <= 1


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0–1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def as_table(results: Sequence[Result]) -> str:
    """The results as a table in Markdown."""
    lines = [
        "| what | measured | budget | of budget |",
        "|---|---|---|---|",
    ]
    for result in results:
        bound = "≥" if result.more_is_better else "≤"
        lines.append(
            f"| {result.what} | {result.value:.3g} {result.unit} "
            f"| {bound} {result.budget:g} {result.unit} "
            f"| {result.ratio:.2f}{'' if result.is_kept else ' **missed**'} |"
        )
    return "\n".join(lines)
