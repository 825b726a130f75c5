"""What a page without Python needs of a blank: what is asked, and the values that are right. It
runs in the notebook's kernel, right after the cell that checks the blank.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np

from .. import units
from ..style import _in_html
from ..units import written
from ..widgets import lesson

MOST = 6  # values that a reader types


def keep(name: str, folder: str) -> None:
    """Write what the blanks of a cell ask to ``folder/name.json``, and forget it."""
    blanks = [asked(each) for each in lesson.ASKED]
    lesson.ASKED.clear()
    if blanks:
        found = {"kind": "blank", "blanks": blanks}
        path = Path(folder, f"{name}.json")
        path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def asked(blank: lesson.Asked) -> dict[str, Any]:
    """Return what a page asks: the right values, in Base64 so that nobody reads them by chance, in
    the unit that the blank names, or in SI; none of them where they are too many to be typed, or no
    numbers.
    """
    found: dict[str, Any] = {"what": _in_html(blank.what)}
    try:
        values = np.asarray(blank.right, dtype=float)
    except (TypeError, ValueError):
        return found
    truth = np.asarray(blank.right).dtype == bool
    if truth or values.size > MOST or not np.isfinite(values).all():
        return found
    named = hasattr(units, blank.unit)
    data = {
        "values": [float(each) for each in np.ravel(values)],
        "rtol": blank.rtol,
        "right": _in_html(lesson.praise(blank)),
    }
    return found | {
        "n": int(values.size),
        "unit": written(blank.unit) if named else blank.unit,
        "scale": units.factor(blank.unit) if named else 1.0,
        "packed": base64.b64encode(json.dumps(data).encode()).decode(),
    }
