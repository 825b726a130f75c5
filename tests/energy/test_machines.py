"""The two machines of the course's teaching set, and the numbers that rest on single operations
(known answers E01 to E25).
"""

import inspect
import re

import pytest

from neurolib import SoftBounds
from neurolib.energy import (
    CMOS_45NM,
    TEACHING,
    TEACHING_CLOCKED,
    ClockedMachine,
    EventMachine,
    Ledger,
    Price,
    PriceList,
    conversion,
    crossover,
)
from neurolib.model import ParameterError
from neurolib.units import Hz, fJ, kHz, mW, ns, pJ, uS, uW

CLOCKED, EVENT = ClockedMachine(), EventMachine()
N, RATE, K = 10_000, 10 * Hz, 100
SYNAPSES = N * K


def close(got, expected, rtol=1e-12):
    assert got == pytest.approx(expected, rel=rtol, abs=0)


def test_the_clock_tree():
    close(CLOCKED.tree, 20 * mW)  # E01
    close(ClockedMachine(V=0.7).tree, 9.8 * mW)  # E13
    close(ClockedMachine(V=0.7).tree / CLOCKED.tree, 0.49)
    close(ClockedMachine(alpha=0.25, C=2e-10, f=5e7).tree, 0.25 * 2e-10 * 5e7)


def test_the_event_driven_machine():
    close(EVENT.power(N, RATE, K), 0.14 * mW)  # E03
    close(CLOCKED.tree / EVENT.power(N, RATE, K), 142.857142857142857)  # E07
    close(EVENT.event(K), 1100 * pJ)
    # silence costs the leak: affine, not proportional
    assert EVENT.power(N, 0.0, K) == EVENT.P_leak
    close(EVENT.power(N, [0.0, RATE, 2 * RATE], K).tolist(), [30 * uW, 140 * uW, 250 * uW])


def test_the_shares_of_the_event_driven_machine_come_out_of_its_ledger_too():
    ledger = Ledger(
        {("spike", "all"): N * 10, ("synaptic event", "all to all"): N * 10 * K}, 1.0
    ).routed(5)
    bill = ledger.bill(TEACHING)
    joules = {row.component: row.joules for row in bill.rows}
    # E04, E05, E06
    for component, expected in {
        "spike": 5e-6,
        "hop": 5e-6,
        "synaptic event": 1e-4,
        "leak": 3e-5,
    }.items():
        close(joules[component], expected)
    close(bill.total, 1.4e-4)  # E03
    close(bill.power, EVENT.power(N, RATE, K))


def test_whole_machines_beside_whole_machines():
    skipping, dense = SYNAPSES * RATE, SYNAPSES * 1 * kHz
    close(CLOCKED.power(dense), 25.26 * mW)  # E11
    close(CLOCKED.power(skipping), 20.0823 * mW)  # E12
    close(ClockedMachine(alpha=0.007).power(skipping), 0.2223 * mW)
    close(ClockedMachine(alpha=0.002885).power(skipping), 0.14 * mW)
    for operations, expected in (dense, 25.26 * mW), (skipping, 20.0823 * mW):
        close(
            Ledger({("synaptic event", "all to all"): int(operations)}, 1.0)
            .bill(TEACHING_CLOCKED)
            .power,
            expected,
        )


def test_gating_that_makes_them_equal():
    bare = ClockedMachine(P_leak=0.0)
    close(bare.gating(EVENT.power(N, RATE, K)), 0.007)  # E10
    close(CLOCKED.gating(EVENT.power(N, RATE, K), SYNAPSES * RATE), 0.002885)
    close(ClockedMachine(alpha=CLOCKED.gating(3 * mW, 1e7)).power(1e7), 3 * mW)
    with pytest.raises(
        ParameterError,
        match=r"gating's power is 10 µW; leak and operations take 30 µW and the whole tree "
        r"20.03 mW",
    ):
        CLOCKED.gating(10 * uW)
    with pytest.raises(ParameterError, match="leak and operations take 82.3 µW"):
        CLOCKED.gating(10 * uW, 1e7)
    with pytest.raises(ParameterError, match="between the two"):
        CLOCKED.gating(21 * mW)


