"""The live figure without a browser: what is computed, recorded and sent."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.scale import LogTransform
from matplotlib.transforms import IdentityTransform

from neurolib.model import Model, ParameterError, Quantity, param
from neurolib.units import ms, mV, pA, s
from neurolib.widgets import Handle, Knob, LiveFigure, View, explore
from neurolib.widgets.canvas import Canvas, _steady
from neurolib.widgets.canvas_renderer import CanvasRenderer
from neurolib.widgets.controls import Slider

T = np.linspace(0, 100 * ms, 201)
STEP = Quantity("mV", "height of the step", -1, 1, (0 * mV, 20 * mV))


@dataclass(frozen=True, repr=False)
class Charging(Model):
    """A membrane that charges towards a step."""

    tau_m: float = param(
        20 * ms, "ms", "membrane time constant", 0.1 * ms, 10 * s, (5 * ms, 50 * ms)
    )
    V_0: float = param(-70 * mV, "mV", "resting potential", -1, 1, (-80 * mV, -60 * mV))

    def check(self) -> None:
        if self.tau_m == 50 * ms and self.V_0 == -60 * mV:
            raise ParameterError("These two do not go together; type tau_m=20*ms.")


def compute(model: Charging, step: float) -> np.ndarray:
    if step == 13 * mV:
        raise ZeroDivisionError("thirteen")
    return model.V_0 + step * (1 - np.exp(-T / model.tau_m))


def draw(ax: Any, V: np.ndarray) -> None:
    ax.plot(T / ms, V / mV)
    ax.set(xlim=(0, 100), ylim=(-85, -35), xlabel="time (ms)", ylabel="V (mV)")


def caption(model: Charging, V: np.ndarray) -> str:
    return f"V ends at {V[-1] / mV:.2f} mV."


VIEW = View(compute, draw, caption, code="V = V_0 + step")
PRESETS = {
    "fast": {"tau_m": 5 * ms},
    "low": Charging(V_0=-80 * mV),
    "high": (Charging(), {"step": 20 * mV}),
}


@pytest.fixture
def figure(monkeypatch: pytest.MonkeyPatch) -> LiveFigure:
    figure = explore(Charging(), VIEW, ["tau_m", "V_0", Knob("step", STEP, 10 * mV)], PRESETS)
    figure.__dict__["sent"] = []
    monkeypatch.setattr(
        figure,
        "send",
        lambda content, buffers=None: figure.__dict__["sent"].append((content, buffers)),
    )
    return figure


def last(figure: LiveFigure) -> tuple[dict[str, Any], list[np.ndarray]]:
    content, buffers = figure.__dict__["sent"][-1]
    return content, [np.frombuffer(buffer, "<f4").reshape(-1, 2) for buffer in buffers]


def browser(figure: LiveFigure, **wish: Any) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Send what the browser would, and return the answer."""
    figure._answer(figure, {"id": 7, **wish}, [])
    return last(figure)


def test_another_width_needs_no_other_data() -> None:
    asked = []

    def counted(model: Charging, step: float) -> np.ndarray:
        asked.append(step)
        return compute(model, step)

    view = replace(VIEW, compute=counted)
    figure = explore(Charging(), view, [Knob("step", STEP, 10 * mV)])
    wide, _ = figure.answer({"set": {"step": 3}})
    n = len(asked)
    narrow, _ = figure.answer({"width": 340})
    assert len(asked) == n and narrow["caption"] == wide["caption"]
    assert narrow["size"][0] < 300 < wide["size"][0]
    figure.answer({"set": {"step": 4}})
    assert len(asked) == n + 1


def test_the_first_picture_is_there_before_any_message(figure: LiveFigure) -> None:
    state = figure._state
    assert state["caption"] == f"V ends at {-60 - 10 * math.exp(-5):.2f} mV."
    assert ElementTree.fromstring(state["svg"]).tag.endswith("svg")
    assert state["presets"] == list(PRESETS) and [each["name"] for each in state["sliders"]] == [
        "tau_m",
        "V_0",
        "step",
    ]
    assert state["knobs"]["tau_m"][1] == "20 ms" and state["knobs"]["V_0"][1] == "−70 mV"
    assert "time (ms)" in state["alt"]


