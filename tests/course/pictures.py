"""A problem's picture of success, drawn with the reference solution."""

from __future__ import annotations

from typing import Any

from tests.course.test_answers import notebook


def picture(problem_set: str, number: int, *before: int) -> tuple[str, dict[str, Any]]:
    """Run the picture of a problem, after its answer and those of problems ``before``; return the
    titles of its figure, which have to fit into it, and all names.
    """
    import matplotlib.pyplot as plt

    cells = {cell.id: cell.source for cell in notebook(problem_set).cells}
    # with which the names of the cells begin
    stem = problem_set.replace("ps", "").replace("lab", "L")
    space: dict[str, Any] = {}
    with plt.rc_context():
        exec(cells["setup"].split("\nhide(")[0], space)
        for k in (*before, number):
            for part in "model", "examples", "answer":
                exec(cells.get(f"{stem}-{k}-{part}", ""), space)
        exec(cells[f"{stem}-{number}-picture"].replace("plt.show()", ""), space)
        titles = [ax.get_title(loc="left") + ax.get_title() for ax in space["figure"].axes]
        cut = [words for ax, words in zip(space["figure"].axes, titles, strict=True) if _is_cut(ax)]
        assert not cut, f"These titles do not fit into the figure: {cut}"
        plt.close(space["figure"])
    return " ".join(titles), space


def _is_cut(ax: Any) -> bool:
    """Return whether a title of these axes ends outside the figure."""
    ax.figure.canvas.draw()
    places = [each.get_window_extent() for each in (ax.title, ax._left_title, ax._right_title)]
    return any(place.width and place.x1 > ax.figure.bbox.width for place in places)
