"""The reference solutions of ps2-spikes beside the library they rebuild, and beside known answers
(science.md C1, C3).
"""

from pathlib import Path

import nbformat
import numpy as np
import pytest

from neurolib import LIF, AdEx, codes, simulate, trains
from neurolib.units import Hz, ms, mV, nS, pA, pF
from tests.course.test_answers import reference

NEURON = (200 * pF, 10 * nS, -70 * mV, -50 * mV, -60 * mV, 2 * ms)


@pytest.fixture(scope="module")
def solved():
    """The functions of the reference solutions."""
    return reference("ps2")


def test_the_course_neuron_is_the_library_default():
    assert LIF() == LIF(*NEURON)


def test_lif_rate(solved):
    np.testing.assert_allclose(
        solved["lif_rate"](np.array([250, 300, 500]) * pA, *NEURON),
        [41.71490687, 63.04000219, 128.9716589],
    )
    I = np.linspace(-100, 2000, 400) * pA
    for neuron in LIF(), LIF(C=120 * pF, g_L=7 * nS, V_R=-68 * mV, t_ref=0):
        parameters = [getattr(neuron, name) for name in ("C", "g_L", "E_L", "V_T", "V_R", "t_ref")]
        np.testing.assert_allclose(solved["lif_rate"](I, *parameters), neuron.rate(I), rtol=1e-12)


@pytest.mark.parametrize("t_ref", [0.0, 2 * ms])
def test_lif_simulate(solved, t_ref):
    I = np.random.default_rng(1).uniform(0, 900, 20).repeat(500) * pA
    run = simulate(LIF(t_ref=t_ref), I, 500 * ms, dt=0.05 * ms)
    assert len(run.spikes) > 15
    np.testing.assert_allclose(
        solved["lif_simulate"](I, 0.05 * ms, *NEURON[:-1], t_ref), run.spikes, atol=1e-9
    )


def test_spike_stats(solved):
    times = trains.gamma(30 * Hz, order=3, duration=20.0, rng=np.random.default_rng(2))
    expected = codes.rate(times, 20.0), codes.mean_isi(times), codes.cv(times)
    np.testing.assert_allclose(solved["spike_stats"](times, 20.0), expected, rtol=1e-12)


def test_cross_covariance(solved):
    rng = np.random.default_rng(3)
    a, b = (np.sort(rng.uniform(0, 30, 600)) for _ in range(2))
    for mine, ours in zip(
        solved["cross_covariance"](a, b, 30.0, 0.1, 5 * ms),
        codes.cross_covariance(a, b, 30.0, 0.1, 5 * ms),
        strict=True,
    ):
        np.testing.assert_allclose(mine, ours, atol=1e-9)


@pytest.mark.parametrize(
    ("flaws", "T"),
    [
        ((0, 0, 0), 20 * ms),
        ((4 * ms, 0, 0), 100 * ms),
        ((0, 0.3, 0), 100 * ms),
        ((0, 0, 0.15), 100 * ms),
    ],
)
def test_bit_errors_beside_spikes_of_the_library(solved, flaws, T):
    """The library's neuron, run for each drive, gives the spikes; jitter and loss are put on them
    here.
    """
    jitter, loss, mismatch = flaws
    rng, neuron = np.random.default_rng(5), LIF(V_R=-70 * mV, t_ref=0)
    L = neuron.latency(np.array([1.6, 2.4]) * neuron.rheobase)
    np.testing.assert_allclose(L, codes.lif_latency(np.array([1.6, 2.4]), neuron.tau))
    drives = np.array([1.6, 2.4])[:, None] * (
        1 + mismatch * rng.normal(size=(2, 150 if mismatch else 1))
    )
    wrong = [[], []]
    for k, row in enumerate(drives):
        for drive in row:
            spikes = simulate(neuron, drive * neuron.rheobase, T + 0.02, dt=0.02 * ms).spikes
            for _ in range(1 if mismatch else 400):
                heard = spikes + jitter * rng.normal(size=len(spikes))
                heard = heard[(rng.random(len(spikes)) >= loss) & (heard > 0) & (heard <= T)]
                wrong[0].append((len(heard) > (1 - loss) * (T / L).mean()) != k)
                wrong[1].append((heard.min(initial=np.inf) < L.mean()) != k)
    found = solved["bit_errors"](1.6, 2.4, *flaws, T, neuron.tau, 4000, np.random.default_rng(6))
    np.testing.assert_allclose(
        found, np.mean(wrong, axis=1), atol=4 * np.sqrt(0.25 / len(wrong[0])) * 0.8
    )


def test_the_picture_of_the_two_codes_shows_what_the_solution_gives(solved):
    (path,) = (Path(__file__).parents[2] / "solutions").glob("ps2-*/*.ipynb")
    (cell,) = (cell for cell in nbformat.read(path, as_version=4).cells if cell.id == "2-5-picture")
    space = {"np": np, "ms": ms}
    exec(cell.source.split("figure, axes")[0], space)
    for flaws, rates, latency in space["known"].values():
        yours = [
            solved["bit_errors"](1.6, 2.4, *flaws, T, 20 * ms, 4000, np.random.default_rng(8))
            for T in space["listening"]
        ]
        np.testing.assert_allclose(yours, [(rate, latency) for rate in rates], atol=0.025)


