"""The reference solutions of lab7-bill beside the library they rebuild, and beside published and
known answers.
"""

import numpy as np
import pytest

from neurolib import Clocked, from_nir
from neurolib.applications.bills.claim import Claim, flips
from neurolib.applications.bills.network_bill import bill_network
from neurolib.applications.chip.silicon import count_bits, quantised_layer, spiking_layer
from neurolib.energy import CMOS_45NM
from neurolib.units import ms, pJ
from tests.course.pictures import picture
from tests.course.test_answers import reference

PUBLISHED = {
    5: 7.50,
    6: 6.25,
    7: 5.36,
    8: 6.25,
    9: 5.56,
    10: 5.00,
}  # % of input density: Spyx, "honest energy accounting"


@pytest.fixture(scope="module")
def solved():
    """The functions of the reference solutions."""
    return reference("lab7")


def test_crossover(solved):
    found = {
        T: 100 * solved["crossover"](T, 6400, 8, 20 * pJ, 0.0, 0.0, 0.0, 0.0) for T in PUBLISHED
    }
    assert found == pytest.approx(PUBLISHED, abs=0.006) and np.mean(
        list(found.values())
    ) == pytest.approx(5.99, abs=0.005)


@pytest.mark.parametrize(
    ("n", "m", "T", "b_w", "b_s", "word"),
    [
        (256, 64, 5, 8, 32, 20),
        (4000, 33, 20, 16, 16, 7),
        (900, 10, 2, 4, 8, 90),
        (64, 100, 9, 4, 32, 20),
    ],
)
def test_the_crossover_is_where_the_complete_ledgers_of_problem_15_2_cross(
    solved, n, m, T, b_w, b_s, word
):
    """Both problems, the lab and the ledgers have one convention: nothing is taken off or added."""
    bits = count_bits(T)
    claim = Claim(
        n=n, m=m, T=T, s=1.0, b_w=b_w, b_q=bits, b_s=b_s, E_w=word * pJ, competitor="dense"
    )
    state, sums, counts = (
        np.ceil(values * width / 64) for values, width in ((m, b_s), (m, b_s), (n, bits))
    )
    e_membranes, e_traffic = 2 * state * claim.E_w / n, (counts + sums) * claim.E_w / n
    ours = solved["crossover"](T, m, b_w, claim.E_w, claim.E_a, claim.E_x, e_membranes, e_traffic)
    assert ours == pytest.approx(min(claim.break_even, 1), rel=1e-12)
    dense = np.ones((T, n), int)
    numbers = np.dot(
        solved["number_ledger"](dense, m, bits, b_s), [claim.E_a, claim.E_x, *3 * [claim.E_w]]
    )

    def more_with_spikes(spikes):
        trains = (np.arange(T * n) < spikes).astype(int).reshape(T, n)
        return (
            np.dot(solved["spiking_ledger"](trains, m, b_w, b_s), [claim.E_a, claim.E_w, claim.E_w])
            - numbers
        )

    few, many = 0, T * n
    if more_with_spikes(few) > 0 or more_with_spikes(many) <= 0:
        assert ours == (0 if more_with_spikes(few) > 0 else 1)
        return
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if more_with_spikes(middle) <= 0 else (few, middle)
    assert ours == pytest.approx(few / (T * n), abs=1.001 / (T * n))


def test_both_ledgers_are_those_of_the_library(solved):
    rng = np.random.default_rng(4)
    for T, n, m, b_w, b_s in (8, 40, 25, 8, 32), (15, 70, 100, 4, 16), (1, 9, 3, 6, 8):
        trains = (rng.random((T, n)) < 0.2).astype(int)
        counts = trains.sum(axis=0)[None, :]
        spikes, numbers = (
            layer(counts, m, T, b_w, b_s) for layer in (spiking_layer, quantised_layer)
        )
        adds, weights, membranes = solved["spiking_ledger"](trains, m, b_w, b_s)
        assert (adds, weights) == (spikes.count("int32 add"), spikes.count("word read", "weights"))
        assert membranes == spikes.count("word read", "membranes") + spikes.count("word written")
        where = [
            ("int32 add", None),
            ("int8 multiply", None),
            ("word read", "weights"),
            ("word read", "inputs"),
            ("word written", None),
        ]
        assert solved["number_ledger"](trains, m, b_w, b_s) == tuple(
            numbers.count(*each) for each in where
        )