def test_points_are_the_data_where_matplotlib_puts_it(figure: LiveFigure) -> None:
    content, (points,) = browser(figure, set={"step": figure.sliders["step"].nearest(15 * mV)})
    V = Charging().V_0 + 15 * mV * (1 - np.exp(-T / (20 * ms)))
    height = content["size"][1]
    x, y = (
        figure.figure.axes[0]
        .transData.inverted()
        .transform(np.column_stack([points[:, 0], height - points[:, 1]]))
        .T
    )
    assert x[0] == pytest.approx(0, abs=1e-3) and x[-1] == pytest.approx(100, abs=1e-3)
    # simplified by at most a ninth of a quarter point
    assert np.interp(x, T / ms, V / mV) == pytest.approx(y, abs=0.02)
    assert content["answers"] == 7 and content["marks"][0]["n"] == len(points)


def test_furniture_is_sent_only_when_it_changes(figure: LiveFigure) -> None:
    assert "svg" in figure._state
    for index in range(3):
        assert "svg" not in browser(figure, set={"step": index})[0]


def test_a_narrow_page_gets_a_narrow_figure_and_a_reloaded_one_the_furniture(
    figure: LiveFigure,
) -> None:
    wide = figure._state["size"]
    content, _ = browser(figure, width=340, seen=0)
    assert content["size"][0] == pytest.approx(340 * 0.75) and "svg" in content
    assert "svg" not in browser(figure, width=340, seen=content["count"])[0]
    # a view that has not seen the last picture
    assert "svg" in browser(figure, width=340, seen=0)[0]
    assert browser(figure, width=3000, seen=figure.count)[0]["size"] == wide


def test_the_ghost_is_the_picture_before_and_follows_new_limits() -> None:
    def free(ax: Any, V: np.ndarray) -> None:
        ax.plot(T / ms, V / mV)

    figure = explore(Charging(), replace(VIEW, draw=free), [Knob("step", STEP, 1 * mV)])
    figure.__dict__["sent"] = sent = []
    figure.send = lambda content, buffers=None: sent.append((content, buffers))  # type: ignore[method-assign]
    content, (now, ghost) = browser(
        figure, gesture=True, set={"step": len(figure.sliders["step"].stops) - 1}
    )
    inverse = figure.figure.axes[0].transData.inverted()
    flip = np.array([0, content["size"][1]])
    assert inverse.transform(ghost * (1, -1) + flip)[-1, 1] == pytest.approx(
        -70 + 1 - math.exp(-5), abs=0.02
    )
    assert inverse.transform(now * (1, -1) + flip)[-1, 1] == pytest.approx(
        -70 + 20 * (1 - math.exp(-5)), abs=0.02
    )


def test_sliders_presets_and_reset_make_models(figure: LiveFigure) -> None:
    figure.set(tau_m=40 * ms, step=5 * mV)
    assert figure.model == Charging(tau_m=40 * ms) and figure.caption == caption(
        figure.model, figure.data
    )
    figure.choose("low")
    assert figure.model == Charging(V_0=-80 * mV) and last(figure)[0]["preset"] == "low"
    figure.set(tau_m=40 * ms)
    assert (
        figure.model == Charging(tau_m=40 * ms, V_0=-80 * mV) and last(figure)[0]["preset"] is None
    )
    figure.choose("high")
    assert last(figure)[0]["knobs"]["step"][1] == "20 mV" and last(figure)[0]["preset"] == "high"
    figure.choose("fast")
    assert figure.model == Charging(tau_m=5 * ms)
    figure.reset()
    assert figure.model == Charging() and figure.values["step"] == 10 * mV


