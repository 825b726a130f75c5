"""A bar over work that takes longer than a second, in plain HTML: nothing of it is left in the
notebook when the work is done.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

QUIET = 1.0  # s of work that need no bar


def track(items: Iterable[Any], doing: str = "Computing") -> Iterator[Any]:
    """Return an iterator over ``items``; when a second has passed, a bar shows how many of them are
    done.

    >>> [n**2 for n in track(range(4))]
    [0, 1, 4, 9]
    """
    items, began, bar = list(items), time.monotonic(), None
    try:
        for done, item in enumerate(items):
            if done and time.monotonic() - began > QUIET:
                text = f"{doing}: {done} of {len(items)}"
                bar = _shown(
                    bar,
                    f'<label>{escape(text)} <progress value="{done}" '
                    f'max="{len(items)}"></progress></label>',
                )
            yield item
    finally:
        if bar:
            _shown(bar, "")


def _shown(bar: Any, text: str) -> Any:
    """Return the bar after it has been shown or changed, or ``None`` where nothing can be
    displayed.
    """
    if "IPython" not in sys.modules:  # no notebook, and perhaps no IPython installed
        return None
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import HTML, display

    # a plain script would print the object in place of a bar
    if bar is None and InteractiveShell.initialized():
        bar = display(HTML(text), display_id=True)
    if bar:
        bar.update(HTML(text))
    return bar
