"""The reference solutions of ps1-energy beside the library they rebuild, and beside known answers
(science.md B1).
"""

from pathlib import Path

import nbformat
import numpy as np
import pytest

from neurolib.energy import TEACHING, ClockedMachine, EventMachine, Ledger, crossover
from neurolib.units import Hz, MHz, V, mJ, mW, nJ, pF, pJ, uJ, uW
from tests.course.test_answers import reference

PRICES = (50 * pJ, 10 * pJ, 5, 10 * pJ, 30 * uW)


(NOTEBOOK,) = (Path(__file__).parents[2] / "solutions").glob("ps1-*/*.ipynb")


def source(name):
    (cell,) = (cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.id == name)
    return cell.source


@pytest.fixture(scope="module")
def solved():
    """The functions of the reference solutions."""
    return reference("ps1")


def test_clock_tree_power(solved):
    # E01
    assert solved["clock_tree_power"](100 * pF, 1 * V, 200 * MHz) == pytest.approx(
        20 * mW, rel=1e-12
    )
    # E13
    assert solved["clock_tree_power"](100 * pF, 0.7 * V, 200 * MHz) == pytest.approx(
        9.8 * mW, rel=1e-12
    )
    # E10
    assert solved["clock_tree_power"](100 * pF, 1 * V, 200 * MHz, 0.007) == pytest.approx(
        0.14 * mW, rel=1e-12
    )
    for machine in ClockedMachine(), ClockedMachine(C=30 * pF, V=0.8, f=350 * MHz, alpha=0.3):
        assert solved["clock_tree_power"](
            machine.C, machine.V, machine.f, machine.alpha
        ) == pytest.approx(machine.tree, rel=1e-12)


def test_event_power(solved):
    counts, fanout = np.full(10_000, 10), np.full(10_000, 100)
    # E03
    assert solved["event_power"](counts, fanout, 1.0, *PRICES) == pytest.approx(
        0.14 * mW, rel=1e-12
    )
    counts, fanout, T = np.array([900, 100, 0]), np.array([10, 190, 7]), 2.0
    ledger = Ledger(
        {
            (what, str(i)): n
            for what, each in (("spike", counts), ("synaptic event", counts * fanout))
            for i, n in enumerate(each)
        },
        T,
    )
    assert solved["event_power"](counts, fanout, T, *PRICES) == pytest.approx(
        ledger.routed(5).bill(TEACHING).power, rel=1e-12
    )
    assert solved["event_power"](np.zeros(3), fanout, T, *PRICES) == 30 * uW


def test_crossover_rate(solved):
    rate = solved["crossover_rate"](20 * mW, 10_000, 1.1 * nJ, 30 * uW)
    assert rate == pytest.approx(1815.4545454545455, rel=1e-12)  # E09
    machine = EventMachine()
    assert rate == pytest.approx(
        crossover([0, 10 * Hz], machine.power(10_000, [0, 10 * Hz], 100), 20 * mW), rel=1e-12
    )
    assert (
        solved["crossover_rate"](20 * mW, 10_000, 1.1 * nJ, 30 * mW)
        == 0
        == crossover([0, 10], [30 * mW, 31 * mW], 20 * mW)
    )


def test_the_picture_of_the_bill_shows_what_the_solution_gives(solved):
    lines = [
        line
        for line in source("1-2-picture").splitlines()
        if line.startswith(("rates", "known", "spread"))
    ]
    space = {"np": np, "Hz": Hz, "uW": uW}
    exec("\n".join(lines), space)
    for name, halves in space["spread"].items():
        fanout = np.repeat([synapses for _, synapses in halves], 5000)
        counts = [np.repeat([share * rate for share, _ in halves], 5000) for rate in space["rates"]]
        assert [solved["event_power"](n, fanout, 1.0, *PRICES) for n in counts] == pytest.approx(
            space["known"][name], rel=1e-9
        )


def test_the_press_release_taken_apart(solved):
    space = {"mJ": mJ, "uJ": uJ, "mW": mW, "np": np, "Hz": Hz}
    exec(source("1-4-data"), space)
    claimed, whole, unlike = solved["referee"](space["processor"], space["chip"], 10 * Hz)
    assert (
        claimed == pytest.approx(1000, rel=1e-12)
        and whole == pytest.approx(100 / 64.6, rel=1e-12)
        and sorted(unlike) == ["host", "leakage"]
    )
    for machine in "processor", "chip":  # the table in the text says the same
        rows = [
            line.strip("|").split("|")
            for line in source("1-4-task").splitlines()
            if line.startswith(f"| {machine} |")
        ]
        cells = [[cell.strip() for cell in row[1:]] for row in rows]
        numbers = [
            [
                eval(cell.replace("µ", "u").replace(" ", "*"), space) if cell != "–" else 0.0
                for cell in row[1:3]
            ]
            for row in cells
        ]
        assert [
            (row[0], *n, row[3] == "yes") for row, n in zip(cells, numbers, strict=True)
        ] == space[machine]
    exec(
        "\n".join(
            line
            for line in source("1-4-picture").splitlines()
            if line.startswith(("rates", "known"))
        ),
        space,
    )
    ratios = [
        solved["referee"](space["processor"], space["chip"], rate)[:2] for rate in space["rates"]
    ]
    assert np.array(ratios).T == pytest.approx(space["known"], rel=4e-3)
    without = [
        [line for line in space[machine] if line[0] != "host"] for machine in ("processor", "chip")
    ]
    # as the model answer says
    assert solved["referee"](*without, 10 * Hz)[1] == pytest.approx(8.7, rel=2e-3)
    assert solved["referee"](space["processor"], space["chip"], 1e9)[1] == pytest.approx(
        6.25, rel=1e-3
    )
    assert solved["referee"](space["processor"], space["chip"], 1e-9)[1] == pytest.approx(
        1.43, rel=1e-3
    )
