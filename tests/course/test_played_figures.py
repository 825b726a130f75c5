"""The live figures that play: what they show is what the library computes, and no move fails."""

from __future__ import annotations

import ast
import itertools
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text

from neurolib.model import ParameterError
from neurolib.units import Hz, ms
from tests.course.notebooks import CHAPTERS, read

pytestmark = pytest.mark.slow

BEFORE = {  # the cells that a figure needs
    "race-live": ("1-", ["setup", "network"]),
    "fair-race-live": ("1-", ["setup", "network", "race-live"]),
    "clock-live": ("1-", ["setup", "tree-figure"]),
    "templates-live": ("5-", ["setup", "broken"]),
    "live-loop": ("4-", ["setup", "film-figure", "loops"]),
}


@lru_cache
def played(name: str) -> tuple[dict[str, Any], Any]:
    """Run the cell of a live figure after those that it needs; return the names that it has made,
    and the figure.
    """
    stem, before = BEFORE[name]
    (path,) = [path for path in CHAPTERS if path.name.startswith(stem)]
    cells = {cell.id: cell.source for cell in read(path).cells}
    space: dict[str, Any] = {"__name__": "__main__"}
    for each in before:
        exec(compile(cells[each], each, "exec", dont_inherit=True), space)
    *body, last = ast.parse(cells[name]).body
    exec(compile(ast.Module(body, []), name, "exec", dont_inherit=True), space)
    figure = eval(compile(ast.Expression(last.value), name, "eval", dont_inherit=True), space)  # type: ignore[attr-defined]
    figure.send = lambda content, buffers=None: None
    return space, figure


@pytest.fixture(params=BEFORE)
def figure(request: pytest.FixtureRequest) -> Any:
    figure = played(request.param)[1]
    figure.reset()
    return figure


