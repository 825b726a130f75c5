"""The reference solutions of ps3-synapses beside the library they rebuild, and beside known answers
(science.md C4, C5).
"""

import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

from neurolib import BCM, STDP, Hebb, TripletSTDP, trains
from neurolib.units import Hz, ms, s
from tests.course.test_answers import reference

SYNAPSE = (0.010, 0.006, 20 * ms, 40 * ms)
(NOTEBOOK,) = (Path(__file__).parents[2] / "solutions").glob("ps3-*/*.ipynb")


@pytest.fixture(scope="module")
def solved():
    """The functions of the reference solutions."""
    return reference("ps3", ms=ms)


def test_stdp_kernel(solved):
    dt = np.append(np.linspace(-0.2, 0.2, 401), 0.0)
    np.testing.assert_allclose(
        solved["stdp_kernel"](dt, *SYNAPSE), STDP(*SYNAPSE).window(dt), rtol=1e-12
    )
    assert solved["stdp_kernel"](20 * ms, *SYNAPSE) == pytest.approx(0.01 / np.e, rel=1e-12)


def test_stdp_sum(solved):
    rng = np.random.default_rng(1)
    pre, post = (np.sort(rng.uniform(-1, 5, n)) for n in (80, 90))
    post = np.sort(np.append(post, pre[::5]))  # some spikes come together
    pairs = STDP(*SYNAPSE).window(post[None, :] - pre[:, None]).sum()
    assert solved["stdp_sum"](pre, post, *SYNAPSE) == pytest.approx(pairs, rel=1e-9)
    assert solved["stdp_sum"](pre, post, *SYNAPSE) == pytest.approx(
        STDP(*SYNAPSE).apply(pre, post), rel=1e-9
    )


def test_expected_drift(solved):
    drift = solved["expected_drift"]
    assert drift(20 * Hz, 20 * Hz, 1, *SYNAPSE) == pytest.approx(-0.016, rel=1e-12)
    # P03
    assert drift(20 * Hz, 15 * Hz, 1, 0.010, 0.012, 20 * ms, 20 * ms) == pytest.approx(
        -0.012, rel=1e-12
    )
    # P05
    assert drift(20 * Hz, 20 * Hz, 1, 0.010, 0.010, 20 * ms, 20 * ms, 0.2, 5 * ms) == pytest.approx(
        0.03115203132, rel=1e-9
    )
    rule = STDP(*SYNAPSE, eta=0.3)
    for delay in 5 * ms, -5 * ms, 40 * ms:
        ours = rule.drift(30 * Hz, 12 * Hz, p_copy=0.2, delay=delay)
        assert drift(30 * Hz, 12 * Hz, 0.3, *SYNAPSE, 0.2, delay) == pytest.approx(ours, rel=1e-12)


def test_bcm_step(solved):
    rng = np.random.default_rng(2)
    w, x, theta = rng.normal(size=5), rng.normal(size=5), 0.8
    ours = BCM(eta=0.2 * Hz, tau_theta=2 * s).step(w, theta, x, 100 * ms)
    for mine, other in zip(solved["bcm_step"](w, theta, x, 0.02, 0.05), ours, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-12)
    silent = solved["bcm_step"](np.zeros(2), 0.5, np.ones(2), 0.1, 0.1)
    assert np.array_equal(silent[0], [0, 0]) and silent[1] == pytest.approx(0.45)  # T07


def picture(number, until):
    """What a picture's cell defines before the line that begins with ``until``."""
    (cell,) = (
        cell
        for cell in nbformat.read(NOTEBOOK, as_version=4).cells
        if cell.id == f"3-{number}-picture"
    )
    space = {"np": np, "ms": ms, "Hz": Hz, "s": s}
    exec(cell.source.split(until)[0], space)
    return space


def test_the_dots_of_two_clockworks_are_what_the_library_gives():
    delays = np.array([-60, -45, -30, -20, -10, -5, 5, 10, 20, 30, 45, 60]) * ms
    for rate, dots in picture(2, "fine = ")["known"].items():
        pre = 1.0 + np.arange(400) / rate
        np.testing.assert_allclose(
            [STDP(*SYNAPSE).apply(pre, pre + delay) / 400 for delay in delays], dots, atol=6e-6
        )