def test_an_error_is_a_sentence_and_the_picture_stays(figure: LiveFigure) -> None:
    figure.set(tau_m=50 * ms)
    before = figure.data
    figure.set(V_0=-60 * mV)
    content, buffers = last(figure)
    assert content["error"] == "These two do not go together; type tau_m=20*ms."
    assert "marks" not in content and not buffers and figure.data is before
    figure.set(tau_m=20 * ms)
    content, buffers = last(figure)
    assert content["error"] == "" and figure.model == Charging(V_0=-60 * mV) and len(buffers) == 1
    figure.set(step=13 * mV)
    assert last(figure)[0]["error"] == "ZeroDivisionError: thirteen"
    figure.set(step=5)
    assert last(figure)[0]["error"].startswith(
        "step (height of the step) is 5 V; expected -1 V to 1 V"
    )


def test_a_stream_goes_on_when_it_is_asked_and_starts_anew_when_something_is_moved() -> None:
    asked = []

    def pieces(model: Charging, step: float) -> Iterator[np.ndarray]:
        for k in range(3):
            asked.append((model.tau_m, step, k))
            if model.tau_m == 50 * ms and k == 1:
                raise ParameterError("Too long.")
            yield k * compute(model, step)

    figure = explore(
        Charging(),
        replace(VIEW, compute=pieces),
        ["tau_m", Knob("step", STEP, 10 * mV)],
        PRESETS | {"low": Charging()},
    )
    figure.__dict__["sent"] = sent = []
    figure.send = lambda content, buffers=None: sent.append((content, buffers))  # type: ignore[method-assign]
    # no piece is computed before it is asked for
    assert figure._state["streams"] and asked == [(20 * ms, 10 * mV, 0)]
    for k in (1, 2):
        content, _ = browser(figure, step=True, set={}, gesture=k == 1)
        assert (
            asked[-1] == (20 * ms, 10 * mV, k)
            and not content["ended"]
            and content["caption"] == caption(Charging(), figure.data)
        )
        assert len(asked) == k + 1 and figure.data == pytest.approx(
            k * compute(Charging(), 10 * mV)
        )
    assert np.all(figure.ghost == 0)
    # a view of another width sees the same picture
    content, _ = browser(figure, width=400, seen=figure.count)
    assert len(asked) == 3 and content["marks"]
    content, _ = browser(figure, step=True)
    assert (
        content["ended"]
        and content["marks"]
        and figure.data == pytest.approx(2 * compute(Charging(), 10 * mV))
    )
    # from the end once more
    assert not browser(figure, step=True)[0]["ended"] and asked[-1] == (20 * ms, 10 * mV, 0)
    figure.step()
    figure.set(step=5 * mV)
    assert asked[-1] == (20 * ms, 5 * mV, 0)
    figure.step()
    figure.reset()
    assert asked[-2:] == [(20 * ms, 5 * mV, 1), (20 * ms, 10 * mV, 0)]
    figure.set(tau_m=50 * ms)
    figure.step()
    assert last(figure)[0]["error"] == "Too long." and not last(figure)[1]
    figure.set(tau_m=40 * ms)
    figure.step()
    assert last(figure)[0]["error"] == "" and asked[-1] == (40 * ms, 10 * mV, 1)
    with pytest.raises(
        ParameterError,
        match="explore's play is 'tau_m', and this view's compute yields what is played; "
        "leave play out",
    ):
        explore(
            Charging(),
            replace(VIEW, compute=pieces),
            ["tau_m", Knob("step", STEP, 0.0)],
            play="tau_m",
        )
    with pytest.raises(ParameterError, match="This figure is no stream"):
        explore(Charging(), VIEW, [Knob("step", STEP, 0.0)]).step()


WHEN = Knob("when", Quantity("ms", "time of a point", 0, 1, (0, 100 * ms)), 20 * ms)
TAKEN = Knob("taken", Quantity("", "point taken last", 0, 1, (0, 1), 1), 0)


