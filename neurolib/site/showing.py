"""Notes in a notebook's kernel which widgets a cell shows, and keeps them for a page.

:func:`watch` runs before the first cell, and :func:`keep` after each. A widget is noted as it is
displayed, by the last line of a cell or by ``display``, so no notebook has to name it in any
particular way. It imports neither the widgets nor the library before a notebook does.
"""

from __future__ import annotations

import sys
from typing import Any

WIDGETS = (
    ("neurolib.widgets.live", "LiveFigure"),
    ("neurolib.widgets.guessing", "Guess"),
    ("neurolib.widgets.stations", "CourseMap"),
)
# in an output of a cell: the number of its widget, counted from 0
KIND = "application/vnd.neurolib.shown+json"
_shown: list[Any] = []


def watch() -> None:
    """Note from now on each widget that this kernel displays."""
    for module, name in WIDGETS:
        _formatter().for_type_by_name(module, name, _note)


def _formatter() -> Any:
    from IPython import get_ipython

    return get_ipython().display_formatter.mimebundle_formatter


def _note(widget: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is displayed of a widget, with its number."""
    for kind in type(widget).__mro__:  # each figure has a class of its own, of the same name
        if (kind.__module__, kind.__name__) in WIDGETS:
            _formatter().for_type(kind, _note)
    data, metadata = widget._repr_mimebundle_()
    _shown.append(widget)
    return {**data, KIND: len(_shown) - 1}, metadata


def name_of(cell: str, number: int) -> str:
    """Return the name under which a widget of a cell is kept."""
    return cell if number == 0 else f"{cell}-{number + 1}"


def keep(cell: str, folder: str, wall: bool = False) -> None:
    """Keep what the cell has shown (see :func:`.record.keep`), with ``wall`` also for the screens
    of a lecture, and the blanks that it checked.
    """
    widgets, _shown[:] = list(_shown), []
    if "neurolib.widgets.lesson" in sys.modules:
        from . import blanks

        blanks.keep(cell, folder)
    if widgets:
        from . import record

        for number, widget in enumerate(widgets):
            record.keep(widget, name_of(cell, number), folder, wall)
