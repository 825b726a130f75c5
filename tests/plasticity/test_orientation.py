"""The orientation toy (science.md C5): 12 bars, 24 inputs, width 20°."""

import numpy as np
import pytest

from neurolib import BCM, ParameterError
from neurolib.plasticity.bcm import selectivity
from neurolib.plasticity.orientation import bars, learn_bars


def test_bars_overlap_on_a_half_circle():
    x = bars()
    assert x.shape == (12, 24)
    np.testing.assert_allclose(np.linalg.norm(x, axis=1), 1)
    np.testing.assert_allclose(x[1], np.roll(x[0], 2), atol=1e-12)  # 15 degrees are two inputs
    # 180 degrees are 0, 90 are far
    assert x[0, 1] == pytest.approx(x[0, 23]) and x[0].argmax() == 0 and x[0].argmin() == 12
    assert x[0, 4] / x[0, 0] == pytest.approx(np.exp(-(30**2) / 2 / 20**2))  # 30 degrees away


def test_neurons_become_selective_each_to_a_bar_of_its_own_choice():
    before = selectivity(np.random.default_rng(1).uniform(0, 0.1, (64, 24)) @ bars().T)
    w, y = learn_bars(np.random.default_rng(1))
    after = selectivity(y)
    assert w.shape == (64, 24) and y.shape == (64, 12)
    assert after.mean() == pytest.approx(0.805, abs=0.002) and before.mean() < 0.3
    assert len(set(y.argmax(axis=1))) >= 10
    around = np.array([np.roll(row, 6 - row.argmax()) for row in y])
    assert (around[:, [5, 7]] > 0.3 * around[:, [6]]).all()  # neighbours overlap and respond
    assert (np.abs(around[:, [0, 1, 11]]) < 0.3 * around[:, [6]]).all()


def test_the_same_seed_gives_the_same_weights_and_a_fast_threshold_is_needed():
    one, other = (learn_bars(np.random.default_rng(2), neurons=3, rounds=50)[0] for _ in range(2))
    assert np.array_equal(one, other)
    with pytest.raises(ParameterError, match="weights grew beyond"):
        learn_bars(np.random.default_rng(2), BCM(eta=1.0, tau_theta=1000.0), neurons=3)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: learn_bars(1), "learn_bars's rng is 1; expected a NumPy random generator"),
        (
            lambda: learn_bars(np.random.default_rng(1), neurons=0),
            "neurons is 0; expected a whole number from 1",
        ),
        (lambda: bars(width=20), r"width .* is 20 rad; expected"),
        (lambda: bars(inputs=2.5), "inputs is 2.5; expected a whole number"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(ask, said):
    with pytest.raises(ParameterError, match=said):
        ask()