def touched(**more: Any) -> LiveFigure:
    """A figure with two handles: one moves in the plane of time and voltage, one along time alone."""
    handles = [Handle("when", "V_0"), Handle("step", 0.5, ax=1, sets={"taken": 1})]
    compute = lambda model, when, step, taken: (model, when, step, taken)  # noqa: E731

    def both(axes: Any, data: Any) -> None:
        axes[0].set(xlim=(0, 100), ylim=(-85, -55), xlabel="time (ms)")
        axes[1].set(xlim=(1, 100), ylim=(0, 1), xscale="log", xlabel="step (mV)")
        axes[0].plot([data[1] / ms], [data[0].V_0 / mV], "o")

    view = View(
        compute,
        both,
        lambda model, data: f"At {data[1] / ms:.0f} ms, {model.V_0 / mV:.0f} mV.",
        grid={"ncols": 2},
        handles=handles,
        **more,
    )
    figure = explore(Charging(), view, ["V_0", WHEN, Knob("step", STEP, 10 * mV), TAKEN])
    figure.__dict__["sent"] = sent = []
    figure.send = lambda content, buffers=None: sent.append((content, buffers))  # type: ignore[method-assign]
    return figure


def test_a_handle_lies_where_matplotlib_draws_its_value() -> None:
    figure = touched()
    state, (left, right) = figure._state, figure.figure.axes
    assert state["handles"] == [
        {"x": "when", "y": "V_0", "ax": 0, "sets": {}},
        {"x": "step", "y": None, "ax": 1, "sets": {"taken": 1}},
    ]
    assert not state["presses"] and [each["name"] for each in state["sliders"]] == [
        "V_0",
        "when",
        "step",
        "taken",
    ]
    height, (free, fixed) = state["size"][1], state["places"]
    back = left.transData.inverted().transform(
        np.column_stack([np.zeros(len(free["y"])), height - np.array(free["y"])])
    )
    assert back[:, 1] == pytest.approx(np.array(figure.sliders["V_0"].stops) / mV, abs=0.01)
    x = np.array(free["x"])[figure.sliders["when"].nearest(50 * ms)]
    # the middle of the axes
    assert x == pytest.approx(free["box"][0] + free["box"][2] / 2, abs=0.1)
    x, y = np.array(fixed["x"])[figure.sliders["step"].nearest(10 * mV)], fixed["y"]
    # of a logarithmic axis from 1 to 100
    assert x == pytest.approx(fixed["box"][0] + fixed["box"][2] / 2, abs=0.1)
    assert y == pytest.approx([fixed["box"][1] + fixed["box"][3] / 2], abs=0.1)
    # a step of 0 is nowhere on a logarithmic axis
    assert np.isfinite(fixed["x"]).all() and fixed["x"][0] < 0
    browser(figure, set={"when": 1})
    content, _ = browser(figure, set={"when": 0})
    # the axes have not moved
    assert content["knobs"]["when"] == [0, "0 ms"] and "places" not in content
    assert (
        len(browser(figure, width=340, seen=0)[0]["places"]) == 2 and right is figure.figure.axes[1]
    )


@dataclass(frozen=True, repr=False)
class Marked(Charging):
    """A model with something that is neither a quantity nor a word: what was pressed."""

    marks: tuple[float, ...] = ()


def test_a_press_may_be_kept_in_a_field_of_the_model_that_is_no_parameter() -> None:
    view = replace(
        VIEW,
        handles=[Handle("step", -60.0)],
        press=lambda model, step: replace(model, marks=(*model.marks, step)),
    )
    figure = explore(
        Marked(),
        replace(view, code=""),
        ["tau_m", Knob("step", STEP, 10 * mV)],
        {"marked": Marked(marks=(5 * mV,))},
    )
    figure.press(step=5 * mV)
    assert figure.model == Marked(marks=(5 * mV,)) and figure._chosen() == "marked"
    figure.press(step=7 * mV)
    figure.set(tau_m=30 * ms)
    assert (
        figure.model == Marked(tau_m=30 * ms, marks=(5 * mV, 7 * mV)) and figure._chosen() is None
    )
    with pytest.raises(ParameterError, match="Marked has no parameter mark; it has tau_m, V_0"):
        Marked(mark=())


