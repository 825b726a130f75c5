"""Still figures with larger letters, for the wall of a lecture hall."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_notebook

from neurolib import style
from neurolib.site import running
from neurolib.site.larger import HIGH, POINT, WIDE, crowded, drawn, keep


def point(picture: str) -> float:
    """How large a point is on a screen of 1280 by 720."""
    wide, high = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture).groups())
    return min(WIDE / wide, HIGH / high)


@pytest.fixture
def figure() -> Figure:
    """Two panels with words, as large as in a chapter."""
    with plt.rc_context(style.RC):
        figure, axes = plt.subplots(1, 2, figsize=(8.8, 3.6))
        for ax in axes:
            ax.plot([0, 1], [0, 1])
            ax.set(xlabel="time (ms)", ylabel="V (mV)", title="A membrane charges", xlim=(0, 0.9))
    return figure


def test_nine_points_are_22_pixels_high_at_1366_by_768(figure: Figure) -> None:
    assert 9 * point(drawn(figure)) * 1366 / 1280 >= 22
    assert list(figure.get_size_inches()) == [8.8, 3.6], "it is as it was"
    assert point(style.svg(figure)) < 0.82 * POINT


def test_letters_grow_only_as_long_as_words_stay_apart(figure: Figure) -> None:
    ax = figure.axes[0]
    ax.set_xticks([k / 10 for k in range(10)], [f"{k} mV" for k in range(10)])
    assert crowded(figure) == 0
    figure.set_size_inches(WIDE / 72 / POINT, HIGH / 72 / POINT)
    assert crowded(figure) > 0
    figure.set_size_inches(8.8, 3.6)
    found = point(drawn(figure))
    assert 1.2 * 1168 / 633.6 * 0.8 < found < POINT
    figure.set_size_inches(WIDE / 72 / found, HIGH / 72 / found)
    assert crowded(figure) == 0


def test_only_words_that_are_drawn_count(figure: Figure) -> None:
    ax = figure.axes[1]
    ax.text(0.4, 0.1, "here")
    hidden = ax.text(0.4, 0.1, "and not here")
    assert crowded(figure) == 1
    hidden.set_visible(False)
    assert crowded(figure) == 0
    ax.text(1.3, 0.5, "words beyond the figure")
    ax.texts[-1].set_in_layout(False)
    assert crowded(figure) == 1


def test_words_that_a_line_or_a_marker_goes_through_count(figure: Figure) -> None:
    ax = figure.axes[0]
    word = ax.text(0.1, 0.5, "above the line")
    assert crowded(figure) == 0
    word.set_position((0.3, 0.35))
    assert crowded(figure) == 1
    ax.plot([0.35, 0.9], [0.38, 0.9], "o")
    assert crowded(figure) == 2
    ax.lines[0].set_visible(False)
    assert crowded(figure) == 1
    ax.plot([0.32, 0.9], [-1, -1.2], "o")
    assert crowded(figure) == 1, "what lies beyond the axes is not drawn"


def test_a_cell_without_a_figure_leaves_nothing(figure: Figure, tmp_path: Path) -> None:
    keep(None, "cell", str(tmp_path))
    assert list(tmp_path.iterdir()) == []
    keep(figure, "cell", str(tmp_path))
    assert (tmp_path / "cell.wall").read_text().startswith("<svg")


def test_figures_are_laid_out_for_the_wall_where_a_lecture_needs_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "1-one.ipynb"
    cell = new_code_cell('style.caption(fig, "Figure 1.1. One.")', id="one")
    nbformat.write(new_notebook(cells=[cell]), path)
    asked = []

    def execute(path: Path, folder: Path, show: running.Show, wall: bool) -> running.Ran:
        cells, _ = running._watched([cell], str(folder), wall)
        asked.append(any("neurolib.site.larger" in each.source for each in cells))
        return running.Ran(new_notebook(cells=[cell]), {"one": 0.1}, folder)

    monkeypatch.setattr(running, "execute", execute)
    for wall, runs in (
        (False, [False]),
        (False, [False]),
        (True, [False, True]),  # it was run without
        (True, [False, True]),
        (False, [False, True]),
    ):
        assert running.run(path, tmp_path / "cache", wall).seconds == {"one": 0.1}
        assert asked == runs
