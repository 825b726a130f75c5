"""Learning in sequence: closed forms, what was measured once (bands over seeds), and a control for
each claim (science.md D2).
"""

import numpy as np
import pytest
from scipy.linalg import expm

from neurolib.applications import (
    Cascade,
    Drifting,
    best_q,
    cl_metrics,
    diag_fisher,
    ewc,
    fisher,
    forward_transfer,
    implicit_step,
    in_sequence,
    learn,
    palimpsest,
    palimpsest_lifetime,
    palimpsest_overlap,
    path_integral,
    score,
    tasks,
)
from neurolib.applications.learning import continual as room
from neurolib.energy import CMOS_45NM
from neurolib.model import ParameterError
from neurolib.units import day, s, year


def story(kind, method, seed=0, **how):
    return in_sequence(
        tasks(kind, np.random.default_rng(seed)), np.random.default_rng(seed), method, **how
    )


# Metrics


def test_metrics_of_a_matrix_with_the_task_learnt_in_its_rows():
    R = [[0.98, 0.3, 0.2], [0.80, 0.95, 0.4], [0.72, 0.75, 0.95]]
    found = cl_metrics(R)
    assert found.ACC == pytest.approx(0.8066666667, rel=1e-9)  # K24
    # K25, K26
    assert found.BWT == pytest.approx(-0.23, rel=1e-12) and found.forgetting == pytest.approx(
        0.23, rel=1e-12
    )
    assert forward_transfer(R, [0.1, 0.1, 0.1]) == pytest.approx(0.25, rel=1e-12)  # K27
    # what the first task was at the start counts for nothing
    assert forward_transfer(R, [0.9, 0.2, 0.4]) == pytest.approx(0.05, rel=1e-12)
    assert cl_metrics(np.transpose(R)) != found


def test_forgetting_takes_the_best_that_was_and_backward_transfer_the_first():
    R = [[0.6, 0.1], [0.8, 0.9]]
    assert cl_metrics(R).BWT == pytest.approx(0.2) and cl_metrics(R).forgetting == pytest.approx(
        -0.2
    )
    later = [[0.6, 0, 0], [0.9, 0.5, 0], [0.7, 0.5, 0.5]]
    assert cl_metrics(later).BWT == pytest.approx(0.05) and cl_metrics(
        later
    ).forgetting == pytest.approx(0.1)


@pytest.mark.parametrize("bad", [[[1.0]], [[0.5, 0.5]], [0.5, 0.5], [[0.5, 1.5], [0.5, 0.5]]])
def test_what_is_no_matrix_of_accuracies_is_refused(bad):
    with pytest.raises(ParameterError):
        cl_metrics(bad)
    with pytest.raises(ParameterError, match="one accuracy for each of 2 tasks"):
        forward_transfer(np.eye(2), [0.1])


# EWC


def descend(lam, steps=600, rate=0.05, step=implicit_step):
    """Task A has curvature 4 and its optimum at 0, task B 1 and 1: learn B from the optimum of A."""
    theta = np.zeros(1)
    for _ in range(steps):
        theta = step(theta, theta - 1, np.zeros(1), np.full(1, 4.0), rate, lam)
    return float(theta[0])


def explicit(theta, gradient, theta_star, F, rate, lam):
    return theta - rate * (gradient + ewc(theta, theta_star, F, lam)[1])


def test_springs_of_the_right_stiffness_lead_to_the_joint_optimum():
    assert descend(1.0) == pytest.approx((4 * 0 + 1 * 1) / 5, rel=1e-9)  # K20, K22
    assert descend(0.0) == pytest.approx(1.0, rel=1e-9)  # K21
    for lam in 0.1, 1, 10, 1e3:
        assert descend(lam) == pytest.approx(1 / (1 + 4 * lam), rel=1e-6)
    assert descend(1.0, step=explicit) == pytest.approx(0.2, rel=1e-9)
    assert descend(1e6) < 1e-3, "the implicit step holds with any stiffness"
    with np.errstate(all="ignore"), pytest.raises(ParameterError):
        # rate λ F = 2.2, above 2: the weights grow until they are refused
        descend(11.0, step=explicit)


