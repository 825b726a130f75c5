"""Drawings: what is on the axes is what the numbers say, and so are the words."""

import ast
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from neurolib import LIF, RRAM, AdEx, ParameterError, codes, plot, simulate, style, trains
from neurolib.energy import LOIHI, TEACHING, TEACHING_CLOCKED, Ledger
from neurolib.units import Hz, ms, mV, mW, nm, pA, s


@pytest.fixture
def ax():
    return Figure().subplots()


@pytest.fixture(scope="module")
def bursting():
    return simulate(
        AdEx.pattern("regular bursting"), AdEx.patterns["regular bursting"], 300 * ms, dt=0.02 * ms
    )


RUN = Ledger({("spike", "all"): 10**5, ("synaptic event", "all"): 10**7}, 2.0)


def draw_everything(ax):
    run = simulate(AdEx.pattern("adapting"), 500 * pA, 100 * ms, dt=0.05 * ms)
    train = trains.gamma(20 * Hz, 4, 20 * s, np.random.default_rng(1))
    preferred = np.linspace(-np.pi, np.pi, 8, endpoint=False)
    return {
        "membrane": lambda: plot.membrane(ax),
        "voltage": lambda: plot.voltage(ax, run),
        "phase_plane": lambda: plot.phase_plane(ax, run),
        "f_i": lambda: plot.f_i(
            ax, LIF(), np.linspace(0, 500, 11) * pA, simulated=([300 * pA], [63.0]), here=250 * pA
        ),
        "raster": lambda: plot.raster(ax, [train, train[::2]], 20 * s, labels=["all", "half"]),
        "intervals": lambda: plot.intervals(ax, train, 200 * ms, density=np.ones(10)),
        "covariance": lambda: plot.covariance(
            ax, *codes.cross_covariance(train, train, 20 * s, 50 * ms, 5 * ms), noise=50.0
        ),
        "population": lambda: plot.population(ax, preferred, np.ones(8), np.arange(8), 0.5, 0.7),
        "bill": lambda: plot.bill(ax, [RUN.bill(TEACHING), RUN.bill(LOIHI)]),
        "filament": lambda: plot.filament(ax, RRAM(), 0.9 * nm),
        "dome": lambda: plot.dome(ax, 0.6, 0.8),
    }


NAMES = sorted(
    name
    for name, item in vars(plot).items()
    if getattr(item, "__module__", "") == plot.__name__ and hasattr(item, "__wrapped__")
)


