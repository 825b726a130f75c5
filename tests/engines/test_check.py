"""``run.check()``: a tick that is too coarse is found out, one on whose grid everything happens
agrees exactly, and two engines agree.

The known answers are closed forms of LIF: under 1 nA it needs 20 ms · ln(90/80) = 2.356 ms from its
reset to the threshold and rests for 2 ms, so that it fires every 5 ms at ticks of 1 ms and every
4.5 ms at ticks of 0.5 ms.
"""

import pickle
import warnings

import numpy as np
import pytest

from neurolib import (
    LIF,
    PCM,
    STDP,
    AdEx,
    Clocked,
    Crossbar,
    EventDriven,
    Network,
    ParameterError,
    RewardSTDP,
    TsodyksMarkram,
    load,
    simulate,
)
from neurolib.engines import agreement
from neurolib.engines.agreement import Refined
from neurolib.units import Hz, ms, mV, nA, nS, pA, s


def driven(I=1 * nA, n=5):
    net = Network()
    return net, net.population(LIF(), n, I=I)


def on_grid(plasticity=None, synapse="delta", weight=4 * mV):
    """Jumps of V at whole ticks of 0.1 ms, the first class of networks: any tick that divides it
    gives the same spikes.
    """
    net = Network()
    source = net.spikes([np.arange(k % 3 + 1, 150, 2) * ms + k % 4 * 0.1 * ms for k in range(10)])
    cells = net.population(LIF(), 4)
    net.project(
        source, cells, weight, 1 * ms, probability=0.7, plasticity=plasticity, synapse=synapse
    )
    return net, cells