def test_the_gradient_of_the_springs_is_that_of_their_loss():
    rng = np.random.default_rng(1)
    theta, star, F, way = rng.normal(size=7), rng.normal(size=7), rng.random(7), rng.normal(size=7)
    slope = (
        ewc(theta + 1e-6 * way, star, F, 3.0)[0] - ewc(theta - 1e-6 * way, star, F, 3.0)[0]
    ) / 2e-6
    assert ewc(theta, star, F, 3.0)[1] @ way == pytest.approx(slope, rel=1e-7)
    assert ewc(star, star, F, 3.0) == (0.0, pytest.approx(np.zeros(7)))
    with pytest.raises(ParameterError, match="expected the same"):
        ewc(theta, star, F[:3], 1.0)
    with pytest.raises(ParameterError):
        ewc(theta, star, -F, 1.0)


# Fisher


def test_the_fisher_information_of_a_logistic_unit():
    assert diag_fisher([[2.0]], [0.3])[0] == pytest.approx(0.9151369618, rel=1e-9)  # K29
    assert diag_fisher([[1.0]], [0.0])[0] == pytest.approx(0.25)
    rng = np.random.default_rng(2)
    X, w = rng.normal(size=(30, 4)), rng.normal(size=4)
    p = 1 / (1 + np.exp(-X @ w))
    over_labels = (p * (1 - p) ** 2 + (1 - p) * p**2)[:, None] * X**2
    np.testing.assert_allclose(diag_fisher(X, w), over_labels.mean(0), rtol=1e-12)
    with pytest.raises(ParameterError, match="expected \\(inputs in rows"):
        diag_fisher(X, w[:2])


@pytest.fixture(scope="module")
def learnt():
    """Two permuted tasks, and the network after the first."""
    two = tasks("permuted", np.random.default_rng(0))[:2]
    return two, in_sequence(two, np.random.default_rng(0), epochs=5).weights[0]


def test_the_gradient_of_the_network_by_differences(learnt):
    (task, _), theta = learnt
    few, unit = slice(0, 9), np.eye(10)
    rng = np.random.default_rng(3)
    way = rng.normal(size=theta.size)

    def loss(theta):
        return -np.log(room.respond(theta, task.x[few])[1][np.arange(9), task.c[few]]).mean()

    slope = (loss(theta + 1e-6 * way) - loss(theta - 1e-6 * way)) / 2e-6
    assert room._gradient(theta, task.x[few], unit[task.c[few]], 0.0) @ way == pytest.approx(
        slope, rel=1e-4
    )


def test_each_fisher_is_what_its_equation_says(learnt):
    (task, _), theta = learnt
    few = type(task)(task.x[:12], task.c[:12], task.x_test, task.c_test)
    unit = np.eye(10)
    # of −ln y_c
    one = np.array(
        [
            [room._gradient(theta, few.x[k : k + 1], unit[[c]], 0.0) for c in range(10)]
            for k in range(12)
        ]
    )
    y = room.respond(theta, few.x)[1]
    np.testing.assert_allclose(
        fisher(theta, few), np.einsum("kc,kcw->w", y, one**2) / 12, rtol=1e-9, atol=1e-18
    )
    true = one[np.arange(12), few.c]
    np.testing.assert_allclose(
        fisher(theta, few, "empirical"), (true**2).mean(0), rtol=1e-9, atol=1e-18
    )
    means = np.array([true[:4].mean(0), true[4:8].mean(0), true[8:].mean(0)])
    np.testing.assert_allclose(
        fisher(theta, few, "batch", batch=4), (means**2).mean(0), rtol=1e-9, atol=1e-18
    )
    np.testing.assert_allclose(
        fisher(theta, few, "summed", batch=4), means.sum(0) ** 2, rtol=1e-9, atol=1e-18
    )
    drawn = np.mean(
        [fisher(theta, few, "sampled", np.random.default_rng(k)) for k in range(600)], 0
    )
    assert drawn.sum() == pytest.approx(fisher(theta, few).sum(), rel=0.2)
    assert (fisher(theta, few, "ones") == 1).all()
    with pytest.raises(ParameterError, match="fisher's rng"):
        fisher(theta, few, "sampled")
    with pytest.raises(ParameterError, match="Did you mean 'empirical'"):
        fisher(theta, few, "emprical")


def test_means_over_batches_lose_most_of_the_fisher(learnt):
    (task, _), theta = learnt
    exact = fisher(theta, task).sum()
    assert fisher(theta, task, "sampled", np.random.default_rng(1)).sum() == pytest.approx(
        exact, rel=0.5
    )
    assert (
        fisher(theta, task, "batch").sum() < 0.1 * exact
        and fisher(theta, task, "summed").sum() < 0.3 * exact
    )