def test_the_measured_dots_lie_on_the_drift():
    space = picture(3, "figure, ax")
    for share, delay, dots in space["measured"].values():
        ours = [
            STDP(*SYNAPSE).drift(20 * Hz, rate, p_copy=share, delay=delay)
            for rate in space["rates"]
        ]
        np.testing.assert_allclose(dots, ours, atol=6e-4)


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux holds a process to an address space"
)
def test_a_table_of_all_pairs_does_not_fit_into_memory_and_is_told_so():
    """In a process of four gigabytes, as a sandbox has: the long trains of problem 3.2 are the only
    test that it fails.
    """
    code = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.course.test_answers import grade, notebook, reference
source = '''
import numpy as np
def stdp_sum(pre, post, Ap, Am, tp, tm):
    dt = np.subtract.outer(post, pre)
    return (np.sign(dt) * np.where(dt > 0, Ap * np.exp(-np.abs(dt) / tp), Am * np.exp(-np.abs(dt) / tm))).sum()
'''
score, said = grade(notebook("ps3"), "3.2", source, "a secret")
print(score, *said.values())
"""

    def four_gigabytes():
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))

    done = subprocess.run(
        [sys.executable, "-c", code, str(NOTEBOOK.parents[2])],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=four_gigabytes,
    )
    assert (
        done.stdout.split(" ", 1)[0] == "21.0"
        and done.stdout.count("A table of all pairs does not fit into memory") == 1
    )


def test_the_two_windows_do_what_they_were_designed_for(solved):
    """By the library: chance is the drift, synchrony the drift of two trains with a common source,
    and order a copy.
    """
    lags = np.linspace(-0.4, 0.4, 800_001)
    for delay in 3 * ms, 10 * ms, 30 * ms:
        rule = STDP(*solved["order_window"](delay, 0.01))
        assert rule.drift(20 * Hz, 15 * Hz) == pytest.approx(0, abs=1e-12)
        assert rule.drift(20 * Hz, 15 * Hz, p_copy=0.2, delay=delay) == pytest.approx(
            20 * 0.2 * 0.01 * np.exp(-0.5), rel=1e-9
        )
        clear = [np.exp(-delay / tau) / np.sqrt(tau) for tau in delay * np.linspace(0.2, 6, 5801)]
        assert max(clear) == pytest.approx(np.exp(-0.5) / np.sqrt(2 * delay), rel=1e-6)
    for width in 2 * ms, 5 * ms, 8 * ms:
        bell = np.exp(-(lags**2) / (2 * width**2)) / np.exp(-(lags**2) / (2 * width**2)).sum()
        rule = STDP(*solved["synchrony_window"](width, 0.01))
        assert rule.drift(20 * Hz, 15 * Hz) == pytest.approx(0, abs=1e-12)
        assert (
            (rule.window(lags) * bell).sum() > 0.2 * 0.01
            and max(rule.A_plus, rule.A_minus) <= 0.01
            and rule.tau_minus <= 100 * ms
        )
    bell = np.exp(-(lags**2) / 2e-6) / np.exp(-(lags**2) / 2e-6).sum()
    # the example that fails
    assert (STDP(0.010, 0.005, 20 * ms, 40 * ms).window(lags) * bell).sum() == pytest.approx(
        0.0024, abs=5e-5
    )


def test_hebb_weights_and_their_doubling_time(solved):
    rng = np.random.default_rng(3)
    mixed, w = rng.uniform(0, 1, (4, 4)), rng.normal(size=4)
    for t in 1 * s, 30 * s:
        ours = Hebb(eta=0.05 * Hz).solution(w, mixed @ mixed.T, t)
        np.testing.assert_allclose(
            solved["hebb_weights"](w, mixed @ mixed.T, 0.05 * Hz, t), ours, rtol=1e-9
        )
    assert Hebb(eta=0.05 * Hz).growth(
        mixed @ mixed.T, solved["doubling_time"](mixed @ mixed.T, 0.05 * Hz)
    ) == pytest.approx(2, rel=1e-12)
    space = picture(6, "fine = ")
    lengths = [
        np.linalg.norm(Hebb(eta=0.1 * Hz).solution([0.3, -0.1], space["C"], t))
        for t in space["seconds"]
    ]
    np.testing.assert_allclose(space["known"], lengths, atol=6e-4)


def test_resting_weight(solved):
    for synapse in SYNAPSE, (0.010, 0.004, 20 * ms, 30 * ms):
        for bounds in "soft", "multiplicative":
            assert solved["resting_weight"](bounds, *synapse) == pytest.approx(
                STDP(*synapse, bounds=bounds).fixed_point(), rel=1e-12
            )
        assert solved["resting_weight"]("hard", *synapse) == (
            STDP(*synapse).drift(20 * Hz, 20 * Hz) > 0
        )


def test_triplet_sum(solved):
    rule, rng = TripletSTDP(), np.random.default_rng(4)
    constants = rule.A3_plus, rule.A2_minus, rule.tau_plus, rule.tau_minus, rule.tau_y
    pre, post = (np.sort(rng.uniform(0, 3, n)) for n in (80, 90))
    assert solved["triplet_sum"](pre, post, *constants) == pytest.approx(
        rule.apply(pre, post), rel=1e-9
    )
    example = solved["triplet_sum"](np.array([0.01]), np.array([0.0, 0.02]), *constants)
    assert example == pytest.approx(-0.0022694569, rel=1e-7)
    space = picture(8, "fine = ")
    assert space["constants"] == pytest.approx(constants, rel=1e-12)
    # the nearest neighbours of chapter 3
    pairs = STDP(0.0103, 0.0051, 14 * ms, 34 * ms, pairing="presynaptic-centred")
    for lag, dots in space["known"].items():
        np.testing.assert_allclose(
            [rule.pairs(lag, rate, 60) for rate in space["rates"]], dots, atol=6e-4
        )
        np.testing.assert_allclose(
            [pairs.pairs(lag, rate, 60) for rate in space["rates"]],
            space["nearest"][lag],
            atol=6e-4,
        )


def test_a_race_and_a_winner(solved):
    race, chance, settled = solved["race"], solved["chance_of_A"], solved["settled"]
    assert race(np.array([1, 2, 4]) * ms, np.array([3]) * ms, 2, 2) == (1, 2 * ms)
    assert chance(30 * Hz, 20 * Hz, 1, 1) == pytest.approx(0.6, rel=1e-12)
    # the ruin of a gambler with equal bounds, equation (3.26), and a fair game
    assert chance(22 * Hz, 18 * Hz, 12, 12) == pytest.approx(1 / (1 + (18 / 22) ** 12), rel=1e-12)
    assert chance(20 * Hz, 20 * Hz, 9, 3) == 0.25
    rng = np.random.default_rng(39)
    won, times = np.zeros(2), []
    for _ in range(1000):
        winner, time = race(
            trains.poisson(440 * Hz, 4 * s, rng), trains.poisson(360 * Hz, 4 * s, rng), 8, 4
        )
        won += winner == np.array([1, -1])
        times.append(time)
    share = chance(440 * Hz, 360 * Hz, 8, 4)
    assert won.sum() == 1000
    assert abs(won[0] / 1000 - share) < 4 * np.sqrt(share * (1 - share) / 1000)
    # the mean lead at the decision is the mean growth of the lead until then
    assert np.mean(times) == pytest.approx((8 * share - 4 * (1 - share)) / (80 * Hz), rel=0.1)
    assert settled(10.0, 8.0, 0.5) == pytest.approx((8.0, 4.0), rel=1e-12)
    for h_A, h_B, w in (30.0, 24.0, 0.3), (10.0, 19.0, 0.8), (20.0, 19.0, 1.5), (19.0, 20.0, 1.5):
        rates = np.zeros(2)
        for _ in range(40_000):
            rates += 0.01 * (np.maximum([h_A - w * rates[1], h_B - w * rates[0]], 0) - rates)
        assert settled(h_A, h_B, w) == pytest.approx(tuple(rates), rel=1e-6, abs=1e-6)


def test_no_test_that_a_student_runs_changes_the_synapse_that_the_next_picture_draws(solved):
    space = dict(solved)
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        if cell.id == "course-synapse" or (
            cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
        ):
            exec(cell.source.split("### BEGIN HIDDEN TESTS")[0], space)
            assert space["synapse"] == pytest.approx(SYNAPSE, rel=1e-12), cell.id