def test_the_two_crossovers_of_the_rate():
    rates = [0.0, RATE]
    event = EVENT.power(N, rates, K)
    against_tree = crossover(rates, event, CLOCKED.tree)
    close(against_tree, 1815.4545454545455)  # E09
    close(N * against_tree, 1.8154545454545455e7)
    against_skipping = crossover(rates, event, CLOCKED.power([SYNAPSES * rate for rate in rates]))
    close(against_skipping, 20e-3 / (1e4 * 577e-12))
    assert round(against_skipping) == 3466


def test_the_crossover_of_bills_is_that_of_the_closed_form():
    def run(rate):
        spikes = round(N * rate)
        return Ledger(
            {("spike", "all"): spikes, ("synaptic event", "all to all"): spikes * K}, 1.0
        ).routed(5)

    rates = [1.0, 10.0]
    event, skipping = (
        [run(rate).bill(prices) for rate in rates] for prices in (TEACHING, TEACHING_CLOCKED)
    )
    close(crossover(rates, event, skipping), 20e-3 / (1e4 * 577e-12), rtol=1e-9)
    tree = Ledger({}, 1.0).bill(PriceList("a clock tree", (TEACHING_CLOCKED["clock tree"],)))
    close(crossover(rates, event, tree), 1815.4545454545455, rtol=1e-9)


def test_arithmetic_of_a_frame_based_and_a_spiking_network():
    price = {
        name: CMOS_45NM[name].value
        for name in ("fp32 add", "fp32 multiply", "int8 add", "int8 multiply")
    }
    mac, ac = price["fp32 add"] + price["fp32 multiply"], price["fp32 add"]
    close(mac, 4.6 * pJ)  # E15
    close(ac, 0.9 * pJ)  # E16
    close(price["int8 add"] + price["int8 multiply"], 0.23 * pJ)  # E17
    fetch = 5 * pJ
    close(crossover([0, 1], [0, ac], mac), 46 / 9)  # E18: spikes a neuron for one inference
    close(crossover([0, 1], [0, ac + fetch], mac + fetch), 96 / 59)  # E19


def test_a_crossbar_and_its_converters():
    device = SoftBounds(G_max=25 * uS)
    joules = device.read_energy(device.set_conductance(12.5 * uS), 0.2, 100 * ns)
    cell = Price("cell read", joules, "one cell during one reading", "Ohm's law", "assumed")
    array, converters = 256**2 * cell.value, 256 * conversion(8, 50 * fJ).value
    close(array, 3.2768e-9)  # E22
    close(converters, 3.2768e-9)  # E23
    close(converters / array, 1.0)  # E24
    close((array + converters) / 256**2, 0.1 * pJ)  # E25
    analog = PriceList("crossbar", (cell, conversion(8, 50 * fJ)))
    close(
        Ledger({("cell read", "array"): 256**2, ("conversion", "columns"): 256}, 1 * ns)
        .bill(analog)
        .total,
        array + converters,
    )
    for wrong in (lambda: conversion(0), lambda: conversion(8, 50)):
        with pytest.raises(ParameterError, match="expected"):
            wrong()


@pytest.mark.parametrize("model", [ClockedMachine, EventMachine])
def test_each_equation_is_said_once_in_latex_and_once_in_arithmetic(model):
    comments = re.findall(r"# \((\d+)\)", inspect.getsource(model))
    assert (
        sorted(map(int, comments)) == sorted(model.equations()) == list(range(1, len(comments) + 1))
    )
    assert set(re.findall(r"self\.(\w+)", inspect.getsource(model))) | set(
        inspect.signature(EventMachine.event_energy).parameters
    ) >= set(model.quantities())


def test_a_missing_unit_is_met_with_a_question():
    with pytest.raises(
        ParameterError,
        match=r"C \(capacitance of the clock tree\) is 100 F.*Is a unit missing, as in 100\*pF\?",
    ):
        ClockedMachine(C=100)
    with pytest.raises(ParameterError, match="operations"):
        CLOCKED.power(-1.0)
    with pytest.raises(ParameterError, match="rate"):
        EVENT.power(N, -1.0, K)