def test_intelligence_is_the_loss_that_a_weight_took_away():
    theta, omega = 2.0, 0.0
    for _ in range(100_000):
        moved = implicit_step(theta, 3 * theta, 0.0, 0.0, 1e-5, 1.0)
        omega, theta = omega - 3 * theta * (moved - theta), moved
        if theta <= 1:
            break
    assert omega == pytest.approx(4.5, rel=2e-3)  # K28: the drop of ½·3·θ² from 2 to 1


# Tables of D2


@pytest.mark.slow
@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("kind", "method", "rows"),
    [
        ("permuted", "naive", {0: (0.564, -0.501)}),
        ("permuted", "EWC", {20: (0.766, -0.164), 100: (0.732, -0.126), 500: (0.626, None)}),
        ("permuted", "SI", {0.1: (0.672, -0.230)}),
        # at 25 degrees they are below
        pytest.param("rotated", "naive", {0: (0.552, -0.514)}, marks=pytest.mark.whole),
        pytest.param(
            "rotated", "EWC", {20: (0.658, -0.266), 100: (0.578, -0.243)}, marks=pytest.mark.whole
        ),
        pytest.param("rotated", "SI", {0.1: (0.625, -0.220)}, marks=pytest.mark.whole),
    ],
)
def test_the_first_table(kind, method, rows, monkeypatch):
    """All rows within .063 in ACC, the spread that the table gives, and within .09 in BWT, as means
    of three runs.

    The table names neither the angle nor the ξ of SI. With ξ = 10⁻³, SI on permuted digits is .674
    ± .053, −.237; with our 0.1 it has less stiff springs: .725, −.272. Rotated tasks 60 degrees
    apart give naive .507, −.562, EWC .654, −.237 and .595, −.218, SI .580, −.298. Tried with three
    runs each and found worse in at least one row: 18, 25, 36, 40, 45, 50, 72, 75 and 90 degrees
    (naive ACC .559, .501, .464, .451, .458, .451, .492, .492, .752; EWC with λ = 100 at 18, 25, 36
    and 45 degrees .823, .721, .653, .579). As good as 60: 80 degrees (.552, −.505; .619, −.283;
    .601, −.162; .597, −.231), and four angles at random up to 180 degrees (.546, −.514; .665,
    −.293; .636, −.265; .646, −.291). Importances add up, with one spring for each weight, and 20
    epochs, in all of them.
    """
    monkeypatch.setattr(room, "ANGLE", 60.0)
    monkeypatch.setattr(room, "XI", 1e-3)
    stories = [story(kind, method, seed, lam=list(rows)) for seed in range(3)]
    for k, (acc, bwt) in enumerate(rows.values()):
        found = np.mean([cl_metrics(one.R[k])[:2] for one in stories], axis=0)
        assert found[0] == pytest.approx(acc, abs=0.063) and (
            bwt is None or found[1] == pytest.approx(bwt, abs=0.09)
        ), (kind, method, k)


@pytest.mark.parametrize(
    ("kind", "method", "lam", "acc", "bwt"),
    [
        ("permuted", "SI", 0.1, 0.70, -0.25), ("rotated", "naive", 0, 0.51, -0.56), ("rotated", "EWC", 20, 0.72, -0.19),
        ("rotated", "EWC", 100, 0.73, -0.12), ("rotated", "SI", 0.1, 0.625, -0.36),
    ],
)  # fmt: skip
def test_digits_turned_by_25_degrees_and_springs_of_our_own_xi(kind, method, lam, acc, bwt):
    """What the library's own settings give, as measured here: smaller turns forget less under stiff
    springs.
    """
    found = story(kind, method, lam=lam).metrics
    assert found.ACC == pytest.approx(acc, abs=0.08) and found.BWT == pytest.approx(bwt, abs=0.09)


def test_all_images_together_forget_nothing():
    # the first table's; of five tasks, at 60 degrees, .959 and +.008
    for kind, acc in ("permuted", 0.964), ("rotated", 0.955):
        found = in_sequence(
            tasks(kind, np.random.default_rng(0))[:3], np.random.default_rng(0), "joint"
        ).metrics
        assert found.ACC == pytest.approx(acc, abs=0.014) and abs(found.BWT) < 0.02