def test_clicks_are_counted_for_each_picture() -> None:
    view = replace(VIEW, clicks=lambda V: round(1000 * (V[-1] - V[0])))
    figure = explore(Charging(), view, ["tau_m", Knob("step", STEP, 10 * mV)], play="step")
    assert figure._state["sounds"] and figure._state["clicks"] == 10  # mV, on the way to 10 mV


def test_what_is_pressed_changes_the_model_at_each_place_and_reset_gives_it_back() -> None:
    pressed = []

    def press(model: Charging, when: float, step: float, taken: float) -> Charging:
        pressed.append((model.V_0, when))
        if when == 0:
            raise ParameterError("Nothing can be pressed at 0 ms.")
        return replace(model, tau_m=model.tau_m + when)

    figure = touched(press=press)
    assert figure._state["presses"]
    at = figure.sliders["when"].nearest
    content, _ = browser(
        figure,
        press=[{"when": at(10 * ms), "V_0": 0}, {"when": at(30 * ms)}],
        set={"when": at(50 * ms)},
    )
    assert pressed == [(-80 * mV, 10 * ms), (-80 * mV, 30 * ms)] and figure.model == Charging(
        tau_m=60 * ms, V_0=-80 * mV
    )
    assert content["caption"] == "At 50 ms, -80 mV."  # where the hand is now
    figure.press(when=5 * ms)
    assert figure.model.tau_m == 65 * ms and figure.values["when"] == 5 * ms
    figure.press(when=0)
    assert (
        last(figure)[0]["error"] == "Nothing can be pressed at 0 ms."
        and figure.model.tau_m == 65 * ms
    )
    figure.reset()
    assert figure.model == Charging() and last(figure)[0]["error"] == ""
    with pytest.raises(
        ParameterError, match="Nothing in this figure can be pressed, because its view has no press"
    ):
        touched().press(when=0)
    with pytest.raises(
        ParameterError, match="This figure has no slider whn; it has V_0, when, step, taken"
    ):
        figure.press(whn=0)


@pytest.mark.parametrize(("view", "says"), [
    ({"handles": [Handle("when", "V_1", sets={"takn": 1})]}, r"A Handle moves when, V_1, takn; expected names in explore's vary, tau_m\."),
    ({"handles": [Handle("tau_m", 0.0, ax=1)]}, r"A Handle's ax is 1; this figure has 1 sets of axes, the first is ax=0\."),
    ({"clicks": len}, r"The view has clicks, and nothing plays them; expected play, the name of a slider, "
        r"as in play='t'\."),
    ({"press": replace}, r"The view has press, and no handle that could be pressed; expected "
        r"handles=\[Handle\(…\)\]\."),
])  # fmt: skip
def test_a_handle_of_nothing_is_refused(view: Any, says: str) -> None:
    with pytest.raises(ParameterError, match=says):
        explore(
            Charging(),
            replace(View(lambda model: compute(model, 0), draw, caption), **view),
            ["tau_m"],
        )


def test_what_does_not_exist_is_refused_by_name(figure: LiveFigure) -> None:
    with pytest.raises(
        ParameterError,
        match=r"explore's vary has 'tau', which is no parameter of Charging; it has tau_m, "
        r"V_0\. .*Knob\('tau'",
    ):
        explore(Charging(), VIEW, ["tau"])
    with pytest.raises(
        ParameterError,
        match=r"explore's preset 'odd' changes taum; expected some of tau_m, V_0, step\.",
    ):
        explore(Charging(), VIEW, [Knob("step", STEP, 0.0)], {"odd": {"taum": 1}})
    with pytest.raises(
        ParameterError, match=r"explore's play is 't'; expected one of its sliders, tau_m, step\."
    ):
        explore(Charging(), VIEW, ["tau_m", Knob("step", STEP, 0.0)], play="t")
    with pytest.raises(ParameterError, match=r"no slider tau; it has tau_m, V_0, step"):
        figure.set(tau=1)
    with pytest.raises(ParameterError, match=r"no preset 'slow'; it has fast, low, high"):
        figure.choose("slow")
    with pytest.raises(ParameterError, match=r"step \(height of the step\) is 5 V"):
        Knob("step", STEP, 5)


