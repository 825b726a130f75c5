"""EventDriven holds to NEST's precise models on every spike: lists that
tests/benchmarks/nest_equality.py wrote with NEST 3.10.
"""

from pathlib import Path

import numpy as np
import pytest

from neurolib import _jit
from neurolib.units import ms

CLOSE = 1e-9 * ms


@pytest.fixture(params=["compiled", "plain"])
def path(request, monkeypatch):
    if request.param == "plain":
        monkeypatch.setattr(_jit, "enabled", lambda: False)
    elif not _jit.enabled():
        pytest.skip("Numba is not installed or is switched off")
    else:
        import numba  # noqa: F401 - once it is loaded, it is used
    return request.param


@pytest.mark.parametrize(("case", "shortest"), [("precise", 0.05), ("delta", 0.1)])
def test_every_spike_is_nests_to_a_billionth_of_a_millisecond(case, shortest, path, monkeypatch):
    """iaf_psc_exp_ps on CUBA 4000; iaf_psc_delta_ps on 1000 neurons with a weight and a delay for
    each of 100 000 synapses.

    The plain path, being slow, is held to the first 50 and 100 ms.
    """
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
    import nest_equality

    theirs = np.load(Path(__file__).parents[1] / nest_equality.CASES[case][-1])
    end = 0.2 if path == "compiled" else shortest
    early = theirs["times"] * ms < end
    times, who = nest_equality.on_neurolib(case, end)
    mine, other = (
        np.lexsort((times, who)),
        np.lexsort((theirs["times"][early], theirs["sender"][early])),
    )
    assert early.sum() > 900
    np.testing.assert_array_equal(who[mine], theirs["sender"][early][other])
    np.testing.assert_allclose(times[mine], theirs["times"][early][other] * ms, rtol=0, atol=CLOSE)


def test_the_lists_hold_spikes_between_the_ticks():
    """Or else they would say nothing of exactness."""
    for name in "cuba_precise_nest.npz", "delta_precise_nest.npz":
        phase = np.load(Path(__file__).parents[1] / name)["times"] / 0.1 % 1
        assert 0.2 < np.mean(np.abs(phase - 0.5) < 0.25) < 0.8