@pytest.mark.slow
@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("importance", "rows"),
    [
        ("sampled", {20: 0.751}),
        # near "sampled"
        pytest.param("empirical", {20: 0.725, 100: 0.725}, marks=pytest.mark.whole),
        # as "summed" does, it averages before it squares
        pytest.param("batch", {20: 0.543, 1e4: 0.717}, marks=pytest.mark.whole),
        ("summed", {20 / 10: 0.587, 1e3 / 10: 0.721}),
        ("ones", {0.01: 0.642, 20: 0.280}),
    ],
)
def test_which_fisher_decides_the_result(importance, rows):
    """The second table, within .05 in ACC as means of three runs.

    Its gradients are summed over all batches, squared, and *divided by the 10 batches*, which
    equation (7) does not do, hence λ/10. Divided so, three runs gave .604 ± .014 at λ = 20 and .727
    ± .037 at 10³, where the table has .587 and .721. Without the division .681 and .704; with the
    running sums squared and averaged .660 and .732; with 38 batches of 32, divided, .652 and .723.
    """
    found = np.mean(
        [
            story("permuted", "EWC", seed, lam=list(rows), importance=importance).R[:, -1]
            for seed in range(3)
        ],
        axis=(0, 2),
    )
    assert found == pytest.approx(list(rows.values()), abs=0.05)


@pytest.mark.parametrize(
    ("scenario", "bands"),
    [
        (
            "task-incremental",
            {"naive": (0.97, 1), "EWC": (0.97, 1), "replay": (0.96, 1), "joint": (0.98, 1)},
        ),
        (
            "domain-incremental",
            {
                "naive": (0.75, 0.86),
                "EWC": (0.77, 0.88),
                "replay": (0.88, 0.95),
                "joint": (0.96, 1),
            },
        ),
        (
            "class-incremental",
            {"naive": (0.17, 0.22), "EWC": (0.17, 0.5), "replay": (0.82, 0.94), "joint": (0.94, 1)},
        ),
    ],
)
def test_three_scenarios(scenario, bands):
    for method, (low, high) in bands.items():
        assert low <= story(scenario, method).metrics.ACC <= high, method
    assert story(scenario, "replay", kept=40).metrics.ACC > 0.89
    if scenario == "class-incremental":  # not even the best strength comes near replay
        assert (
            0.22
            < np.mean(
                [story(scenario, "EWC", seed, lam=2e3, epochs=10).metrics.ACC for seed in range(3)]
            )
            < 0.55
        )


def test_the_old_task_dips_when_a_new_one_starts_even_with_all_images():
    """The stability gap. How deep it is depends on the second task and on the batch.

    From .953 to .903 after 7 steps, then .936 was measured once: images turned by 50 degrees and
    batches of 64 give this, with a dip in each of six runs. With permuted pixels and batches of 32
    the gap is there too, and shallow.
    """
    turned = []
    for seed in range(6):
        both = tasks("rotated", np.random.default_rng(seed))[:3:2]
        turned.append(
            in_sequence(both, np.random.default_rng(seed), "joint", batch=64, watch=60).trace[0]
        )
    turned = np.array(turned)
    assert turned.shape == (6, 61) and (turned[:, :25].min(axis=1) < turned[:, 0] - 0.02).all(), (
        "six of six"
    )
    mid = turned.mean(axis=0)
    assert mid[0] == pytest.approx(0.953, abs=0.01) and mid[7] == pytest.approx(0.903, abs=0.02)
    assert mid[5:20].min() == pytest.approx(0.90, abs=0.015) and mid[-10:].mean() == pytest.approx(
        0.936, abs=0.012
    )
    for seed in range(3):
        two = tasks("permuted", np.random.default_rng(seed))[:2]
        (found,) = in_sequence(two, np.random.default_rng(seed), "joint", epochs=8, watch=25).trace
        assert len(found) == 26 and found[0] - 0.05 < found.min() < found[0] - 0.01