def test_the_code_gives_the_same_parameters(figure: LiveFigure) -> None:
    figure.set(tau_m=37 * ms, V_0=-61.2 * mV, step=7 * mV)
    lines = figure.code.splitlines()
    assert lines[-1] == VIEW.code and any(
        line.startswith("from neurolib.units import ") for line in lines
    )
    scope: dict[str, Any] = {"Charging": Charging}
    exec(
        "\n".join(line for line in lines[:-1] if not line.startswith("from neurolib import")), scope
    )
    assert scope["model"] == figure.model and scope["step"] == 7 * mV


@pytest.mark.parametrize(
    ("name", "stem", "index"),
    [
        ("tau_m", "τ", "m"),
        ("A2_plus", "A2", "+"),
        ("kappa", "κ", ""),
        ("per_decade", "", ""),
        ("lag", "", ""),
    ],
)
def test_a_slider_shows_a_symbol_and_no_word_of_the_code(name: str, stem: str, index: str) -> None:
    spec = Slider.of(name, Quantity("", "what it is", 0, 1), 0.5).spec()
    assert (spec["stem"], spec["index"], spec["meaning"]) == (stem, index, "what it is")


@pytest.mark.parametrize(("unit", "value", "label"), [
    ("ns", 10e-6, "10 µs"), ("ns", 300e-9, "300 ns"), ("Hz", 20e3, "20 kHz"), ("", 20_000, "20\u202f000"), ("nm", 1e-15, "1 fm"), ("mV", -0.0504, "−50.4 mV"),
])  # fmt: skip
def test_a_slider_never_shows_a_power_of_ten_as_a_computer_writes_it(
    unit: str, value: float, label: str
) -> None:
    assert Slider.of("t", Quantity(unit, "time", -1e6, 1e6, (0, 1)), 0).label(value) == label


def test_without_python_behind_it_the_figure_is_a_picture(figure: LiveFigure) -> None:
    data, _ = figure._repr_mimebundle_()
    assert (
        figure.caption in data["text/html"]
        and 'role="img"' in data["text/html"]
        and figure.caption in data["text/plain"]
    )
    assert "image/svg+xml" not in data and data["text/html"].count("<path") > 10  # once is enough
    content, (points,) = browser(figure, set={})
    height = content["size"][1]
    x, _ = (
        figure.figure.axes[0].transData.inverted().transform([points[0, 0], height - points[0, 1]])
    )
    # making the picture moved nothing
    assert x == pytest.approx(0, abs=1e-3) and "svg" not in content


@pytest.mark.parametrize(
    "quantity", [*Charging.quantities().values(), STEP, Quantity("Hz", "rate", 0, 1e3, (0.1, 1e3))]
)
def test_stops_are_round_and_keep_to_the_teaching_range(quantity: Quantity) -> None:
    low, high = quantity.teaching or (quantity.low, quantity.high)
    value = low + 0.123456789 * (high - low)
    slider = Slider.of("x", quantity, value)
    stops = np.array(slider.stops)
    assert 60 < len(stops) < 260 and (np.diff(stops) > 0).all()
    assert (
        value in slider.stops
        and stops[0] == pytest.approx(low)
        and stops[-1] == pytest.approx(high)
    )
    others = stops[stops != value] / quantity.factor
    assert [float(f"{stop:.3g}") for stop in others] == pytest.approx(list(others))
    assert len({slider.label(stop) for stop in stops}) == len(stops)