def test_every_drawing_is_tried_here(ax):
    assert sorted(draw_everything(ax)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_makes_no_figure_and_tells_what_it_shows(ax, name):
    before = plt.get_fignums()
    assert draw_everything(ax)[name]() is None
    assert plt.get_fignums() == before and ax.figure.axes == [ax]
    words = style.alt(ax.figure)
    assert len(words) > 30 and words.endswith(".")
    assert name == "membrane" or any(letter.isdigit() for letter in words)


def test_the_module_cannot_make_or_show_a_figure():
    imported = {
        name
        for node in ast.walk(ast.parse(Path(plot.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None), *(alias.name for alias in node.names)]
        if name
    }
    assert not {"matplotlib.pyplot", "pyplot", "Figure", "matplotlib.figure"} & imported


def lines(ax):
    """The lines that are data, without those that span the axes."""
    return [line for line in ax.lines if len(line.get_xdata()) > 2]


def test_voltage_has_one_stroke_for_each_spike_up_to_the_peak(ax):
    run = simulate(replace(AdEx.pattern("tonic"), V_peak=10 * mV), 500 * pA, 100 * ms, dt=0.05 * ms)
    plot.voltage(ax, run)
    (line,) = lines(ax)
    t, V = line.get_data()
    at = np.isclose(V, 10)
    assert np.allclose(t[at], run.spikes / ms) and at.sum() == len(run.spikes) > 5
    # then the reset
    assert np.allclose(V[1:][at[:-1]], run.V[np.round(run.spikes / run.dt).astype(int)] / mV)
    assert f"{len(run.spikes)} spikes" in style.alt(ax.figure)


def test_a_spike_without_a_shape_is_a_stroke_above_the_threshold_and_silence_is_said(ax):
    run = simulate(LIF(), 300 * pA, 50 * ms)
    plot.voltage(ax, run)
    assert lines(ax)[0].get_ydata().max() == pytest.approx((LIF().V_T + plot.STROKE) / mV)
    other = Figure().subplots()
    plot.voltage(other, simulate(LIF(), 100 * pA, 50 * ms))
    assert lines(other)[0].get_ydata().max() < LIF().V_T / mV
    assert "no spike" in style.alt(other.figure)


def test_on_the_nullclines_the_models_own_flow_stands_still(ax, bursting):
    plot.phase_plane(ax, bursting)
    model = bursting.model
    for line, which in zip(lines(ax)[:2], (0, 1), strict=True):
        V, w = line.get_xdata() * mV, line.get_ydata() * pA
        rates = model.flow(V, w, bursting.I[-1], *model.values(model.flow, "V", "w", "I"))
        scale = (1 * pA / model.C, 1 * pA / model.tau_w)[which]  # the rate that 1 pA makes
        assert np.abs(rates[which]).max() < 1e-4 * scale


def test_the_path_in_the_plane_breaks_at_resets_and_each_reset_adds_b(ax, bursting):
    plot.phase_plane(ax, bursting)
    _, _, jumps, path, start = ax.lines
    assert np.isnan(path.get_xdata()).sum() == len(bursting.spikes)
    w = jumps.get_ydata().reshape(-1, 3)
    assert np.allclose(w[:, 1] - w[:, 0], bursting.model.b / pA)
    assert start.get_xydata().tolist() == [[bursting.model.E_L / mV, 0.0]]


def test_the_plane_shows_all_of_the_run_and_the_room_that_is_asked_for(ax, bursting):
    plot.phase_plane(ax, bursting, room=(-5000 * pA, 0))
    low, high = ax.get_ylim()
    assert low == -5000 and high > bursting.w.max() / pA


def test_f_i_draws_the_closed_form_and_says_it_in_numbers(ax):
    plot.f_i(
        ax,
        LIF(),
        np.linspace(0, 600, 13) * pA,
        simulated=([250 * pA, 500 * pA], [41.6, 128.9]),
        here=300 * pA,
    )
    curve, _, dots, here = ax.lines
    assert np.allclose(curve.get_ydata(), LIF().rate(np.linspace(0, 600, 13) * pA))
    assert dots.get_xydata() == pytest.approx(np.array([[250, 41.6], [500, 128.9]]))
    assert here.get_ydata()[0] == pytest.approx(63.04000219)  # L04
    words = style.alt(ax.figure)
    assert (
        "250 pA: 41.6 Hz" in words
        and "at 300 pA it is 63.0 Hz" in words
        and "rheobase of 200 pA" in words
    )


def test_raster_takes_what_a_run_returns(ax):
    """A tuple (times, indices) was drawn as two rows: the times, and the indices as seconds."""
    plot.raster(ax, (np.array([0.1, 0.2, 0.3]), np.array([2, 0, 2])), 0.5)
    assert [np.round(row.get_positions()).tolist() for row in ax.collections] == [
        [200.0],
        [],
        [100.0, 300.0],
    ]


def test_raster_has_the_first_train_on_top_in_ms(ax):
    plot.raster(ax, [[0.1, 0.2], [], [0.3]], 0.5, labels=["a", "b", "c"])
    assert [rows.get_positions() for rows in ax.collections] == [
        pytest.approx([100, 200]),
        [],
        pytest.approx([300]),
    ]
    tops = ax.transData.transform([(0, row) for row in range(3)])[:, 1]
    assert (np.diff(tops) < 0).all() and [text.get_text() for text in ax.get_yticklabels()] == [
        "a",
        "b",
        "c",
    ]
    assert "a: 2, b: 0, c: 1" in style.alt(ax.figure)


def test_the_histogram_of_intervals_is_a_density_over_all_of_them(ax):
    train = np.cumsum(np.random.default_rng(2).exponential(50 * ms, 2000))
    plot.intervals(ax, train, 100 * ms)
    (steps,) = ax.patches
    values, edges, _ = steps.get_data()
    area = (values * np.diff(edges) * ms).sum()
    # those beyond are counted, not shown
    assert area == pytest.approx(np.mean(np.diff(train) <= 100 * ms))
    assert 0.8 < area < 0.9  # 1 − e⁻² = 0.865


def test_covariance_bins_are_centred_on_their_lags_and_the_peak_is_told(ax):
    lags, C = np.array([-10, -5, 0, 5, 10]) * ms, np.array([0.0, 0, 0, 400, 0])
    plot.covariance(ax, lags, C, noise=30.0)
    values, edges, _ = ax.patches[-1].get_data()
    assert values.tolist() == C.tolist() and edges == pytest.approx(
        [-12.5, -7.5, -2.5, 2.5, 7.5, 12.5]
    )
    assert "400 per s², at +5 ms" in style.alt(ax.figure)


@pytest.mark.parametrize(
    ("estimate", "sides"),
    [(0.7, {"shown": "right", "read": "left"}), (0.3, {"shown": "left", "read": "right"})],
)
def test_population_names_what_was_shown_and_read_on_either_side(ax, estimate, sides):
    preferred = np.deg2rad([-90, 0, 90])
    plot.population(ax, preferred, np.ones(3), np.array([0, 4, 2]), 0.5, estimate)
    assert {text.get_text(): text.get_ha() for text in ax.texts} == sides
    assert "6 in all" in style.alt(
        ax.figure
    ) and f"{np.rad2deg(estimate):.1f}° is read" in style.alt(ax.figure)


@pytest.mark.parametrize("name", ["intervals", "population"])
def test_an_axis_starts_at_zero_and_still_grows_with_the_next_drawing(ax, name):
    """A live figure draws again on the same axes: a limit that was set by hand would cut the next
    picture off.
    """
    draw_everything(ax)[name]()
    low, high = ax.get_ylim()
    assert low == 0
    ax.plot([0, 1], [0, 100 * high])
    assert ax.get_ylim()[0] == 0 and ax.get_ylim()[1] > 100 * high


def test_bars_of_a_bill_are_its_rows_in_watts_beside_each_other_and_its_total_is_written(ax):
    event, clocked = RUN.bill(TEACHING), RUN.bill(TEACHING_CLOCKED)
    plot.bill(ax, [event, clocked, RUN.bill(LOIHI)], ["events", "clock", "chip"])
    bars = [(bar.get_y(), bar.get_x(), bar.get_width()) for bar in ax.patches]
    clock = sorted(bar[1:] for bar in bars if bar[0] == pytest.approx(1 - 0.28))
    # mW; the rest is too narrow to be seen beside a whole Loihi
    assert clock == [pytest.approx((0, 20))]
    texts = [text.get_text() for text in ax.texts]
    assert "20.1 mW" in texts and "82.5 µW" in texts and "synaptic event" not in texts
    (interval,) = ax.lines  # of Loihi alone
    assert interval.get_xdata() * mW == pytest.approx(np.array(RUN.bill(LOIHI).interval) / 2)
    assert "events: 82.5 µW, most of it synaptic event" in style.alt(ax.figure)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["events", "clock", "chip"]


def test_segments_of_one_bar_follow_each_other_and_are_named_where_there_is_room(ax):
    plot.bill(ax, [RUN.routed(5).bill(TEACHING)])
    ends = np.cumsum([0] + [bar.get_width() for bar in ax.patches])
    assert [bar.get_x() for bar in ax.patches] == pytest.approx(ends[:-1]) and ends[
        -1
    ] == pytest.approx(85)
    assert {"synaptic event", "leak"} <= {text.get_text() for text in ax.texts}
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "spike",
        "hop",
        "synaptic event",
        "leak",
    ]


@pytest.mark.parametrize("g", [0.2, 0.9, 1.7])
def test_a_filament_leaves_the_gap_it_is_told(ax, g):
    plot.filament(ax, RRAM(), g * nm)
    thread, upper = (
        ax.collections[2].get_paths()[0].vertices[:, 1],
        ax.collections[1].get_paths()[0].vertices[:, 1],
    )
    assert upper.min() - thread.max() == pytest.approx(g)
    assert all(y < thread.max() for y in ax.lines[0].get_ydata()), "no vacancy floats in the gap"
    assert f"{g:.2f} nm" in [text.get_text() for text in ax.texts]


@pytest.mark.parametrize(("f", "molten"), [(1.0, 0.5), (0.5, 0.5), (0.75, 0.5), (0.0, 1.0)])
def test_a_dome_has_as_much_glass_as_it_is_told_and_only_where_it_melted(ax, f, molten):
    plot.dome(ax, f, molten)
    crystal, glass = (
        grains.get_paths()[0].vertices.reshape(-1, 7, 2)[:, :6].mean(axis=1)
        for grains in ax.collections[:2]
    )
    within = sum(np.hypot(*at) < 1 for at in [*crystal, *glass])
    assert len(glass) / within == pytest.approx(1 - f, abs=0.01)
    assert all(np.hypot(*at) < np.sqrt(molten) + 0.1 for at in glass)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda ax: plot.voltage(plt, None), "voltage's ax is .*expected the axes of a figure"),
        (lambda ax: plot.voltage(ax, 3), "voltage's run is 3; expected a run of one neuron"),
        (
            lambda ax: plot.phase_plane(ax, simulate(LIF(), 300 * pA, 10 * ms)),
            "one of LIF, which has no w",
        ),
        (lambda ax: plot.raster(ax, [[0.1, np.nan]], 1 * s), r"raster's trains\[0\] .* is nan"),
        (
            lambda ax: plot.raster(ax, [[0.1]], 1 * s, labels=["a", "b"]),
            "expected a list of 1 texts",
        ),
        (lambda ax: plot.raster(ax, 0.1, 1 * s), "expected a list of trains"),
        (lambda ax: plot.f_i(ax, LIF(), [500, 600]), "f_i's I .* is 500 A"),
        (lambda ax: plot.bill(ax, [RUN]), "expected a list of bills"),
        (lambda ax: plot.dome(ax, 1.2, 0.5), "dome's f .*expected 0 to 1"),
    ],
)
def test_what_cannot_be_drawn_gets_a_sentence(ax, call, said):
    """Of 891 bad values 652 ended in an error of matplotlib or NumPy."""
    with pytest.raises(ParameterError, match=said):
        call(ax)


def test_a_train_without_spikes_and_a_time_that_never_comes_are_drawn(ax):
    plot.raster(ax, [[], [np.inf], [0.1]], 1 * s)
    assert len(ax.collections) == 3 and "0, 0, 1" in style.alt(ax.figure)