def balanced(n=400, t_ref=5 * ms):
    net = Network()
    cells = net.population(LIF(E_L=-49 * mV, t_ref=t_ref), n, V="uniform")
    net.project(
        cells[: 4 * n // 5],
        cells,
        16.2 * pA * 200 / n,
        1 * ms,
        probability=0.2,
        synapse="exponential",
        tau=5 * ms,
    )
    net.project(
        cells[4 * n // 5 :],
        cells,
        -90 * pA * 200 / n,
        1 * ms,
        probability=0.2,
        synapse="exponential",
        tau=10 * ms,
    )
    return net, cells


def test_a_tick_that_is_too_coarse_is_found_out(path):
    net, _ = driven()
    found = Clocked(1 * ms).run(net, 1 * s, seed=3).check()
    (row,) = found.rates
    assert not found and not found.agrees and found.kind == "different"
    assert (row.spikes, row.again) == (5 * 200, 5 * 222) and row.change == pytest.approx(
        1 - 200 / 222
    )
    assert found.verdict == (
        "The rate of LIF changes by +9.9 % when the tick is halved: use "
        "Clocked(dt=0.5*ms), and check again."
    )
    assert (
        found.first is not None
        and found.first.t == pytest.approx(15 * ms)
        and found.first.again == pytest.approx(13.5 * ms)
    )
    lines = repr(found).splitlines()
    assert (
        lines[0] == "Clocked(dt=1*ms), repeated at half the tick: 1 s, seed 3"
        and "First spike that differs: neuron 0 of LIF" in lines[-1]
    )
    assert "| LIF | 1,000 | 1,110 | 200 Hz | 222 Hz | +9.9 % |" in found._repr_markdown_()


@pytest.mark.exhaustive("compiled")
@pytest.mark.parametrize(
    ("plasticity", "weight"),
    [(None, 4 * mV), (STDP(), 4 * mV), (RewardSTDP(), 4 * mV), (TsodyksMarkram(), 20 * mV)],
    ids=["fixed", "STDP", "reward", "short"],
)
def test_what_happens_on_the_grid_does_not_depend_on_the_tick(plasticity, weight, path):
    net, cells = on_grid(plasticity, weight=weight)
    run = Clocked(0.1 * ms).run(net, 0.2, seed=2)
    found = run.check()
    assert found and found.kind == "same" and found.first is None and found.largest < 1e-12
    assert found.verdict == (
        f"The result does not depend on the tick: all {len(run.spikes(cells)[0])} "
        f"spikes are at the same times."
    )
    assert len(run.spikes(cells)[0]) > 10
    assert len(found.weights) == (
        plasticity is not None and not isinstance(plasticity, TsodyksMarkram)
    )
    assert all(each.largest < 1e-9 for each in found.weights)
    for other in run.check(on=EventDriven()), EventDriven().run(net, 0.2, seed=2).check():
        assert other and other.kind == "same" and "The result is the same on " in other.verdict


def test_each_interval_is_late_by_up_to_a_tick_and_that_adds_up(path):
    net, _ = driven(300 * pA)  # 15.863 ms, seen at 15.9
    found = EventDriven().run(net, 1 * s).check()
    assert found and found.kind == "delays" and found.tick == pytest.approx(0.1 * ms)
    n = found.rates[0].spikes // 5
    assert found.largest == pytest.approx(
        (n - 1) * (15.9 * ms - 2 * ms - 20 * ms * np.log(2))
        + 17.6 * ms
        - 20 * ms * np.log(30 / 10)
        + 4.4 * ms,
        abs=0.3 * ms,
    )
    assert "each interval ends up to 100 µs late, which adds up to" in found.verdict


def test_within_one_tick(path):
    net = Network()
    source, cells = net.spikes([[10.03 * ms], [30.07 * ms]]), net.population(LIF(), 2)
    net.project(source, cells, 25 * mV, 1 * ms, pairs="one_to_one")
    found = Clocked(0.1 * ms).run(net, 0.1).check()
    assert found and found.kind == "tick" and 0 < found.mean < found.largest <= 0.05 * ms + 1e-12
    assert found.verdict.startswith(
        "The result does not depend on the tick: all 2 spikes are within one tick of "
        "100 µs, 25 µs apart"
    )


def test_a_network_that_feeds_back_is_compared_by_its_rates(path):
    net, _ = balanced()
    run = Clocked(0.5 * ms).run(net, 1 * s, seed=1)
    found = run.check()
    (row,) = found.rates
    assert (
        found
        and found.kind == "rates"
        and row.differing > 0.3 * row.spikes
        and 0 < row.chance < 0.5
    )
    assert found.verdict.startswith(
        "Single spikes differ, as after any small change in a network that feeds back"
    )
    assert agreement.feeds_back(net) and not agreement.feeds_back(on_grid()[0])


def test_a_tick_that_is_too_coarse_is_found_out_in_a_network_that_feeds_back(path):
    """Without inhibition the network fires as fast as its refractory time lets it, which a tick of
    2 ms rounds from 1.2 to 2 ms.
    """
    net = Network()
    cells = net.population(LIF(E_L=-45 * mV, t_ref=1.2 * ms), 50, V="uniform")
    net.project(cells, cells, 5 * pA, 2 * ms, probability=0.2, synapse="exponential", tau=5 * ms)
    found = Clocked(2 * ms).run(net, 1 * s, seed=1).check()
    assert (
        not found
        and "The rate of LIF changes by +" in found.verdict
        and "use Clocked(dt=1*ms)" in found.verdict
    )


# --- noise ----------------------------------------------------------------------------------------


def noisy(I=0.0, n=20):
    net = Network()
    return net, net.population(LIF(), n, I=I, noise=10 * nS * 6 * mV * np.sqrt(20 * ms))


def test_noise_at_half_the_tick_is_the_same_brownian_motion_refined():
    _, cells = noisy(n=50)
    dt, fine = 0.1 * ms, Refined(cells)
    for chunk in 0, 3:
        z = cells.currents(chunk, dt, 7)
        halves = np.concatenate([fine.currents(2 * chunk + k, dt / 2, 7) for k in (0, 1)])
        np.testing.assert_allclose(halves.reshape(256, 2, 50).mean(axis=1), z, atol=1e-20)
        unit = halves / (cells.drive.noise / np.sqrt(dt / 2))
        assert unit.std() == pytest.approx(1, abs=0.02) and abs(unit.mean()) < 0.03
        for lag in 1, 2:
            assert abs((unit[lag:] * unit[:-lag]).mean()) < 0.03


def test_a_network_with_noise_is_compared_spike_by_spike(path):
    """Half the tick finds more crossings, by equation (9) of LIF, and most spikes are the same;
    another tick draws other noise.
    """
    net, _ = noisy(180 * pA)
    run = Clocked(0.1 * ms).run(net, 1 * s, seed=5)
    found, drawn = run.check(tolerance=0.05), run.check(on=Clocked(0.025 * ms))
    assert (
        found.kind == "rates"
        and found.rates[0].chance == 0
        and "the same Brownian motion" in found.remarks[0]
    )
    assert (
        found.rates[0].differing
        < 0.5 * found.rates[0].spikes
        < 0.9 * drawn.rates[0].spikes
        < drawn.rates[0].differing
    )
    assert "is drawn anew" in drawn.remarks[0] and drawn.rates[0].chance > 0
    coarse = Clocked(1 * ms).run(net, 2 * s, seed=5).check()
    ratio = LIF().rate(180 * pA, 6 * mV, 0.5 * ms) / LIF().rate(180 * pA, 6 * mV, 1 * ms)
    assert not coarse and coarse.rates[0].change == pytest.approx(1 - 1 / ratio, abs=0.04)


# --- what can be repeated -------------------------------------------------------------------------


def test_the_network_is_the_one_that_ran_whatever_was_added_since(path):
    net, cells = on_grid()
    run = Clocked(0.1 * ms).run(net, 0.1, seed=2)
    net.project(net.population(LIF(), 3, I=1 * nA), cells, 10 * mV, 1 * ms)
    net.remove(net.projections[0])
    found = run.check()
    assert found.kind == "same" and [row.name for row in found.rates] == ["LIF"]
    assert (
        np.array_equal(found.again.spikes("LIF")[0], run.spikes("LIF")[0])
        and pickle.loads(pickle.dumps(run)).check().kind == "same"
    )


def test_a_stream_is_repeated_as_far_as_it_came_and_a_piece_is_not(tmp_path, path):
    net, _ = on_grid()
    engine = Clocked(0.1 * ms)
    *_, last = engine.stream(net, 0.15, 0.05, seed=2)
    first = next(engine.stream(net, 0.15, 0.05, seed=2))
    assert (
        last.check().kind == first.check().kind == "same"
        and first.check().again.duration == pytest.approx(0.05)
    )
    session = engine.start(net, seed=2)
    piece = session.run(0.05)
    last.save(tmp_path / "run.npz")
    for run in piece, session.so_far():
        with pytest.raises(
            ParameterError,
            match=r"This run cannot be repeated, because it is a piece of a session, or was "
            r"read from a file without its network; type engine.run",
        ):
            run.check()
    with pytest.raises(ParameterError, match=r"type run.repeat\(\).again.check\(\)"):
        load(tmp_path / "run.npz").check()
    assert load(tmp_path / "run.npz").repeat().again.check().kind == "same"


def test_what_another_engine_cannot_run_is_its_own_sentence(path):
    net = Network()
    net.population(AdEx(), 2, I=0.8 * nA)
    run = Clocked(0.1 * ms).run(net, 0.1)
    with pytest.raises(ParameterError, match="AdEx has no closed-form solution"):
        run.check(on=EventDriven())
    for wrong in "EventDriven", EventDriven, 0.05 * ms, net:
        with pytest.raises(
            ParameterError,
            match=r"(?s)check's on is .*; expected an engine, as in "
            r"run.check\(on=Clocked\(dt=0.05\*ms\)\)",
        ):
            run.check(on=wrong)
    with pytest.raises(ParameterError, match="check's tolerance"):
        run.check(tolerance=-1)


def test_currents_in_time_conductances_drawn_delays_and_a_crossbar(path):
    net = Network()
    source = net.poisson(20, 40 * Hz)
    cells = net.population(LIF(), 3, I=([0.0, 20.03 * ms], [100 * pA, 250 * pA]), name="cells")
    net.project(
        source, cells, 1 * nS, lambda rng, n: rng.uniform(0.5, 3, n) * ms, synapse="conductance"
    )
    found = Clocked(0.1 * ms).run(net, 0.3, seed=4).check()
    assert (
        found
        and found.rates[0].spikes > 90
        and abs(found.rates[0].again - found.rates[0].spikes) <= 1
    )
    other = Network()
    onto = other.population(LIF(), 3)
    other.project(
        other.poisson(20, 40 * Hz),
        onto,
        3 * mV,
        1 * ms,
        crossbar=Crossbar(PCM(), seed=1),
        plasticity=STDP(),
        w_max=6 * mV,
    )
    found = Clocked(0.1 * ms).run(other, 0.3, seed=4).check(tolerance=0.2)
    assert (
        "draw their noise at each reading" in found.remarks[0]
        and found.rates[0].chance > 0
        and len(found.weights) == 1
    )


def test_a_check_does_not_warn_again_and_leaves_the_engine_as_it_was(path):
    net = Network()
    net.population(LIF(t_ref=0.0, V_R=-50.1 * mV), 1, I=60 * nA)
    engine = Clocked(0.1 * ms)
    with pytest.warns(UserWarning, match="in the tick of 100 µs before"):
        run = engine.run(net, 20 * ms)
    told = engine.explain()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not run.check()
    assert engine.explain() == told


def test_a_run_without_spikes_agrees(path):
    net, _ = driven(0.0)
    assert (
        Clocked(0.1 * ms).run(net, 0.1).check().verdict
        == "The result does not depend on the tick: no neuron fires."
    )


def test_one_neuron_by_itself(path):
    assert (
        simulate(LIF(), 1 * nA, 1 * s, 1 * ms)
        .check()
        .verdict.startswith(
            "The rate of LIF changes by +9.9 % when the tick is halved: use dt=0.5*ms"
        )
    )
    found = simulate(
        AdEx(),
        lambda t: 700 * pA + 100 * pA * np.sin(100 * t),
        0.3,
        0.05 * ms,
        start=(-60 * mV, 50 * pA),
    ).check()
    assert found and found.kind in ("tick", "delays") and found.again.V[0] == -60 * mV
    run = simulate(LIF(), 300 * pA, 0.1)
    assert run.check()
    for tolerance in -1, "x", float("nan"):
        with pytest.raises(ParameterError, match="check's tolerance"):
            run.check(tolerance)


def test_a_current_that_changes_within_a_step_is_not_compared_and_the_check_says_so(path):
    # read as -400 pA at each step
    aliased = simulate(LIF(), lambda t: 400 * pA * np.cos(2 * np.pi * 1e4 * t), 0.1, 0.1 * ms)
    assert any("not compared" in remark for remark in aliased.check().remarks)
    for I in 300 * pA, np.full(1000, 300 * pA):
        assert not simulate(LIF(), I, 0.1, 0.1 * ms).check().remarks


@pytest.mark.parametrize("t_ref", [0.24 * ms, 0.25 * ms, 2.05 * ms])
def test_a_refractory_time_that_both_ticks_round_is_told(t_ref, path):
    """The spikes of both runs may be the same, and all intervals wrong."""
    neuron, net = LIF(t_ref=t_ref), Network()
    net.population(neuron, 1, I=3 * nA)
    for found in (
        Clocked(0.1 * ms).run(net, 0.1).check(),
        simulate(neuron, 3 * nA, 0.1, 0.1 * ms).check(),
    ):
        assert any(
            "refractory time of LIF" in remark and "whole ticks" in remark
            for remark in found.remarks
        )
    assert not Clocked(0.01 * ms).run(net, 0.1).check().remarks
    assert not simulate(LIF(), 3 * nA, 0.1, 0.1 * ms).check().remarks


# --- the comparison itself ------------------------------------------------------------------------


def test_trains_made_by_hand():
    def compare(before, after, chance=False, tick=1.0, duration=100.0, tolerance=0.02):
        trains = [
            (
                np.sort(np.concatenate(t)),
                np.concatenate([np.full(len(x), k) for k, x in enumerate(t)])[
                    np.argsort(np.concatenate(t))
                ],
            )
            for t in (before, after)
        ]

        class Again:
            pass

        again = Again()
        again.duration = duration
        return agreement.compared(
            "t",
            "at half the tick",
            tick,
            again,
            [("p", len(before), *trains)],
            [],
            chance,
            [],
            tolerance,
            "X",
        )

    a = [np.arange(1.0, 100, 3), np.arange(2.0, 100, 7)]
    assert compare(a, a).kind == "same"
    assert compare(a, [a[0] - 0.5, a[1]]).kind == "tick"
    later = compare(a, [a[0] - 0.1 * np.arange(len(a[0])), a[1]])
    # those between 1 and 2 apart, for from there on another is near
    assert (
        later.kind == "delays"
        and later.largest == pytest.approx(3.2)
        and later.rates[0].differing == 9
    )
    ended = compare(a, [np.append(a[0] - 0.05 * np.arange(len(a[0])), 99.5), a[1]], tolerance=0.05)
    assert ended.kind == "delays" and ended.rates[0].again - ended.rates[0].spikes == 1
    lost = compare(a, [np.delete(a[0], 4), a[1]], tolerance=0.05)
    assert lost.kind == "rates" and lost.rates[0].differing == 1
    assert (lost.first.neuron, lost.first.t, abs(lost.first.again - lost.first.t)) == (0, 13.0, 3.0)
    assert compare(a, [np.delete(a[0], 4), a[1]]).kind == "different"
    silent = compare(a, [a[0], a[1][:0]])
    assert silent.kind == "different" and silent.first.neuron == 1 and silent.first.again is None
