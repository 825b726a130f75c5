"""Floors of energy: constants of nature, how they scale, and that no price list of today is below
them.
"""

import math

import numpy as np
import pytest

from neurolib import LIF, STDP, Clocked, Network
from neurolib.energy import CMOS_45NM, Ledger, capacitor_noise, landauer, landauer_prices
from neurolib.model import ParameterError
from neurolib.units import Hz, K, fF, ms, mV, pF, pJ


def test_noise_of_a_capacitor():
    assert capacitor_noise(1 * pF, 300 * K) == pytest.approx(64.36e-6, rel=1e-3)
    np.testing.assert_allclose(
        capacitor_noise([1 * fF, 100 * fF]), [2.035e-3, 0.2035e-3], rtol=1e-3
    )
    for C in 1 * fF, 3 * pF:
        assert C * capacitor_noise(C, 350 * K) ** 2 / 2 == pytest.approx(1.380649e-23 * 350 / 2)


def test_heat_of_a_bit():
    assert landauer() == pytest.approx(2.871e-21, rel=1e-3)
    assert landauer(64, 77 * K) == pytest.approx(64 * 77 / 300 * landauer())
    np.testing.assert_allclose(landauer([0.0, 2.0]), [0.0, 2 * 1.380649e-23 * 300 * math.log(2)])


def test_no_price_of_today_is_near_its_floor():
    """Arithmetic is some hundred thousand times and more above the heat of its result."""
    floor = {price.component: price.value for price in landauer_prices().prices}
    ratios = {price.component: price.value / floor[price.component] for price in CMOS_45NM.prices}
    assert min(ratios.values()) > 1e5 and ratios["fp32 add"] == pytest.approx(
        0.9 * pJ / (32 * landauer())
    )
    counts = {("fp32 add", "chip"): 1000, ("word read", "chip"): 1000}
    bills = [Ledger(counts, 1.0).bill(prices).total for prices in (landauer_prices(), CMOS_45NM)]
    assert bills[0] == pytest.approx(96_000 * landauer()) and bills[0] < 1e-6 * bills[1]
    assert landauer_prices(600 * K).prices[0].value == pytest.approx(
        2 * landauer_prices().prices[0].value
    )


def test_a_run_has_a_floor():
    net = Network()
    pre, post = net.poisson(10, rate=20 * Hz), net.population(LIF(), 2)
    net.project(pre, post, weight=2 * mV, delay=1 * ms, plasticity=STDP())
    bill = Clocked(0.1 * ms).run(net, 0.1, seed=1).ledger.bill(landauer_prices())
    assert 0 < bill.total < 1e-12


def test_what_is_no_temperature_or_capacitance_is_refused():
    with pytest.raises(ParameterError, match=r"landauer's T \(absolute temperature\) is 0"):
        landauer(1, 0.0)
    with pytest.raises(ParameterError, match=r"capacitor_noise's C \(capacitance\) is"):
        capacitor_noise(100.0)
