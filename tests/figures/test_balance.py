"""What the live figures of lab 3 compute is what the balance of the library settles at, off the
default parameters too.
"""

from __future__ import annotations

import numpy as np
import pytest
from neurolib.applications.competition import Balance, counted_ratio

from neurolib import STDP, figures
from neurolib.units import ms
from tests.figures.test_kernels import SEEDS, computed

balance = figures.balance


@pytest.mark.parametrize("seed", SEEDS)
def test_the_weights_settle_where_the_library_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    free = {"ratio": rng.uniform(1.0, 1.15), "A_plus": rng.uniform(0.002, 0.02)}
    model = Balance(rate=rng.uniform(5, 60), **free)
    found = computed(
        balance.settled, balance.OUTPUTS, model, {}, tables=balance.TABLES, compiled=True
    )
    end, inputs = model.settled(), balance.TABLES["inputs"]
    close = {"rel": 1e-9, "nan_ok": True}
    assert found["gone"] == np.isnan(end.rate)
    for name, value in (("critical", end.critical), ("weight", end.weight), ("output", end.rate)):
        assert found[name] == pytest.approx(value, **close)
    assert found["density"] == pytest.approx(end.density, **close)
    assert found["outputs"] == pytest.approx(model.settled(inputs).rate, **close)


def test_some_balances_exist_and_some_do_not() -> None:
    found = [
        computed(
            balance.settled, balance.OUTPUTS, Balance(ratio=r), {}, tables=balance.TABLES,
            compiled=True,
        )["gone"]
        for r in (0.99, 1.0, 1.05, 1.1)
    ]  # fmt: skip
    assert found == [1.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_time_step_makes_of_the_ratio_what_the_library_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ratio, tick = rng.uniform(0.98, 1.12), rng.uniform(0.01, 1) * ms
    known = np.where(balance.RATIOS < 1.01, np.nan, rng.uniform(1, 20, len(balance.RATIOS)))
    found = computed(
        balance.stepped_balance,
        balance.STEP_OUTPUTS,
        Balance(ratio=ratio),
        {"tick": tick},
        tables={"steps": balance.STEPS, "ratios": balance.RATIOS, "known": known},
        compiled=bool(seed % 2),
    )
    own = counted_ratio(ratio, tick)
    assert found["own"] == pytest.approx(own, rel=1e-12)
    expected = np.interp(counted_ratio(ratio, balance.STEPS), balance.RATIOS, known)
    assert found["expected"] == pytest.approx(expected, rel=1e-9, nan_ok=True)
    here = np.interp(own, balance.RATIOS, known)
    assert found["output"] == pytest.approx(here, rel=1e-9, nan_ok=True)
    assert found["found"] == (not np.isnan(here))
    n = int(found["n"])
    lags = np.arange(1, n + 1) * tick
    assert lags[-1] <= 10 * ms < lags[-1] + 1.001 * tick
    assert found["gained"][:n] == pytest.approx(STDP().window(lags), rel=1e-12)
    assert found["lost"][:n] == pytest.approx(STDP().window(-lags), rel=1e-12)


@pytest.mark.parametrize("n", [1000, 500, 250, 125, 100, 40, 10])
def test_a_time_step_that_divides_ten_milliseconds_has_its_last_pair_too(n: int) -> None:
    tables = {"steps": balance.STEPS, "ratios": balance.RATIOS, "known": balance.RATIOS}
    found = computed(
        balance.stepped_balance,
        balance.STEP_OUTPUTS,
        Balance(),
        {"tick": round(10 / n, 3) * ms},
        tables=tables,
    )
    assert found["n"] == n and found["lags"][n - 1] == pytest.approx(10 * ms, rel=1e-12)
