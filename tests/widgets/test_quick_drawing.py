"""What makes a move of a live figure quick shows the same picture as matplotlib without it."""

from __future__ import annotations

from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextToPath
from matplotlib.transforms import Affine2D

from neurolib import style
from neurolib.widgets.canvas import Canvas
from neurolib.widgets.canvas_renderer import CanvasRenderer, _words, flat


def shown(draw: Any, data: Any = None, **grid: Any) -> tuple[CanvasRenderer, Canvas]:
    canvas = Canvas(draw, (6, 3), grid)
    return canvas.frame(data)[1], canvas


BARS, WAVE = np.array([1.0, 2, 4]), np.sin(np.linspace(0, 9, 60))
DRAWN = {
    "bars": lambda ax: ax.vlines(BARS, 0, [3, 4, 5], colors="k", linewidth=2, alpha=0.4),
    "dotted levels": lambda ax: ax.hlines([0.1, 0.2], BARS[:2], 5, color="b", linestyle=":"),
    "no bars": lambda ax: ax.vlines([], 0, 1, colors="k"),
    "a raster": lambda ax: ax.eventplot(
        [[0.1, 0.3], [], [0.2]],
        lineoffsets=np.arange(3),
        linelengths=0.7,
        linewidths=1.1,
        colors="k",
    ),
    "an area": lambda ax: ax.fill_between(np.arange(60), 0, WAVE, color="b", alpha=0.3),
    "an area with gaps": lambda ax: ax.fill_between(
        np.arange(60), 0, WAVE, where=WAVE > 0, color="b", linewidth=0
    ),
    "steps": lambda ax: ax.stairs([1, 3, -2], [0, 1, 2, 3], color="b", linewidth=1.2),
    "a histogram": lambda ax: ax.stairs(
        [1, 3, 2], [0, 1, 2, 3], fill=True, color="b", alpha=0.4, label="measured"
    ),
    "masked bars": lambda ax: ax.vlines(BARS, 0, np.ma.masked_greater(BARS, 3), color="b"),
    "bars of two colours": lambda ax: ax.vlines(BARS[:2], 0, 1, colors=["r", "b"]),
    "an outlined area": lambda ax: ax.fill_between(BARS, 0, BARS, color="b", linewidth=1),
    "bars of two lengths": lambda ax: ax.eventplot(
        [[0.1], [0.2, 0.3]], lineoffsets=[0, 1], linelengths=[0.5, 0.7], colors="b"
    ),
}


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_quick_axes_show_what_matplotlib_shows(draw: Any) -> None:
    def seen(**grid: Any) -> tuple[Any, ...]:
        record, canvas = shown(lambda ax, _: draw(ax), **grid)
        points, ink, at = np.frombuffer(record.points, "<f4").reshape(-1, 2), [], 0
        for mark in record.marks:
            look = [
                mark.get(name)
                for name in ("stroke", "width", "cap", "dash", "fill", "fillAlpha", "alpha")
            ]
            path = points[at : at + mark["n"]]
            at += mark["n"]
            ink += [
                (
                    look,
                    {
                        tuple(place)
                        for place in path[np.isfinite(path).all(axis=1)].round(2).tolist()
                    },
                )
            ]
        limits = [ax.get_xlim() + ax.get_ylim() for ax in canvas.figure.axes]
        return (
            limits,
            [look for look, _ in ink][:1],
            set().union(*(places for _, places in ink)),
            len(canvas.figure.axes[0].lines),
        )

    assert seen() == seen(subplot_kw={"axes_class": Axes})


def test_ticks_and_scales_are_set_once_and_again_where_they_changed() -> None:
    def draw(ax: Any, length: float) -> None:
        ax.semilogx([1, 100], [0, 1])
        ax.tick_params(axis="y", length=length)

    _, canvas = shown(draw, 0)
    (ax,) = canvas.figure.axes
    ticks = ax.xaxis.get_major_locator()
    canvas.frame(0)
    assert ax.xaxis.get_major_locator() is ticks and ax.yaxis.get_tick_params()["length"] == 0
    canvas.frame(5)
    assert ax.yaxis.get_tick_params()["length"] == 5 and ax.get_xscale() == "log"
    ax.set_xscale("linear")
    assert ax.get_xscale() == "linear"


@pytest.mark.parametrize(
    "words",
    ["from −50.41 mV to 117.71 V", "1 234 images, a 7", r"= 0.31 $Q_D$ at 7 V", r"$x$ = 1.0"],
)
def test_words_kept_apart_from_their_figures_look_as_they_do_together(words: str) -> None:
    prop, formula = FontProperties(family="DejaVu Sans", size=9), "$" in words
    points, codes = TextToPath().get_text_path(prop, words, ismath=formula)
    whole = flat(
        Path(points, codes),
        Affine2D().scale(9 / TextToPath.FONT_SCALE).rotate_deg(90),
        simplify=False,
    )
    kept = _words(words, prop, formula, 90.0)
    for part in np.nanmin, np.nanmax, np.nanmean:
        # points
        assert part(kept, axis=0) == pytest.approx(part(whole, axis=0), abs=1 if formula else 0.1)
    together = RendererBase().get_text_width_height_descent(words, prop, formula)
    assert CanvasRenderer(100, 100).get_text_width_height_descent(
        words, prop, formula
    ) == pytest.approx(together, abs=1.5 if formula else 0.01)


def test_the_style_is_entered_where_it_is_not_there() -> None:
    sizes = []
    with matplotlib.rc_context({"font.size": 30}):
        shown(lambda ax, _: sizes.append(matplotlib.rcParams["font.size"]))
        assert matplotlib.rcParams["font.size"] == 30
    assert sizes == [style.RC["font.size"]]


def test_many_points_of_one_colour_are_one_mark_and_transparent_ones_are_not() -> None:
    for alpha, marks in (1, 1), (0.5, 20):
        record, _ = shown(
            lambda ax, _, alpha=alpha: ax.scatter(
                np.arange(20), np.arange(20), facecolors="b", alpha=alpha
            )
        )
        assert len(record.marks) == marks
