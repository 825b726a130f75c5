"""What JupyterLab's *Assignment List* shows in the course's environment: problem sets in counting
order, ps2 before ps10, the labs last.
"""

from __future__ import annotations

from typing import Any

from nbgrader.server_extensions.assignment_list.handlers import AssignmentList

from ..course import counting

_stock = AssignmentList.list_released_assignments, AssignmentList.list_submitted_assignments


def adapt() -> None:
    """Sort what the list holds of released and of submitted sets."""
    AssignmentList.list_released_assignments = _sorted(_stock[0])
    AssignmentList.list_submitted_assignments = _sorted(_stock[1])


def _sorted(stock: Any) -> Any:
    def found(page: Any, course_id: str | None = None) -> Any:
        said = stock(page, course_id=course_id)
        if said["success"]:
            said["value"].sort(
                key=lambda each: (each["course_id"], counting(each["assignment_id"]))
            )
        return said

    return found
