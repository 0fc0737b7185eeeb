"""Progress of long commands, where somebody looks at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm


@contextmanager
def progress_bar(*, is_wanted: bool = True) -> Iterator[Callable[[int, int], None]]:
    """A function to tell (done, total); a new total begins anew."""
    is_hidden = not (is_wanted and sys.stderr.isatty())
    with tqdm(disable=is_hidden, unit="rows", leave=False) as bar:

        def tell(done: int, total: int) -> None:
            if bar.total != total:
                bar.reset(total)
            bar.update(done - bar.n)

        yield tell