def of_adex(neuron):
    return [getattr(neuron, name) for name in ("C", "g_L", "E_L", "V_T", "Delta_T", "a", "tau_w")]


def cell_source(name):
    (path,) = (Path(__file__).parents[2] / "solutions").glob("ps2-*/*.ipynb")
    (cell,) = (cell for cell in nbformat.read(path, as_version=4).cells if cell.id == name)
    return cell.source


def test_the_neurons_of_2_6_are_those_of_the_chapter():
    space = {"pF": pF, "nS": nS, "mV": mV, "ms": ms}
    exec(cell_source("2-6-neurons"), space)
    for name in "tonic", "transient":
        assert list(space[name]) == of_adex(AdEx.pattern(name))


@pytest.mark.parametrize(
    "neuron",
    [AdEx(), AdEx.pattern("tonic"), AdEx.pattern("transient"), AdEx(a=0.0)],
    ids=["default", "tonic", "transient", "a = 0"],
)
def test_rest_lost_and_smallest_step(solved, neuron):
    I, V = solved["rest_lost"](*of_adex(neuron))
    assert I == pytest.approx(neuron.rheobase, rel=1e-9)
    # V is at rest there
    np.testing.assert_allclose(
        AdEx.flow(V, neuron.a * (V - neuron.E_L), I, *of_adex(neuron), 0.0), 0, atol=1e-9
    )
    step = solved["smallest_step"](*of_adex(neuron))
    fires = [len(simulate(neuron, share * step, 500 * ms).spikes) > 0 for share in (0.995, 1.005)]
    assert fires == [False, True]


def test_the_picture_of_2_6_shows_what_the_library_gives():
    space = {"np": np, "nS": nS, "pA": pA}
    exec(cell_source("2-6-picture").split("yours =")[0], space)
    for a, rest, step in zip(
        space["conductances"], space["known_rest"], space["known_step"], strict=True
    ):
        neuron = AdEx(
            *of_adex(AdEx.pattern("transient"))[:5], a=a, tau_w=90 * ms, V_peak=0.0, V_R=-70 * mV
        )
        assert rest == pytest.approx(neuron.rheobase, rel=1e-3)
        assert [
            len(simulate(neuron, share * step, 500 * ms).spikes) > 0 for share in (0.995, 1.005)
        ] == [False, True]


def test_read_direction_and_errors(solved):
    rng = np.random.default_rng(7)
    phi, counts = rng.uniform(-np.pi, np.pi, 12), rng.poisson(5, (20, 12))
    np.testing.assert_allclose(
        solved["read_direction"](counts, phi), codes.population_vector(counts, phi)
    )
    _, smallest = solved["errors"](0.4, phi, 30 * Hz, 2.0, 0.2, 100, rng)
    assert smallest == pytest.approx(
        codes.cramer_rao(codes.fisher_information(0.4, phi, 30 * Hz, 2.0, 0.2)), rel=1e-9
    )


def test_the_numbers_of_2_7_are_the_library_s(solved):
    evenly = np.linspace(-np.pi, np.pi, 32, endpoint=False)
    # the picture
    assert codes.cramer_rao(
        codes.fisher_information(0.5, evenly, 30 * Hz, 2, 100 * ms)
    ) == pytest.approx(0.15554, rel=1e-4)
    counts = np.random.default_rng(3).poisson(
        0.2 * codes.von_mises(0.5, evenly, 30 * Hz, 2), (100_000, 32)
    )
    # the visible test
    assert np.sqrt(np.mean((codes.population_vector(counts, evenly) - 0.5) ** 2)) == pytest.approx(
        0.1112, rel=0.01
    )
    assert solved["errors"](0.5, evenly, 30 * Hz, 2, 0.2, 4000, np.random.default_rng(1))[
        0
    ] == pytest.approx(0.1112, rel=0.05)


def test_voltage_and_balance_are_campbells_theorem(solved):
    neuron, jumps, rates = (
        LIF(C=150 * pF),
        np.array([0.3, 0.1, -0.5]) * mV,
        np.array([2000, 5000, 900]) * Hz,
    )
    each = [neuron.shot_noise(q, r) for q, r in zip(jumps, rates, strict=True)]
    mean, sd = solved["voltage"](jumps, rates, neuron.tau)
    assert (mean, sd) == pytest.approx(
        (sum(m for m, _ in each), np.sqrt(sum(s**2 for _, s in each)))
    )
    assert (mean, sd) == pytest.approx((9.75 * mV, 1.847295320 * mV))  # the visible test
    assert solved["balance"](15 * mV, 3 * mV, 0.25 * mV, 20 * ms) == pytest.approx((8700, 5700))
    # the example
    assert solved["voltage"](np.array([0.1 * mV]), np.array([10_000.0]), 20 * ms) == pytest.approx(
        (20 * mV, 1 * mV)
    )
    space = {"np": np, "Hz": Hz}
    exec(cell_source("2-8-picture").split("yours =")[0], space)
    for inhibition, (mean, sd) in zip(space["inhibition"], space["known"], strict=True):
        moments = solved["voltage"](
            np.array([0.2, -0.2]) * mV, np.array([8000, inhibition]), 20 * ms
        )
        assert moments == pytest.approx((mean * mV, sd * mV), rel=1e-3, abs=1e-9)
