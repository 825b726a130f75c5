"""The bus, the mesh and the mapping: closed forms beside events, known answers Q01 to Q11 of the
queue and the mesh, limits of cores.
"""

import numpy as np
import pytest

from neurolib import LIF, EventDriven, Network
from neurolib.applications.chip.routing import (
    Core,
    Mesh,
    address_bits,
    aer_jitter,
    aer_wait,
    aloha,
    fan_in,
    fill,
    flow,
    improved,
    occupied,
    packets,
    queue,
    routed,
)  # fmt: skip
from neurolib.energy import LOIHI
from neurolib.model import ParameterError
from neurolib.units import Hz, kHz, ms, mV, ns, s


@pytest.fixture(scope="module")
def net():
    """Four assemblies of eight neurons whose numbers are mixed, and the source of each neuron."""
    rng, made = np.random.default_rng(3), Network()
    source, cells = (
        made.poisson(32, 80 * Hz, name="source"),
        made.population(LIF(), 32, name="cells"),
    )
    made.project(source, cells, weight=8 * mV, delay=1 * ms, pairs=(np.arange(32), np.arange(32)))
    of = rng.permutation(np.arange(32) // 8)
    i, j = np.nonzero((of[:, None] == of) & ~np.eye(32, dtype=bool))
    made.project(cells, cells, weight=0.3 * mV, delay=1 * ms, pairs=(i, j))
    return made


@pytest.fixture(scope="module")
def run(net):
    return EventDriven().run(net, 0.3, seed=1)


# The bus


@pytest.mark.parametrize(
    ("rho", "wait", "rel"), [(0.5, 25 * ns, 0.02), (0.95, 475 * ns, 0.06)]
)  # Q01, Q02
def test_spikes_of_our_own_network_wait_as_the_queue_says(rho, wait, rel):
    net, S = Network(), 50 * ns
    chip = net.poisson(10_000, rho / S / 10_000, name="chip")
    t, _ = EventDriven().run(net, 40 * ms, seed=2).spikes(chip)
    found = queue(t, S)
    assert aer_wait(rho / S, S) == pytest.approx(wait, rel=1e-12)
    assert found.mean() == pytest.approx(wait, rel=rel) and found.std() == pytest.approx(
        aer_jitter(rho / S, S), rel=2 * rel
    )
    assert abs(found.mean() / (rho / (1 - rho) * S) - 1) > 0.3, (
        "Q03: not the exponential service of M/M/1"
    )


def test_the_solved_recursion_is_the_recursion():
    t, S, w = np.sort(np.random.default_rng(1).random(500)), 1.9 * ms, [0.0]
    for gap in np.diff(t):
        w.append(max(0.0, w[-1] + S - gap))
    np.testing.assert_allclose(queue(t, S), w, atol=1e-12)
    assert (queue(np.arange(10) * 1.0, 0.5) == 0).all(), (
        "a regular train below the limit never waits"
    )


def test_the_edges_of_the_queue():
    assert aer_wait(0, 50 * ns) == 0 and aer_jitter(0, 50 * ns) == 0
    assert (aer_wait(np.array([20e6, 30e6]), 50 * ns) == np.inf).all() and aer_jitter(
        25e6, 50 * ns
    ) == np.inf
    assert aloha(0.5) == pytest.approx(0.5 / np.e) and aloha(
        np.linspace(0, 5, 5001)
    ).max() == pytest.approx(0.18394, abs=1e-5)
    assert [address_bits(n) for n in (1, 2, 3, 256, 257, 2**20)] == [0, 1, 2, 8, 9, 20]


def test_aloha_loses_what_overlaps():
    # a load of one half, packets of length 1
    t = np.cumsum(np.random.default_rng(5).exponential(1 / 0.5, 200_000))
    gaps = np.diff(t)
    alone = (gaps[1:] > 1) & (gaps[:-1] > 1)
    assert 0.5 * alone.mean() == pytest.approx(aloha(0.5), rel=0.01)


# The mesh


@pytest.mark.parametrize("edges", ["open", "joined"])
@pytest.mark.parametrize("k", [1, 2, 5, 8])
def test_mean_hops_is_the_mean_over_all_pairs_and_routes_are_as_long(k, edges):
    mesh = Mesh(k=k, edges=edges)
    every = mesh.hops(*np.ogrid[: k * k, : k * k])
    assert every.mean() == pytest.approx(mesh.mean_hops, rel=1e-12)
    for a, b in np.random.default_rng(k).integers(0, k * k, (30, 2)):
        path = mesh.route(int(a), int(b))
        assert path[0] == a and path[-1] == b and len(path) - 1 == every[a, b]
        assert all(mesh.hops(one, two) == 1 for one, two in zip(path, path[1:], strict=False))


def test_an_eight_by_eight_mesh():
    assert Mesh().mean_hops == 5.25 and Mesh(edges="joined").mean_hops == 4  # Q08, Q09
    for multicast, links in (False, 448), (True, 63):  # Q10, Q11
        done = Mesh().deliver([0.0], [0], [range(64)], multicast)
        assert (
            sum(done.crossed.values()) == links
            and sorted(done.core) == list(range(64))
            and (done.packet == 0).all()
        )


def test_a_lone_packet_takes_the_free_latency_and_a_crowded_core_is_the_bus():
    mesh = Mesh()
    done = mesh.deliver([0.0], [9], [[9, 14, 62]])
    assert dict(zip(done.core.tolist(), done.latency, strict=True)) == pytest.approx(
        {n: mesh.free_latency(mesh.hops(9, n)) for n in (9, 14, 62)}
    )
    t = np.sort(np.random.default_rng(1).random(2000)) * 0.2 * ms
    done = mesh.deliver(t, np.full(2000, 5), [[5]] * 2000)
    np.testing.assert_allclose(
        np.sort(done.latency), np.sort(queue(t, mesh.S) + mesh.S), atol=1e-15
    )


def test_packets_that_want_one_link_pass_one_after_the_other():
    mesh = Mesh(k=3)
    done = mesh.deliver([0.0, 0.0], [0, 3], [[8], [8]])
    first, last = np.sort(done.latency)
    assert first == pytest.approx(mesh.free_latency(3)) and last == pytest.approx(
        mesh.free_latency(4)
    )
    done = mesh.deliver([0.0, 0.0], [3, 5], [[7], [7]])  # both come down from core 4 at once
    assert done.latency.max() - done.latency.min() == pytest.approx(mesh.S)


# The mapping


def test_circuits_and_fan_in(net):
    core = Core()
    assert core.needed(128) == 1 and core.needed(129) == 2 and core.needed(0) == 1
    assert core.needed(np.array([1, 256, 1000])).tolist() == [1, 2, 8]
    assert (fan_in(net, net.populations[0]) == 8).all()


def test_a_placement_fits_or_is_refused(net):
    mesh, core, cells = Mesh(k=2), Core(circuits=8), net.populations[0]
    ordered, mixed = fill(net, mesh, core), fill(net, mesh, core, np.random.default_rng(1))
    for placed in ordered, mixed:
        assert (occupied(net, mesh, core, placed) == 8).all()
    assert (np.diff(ordered[cells]) >= 0).all() and not (np.diff(mixed[cells]) >= 0).all()
    assert (fill(net, mesh, Core(circuits=16, R=8))[cells].max()) == 3, (
        "each neuron takes two circuits"
    )
    with pytest.raises(ParameterError, match=r"takes 32 circuits.*Mesh\(k=2\)"):
        fill(net, Mesh(k=1), core)
    with pytest.raises(ParameterError, match="at most 4 inputs"):
        fill(net, mesh, Core(circuits=1, R=8))
    with pytest.raises(ParameterError, match="Core 2 holds 32 circuits; it has 8"):
        occupied(net, mesh, core, {**ordered, cells: np.full(32, 2)})
    with pytest.raises(ParameterError, match="expected 32 cores, each from 0 to 3"):
        occupied(net, mesh, core, {cells: np.zeros(5, int)})


def test_hops_are_those_of_the_spikes_whatever_way_they_are_counted(net, run):
    mesh, cells, source = Mesh(k=2), *net.populations, net.groups[0]
    placed = fill(net, mesh, Core(circuits=8))
    placed[source] = placed[cells]
    bill, done = routed(run, mesh, placed, multicast=False)
    t, sources, targets = packets(run, placed)
    by_hand = sum(
        int(mesh.hops(a, b)) for a, goals in zip(sources, targets, strict=True) for b in goals
    )
    assert (
        bill.count("hop east-west") + bill.count("hop north-south")
        == by_hand
        == sum(done.crossed.values())
        > 0
    )
    assert len(t) == bill.count("spike") and bill.count("synaptic event") == run.ledger.count(
        "synaptic event"
    )
    shared, _ = routed(run, mesh, placed)
    assert sum(shared.count(f"hop {way}") for way in ("east-west", "north-south")) < by_hand
    assert bill.bill(LOIHI).total > run.ledger.bill(LOIHI).total
    one, _ = routed(run, Mesh(k=1), {group: np.zeros(group.n, int) for group in net.groups})
    assert one.count("hop east-west") == one.count("hop north-south") == 0


def test_a_faster_chip_queues_more_and_hops_as_often(net, run):
    mesh, placed = Mesh(k=2, S=500 * ns), fill(net, Mesh(k=2), Core(circuits=8))
    (slow, calm), (fast, busy) = (routed(run, mesh, placed, speed) for speed in (1, 5000))
    assert (
        slow.counts == fast.counts
        and fast.duration == run.duration / 5000
        and busy.latency.mean() > 1.2 * calm.latency.mean()
    )


def test_annealing_finds_the_assemblies(net, run):
    mesh, cells = Mesh(k=2), net.populations[0]
    placed = fill(net, mesh, Core(circuits=8))
    rates = {cells: run.rates(cells)}
    better = improved(net, mesh, placed, rates, np.random.default_rng(1), tries=6000)

    def hops(cores):
        return float((flow(net, rates) * mesh.hops(cores[cells][:, None], cores[cells])).sum() / 2)

    assert hops(placed) > 0 and hops(better) == 0, "each assembly has a core of its own"
    assert (occupied(net, mesh, Core(circuits=8), better) == 8).all()
    assert (
        improved(net, mesh, placed, rates, np.random.default_rng(1), tries=6000)[cells]
        == better[cells]
    ).all()


def test_what_is_refused_is_refused_with_a_sentence(net, run):
    for call, said in (
        (lambda: queue([2.0, 1.0], 1 * s), "sorted times"),
        (lambda: aer_wait(-1, 1 * ns), "events per second"),
        (lambda: aer_wait(1 * kHz, 0), "one event occupies the wires"),
        (lambda: Mesh(k=2.5), "whole number"),
        (lambda: Mesh(edges="round"), "expected one of 'open', 'joined'"),
        (lambda: Mesh(k=2).deliver([0.0], [4], [[0]]), "number of a core.* is 4; expected 0 to 3"),
        (lambda: Mesh(k=2).deliver([0.0], [0], [[4]]), "number of a core.* is 4; expected 0 to 3"),
        (lambda: Mesh(k=2).deliver([0.0], [0], []), "1 times, 1 sources and 0 lists"),
        (lambda: packets(run, {}, speed_up=0), "faster than the network's own time"),
        (lambda: fill(net, Mesh(), Core(), rng=3), "default_rng"),
    ):
        with pytest.raises(ParameterError, match=said):
            call()
