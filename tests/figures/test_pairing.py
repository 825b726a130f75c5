"""What the live figure of two short trains computes is what STDP makes of them."""

from __future__ import annotations

import numpy as np
import pytest

from neurolib import STDP, figures
from neurolib.units import ms
from tests.figures.test_kernels import SEEDS, computed, drawn


@pytest.mark.parametrize("seed", SEEDS)
def test_the_changes_of_two_trains_are_those_of_the_rule(seed: int) -> None:
    rng, pairing = np.random.default_rng(seed), figures.pairing
    rule = STDP(**drawn(STDP, rng, "A_plus", "A_minus", "tau_plus", "tau_minus", "eta"))
    post, pre = rng.choice(121, 4, replace=False) * ms, np.array(pairing.PRE)
    taken = int(rng.integers(1, 5))
    found = computed(
        pairing.pairs_of_trains,
        pairing.OUTPUTS,
        rule,
        {"taken": taken} | {f"t_{k}": t for k, t in enumerate(post, 1)},
        tables=pairing.TABLES,
        compiled=bool(seed % 2),
    )
    table = rule.window(post[:, None] - pre)
    close = {"rel": 1e-12, "abs": 1e-18}
    assert found["total"] == pytest.approx(table.sum(), **close)
    assert found["total"] == pytest.approx(rule.apply(pre, np.sort(post)), abs=1e-12)
    assert found["own"] == pytest.approx(table[taken - 1], **close)
    for k in range(4):
        assert found[f"step_{k + 1}"] == pytest.approx(table[k].sum(), **close)
        assert found[f"end_{k + 1}"] == pytest.approx(table[: k + 1].sum(), **close)
        assert found[f"taken_{k + 1}"] == (k + 1 == taken)
    mine = table[taken - 1]
    assert (found["gains"], found["losses"]) == ((mine > 0).sum(), (mine < 0).sum())
    assert found["gained"] == pytest.approx(mine[mine > 0].sum(), **close)
    assert found["lost"] == pytest.approx(-mine[mine < 0].sum(), **close)
    window = rule.window(post[taken - 1] - pairing.TABLES["moments"])
    sides = np.nan_to_num(found["above"]) + np.nan_to_num(found["below"])
    assert sides == pytest.approx(window, **close)
    bars = np.nan_to_num(found["bars_high"]) + np.nan_to_num(found["bar_high"])
    assert bars == pytest.approx(np.cumsum(table.sum(axis=1)), **close)
    reach = pairing.REACH[int(found["limits"])]
    assert np.abs(np.cumsum(table.sum(axis=1))).max() * 1.2 <= max(reach, pairing.REACH[-1])
    for k in range(5):  # a line begins at one spike and ends at the change of the pair
        x, y = found[f"x_{k + 1}"], found[f"y_{k + 1}"]
        assert (x[0], x[-1]) == pytest.approx((post[taken - 1], pre[k]))
        assert y[-1] == pytest.approx(mine[k], **close)