def test_a_row_decides_if_the_bill_without_it_has_another_verdict(solved):
    rng = np.random.default_rng(5)
    for spiking, numbers in rng.uniform(0, 3, (50, 2, 4)):
        for k, decides in enumerate(solved["deciding_rows"](spiking, numbers)):
            assert decides == (
                (np.delete(spiking, k).sum() < numbers.sum()) != (spiking.sum() < numbers.sum())
            )


@pytest.mark.parametrize("area", [1.0, 1 * ms])
def test_a_neuron_of_a_file_fires_as_the_engine_lets_it(solved, area):
    nir = pytest.importorskip("nir")
    arrivals, w = np.minimum(np.random.default_rng(6).poisson(0.7, 200), 1), 0.42 * 20 * ms / area
    neuron = nir.LIF(*(np.array([value]) for value in (20 * ms, 1.0, 0.0, 1.0, 0.0)))
    graph = nir.NIRGraph.from_list(nir.Linear(np.array([[w]])), neuron)
    step = np.flatnonzero(arrivals)
    run = Clocked(dt=1 * ms).run(
        from_nir(graph, (step * ms, np.zeros(len(step), int)), 1 * ms, area), 201 * ms
    )
    fired = solved["lif_steps"](arrivals, w, 20 * ms, 1.0, 1.0, 1 * ms, area)
    # a connection takes one step
    assert np.rint(run.spikes("lif")[0] / ms).astype(int).tolist() == [k + 1 for k in fired] != []
    assert solved["which_area"](arrivals, fired, w, 20 * ms, 1.0, 1.0, 1 * ms) == area


def test_the_factor_of_a_price_is_the_librarys_flip(solved):
    claim = Claim(n=1024, m=64, T=10, s=0.03125, c=1.18)
    # arithmetic, memory
    bills = np.array([claim.costs(E_w=0.0), np.subtract(claim.costs(), claim.costs(E_w=0.0))]).T
    factor = next(flip for flip in flips(claim) if flip.name == "E_w").factor
    assert solved["flip_factor"](bills[0], bills[1], 1) == pytest.approx(factor, rel=1e-9)
    assert (
        solved["flip_factor"]([6.0, 1.0], [2.0, 3.0], 0) == 0.5
        and solved["weakest"]([1.0, 2.0], [2.0, 4.0]) == -1
    )


def test_a_bill_with_every_row_is_the_bill_of_the_network(solved):
    nir = pytest.importorskip("nir")
    trains = (np.random.default_rng(7).random((12, 30)) < 0.2).astype(int)
    step, who = np.nonzero(trains)
    lif = nir.LIF(*(np.full(20, value) for value in (20 * ms, 1.0, 0.0, 1.0, 0.0)))
    graph = nir.NIRGraph.from_list(nir.Linear(np.full((20, 30), 0.004)), lif)
    net = from_nir(graph, (step * ms, who), 1 * ms, area=1.0)
    (layer,) = bill_network(net, 12 * ms, 1 * ms).layers
    price = {each.component: each.value for each in CMOS_45NM.prices}
    spikes = np.dot(
        solved["spiking_ledger"](trains, 20, 8, 32),
        [price["int32 add"], price["word read"], price["word read"]],
    )
    paid = [
        price[name]
        for name in ("int32 add", "int8 multiply", "word read", "word read", "word written")
    ]
    numbers = np.dot(solved["number_ledger"](trains, 20, 8, 32), paid)
    assert (spikes, numbers) == pytest.approx(
        (layer.spiking.total, layer.quantised.total), rel=1e-12
    )


def test_the_pictures_show_what_their_titles_promise():
    title, space = picture("lab7", 1)
    assert "yours 5.99 %, published 5.99 %" in title and space["paid"][-1] == 0
    _, space = picture("lab7", 2)
    dark = (
        [bar.get_alpha() for bar in space["axes"][0].patches[:3]],
        [bar.get_alpha() for bar in space["axes"][1].patches[:3]],
    )
    assert dark == ([0.4, 1.0, 0.4], [0.4, 0.4, 1.0])
    title, space = picture("lab7", 3)
    assert (
        len(space["both"]["area 1"])
        == np.count_nonzero(space["arrivals"])
        > 2 * len(space["both"]["area dt"])
        > 0
    ), title
    assert "the weakest price" in picture("lab7", 4)[0]