@pytest.mark.parametrize(("quantity", "expected"), [
    (Quantity("", "bits of a weight", 1, 32, (1, 16), 1), range(1, 17)),
    # not a geometric row, though the range is wide
    (Quantity("", "bits of a weight", 1, 200, (1, 128), 1), range(1, 129)),
    (Quantity("ms", "a delay", 0, 1, (0, 5 * ms), 0.5 * ms), np.arange(11) * 0.5 * ms),
])  # fmt: skip
def test_a_quantity_with_a_step_stops_at_nothing_between(quantity: Quantity, expected: Any) -> None:
    assert Slider.of("x", quantity, 4 * quantity.factor).stops == pytest.approx(list(expected))


@given(st.floats(-50, 50), st.floats(0.1, 50), st.floats(-50, 50), st.floats(0.1, 50))
def test_steady_limits_hold_the_data_and_never_drown_it(
    low: float, width: float, bottom: float, span: float
) -> None:
    new, old = (low, low + width), (bottom, bottom + span)
    kept = _steady(new, old, IdentityTransform())
    hair = 1e-9 * (new[1] - new[0]) * (1 + 1e-6)  # what a logarithm and back may lose
    assert kept[0] <= new[0] + hair and new[1] - hair <= kept[1]
    assert new[1] - new[0] > 0.4 * (kept[1] - kept[0]) * (1 - 1e-9) or kept == pytest.approx(new)
    if old[0] <= new[0] and new[1] <= old[1] and width > 0.4 * span * (1 + 1e-9):
        assert kept == pytest.approx(old)


def test_steady_limits_think_in_the_axis_own_scale() -> None:
    assert _steady((2, 900), (1, 1000), LogTransform(10)) == pytest.approx((1, 1000))
    assert _steady((2, 5), (1, 1000), LogTransform(10)) == pytest.approx((2, 5))
    # as shared axes come back from a logarithm: no reason to make room
    off_by_a_hair = (20.000000000000007, 946728000.0000039)
    assert _steady(off_by_a_hair, (20.0, 946728000.0), LogTransform(10)) == pytest.approx(
        (20, 946728000)
    )


def shown(draw: Any, data: Any = None, **grid: Any) -> tuple[CanvasRenderer, Canvas]:
    canvas = Canvas(draw, (6, 3), grid)
    return canvas.frame(data)[1], canvas


def test_a_raster_of_a_thousand_bars_is_one_mark() -> None:
    record, _ = shown(lambda ax, _: ax.vlines(np.arange(1000), 0, 1))
    points = np.frombuffer(record.points, "<f4").reshape(-1, 2)[: 3 * 1000 - 1]
    assert len(record.marks) == 1 and np.isnan(points[2::3]).all() and len(points[::3]) == 1000
    assert (points[::3, 0] == points[1::3, 0]).all() and (np.diff(points[::3, 0]) > 0).all()


def test_a_canvas_takes_the_limits_of_its_axes_from_whoever_records_it() -> None:
    class Fixed:
        def settle(self, axes: Any) -> None:
            axes[0].set_ylim(-7, 7, auto=None)

        def forget(self) -> None:
            pass

    canvas = Canvas(lambda ax, y: ax.plot([0.0, y]), (4, 3), {})
    (ax,) = canvas.figure.axes
    with canvas.limited_by(Fixed()):
        assert canvas.frame(1.0)[0] and ax.get_ylim() == (-7, 7)
        assert canvas.frame(2.0)[0] is None, "the same limits keep the static layer"
        with canvas.without_static_layer():
            assert canvas.frame(2.0)[0] is None
        assert canvas.frame(2.0)[0], "it comes back"
    assert canvas.frame(2.0)[0] and ax.get_ylim()[1] < 3, "the limits are the figure's again"


