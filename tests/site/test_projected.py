"""Live figures on the wall of a lecture hall: how large their letters are, and what is kept."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from neurolib import explore
from neurolib.model import Model, Quantity, param
from neurolib.site.computed import description, on_wall
from neurolib.site.projected import COLUMN, GAP, POINTS, lay_out, rooms
from neurolib.site.record import record
from neurolib.units import ms
from neurolib.widgets import Axis, Chart, Knob, Line, Panel, View, Words
from tests.site.test_site import unpacked


@dataclass(frozen=True, repr=False)
class Charging(Model):
    """A membrane that charges."""

    tau_m: float = param(20 * ms, "ms", "membrane time constant", 1 * ms, 1.0, (10 * ms, 60 * ms))


def rising(tau_m: Any, x: Any, y: Any) -> None:
    """Fill y with a line."""
    for k in range(len(x)):
        y[k] = tau_m * x[k]


def chart(x: Axis | None = None, **more: Any) -> Chart:
    words = Words(0.5, 0.5, "the middle")
    axes = x or Axis("time", "ms", (0.0, 1.0)), Axis("voltage", "mV", (0.0, 1.0))
    panel = Panel(*axes, [Line("x", "y"), words], alt="A line.")
    tables = {"x": np.linspace(0, 1, 5)}
    return Chart(rising, {"y": 5}, [panel], "{tau_m:ms} pass.", tables=tables, **more)


def knobs(n: int) -> list[Any]:
    """So many sliders, one of them a parameter."""
    return ["tau_m", *(Knob(f"k_{k}", Quantity("", f"place {k}", 0, 1), 0.5) for k in range(1, n))]


def point(figure: Any, wide: float) -> float:
    """How large a point is on a screen of 1280 by 720, if the figure is so wide there."""
    return wide / (72 * float(figure.canvas.figure.get_figwidth()))


@pytest.mark.parametrize("size", [(8.8, 3.5), (7.2, 3.6), (7.2, 6.6)], ids=str)
def test_nine_points_are_18_pixels_high_at_1366_by_768(size: tuple[float, float]) -> None:
    figure = explore(Charging(), chart(size=size), ["tau_m"], {"slow": {"tau_m": 40 * ms}})
    (wide, _), *_ = rooms(figure, figure.caption)
    lay_out(figure)
    assert 18 <= 9 * point(figure, wide) * 1366 / 1280 < 22
    assert point(figure, wide) == pytest.approx(POINTS[0])
    assert figure.caption == "20 ms pass.", "it is at its start"


def test_letters_are_smaller_where_words_would_stand_over_one_another() -> None:
    def least(letters: int) -> float:
        axis = Axis(
            "time", limits=(0.0, 1.0), ticks=np.linspace(0, 1, 8), names=["m" * letters] * 8
        )
        figure = explore(Charging(), chart(axis, size=(8.8, 3.5)), ["tau_m"])
        lay_out(figure)
        return point(figure, 1168)

    sizes = [least(letters) for letters in (3, 7, 8)]
    assert sizes[0] == sizes[1] == pytest.approx(POINTS[0])
    assert POINTS[-1] - 0.01 < sizes[2] < POINTS[0] - 0.01
    assert least(12) == pytest.approx(POINTS[0]), "smaller letters would not part these words"


def test_a_picture_whose_words_need_the_width_of_the_screen_gets_it() -> None:
    def width(label: str) -> float:
        figure = explore(
            Charging(), chart(Axis(label, limits=(0.0, 1.0)), size=(7.2, 6.6)), ["tau_m"]
        )
        lay_out(figure)
        return 72 * float(figure.canvas.figure.get_figwidth())

    assert width("time") == pytest.approx((1168 - COLUMN - GAP) / POINTS[0])
    assert width("a time that is long, " * 4) == pytest.approx(1168 / POINTS[0])


def test_words_stand_below_a_picture_or_beside_it() -> None:
    def placed(size: tuple[float, float], sliders: int, caption: str = "It charges.") -> Any:
        return rooms(explore(Charging(), chart(size=size), knobs(sliders)), caption)[0]

    wide, high = placed((8.8, 3.5), 3)
    assert wide == 1168 and 350 < high < 450
    assert placed((8.8, 3.5), 6)[1] < high - 70, "two rows of sliders"
    assert placed((8.8, 3.5), 4)[1] > high - 40, "one row"
    assert placed((8.8, 3.5), 3, "word " * 50)[1] < high - 30
    assert placed((7.2, 6.6), 3) == (1168 - COLUMN - GAP, 538)
    assert placed((7.2, 6.6), 3, "word " * 200)[0] == 1168, "they would not fit beside it"


def test_a_chart_has_one_layout_on_the_wall_and_those_of_a_page_stay() -> None:
    figure = explore(Charging(), chart(size=(8.8, 3.5)), ["tau_m"])
    before = description(figure)["layouts"]
    found = json.loads(gzip.decompress(on_wall(figure)))
    assert found["size"][0] == pytest.approx(1168 / POINTS[0])
    assert list(found["layers"]) == list(before["wide"]["layers"])
    [layer] = found["layers"].values()
    left, top, width, height = layer["boxes"][0]
    assert 0 < left < left + width <= found["size"][0]
    assert 0 < top < top + height < found["size"][1]
    for name, layout in description(figure)["layouts"].items():
        assert layout["size"] == before[name]["size"]
        [again], [box] = layout["layers"][""]["boxes"], before[name]["layers"][""]["boxes"]
        assert again == pytest.approx(box)


def test_a_record_for_the_wall_has_all_words_and_larger_letters() -> None:
    view = View(
        lambda m: np.exp(-np.linspace(0, 1, 9) / m.tau_m),
        lambda ax, y: ax.plot(y),
        lambda m, y: f"{m.tau_m / ms:.0f} ms pass.",
    )
    figure = explore(Charging(), view, ["tau_m"])
    assert "projected" not in record(figure), "a page without a lecture needs none"
    made = record(figure, wall=True)
    wide, projected = (unpacked(made[name][1]) for name in ("wide", "projected"))
    assert projected["words"] == wide["words"] and projected["scenes"] == wide["scenes"]
    widths = [film["frames"][0]["size"][0] for film in (wide, projected)]
    assert widths == pytest.approx([7.2 * 72, 1168 / POINTS[0]])
    assert np.nanmax(projected["points"][0][:, 0]) < widths[1]
    assert list(figure.canvas.figure.get_size_inches()) == [7.2, 3.6], "it is as it was"