def test_a_story_is_the_same_again_and_names_what_it_refuses():
    one, two = (story("class-incremental", "replay", seed=3, epochs=2) for _ in range(2))
    assert (
        (one.R == two.R).all()
        and (one.weights == two.weights).all()
        and not (one.R == story("class-incremental", "replay", seed=4, epochs=2).R).all()
    )
    for bad in (
        {"method": "ewc"},
        {"lam": -1.0},
        {"kept": 0},
        {"importance": "fisher"},
        {"epochs": 2.5},
    ):
        with pytest.raises(ParameterError):
            in_sequence(
                tasks("permuted", np.random.default_rng(0))[:2],
                np.random.default_rng(0),
                **{"method": "naive"} | bad,
            )
    with pytest.raises(ParameterError):
        tasks("split", np.random.default_rng(0))
    with pytest.raises(ParameterError):
        tasks("permuted", np.random.default_rng(0), train=1797)


def test_tasks_hold_the_images_they_should():
    for kind in room.KIND.words:
        five = tasks(kind, np.random.default_rng(1))
        assert len(five) == 5 and all(
            task.x.shape[1] == 65 and (task.x[:, -1] == 1).all() for task in five
        )
        assert sum(len(task.x) + len(task.x_test) for task in five) == (
            1797 if "incremental" in kind else 5 * 1797
        )
    permuted = tasks("permuted", np.random.default_rng(1))
    np.testing.assert_array_equal(np.sort(permuted[0].x), np.sort(permuted[3].x))
    assert not (permuted[0].x == permuted[3].x).all()
    assert [set(task.c) for task in tasks("domain-incremental", np.random.default_rng(1))] == 5 * [
        {0, 1}
    ]