@pytest.fixture
def words_alone(figure: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay all words of a frame out, which fails where they cannot be drawn: to write it as SVG
    takes five times as long.
    """
    monkeypatch.setattr(
        figure.canvas,
        "_static_layer",
        lambda: str([each.get_window_extent() for each in figure.figure.findobj(Text)]),
    )


@pytest.mark.usefixtures("words_alone")
def test_no_move_of_any_slider_fails(figure: Any) -> None:
    for name, slider in figure.sliders.items():
        figure.reset()
        start = slider.nearest(figure.values[name])
        for k in range(1, 12):
            figure.set(**{name: slider.stops[(start + 3 * k) % len(slider.stops)]})
            assert not figure.error, figure.error


def test_the_alt_text_has_numbers_that_follow_the_figure(figure: Any) -> None:
    from neurolib import style

    told = set()
    for preset in figure.presets:
        figure.choose(preset)
        told.add(style.alt(figure.figure))
    assert len(told) == len(figure.presets) and all(
        any(letter.isdigit() for letter in words) for words in told
    )


def test_the_picture_for_a_page_without_python_moves_no_axes(figure: Any) -> None:
    places = [ax.get_position().bounds for ax in figure.figure.axes]
    figure._repr_mimebundle_()
    assert np.allclose(
        [ax.get_position().bounds for ax in figure.figure.axes], places, rtol=0, atol=1e-9
    )


def test_no_step_of_a_stream_fails() -> None:
    _, figure = played("templates-live")
    for preset in "both faults", "no fault":
        figure.choose(preset)
        for _ in range(30):
            figure.step()
            assert not figure.error, figure.error


# The race


@pytest.mark.parametrize(("rate", "tick"), [(20, 0.1), (5, 0.1), (100, 0.1), (20, 1.0), (80, 1.0)])
def test_the_meters_of_the_race_show_what_the_engines_counted_at_every_millisecond(
    rate: float, tick: float
) -> None:
    space, _ = played("race-live")
    net, tick = space["sixty"](rate * Hz), tick * ms
    engines = space["Clocked"](tick), space["EventDriven"]()
    streams = zip(
        *(engine.stream(net, space["LENGTH"], every=1 * ms, seed=1) for engine in engines),
        strict=True,
    )
    for runs in streams:
        now = runs[0].duration
        shown = space["the_race"].compute(space["Race"](now=now, rate=rate * Hz, tick=tick))
        updates = [run.ledger.count("neuron update") for run in runs]
        assert [shown["many"], shown["few"]] == updates
        for side, run in zip(("left", "right"), runs, strict=True):
            n, (times, who) = int(shown[f"{side}_n"]), run.spikes("neurons")
            assert n == len(times) and np.allclose(shown[f"{side}_t"][:n], times)
            assert np.allclose(shown[f"{side}_low"][:n] + 0.9, who)
    assert now == pytest.approx(20 * ms)


@pytest.mark.parametrize("tick", [0.15, 0.25, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95])
def test_a_tick_that_does_not_divide_the_delays_is_refused(tick: float) -> None:
    race = played("race-live")[0]["Race"]
    with pytest.raises(ParameterError, match=rf"{tick * 1000:.0f} µs.*1 ms.*Type tick=0\.5\*ms"):
        race(tick=tick * ms)


@pytest.mark.parametrize("tick", [0.1, 0.2, 0.5, 1.0])
def test_the_race_is_right_at_each_tick_that_it_takes(tick: float) -> None:
    space, _ = played("race-live")
    race = space["Race"](now=space["LENGTH"], rate=80 * Hz, tick=tick * ms)
    shown = space["the_race"].compute(race)
    run = space["Clocked"](tick * ms).run(space["sixty"](80 * Hz), space["LENGTH"], seed=1)
    times, n = run.spikes("neurons")[0], int(shown["left_n"])
    assert shown["many"] == run.ledger.count("neuron update") and n == len(times)
    assert np.allclose(shown["left_t"][:n], times)


def test_both_runners_find_the_same_spikes_at_a_tenth_of_a_millisecond_and_not_at_one() -> None:
    _, figure = played("race-live")
    figure.choose("at the end")
    assert "Both have found the same" in figure.caption
    figure.choose("a tick of 1 ms")
    figure.set(now=20 * ms)
    assert "not all at the same times" in figure.caption


@pytest.mark.parametrize("name", ["race-live", "fair-race-live"])
def test_every_mark_of_the_race_is_drawn_somewhere_and_no_bar_leaves_its_axis(name: str) -> None:
    space, _ = played(name)
    chart = space["the_race" if name == "race-live" else "fair_race"]
    named = {mark.when for panel in chart.panels for mark in panel.marks if mark.when}
    extras: list[dict[str, float]] = (
        [{}] if name == "race-live" else [{"alpha": 0.001}, {"alpha": 1.0}]
    )
    drawn = set[str]()
    for now, rate, tick in itertools.product((0.1, 20), (1, 200), (0.1, 1)):
        race = space["Race"](now=now * ms, rate=rate * Hz, tick=tick * ms)
        for extra in extras:
            found = chart.compute(race, **extra)
            drawn |= {each for each in named if found[each]}
            for panel in chart.panels[2:]:
                lengths = [
                    found[m.end] for m in panel.marks if isinstance(getattr(m, "end", 0), str)
                ]
                assert len(lengths) == 1 and lengths[0] <= panel.x.steps[0][1]
    assert drawn == named


def test_the_joules_of_the_race_are_the_bills_of_its_engines() -> None:
    space, figure = played("fair-race-live")
    for now, rate in ((4 * ms, 20 * Hz), (20 * ms, 60 * Hz)):
        figure.reset()
        figure.set(now=now, rate=rate, alpha=0.02)
        ledgers = [
            engine.run(space["sixty"](rate), now, seed=1).ledger
            for engine in (space["Clocked"](0.1 * ms), space["EventDriven"]())
        ]
        share = {"C": 0.6e-12, "alpha": 0.02, "P_leak": 0.18e-6}
        bills = (
            ledgers[0].bill(space["ClockedMachine"](**share).prices()),
            ledgers[1].routed(5).bill(space["EventMachine"](P_leak=0.18e-6).prices()),
        )
        taken = [figure.data["ours"], figure.data["theirs"]]
        assert taken == pytest.approx([bill.total for bill in bills])


# The memristor


def test_the_charge_ends_under_the_front_until_the_front_is_stopped() -> None:
    space, figure = played("live-loop")
    figure.reset()
    for at in (0.1, 0.5, 1.3):
        figure.set(at=at)
        found = figure.data
        assert found["passed"] == pytest.approx(at) and found["turns"] == pytest.approx(
            found["x_now"] - found["x"][0], abs=1e-4
        )
    figure.choose("too far")
    x, counted = figure.data["x"], figure.data["counted"]
    stopped = int(np.argmax(x > 0.999))
    assert np.allclose(counted[: stopped - 2], x[: stopped - 2], atol=0.01)
    # what passed since then is not remembered
    assert counted[-1] - counted[0] > 10 and x[-1] < x[0]
    run = space["loop"](space["memristor"], 0.35 * Hz, periods=2, steps=800)
    assert np.trapezoid(run.i, run.t) * space["memristor"].k == pytest.approx(counted[-1] - 0.1)


# The templates


def test_the_templates_learn_what_the_library_learns_and_the_pictures_show_their_weights() -> None:
    space, figure = played("templates-live")
    figure.reset()
    n, _, weights, course = figure.data  # the finished run
    alone = space["Numbers"](bound=4)
    story = space["learn"](alone, space["data"][0], np.random.default_rng(0), epochs=3)
    assert n == 3891 and np.array_equal(weights[0], alone.W) and course[-1, 0] == 100 * story[-1]
    for device, W in zip(
        (
            space["replace"](space["ideal"], gamma_plus=0.007),
            space["replace"](space["ideal"], slope_plus=1, slope_minus=1),
        ),
        weights[1:],
        strict=True,
    ):
        memory = space["Devices"](device, np.random.default_rng(50))
        space["learn"](memory, space["data"][0], np.random.default_rng(0), epochs=3)
        assert np.array_equal(memory.W, W)
    seen = []
    for _ in range(12):
        figure.step()
        seen.append(figure.data[0])
    assert seen == [*range(1, 11), 15, 20]
    W = figure.data[2][0][:64]
    filled, hollow = figure.figure.axes[0].patches
    squares = filled.get_path().vertices.reshape(-1, 4, 2)
    areas = np.ptp(squares, axis=1).prod(axis=1)
    # each with a hole
    assert len(areas) == (W > 0).sum() and len(hollow.get_path().vertices) == 8 * (W < 0).sum()
    assert areas / areas.max() == pytest.approx(
        W.reshape(-1)[W.reshape(-1) > 0] / W.max(), rel=1e-6
    )


# The clock tree


def test_the_wires_that_lead_to_a_driven_branch_take_the_power_of_the_tree_in_proportion_to_their_length() -> (
    None
):
    _, figure = played("clock-live")
    figure.reset()
    assert figure.data["power"] == pytest.approx(20e-3)
    # lengths of an H tree of six levels
    path, branch, whole = 2 * 0.25 + 2 * 0.125, 6 * 0.0625, 10.5
    figure.choose("one branch left")
    assert figure.data["power"] == pytest.approx(20e-3 * (path + branch) / whole)
    for column in range(1, 5):
        for row in range(1, 5):
            if (column, row) != (2, 2):
                figure.press(column=column, row=row)
    assert figure.model.gated == 0 and figure.data["power"] == pytest.approx(20e-3)
    figure.press(column=4, row=1)
    # and the wire that leads to it alone
    assert figure.data["power"] == pytest.approx(20e-3 * (whole - branch - 0.125) / whole)
    for column, row in ((3, 1), (3, 2), (4, 2)):
        figure.press(column=column, row=row)
    assert figure.data["power"] == pytest.approx(
        20e-3 * (whole - 4 * branch - 4 * 0.125 - 2 * 0.125 - 0.25) / whole
    )  # and what led to these four
    figure.set(V=0.5, f=100e6, alpha=0.5)
    assert figure.data["power"] == pytest.approx(20e-3 * figure.data["share"] / 16)


def test_a_click_gates_the_branch_that_is_crossed_out() -> None:
    _, figure = played("clock-live")
    figure.reset()
    figure.press(column=4, row=3)
    crosses = next(line for line in figure.figure.axes[0].lines if line.get_marker() == "X")
    places = crosses.get_xydata()
    assert places[np.isfinite(places).all(axis=1)].tolist() == [
        [4, 3]
    ] and figure.sliders.keys() >= {"column", "row"}
    grey = np.concatenate(
        [line.get_xydata() for line in figure.figure.axes[0].lines if line.get_color() == "#d9d9d9"]
    )
    grey = grey[np.isfinite(grey).all(axis=1)]
    assert np.abs(grey - (4, 3)).max() < 0.51 and len(grey)  # no wire elsewhere is dark
