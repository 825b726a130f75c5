"""The examples of course/examples.ipynb run, each for itself, and show what their texts say; known
answers where there is one.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from neurolib import codes, style
from neurolib.units import Hz, fF, ms, mV, nA, pA, s
from tests.course.notebooks import COURSE, read

PAGE = COURSE / "examples.ipynb"
CELLS = {cell.id: cell for cell in read(PAGE).cells}
NAMES = [name.removesuffix("-run") for name in CELLS if name.endswith("-run")]


@cache
def example(name):
    """Return the variables of an example that was run after the setup alone."""
    import matplotlib

    matplotlib.use("agg")
    space = {"__name__": "example"}
    for cell in "setup", f"{name}-run", f"{name}-figure":
        exec(compile(CELLS[cell].source, cell, "exec", dont_inherit=True), space)
    return space


def test_the_page_has_a_title_a_setup_and_three_cells_for_each_example():
    names = [each for name in NAMES for each in (name, f"{name}-run", f"{name}-figure")]
    assert list(CELLS) == ["title", "setup", *names] and len(NAMES) >= 14


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_a_source_a_picture_and_a_sentence_with_numbers(name):
    text, space = CELLS[name].source, example(name)
    assert re.match(r"## \w", text) and re.search(
        r"Sources?: .*\(\d{4}, \[doi:10\.\S+\]\(https://doi\.org/10\.", text
    )
    caption, words = vars(space["fig"])["_caption"], style.alt(space["fig"])
    assert (
        re.search(r"\d", caption)
        and re.search(r"\d", words)
        and not re.search(r"nan|inf\b", caption + words)
    )
    for cell in f"{name}-run", f"{name}-figure":
        assert max(map(len, CELLS[cell].source.splitlines())) <= 100


def test_a_depressing_synapse_comes_to_its_closed_form_and_the_voltage_follows_the_shares():
    space = example("short-term")
    share, rule, run = space["shares"]["depressing"], space["rules"]["depressing"], space["run"]
    assert share[7] == pytest.approx(rule.efficacy(20 * Hz), rel=0.02)
    assert space["shares"]["facilitating"][0] == pytest.approx(0.03) and share[0] == pytest.approx(
        0.67
    )
    V = run.V("depressing")[0] - run.V("depressing")[0, 0]
    first, last = V[run.t < 100 * ms].max(), V[run.t > 900 * ms].max()
    assert last / first == pytest.approx(share[8] / share[0], rel=0.01)


def test_inhibition_learns_the_target_rate():
    rate = example("inhibitory")["rate"]
    assert rate[0] > 20 and rate[15:].mean() == pytest.approx(5, rel=0.2)


def test_the_threshold_after_a_spike_is_the_closed_form():
    space = example("threshold")
    after = np.searchsorted(space["run"].t, space["run"].spikes[-1])
    assert space["run"].theta[after] == pytest.approx(space["lift"], rel=0.01)
    assert space["rates"][0] > 2 * space["rates"][-1]


def test_izhikevichs_neuron_fires_alone_or_in_bursts():
    runs = example("izhikevich")["runs"]
    gaps = {kind: np.diff(run.spikes) / ms for kind, run in runs.items()}
    assert gaps["regular spiking"][0] < 0.5 * gaps["regular spiking"][-1]  # it adapts
    chattering = gaps["chattering"]
    assert (chattering < 5).sum() >= 5 and (chattering > 20).sum() >= 3
    for run in runs.values():  # −70 mV is where V² + 5 V + 140 = u with u = V/5
        assert run.V[0] == pytest.approx(-70 * mV) and run.u[0] == pytest.approx(-14 * mV)
    model = example("izhikevich")["Izhikevich"]
    still = model.flow(-70 * mV, -14 * mV, 0.0, *model().values(model.flow, "V", "u", "I"))
    np.testing.assert_allclose(still, 0, atol=1e-9)


def test_the_squid_axon_fires_as_its_textbooks_say():
    space = example("squid")
    rates, currents, run = space["rates"], space["currents"], space["run"]
    assert rates[np.searchsorted(currents, 1.99 * nA)] == pytest.approx(68, abs=1)
    # from rest it fires again and again from about 6.3 µA/cm² on, at once with a high rate
    first = np.flatnonzero(rates)[0]
    assert 1.2 * nA < currents[first] <= 1.5 * nA and rates[first] > 50
    assert run.V[0] == -65 * mV and run.V.max() == pytest.approx(40 * mV, abs=2 * mV)


def test_a_late_reward_changes_weights_by_the_closed_form():
    change, rule = example("reward")["change"], example("reward")["rule"]
    assert not change[:11].any()
    np.testing.assert_allclose(change[-1], rule.credit([10 * ms, -10 * ms], 1 * s, 1), rtol=0.02)


def test_two_futures_are_the_same_up_to_the_additional_spike_and_without_it():
    space = example("one-spike")
    session, cells, same, other = (space[name] for name in ("session", "cells", "same", "other"))
    first = [
        np.transpose(run.spikes(cells))[run.spikes(cells)[0] < 20 * ms] for run in (same, other)
    ]
    np.testing.assert_array_equal(*first)
    assert len(first[0]) > 50 and space["share"][-10:].mean() > 90
    session.restore(space["state"])
    again = session.run(300 * ms)
    np.testing.assert_array_equal(again.spikes(cells), same.spikes(cells))


def test_the_sum_of_the_weights_stays_and_the_correlated_inputs_win():
    space = example("normalise")
    np.testing.assert_allclose(space["weights"].sum(axis=1), 2 * nA / pA, rtol=1e-9)
    assert space["means"]["common source"][-1] > 10 * space["means"]["independent"][-1]


def test_what_is_read_from_the_file_is_what_was_saved():
    space = example("file")
    np.testing.assert_array_equal(
        space["read"].spikes("cells"), space["run"].spikes(space["cells"])
    )
    times, _ = space["run"].spikes("cells")
    onsets = space["onsets"]
    by_hand = sum(np.count_nonzero((times >= t) & (times < t + 100 * ms)) for t in onsets) / (
        100 * len(onsets) * 100 * ms
    )
    inside = (space["times"] > 0) & (space["times"] < 100 * ms)
    assert space["rate"][inside].mean() == pytest.approx(by_hand, rel=0.01)


def test_the_average_before_spikes_is_the_mean_by_hand_and_after_them_there_is_nothing():
    space = example("reverse")
    places = np.rint(space["run"].spikes / space["dt"]).astype(int)
    for lag in -40, -2, 10:
        inside = places[(places >= 200) & (places + 40 < len(space["current"]))]
        np.testing.assert_allclose(
            space["average"][200 + lag], space["current"][inside + lag].mean()
        )
    after = space["average"][203:]
    assert after.mean() == pytest.approx(
        150 * pA, abs=5 * 400 * pA / np.sqrt(len(places) * len(after))
    )
    assert np.argmax(space["average"]) in (199, 200)


def test_a_dead_time_shows_in_both_pictures_as_the_theory_says():
    space = example("renewal")
    lags, density = space["lags"]["dead time"]
    assert not density[np.abs(lags) < 4.5 * ms].any() and density[
        np.abs(lags) > 20 * ms
    ].mean() == pytest.approx(100, rel=0.02)
    assert space["squared"] == pytest.approx(0.25, rel=0.02)
    assert space["power"]["dead time"][1][:5].mean() == pytest.approx(25, rel=0.05)
    assert space["power"]["Poisson"][1].mean() == pytest.approx(100, rel=0.02)


def test_locking_grows_with_the_rhythm_and_chance_explains_only_none():
    space = example("phase")
    assert (np.diff(space["strength"]) > 0).all()
    assert space["chance"][0] > 0.01 > 1e-3 > space["chance"][1:].max()


def test_responses_have_less_information_than_the_stimulus_and_shuffled_ones_have_none():
    space = example("information")
    bits = space["bits"]
    assert space["limit"] == 3 == codes.entropy(np.arange(8), corrected=False)
    assert 0 < bits["latency", "corrected"][-1] < bits["count", "corrected"][-1] < 3
    assert abs(bits["shuffled count", "corrected"][-1]) < 0.03 < bits["shuffled count", "plain"][-1]


def test_at_the_symmetry_point_steps_are_equal_and_weights_stay_within_their_bounds():
    space = example("resistive")
    w = space["ideal"].symmetry_point()
    assert space["ideal"].up(w) == pytest.approx(space["ideal"].down(w))
    assert (space["path"][:, :-1] <= space["differing"]["w_max"]).all() and space["path"][
        999, -1
    ] > 0.8


def test_reading_moves_only_devices_without_a_threshold():
    errors = example("disturb")["errors"]
    assert not errors["VTEAM"].any() and (np.diff(errors["HPMemristor"]) > 0).all()


def test_the_floors_are_those_of_the_formulas():
    space = example("floors")
    assert np.interp(1 * fF, space["C"], space["noise"]) == pytest.approx(2.035 * mV, rel=5e-3)
    assert space["bit"] == pytest.approx(2.871e-21, rel=1e-3)
    assert space["chip"].total > 1e6 * space["floor"].total


def test_the_two_memristors_keep_still_between_their_thresholds_and_their_loops_are_pinched():
    space = example("sweep")
    for name, low, high in ("Yakopcic", -0.15, 0.16), ("VTEAM", -0.02, 0.2):
        moved = np.diff(space["share"][name]) != 0
        inside = (space["sweep"][:-1] >= low) & (space["sweep"][:-1] <= high)
        assert not moved[inside].any() and moved.any()
    assert all(abs(run.i[np.abs(run.v) < 1e-9]).max() < 1e-10 for run in space["runs"].values())
    assert space["rise"]["Yakopcic"] > 100 * space["rise"]["VTEAM"] > 0
    assert 0 < space["share"]["Yakopcic"].min() < space["share"]["Yakopcic"].max() < 1


def test_the_biased_correlogram_falls_with_the_overlap_and_the_unbiased_one_has_no_trend():
    space = example("correlogram")
    lags, density = space["lags"], space["density"]
    np.testing.assert_allclose(
        density["biased"], density["unbiased"] * (1 - np.abs(lags)), rtol=1e-9
    )
    # of a mean of 400 trials
    spread = np.std(space["found"]["unbiased"], axis=0, ddof=1) / np.sqrt(400)
    assert (np.abs(density["unbiased"] - space["theory"]) / spread).max() < 5


def test_only_multiplicative_noise_shrinks_the_weights_of_a_linear_model():
    space = example("weight-noise")
    learnt, X, y = space["learnt"], space["X"], space["y"]
    exact = np.linalg.lstsq(X, y, rcond=None)[0]
    np.testing.assert_allclose(learnt["none"], exact, atol=1e-6)
    np.testing.assert_allclose(learnt["additive"], exact, atol=0.05)
    np.testing.assert_allclose(learnt["multiplicative"], space["theory"], atol=0.05)
    assert np.abs(space["theory"] - exact).max() > 0.3
    drawn = space["sigma"] * np.random.default_rng(2).standard_normal((20_000, 9))
    assert np.mean((drawn @ X.T) ** 2) == pytest.approx(space["same"], rel=0.03)
    assert np.mean((drawn * exact @ X.T) ** 2) == pytest.approx(space["grows"][20], rel=0.03)


def test_transfer_is_by_hand_and_the_path_integrals_are_the_fall_of_the_loss():
    space = example("sequence")
    R, before, theta, task = (
        space["history"].R,
        space["before"],
        np.array(space["path"]),
        space["learnt"][0],
    )
    assert len(theta) == 1000 and space["forward"] == pytest.approx(
        np.mean([R[k - 1, k] - before[k] for k in range(1, 5)])
    )
    assert space["backward"] == pytest.approx(np.mean([R[4, k] - R[k, k] for k in range(4)]))
    loss = []
    for weights in theta[0], theta[200]:
        A, B = weights[: 65 * 20].reshape(65, 20), weights[65 * 20 :].reshape(21, 10)
        z = np.append(np.maximum(task.x @ A, 0), np.ones((300, 1)), axis=1) @ B
        loss.append(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(300), task.c]))
    assert space["omega"].sum() == pytest.approx(loss[0] - loss[1], rel=0.01)
    assert space["rank"] > 0.7


def test_the_neuron_of_fitzhugh_fires_where_its_equilibrium_is_unstable():
    space = example("own-page")
    # the equilibrium changes its stability where the trace of the linear flow, 1 − V² − 0.8 φ, is 0
    for edge, sign in zip(space["edges"], (-1, 1), strict=True):
        V = sign * np.sqrt(1 - 0.8 * 0.08)
        w = V - V**3 / 3 + edge
        np.testing.assert_allclose(space["flow"](V, w, edge, 0.08), 0, atol=1e-12)
    np.testing.assert_allclose(space["edges"], [0.3313, 1.4187], atol=1e-4)
    I, fires = space["I"], space["top"] - space["bottom"] > 1
    inside = (I > space["edges"][0] + 0.02) & (I < space["edges"][1] - 0.02)
    assert fires[inside].all() and not fires[(I < 0.3) | (I > 1.45)].any()
