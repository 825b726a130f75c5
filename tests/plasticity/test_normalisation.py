"""Weight normalisation: sums that are equal, bounds that hold, and a session that goes on from it."""

import numpy as np
import pytest

from neurolib import LIF, PCM, STDP, Clocked, Crossbar, EventDriven, Network, TargetTrace
from neurolib.model import ParameterError
from neurolib.plasticity.normalisation import normalised
from neurolib.units import Hz, ms, mV


def test_each_target_gets_one_sum_and_ratios_stay():
    rng = np.random.default_rng(1)
    targets, w = np.repeat(np.arange(5), 8), rng.random(40)
    new = normalised(w, targets, 3.0)
    np.testing.assert_allclose(np.bincount(targets, weights=new), 3.0, rtol=1e-12)
    np.testing.assert_allclose(new[:8] / new[0], w[:8] / w[0])
    np.testing.assert_allclose(normalised(-w, targets, -3.0), -new, rtol=1e-12)


def test_a_weight_at_its_bound_stays_and_the_others_make_up_for_it():
    new = normalised([0.9, 0.2, 0.1], [0, 0, 0], 1.6, largest=1.0)
    np.testing.assert_allclose(new, [1.0, 0.4, 0.2], rtol=1e-12)
    with pytest.raises(
        ParameterError, match="total is 3.5, and the weights of target 0 are at most 3 together"
    ):
        normalised([0.9, 0.2, 0.1], [0, 0, 0], 3.5, largest=1.0)
    assert normalised([0.0, 0.0], [0, 1], 2.0).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("engine", [Clocked(0.1 * ms), EventDriven()], ids=["clocked", "event"])
def test_a_session_goes_on_from_normalised_weights(engine):
    net, rng = Network(), np.random.default_rng(2)
    pre, post = net.poisson(12, 30 * Hz), net.population(LIF(), 4)
    synapses = net.project(
        pre, post, 4 * mV * rng.random((12, 4)), 1 * ms, plasticity=STDP(0.05, 0.05)
    )
    session = engine.start(net, seed=1)
    for _ in range(3):
        run = session.run(0.2)
        session.normalise(synapses, 20 * mV)
        weights = session.so_far().weights(synapses)
        np.testing.assert_allclose(
            np.bincount(run.pairs(synapses)[1], weights=weights), 20 * mV, rtol=1e-12
        )
    with pytest.raises(
        ParameterError, match="Session.normalise's total is -0.02 and the weights .* sum up to"
    ):
        session.normalise(synapses, -20 * mV)
    with pytest.raises(
        ParameterError, match="Session.normalise's projection is LIF; expected synapses"
    ):
        session.normalise(post, 20 * mV)


def test_cells_are_written_for_it():
    net, rng = Network(), np.random.default_rng(2)
    pre, post = net.poisson(6, 30 * Hz), net.population(LIF(), 3)
    cells = Crossbar(PCM(), differential=True)
    synapses = net.project(
        pre,
        post,
        4 * mV * rng.random((6, 3)),
        1 * ms,
        plasticity=TargetTrace(),
        w_max=8 * mV,
        crossbar=cells,
    )
    session = Clocked(0.1 * ms).start(net, seed=1)
    before = session.run(0.1).counts["cell write", synapses.name]
    session.normalise(synapses, 12 * mV)
    weights = session.so_far().weights(synapses).reshape(6, 3)
    np.testing.assert_allclose(weights.sum(0), 12 * mV, rtol=0.2)
    assert session.run(0.1).counts["cell write", synapses.name] >= 2 * 18 and before >= 0