def test_the_bill_shows_what_protects():
    bills = {
        method: story("class-incremental", method, epochs=2).ledger for method in room.METHOD.words
    }
    kept = {
        method: ledger.count("word written", "memory of tasks") for method, ledger in bills.items()
    }
    assert (
        kept["naive"] == 0
        and kept["EWC"] == 5 * 2 * (7510 // 2)
        and kept["replay"] == 5 * 10 * 8 < kept["joint"]
    )
    joules = {method: ledger.bill(CMOS_45NM).total for method, ledger in bills.items()}
    assert joules["naive"] < joules["EWC"] and joules["naive"] < joules["replay"] < joules["joint"]


def test_softmax_is_said_once():
    assert learn.__globals__["softmax"] is room.softmax


# Palimpsest and cascade


def test_palimpsest():
    assert palimpsest_overlap(0.05, 40) == pytest.approx(0.006425607828, rel=1e-9)  # K01
    assert palimpsest_lifetime(1e4, 0.05) == pytest.approx(31.37716015, rel=1e-9)  # K02
    assert palimpsest_lifetime(1e4, 0.009) == 0
    q = best_q(1e4)
    # K04, K03
    assert q == pytest.approx(0.02681838909, rel=1e-3) and palimpsest_lifetime(
        1e4, q
    ) == pytest.approx(36.28907672, rel=1e-6)
    assert best_q(1e12) == pytest.approx(np.e / 1e6, rel=1e-3) and palimpsest_lifetime(
        1e12, best_q(1e12)
    ) == pytest.approx(1e6 / np.e, rel=1e-3)
    found = np.mean([palimpsest(10_000, 0.05, 42, np.random.default_rng(k)) for k in range(8)], 0)
    np.testing.assert_allclose(
        found, palimpsest_overlap(0.05, np.arange(42)), atol=4 / np.sqrt(8e4)
    )
    for bad in (0, 0.05), (1e4, 0.0), (1e4, 1.0):
        with pytest.raises(ParameterError):
            palimpsest_lifetime(*bad)


@pytest.mark.parametrize(("n", "r"), [(2, 0.5), (10, 0.5), (10, 0.3), (7, 0.45)])
def test_a_cascade_in_equilibrium_holds_each_state_equally(n, r):
    M = Cascade(n=n, r=r).mean_change()
    np.testing.assert_allclose(M.sum(0), 1, rtol=1e-12)
    assert M.min() >= 0
    np.testing.assert_allclose(M @ np.full(2 * n, 1 / (2 * n)), 1 / (2 * n), rtol=1e-12)  # K05


def test_the_signal_of_a_cascade():
    cascade = Cascade(n=10)
    assert cascade.signal(0)[0] == pytest.approx(2 / 10, rel=1e-12) and Cascade(n=1).signal([0, 1])[
        1
    ] == pytest.approx(0, abs=1e-12)
    t = np.arange(10, 301)
    assert np.polyfit(np.log(t), np.log(cascade.signal(t)), 1)[0] == pytest.approx(
        -0.735, abs=0.001
    )
    spaced = np.unique(np.geomspace(10, 300, 40).astype(int))
    assert np.polyfit(np.log(spaced), np.log(cascade.signal(spaced)), 1)[0] == pytest.approx(
        -0.69, abs=0.015
    )
    deep = Cascade(n=20)
    local = [np.log2(np.divide(*deep.signal([2 * t, t]))) for t in (10, 100, 1000, 10_000)]
    np.testing.assert_allclose(local, [-0.58, -0.76, -0.85, -0.89], atol=0.006)  # no one exponent
    # the same in continuous time, from t = 100 on
    M, first = cascade.mean_change(), cascade.potentiation() @ np.full(20, 0.05)
    slow = np.repeat([-1.0, 1.0], 10) @ expm(100 * (M - np.eye(20))) @ first
    assert slow == pytest.approx(cascade.signal(100)[0], rel=0.01)


def stepped(n, T):
    """The signal of a cascade after 0 to T − 1 patterns, by stepping the shares of its states
    pattern by pattern, written apart.
    """
    weak, strong = np.full(n, 1 / (2 * n)), np.full(n, 1 / (2 * n))
    q, p = 0.5 ** np.arange(n), 0.5 ** np.arange(n)
    q[-1], p[-1] = 2 * q[-1], 0.0

    def stored(asked, other):
        """Where one value is asked for: the shares of that value and of the other one afterwards."""
        kept = np.append((1 - p[:-1]) * asked[:-1], asked[-1]) + np.append(0, p[:-1] * asked[:-1])
        kept[0] += (q * other).sum()
        return kept, (1 - q) * other

    found, (strong, weak) = [], stored(strong, weak)
    for _ in range(T):
        found.append(strong.sum() - weak.sum())
        up, down = stored(strong, weak), stored(weak, strong)[::-1]
        strong, weak = (up[0] + down[0]) / 2, (up[1] + down[1]) / 2
    return np.array(found)


def test_a_lifetime_is_exact_to_the_pattern():
    """A grid of times finds less: its last time before the noise.

    The lifetime at n = 10 was once quoted as 313. There the signal still stands 2.6 % above the
    noise, and it meets the noise 9 patterns later. With 50 times from 1 to 400, spaced
    logarithmically and cut to whole numbers, 313 is the last of them that is above the noise, and
    with n = 5 it is 50, which is exact.
    """
    t = np.arange(600)
    for n, last in (5, 50), (10, 322):
        exact = np.sqrt(1e5) * stepped(n, 600)
        np.testing.assert_allclose(
            np.sqrt(1e5) * Cascade(n=n).signal(t), exact, rtol=1e-9, atol=1e-12
        )
        assert Cascade(n=n).lifetime(1e5) == last == np.flatnonzero(exact >= 1)[-1]
    assert exact[[313, 322, 323]] == pytest.approx([1.0263, 1.0001, 0.9972], abs=1e-4)
    grid = np.geomspace(1, 400, 50).astype(int)
    assert [grid[np.sqrt(1e5) * stepped(n, 600)[grid] >= 1][-1] for n in (5, 10)] == [50, 313]
    for n in 2, 3, 8, 15:
        for N in 1e2, 1e3, 1e4, 1e5:
            above = np.flatnonzero(np.sqrt(N) * stepped(n, 2000) >= 1)
            assert Cascade(n=n).lifetime(N) == (above[-1] if above.size else 0), (n, N)


def test_a_cascade_outlives_the_best_palimpsest():
    assert (
        Cascade(n=10).lifetime(1e5) > 2 * palimpsest_lifetime(1e5, best_q(1e5))
        and Cascade(n=20).lifetime(100) == 0
    )
    found = np.mean(
        [Cascade(n=6).simulate(5000, 30, np.random.default_rng(k)) for k in range(8)], 0
    )
    np.testing.assert_allclose(found, Cascade(n=6).signal(np.arange(30)), atol=4 / np.sqrt(4e4))


# Drift


def test_drift_forgets_and_compensation_recalls():
    one, late, early, fresh = tasks("permuted", np.random.default_rng(1))[:1], [], [], []
    theta = in_sequence(one + one, np.random.default_rng(1), epochs=10).weights[-1]
    for k in range(4):
        chip = Drifting(theta, np.random.default_rng(k))
        np.testing.assert_allclose(chip.weights(20 * s), theta)
        late.append(
            [
                score(chip.weights(10 * year, remedy), one[0])
                for remedy in ("none", "global", "column")
            ]
        )
        early.append(score(chip.weights(1 * day), one[0]))
        fresh.append(score(theta, one[0]))
    none, everything, column = np.mean(late, 0)
    assert none < np.mean(early) < np.mean(fresh) + 0.005 and none < np.mean(fresh) - 0.02
    assert everything > none + 0.01 and column == pytest.approx(everything, abs=0.02)
    alike = Drifting(theta, np.random.default_rng(0))
    alike.exponents = [np.full_like(nu, 0.05) for nu in alike.exponents]
    # a common drift is undone exactly
    np.testing.assert_allclose(alike.weights(1 * year, "global"), theta, rtol=1e-9)
    with pytest.raises(ParameterError, match="remedy"):
        chip.weights(1 * day, "both")


def test_a_common_factor_brings_back_the_sum_of_conductances():
    """Equation (4): the sum of their amounts as written over the sum as it is, for each layer
    without its biases.
    """
    theta = room.start(np.random.default_rng(5))
    chip, t = Drifting(theta, np.random.default_rng(6)), 1 * day
    fresh, none, remedied = (
        room.layers(each) for each in (theta, chip.weights(t), chip.weights(t, "global"))
    )
    for W_0, W, W_1 in zip(fresh, none, remedied, strict=True):
        factor = np.abs(W_0[:-1]).sum() / np.abs(W[:-1]).sum()
        assert factor > 1.1
        np.testing.assert_allclose(W_1[:-1], factor * W[:-1], rtol=1e-12)
        np.testing.assert_array_equal(W_1[-1], W_0[-1])


def test_the_path_integral_of_one_weight_is_how_much_the_loss_fell():
    """K28: L = c θ²/2 with c = 3, from 2 to 1 in small steps: 4.5. Of several weights it is each
    one's own share.
    """
    theta, path = 2.0, [2.0]
    while theta > 1.0:
        theta -= 1e-4 * 3 * theta
        path.append(theta)
    path = np.array(path)
    assert path_integral(3 * path[:-1], path) == pytest.approx(4.5, rel=2e-3)
    c, way = np.array([3.0, 1.0, 0.0]), np.linspace([2.0, -1.0, 5.0], [1.0, 0.5, 0.0], 2001)
    np.testing.assert_allclose(
        path_integral(c * way[:-1], way), c * (way[0] ** 2 - way[-1] ** 2) / 2, atol=5e-3
    )
    with pytest.raises(
        ParameterError,
        match=r"gradients have shape \(3,\) and path \(3,\); expected a gradient for each step",
    ):
        path_integral([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])


def test_noise_of_the_gradients_adds_to_the_path_integral():
    """Gradient descent at the rate η with noise of variance s² on the gradient: each step adds η s²
    to what the loss falls.
    """
    c, rate, s, steps, more = 3.0, 1e-3, 2.0, 2000, []
    for seed in range(12):
        noise = s * np.random.default_rng(seed).standard_normal(steps)
        path, gradients = [2.0], []
        for each in noise:
            gradients.append(c * path[-1] + each)
            path.append(path[-1] - rate * gradients[-1])
        more.append(path_integral(gradients, path) - c * (path[0] ** 2 - path[-1] ** 2) / 2)
    assert np.mean(more) == pytest.approx(rate * s**2 * steps, rel=0.05) and min(more) > 0


def test_memories_too_large_for_this_machine_are_refused_at_once():
    rng = np.random.default_rng(1)
    for store, name in (
        (lambda N, n: palimpsest(N, 0.1, n, rng), "palimpsest"),
        (lambda N, n: Cascade().simulate(N, n, rng), "Cascade.simulate"),
    ):
        for N, patterns in (10**9, 10), (100, 10**9), (10**9, 0):
            with pytest.raises(
                ParameterError,
                match=rf"{name} would draw .* values, N = .* expected 1e\+08 at most",
            ):
                store(N, patterns)


def test_one_synapse_has_no_best_q():
    with pytest.raises(
        ParameterError, match=r"best_q's N \(number of synapses\) is 1; expected 2 to"
    ):
        best_q(1)
    assert 0.9 < best_q(2) < 1
