"""The reference solutions of ps1-energy beside the library they rebuild, and beside known answers (science.md B1)."""

from pathlib import Path

import nbformat
import numpy as np
import pytest

from neurolib.energy import TEACHING, ClockedMachine, EventMachine, Ledger, crossover
from neurolib.units import Hz, MHz, V, mW, nJ, pF, pJ, uW

PRICES = (50 * pJ, 10 * pJ, 5, 10 * pJ, 30 * uW)


@pytest.fixture(scope="module")
def solved():
    """The three functions of the reference solutions."""
    (path,) = (Path(__file__).parents[2] / "solutions").glob("ps1-*/*.ipynb")
    space = {"np": np}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            exec(cell.source, space)
    return space


def test_clock_tree_power(solved):
    assert solved["clock_tree_power"](100 * pF, 1 * V, 200 * MHz) == pytest.approx(20 * mW, rel=1e-12)  # E01
    assert solved["clock_tree_power"](100 * pF, 0.7 * V, 200 * MHz) == pytest.approx(9.8 * mW, rel=1e-12)  # E13
    assert solved["clock_tree_power"](100 * pF, 1 * V, 200 * MHz, 0.007) == pytest.approx(0.14 * mW, rel=1e-12)  # E10
    for machine in ClockedMachine(), ClockedMachine(C=30 * pF, V=0.8, f=350 * MHz, alpha=0.3):
        assert solved["clock_tree_power"](machine.C, machine.V, machine.f, machine.alpha) == pytest.approx(machine.tree, rel=1e-12)


def test_event_power(solved):
    counts, fanout = np.full(10_000, 10), np.full(10_000, 100)
    assert solved["event_power"](counts, fanout, 1.0, *PRICES) == pytest.approx(0.14 * mW, rel=1e-12)  # E03
    counts, fanout, T = np.array([900, 100, 0]), np.array([10, 190, 7]), 2.0
    ledger = Ledger(
        {(what, str(i)): n for what, each in (("spike", counts), ("synaptic event", counts * fanout)) for i, n in enumerate(each)}, T
    )
    assert solved["event_power"](counts, fanout, T, *PRICES) == pytest.approx(ledger.routed(5).bill(TEACHING).power, rel=1e-12)
    assert solved["event_power"](np.zeros(3), fanout, T, *PRICES) == 30 * uW


def test_crossover_rate(solved):
    rate = solved["crossover_rate"](20 * mW, 10_000, 1.1 * nJ, 30 * uW)
    assert rate == pytest.approx(1815.4545454545455, rel=1e-12)  # E09
    machine = EventMachine()
    assert rate == pytest.approx(crossover([0, 10 * Hz], machine.power(10_000, [0, 10 * Hz], 100), 20 * mW), rel=1e-12)
    assert solved["crossover_rate"](20 * mW, 10_000, 1.1 * nJ, 30 * mW) == 0 == crossover([0, 10], [30 * mW, 31 * mW], 20 * mW)
