"""What live figures say where their sliders, and readers' own models, stand at the ends."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neurolib.model import ParameterError
from neurolib.units import Hz, V
from neurolib.widgets.words import filled
from tests.course.charts import BEFORE, charted


def said(figure: Any, model: Any, **knobs: float) -> list[str]:
    """Return the caption and the alternative texts of a figure for a model and knobs."""
    chart = figure.view.chart
    _, usual = figure._at(figure.start[1])
    values = chart.compute(model, **{**usual, **knobs})
    return [filled(text, values) for text in (chart.caption, *(p.alt for p in chart.panels))]


def ends(figure: Any, *, whole: bool) -> Iterator[dict[str, float]]:
    """Yield the values of all sliders where one stands at its lowest or highest stop; or, if
    ``whole``, at an end of all values that it may be set to from Python.
    """
    for name, slider in figure.sliders.items():
        known = slider.quantity
        low, high = (known.low, known.high) if whole else (slider.stops[0], slider.stops[-1])
        yield from ({**figure.start[1], name: end} for end in (low, high))


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", BEFORE)
def test_no_slider_of_a_figure_leads_to_an_error(name: str) -> None:
    figure = charted(name)
    for values in ends(figure, whole=True):
        if not figure.refusal(values):  # parameters that do not fit together
            model, knobs = figure._at(values)
            with contextlib.suppress(ParameterError):  # a sentence
                figure.view.chart.compute(model, **knobs)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", BEFORE)
def test_no_text_of_a_figure_holds_what_is_no_number(name: str) -> None:
    figure = charted(name)
    for values in ends(figure, whole=False):
        if figure.refusal(values):
            continue
        model, knobs = figure._at(values)
        for text in said(figure, model, **knobs):
            assert not re.search(r"\b(nan|inf)\b|−0(\.0*)?(?![\d.])", text), (values, text)


@pytest.mark.parametrize(
    ("more", "caption", "alt"),
    [
        ({"a": 1e-7}, "fires no spike in 600 ms.", "600 ms: no spike."),
        ({"b": 1e-9}, "fires one spike in 600 ms, at ", "600 ms: one spike, at "),
        ({}, "spikes in 600 ms, at intervals between ", "spikes, the first at "),
    ],
)
def test_the_first_neuron_of_the_course_may_fire_no_spike_or_one(
    more: dict[str, float], caption: str, alt: str
) -> None:
    figure = charted("index-picture")
    texts = said(figure, replace(figure.start[0], **more))
    assert caption in texts[0] and alt in texts[1]
    assert "inf" not in texts[1] and texts[0].count(".") < 6


def test_a_layer_without_active_inputs_takes_no_energy_from_memories() -> None:
    figure = charted("0-layer-live")
    texts = said(figure, replace(figure.start[0], activity=0.0))
    assert "with 0 % of the inputs active, takes 0 J with DRAM" in texts[0]
    assert (
        "from DRAM: 0 J, moving 0 %, computing 0 %" in texts[1] and "converting 100 %" in texts[1]
    )


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"V_p": 1.2 * V}, r"V_p \(height.*\) is 1\.2 V; expected at most .*, 1 V, as in V_p=1\*V"),
        ({"V_t": 1.5 * V}, r"V_t \(depth.*\) is 1\.5 V; expected at most .*, 1 V, as in V_t=1\*V"),
        ({"V_p": 0.9 * V, "alpha": 0.5}, r"alpha .* is 0\.5 .* 900 mV.*at least 1, as in alpha=1"),
    ],
)
def test_a_spike_that_passes_the_threshold_alone_is_refused_with_what_to_type(
    more: dict[str, float], says: str
) -> None:
    figure = charted("4-live-overlap")
    with pytest.raises(ParameterError, match=says):
        said(figure, replace(figure.start[0], **more))


def test_the_weights_of_two_eyes_lie_in_their_axes_at_all_values_of_the_sliders() -> None:
    figure = charted("9-live-eyes")
    chart, model = figure.view.chart, figure.start[0]
    (low, high), noise, many = chart.panels[0].y.limits, *figure.sliders.values()
    for patterns in np.arange(many.quantity.low, many.quantity.high + 1):
        for sigma in np.linspace(noise.quantity.low, noise.quantity.high, 21):
            values = chart.compute(model, sigma=float(sigma), patterns=float(patterns))
            for name in ("best", "closed", "formula"):
                assert values[name].min() >= low and values[name].max() <= high, (sigma, patterns)


def test_a_learning_rate_for_which_the_step_is_too_long_is_refused() -> None:
    figure = charted("3-live-bcm")
    chart, usual = figure.view.chart, figure.start[0]
    with pytest.raises(ParameterError, match=r"eta .* is 10 Hz; expected at most 2 Hz"):
        said(figure, replace(usual, eta=10 * Hz))
    slow, fast = (chart.compute(replace(usual, eta=eta), k=1.1, w_0=0.4) for eta in (0.5, 2 * Hz))
    assert abs(slow["low"] - fast["low"]) < 0.05 and abs(slow["high"] - fast["high"]) < 0.05


def test_the_bars_of_a_recording_with_errors_end_within_their_axis() -> None:
    figure = charted("lab6-live-loops")
    chart = figure.view.chart
    _, high = chart.panels[1].x.limits
    for values in itertools.product(*((s.stops[0], s.stops[-1]) for s in figure.sliders.values())):
        model, knobs = figure._at(dict(zip(figure.sliders, values, strict=True)))
        assert chart.compute(model, **knobs)["broken"].max() <= high, values
