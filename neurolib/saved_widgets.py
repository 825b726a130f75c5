"""Keep the live figures and the map of a notebook that is saved before it has been run again.

JupyterLab saves the widgets of the running kernel alone. A notebook that was opened from its file
shows those of the last run, and its first save, which may be an autosave, would drop them from the
file: from then on each output would say that its model is not found. *Save Notebook As* writes a
file of another name, whose widgets are those of the file that was opened.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
EMPTY = {"state": {}, "version_major": 2, "version_minor": 0}
_opened: dict[str, None] = {}  # the notebooks that this server has read, the last one last


def opened(path: str) -> None:
    """Remember that a notebook was opened."""
    _opened.pop(path, None)
    _opened[path] = None


def keep(model: dict[str, Any], path: str, contents_manager: Any, **_: Any) -> None:
    """Add to a notebook that is about to be saved those widgets of the file that was opened that an
    output still shows and that it lacks.

    ``model`` is what the browser sent, ``path`` its place under the server's root. Whatever goes
    wrong, the notebook stays as it was sent: no work is lost for a picture.
    """
    try:
        if model.get("type") != "notebook":
            return
        content = model["content"]
        missing = shown(content) - set(widgets(content))
        if not missing:
            return
        kept: dict[str, Any] = {}
        for place in dict.fromkeys([path, *reversed(_opened)]):
            if not missing - set(kept):
                break
            file = Path(contents_manager.root_dir, *place.strip("/").split("/"))
            with suppress(OSError, ValueError, KeyError, TypeError):
                saved = json.loads(file.read_text(encoding="utf-8"))["metadata"]["widgets"][STATE]
                kept = closure(missing - set(kept), saved["state"]) | kept
        if kept:
            known = content["metadata"].get("widgets", {})
            state = {**(known.get(STATE) or EMPTY)}
            state["state"] = {**kept, **state["state"]}
            # the only change, made when nothing can fail any more
            content["metadata"]["widgets"] = {**known, STATE: state}
    except Exception as error:  # of whatever kind
        contents_manager.log.debug("The widgets of %s in its file were not kept: %r", path, error)


def shown(content: Any) -> set[str]:
    """Return the names of the widgets that the outputs of a notebook show."""
    outputs = (output for cell in content["cells"] for output in cell.get("outputs", []))
    views = (output.get("data", {}).get(VIEW) for output in outputs)
    return {view["model_id"] for view in views if view}


def widgets(content: Any) -> dict[str, Any]:
    """Return the widgets that a notebook holds, by their names."""
    found: dict[str, Any] = content["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})
    return found


def closure(names: set[str], state: dict[str, Any]) -> dict[str, Any]:
    """Return those of some widgets that ``state`` holds, with all to which they refer."""
    found: dict[str, Any] = {}
    due = sorted(names)
    while due:
        name = due.pop()
        if name in state and name not in found:
            found[name] = state[name]
            due += re.findall(r"IPY_MODEL_([\w-]+)", json.dumps(state[name]))
    return found