def test_making_a_page_leaves_the_axes_where_the_static_layer_has_them() -> None:
    # a layout that comes out otherwise when it is made a second time
    def rows(axes: Any, _: Any) -> None:
        axes[0].set(
            xlabel="time (ms)",
            xlim=(-3, 123),
            yticks=[-2, 3, 5],
            yticklabels=["−2 %", "presynaptic", "postsynaptic"],
            title="one",
        )
        axes[1].set(
            xlabel="spike",
            ylabel="change of the weight (%)",
            ylim=(-2.5, 2.5),
            title="the changes add up",
        )

    _, canvas = shown(rows, ncols=2, width_ratios=[2.6, 1])
    before = [ax.get_position().bounds for ax in canvas.figure.axes]
    assert (
        "<svg" in canvas.page("words")
        and [ax.get_position().bounds for ax in canvas.figure.axes] == before
    )


def test_a_new_name_of_a_tick_is_drawn_and_the_same_name_is_not() -> None:
    canvas = Canvas(
        lambda ax, name: ax.set(xlim=(0, 1), ylim=(0, 1), yticks=[0.5], yticklabels=[name]),
        (6, 3),
        {},
    )
    assert [bool(canvas.frame(name)[0]) for name in ("from 1 MB", "from 1 MB", "from 32 kB")] == [
        True,
        False,
        True,
    ]


def test_gaps_markers_areas_and_words_are_recorded() -> None:
    def mixed(ax: Any, _: Any) -> None:
        ax.plot([0, 1, np.nan, 2, 3], [0, 1, 1, 0, 1], "-", color="k", alpha=0.5)
        ax.plot([1, 2, np.nan], [1, 1, 1], "o")
        ax.scatter([0, 1, 2], [0, 1, 2], c=["r", "g", "b"])
        ax.fill_between([0, 1], 0, 1, color="0.5")
        ax.text(1, 1, r"$\tau$")
        ax.plot([0, 1], [0, 1], visible=False)

    record, _ = shown(mixed)
    by = {
        "line": [m for m in record.marks if "stroke" in m and not m["at"]],
        "stamped": [m for m in record.marks if m["at"]],
    }
    assert (
        len(by["line"]) == 1
        and by["line"][0]["alpha"] == 0.5
        and by["line"][0]["stroke"] == "currentColor"
        and by["line"][0]["n"] == 5
    )
    assert [mark["at"] for mark in by["stamped"]] == [2]
    # dots of three colours, area, word
    assert len([mark for mark in record.marks if "fill" in mark and not mark["at"]]) == 3 + 1 + 1
    assert len(record.points) == 8 * sum(mark["n"] + mark["at"] for mark in record.marks)


def test_axes_that_draw_adds_do_not_pile_up_and_other_colours_of_an_image_renew_the_furniture() -> (
    None
):
    def twin(ax: Any, _: Any) -> None:
        ax.twinx().plot([0, 1], [0, 1])
        ax.legend(ax.plot([0, 1], [0, 1]), ["a line"])

    record, canvas = shown(twin)
    assert len(record.marks) == 2
    assert canvas.frame(None)[0] is None and len(canvas.figure.axes) == 2
    for draw in (
        (lambda ax, k: ax.imshow(k * np.eye(3), vmin=0, vmax=9)),
        (lambda ax, k: ax.pcolormesh(k * np.eye(3), vmin=0, vmax=9)),
    ):
        _, canvas = shown(draw, 1)
        assert canvas.frame(1)[0] is None
        assert "<image" in (layer := canvas.frame(2)[0] or "") or layer.count("<path") > 9


def test_several_axes_are_drawn_each_in_its_place() -> None:
    def both(axes: Any, _: Any) -> None:
        for ax in axes:
            ax.plot([0, 1], [0, 1])

    record, canvas = shown(both, nrows=2, sharex=True)
    top, bottom = (mark["clip"] for mark in record.marks)
    assert top[1] + top[3] < bottom[1] < canvas.figure.get_figheight() * 72
    assert isinstance(canvas.figure, Figure)


def test_a_knob_gives_its_value_in_si() -> None:
    figure = explore(Charging(), VIEW, [Knob("step", STEP, 10 * mV)])
    assert figure.extras == {"step": 10 * mV} and 100 * pA not in figure.sliders["step"].stops
