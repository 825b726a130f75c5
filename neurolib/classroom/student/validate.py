"""What JupyterLab's *Validate* answers in the course's environment: the table of
``neurolib check``, in place of cells and source.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from nbgrader.server_extensions.validate_assignment.handlers import ValidateAssignmentHandler

from ..course import ClassroomError
from ..reports.outcomes import Outcome, remarks, table

_stock = ValidateAssignmentHandler.validate_notebook

# nbgrader's dialog writes "The following cell failed:" above each piece of what it shows, and takes
# the second half of it for HTML
STYLE = (
    "<style>#validation-message p:first-child,#validation-message pre:empty{display:none}"
    "#validation-message "
    "pre>*{white-space:normal;font-family:var(--jp-ui-font-family);max-width:60em}"
    "#validation-message :is(td,th){text-align:left;vertical-align:top;padding:2px 12px 2px 0}"
    "#validation-message td:nth-child(2){white-space:nowrap}</style>"
)


def adapt() -> None:
    """Let *Validate* answer by :func:`answer`."""
    ValidateAssignmentHandler.validate_notebook = _validate


def _validate(page: Any, path: str) -> dict[str, Any]:
    """Answer with the table of a check. A notebook that holds no tests, or that is no notebook, is
    answered as nbgrader does.
    """
    root = Path(page.root_dir).resolve()
    notebook = (root / path).resolve()
    if not notebook.is_relative_to(root):  # nbgrader refuses it
        return dict(_stock(page, path))
    try:
        return answer(check(notebook))
    except ClassroomError:
        return dict(_stock(page, path))
    except Exception as error:  # a kernel that does not start, and whatever else
        page.log.error("Validate failed on %s", path, exc_info=True)
        return {"success": False, "value": " ".join(str(error).split()) or type(error).__name__}


def check(notebook: Path) -> list[Outcome]:
    """Check a notebook. What this needs, NumPy among it, is loaded by the first check: a server
    that nobody uses is small.
    """
    from . import check as program

    return program.check(notebook)


def answer(found: list[Outcome]) -> dict[str, Any]:
    """Return what nbgrader's dialog takes: nothing if all visible tests pass, so that it says so,
    and the table otherwise.
    """
    if all(each.right for each in found if not each.hidden and not each.by_person):
        return {"success": True, "value": {}}
    cells = [
        (
            row.title,
            f"{'?' if row.points is None else f'{row.points:g}'} / {row.max:g}",
            row.sentence,
        )
        for row in table(found)
    ]
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(word)}</td>' for word in row)}</tr>" for row in cells
    )
    below = "".join(f"<div>{escape(sentence)}</div>" for sentence in remarks(found))
    head = "<tr><th>test</th><th>points</th><th></th></tr>"
    plain = "\n".join("  ".join(row) for row in cells)
    block = {
        "source": "",
        "error": f"{STYLE}<table>{head}{rows}</table>{below}",
        "raw_error": plain,
    }
    return {"success": True, "value": {"failed": [block]}}
