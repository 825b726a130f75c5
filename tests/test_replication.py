"""Repeated experiments: the interval against another program and a table, and what is refused."""

import numpy as np
import pytest
from scipy.stats import binomtest

from neurolib import ParameterError, replicate
from neurolib.replication import Count, Mean


def share(n, N):
    return replicate(lambda seed: seed < n, range(N))


@pytest.mark.parametrize("N", [12, 13, 29, 148])
def test_the_interval_is_the_one_of_another_program(N):
    for n in range(N + 1):
        other = binomtest(n, N).proportion_ci(method="wilson")
        np.testing.assert_allclose(
            share(n, N).interval, (other.low, other.high), rtol=1e-12, atol=1e-15
        )  # (1)


@pytest.mark.parametrize(
    ("n", "N", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_one_of_a_published_table(n, N, low, high):
    """R. G. Newcombe, Statistics in Medicine 17:857 (1998), table I, method 3."""
    np.testing.assert_allclose(share(n, N).interval, (low, high), atol=5e-5)


def test_the_interval_holds_the_truth_in_about_95_of_100_experiments():
    rng = np.random.default_rng(7)
    held = 0
    for n in rng.binomial(20, 0.7, 2000):
        low, high = share(int(n), 20).interval
        held += low <= 0.7 <= high
    assert 0.96 < held / 2000 < 0.99  # 0.975 by summing the binomial distribution


def test_a_count_is_printed_as_a_sentence_needs_it_and_keeps_each_outcome():
    found = share(9, 12)
    assert (
        isinstance(found, Count)
        and str(found) == repr(found) == f"{found}" == "9 of 12 (47 % to 91 %)"
    )
    assert (found.n, found.N, found.n_of_N, found.seeds) == (9, 12, "9 of 12", tuple(range(12)))
    assert found.percent == "47 % to 91 %"
    assert found.outcomes.dtype == bool and found.outcomes.tolist() == [True] * 9 + [False] * 3
    assert (
        str(share(12, 12)) == "12 of 12 (76 % to 100 %)"
        and str(share(0, 12)) == "0 of 12 (0 % to 24 %)"
    )
    with pytest.raises(ValueError, match="read-only"):
        found.outcomes[0] = False


def test_numbers_give_their_mean_with_its_error_and_their_range():
    drawn = [float(np.random.default_rng(seed).normal(2.0, 0.5)) for seed in range(101, 141)]
    found = replicate(lambda seed: np.random.default_rng(seed).normal(2.0, 0.5), range(101, 141))
    assert isinstance(found, Mean) and found.N == 40 and found.outcomes.tolist() == drawn
    assert found.mean == pytest.approx(np.mean(drawn)) and found.error == pytest.approx(
        np.std(drawn, ddof=1) / np.sqrt(40)
    )
    assert (found.low, found.high) == (min(drawn), max(drawn)) and abs(
        found.mean - 2.0
    ) < 3 * found.error
    assert (
        str(replicate(lambda seed: (-1) ** seed * 0.3 + 0.1, range(12)))
        == "0.100 ± 0.090 (−0.200 to 0.400 in 12 runs)"
    )
    assert (
        str(replicate(lambda seed: 1e-9 * seed, range(12)))
        == "5.5×10⁻⁹ ± 1.04×10⁻⁹ (0 to 1.1×10⁻⁸ in 12 runs)"
    )
    assert str(replicate(lambda seed: 3, range(12))) == "3.000 ± 0.000 (3.000 to 3.000 in 12 runs)"


def test_a_condition_on_numbers_gives_a_count():
    found = replicate(lambda seed: seed / 10, range(20))
    assert (
        str(found.count(lambda R: R < 0.5)) == "5 of 20 (11 % to 47 %)"
        and found.count(lambda R: R < 0.5).seeds == found.seeds
    )
    with pytest.raises(ParameterError, match="condition returned 0.0; expected True or False"):
        found.count(lambda R: R)
    with pytest.raises(ParameterError, match="expected a function of one outcome"):
        found.count(0.5)


def test_each_seed_is_run_once_and_in_order():
    asked = []
    replicate(lambda seed: asked.append(seed) or True, [5, 3, *range(20, 30)])
    assert asked == [5, 3, *range(20, 30)]
    assert replicate(lambda seed: np.bool_(seed > 1), (n for n in range(12))).n == 10, (
        "an iterator, and NumPy's own truth values"
    )
    assert replicate(lambda seed: np.array(2.0 * seed), np.arange(12)).mean == 11.0, (
        "an array of one value without axes"
    )


def test_long_work_shows_a_bar(monkeypatch):
    shown = []

    def watched(items, doing):
        shown.append(doing)
        return items

    monkeypatch.setattr("neurolib.replication.track", watched)
    share(3, 12)
    assert shown == ["Repeating"]


@pytest.mark.parametrize(
    ("f", "seeds", "sentence"),
    [
        (abs, range(11), r"seeds are 11; expected at least 12, because .* Type range\(101, 113\)"),
        (abs, [], "seeds are 0; expected at least 12"),
        (abs, [*range(12), 3], "seeds have 3 more than once; expected each seed once"),
        (abs, 12, r"seeds are 12; expected whole numbers, as in range\(101, 113\)"),
        (abs, "abcdefghijklmn", "seeds are 'abc.* expected whole numbers"),
        (abs, np.arange(12) / 2, "is 0.5; expected a whole number"),
        (abs, range(-3, 12), "replicate's seeds .* is -3"),
        (7, range(12), "f is 7; expected a function of one seed"),
        (lambda seed, kick: True, range(12), "f is <function .* expected a function of one seed"),
        (
            lambda seed: None,
            range(12),
            "returned None for the seed 0; expected True or False, or one finite number",
        ),
        (lambda seed: float("nan"), range(12), "returned nan for the seed 0"),
        (lambda seed: np.ones(2), range(12), r"returned array\(\[1., 1.\]\) for the seed 0"),
        (lambda seed: 1j, range(12), "returned 1j for the seed 0"),
        (lambda seed: "yes", range(12), "returned 'yes' for the seed 0"),
        (
            lambda seed: seed > 3 if seed < 5 else 0.5,
            range(12),
            "True or False for the seed 4 and a number for the seed 11",
        ),
    ],
)
def test_what_is_refused_gets_a_sentence(f, seeds, sentence):
    with pytest.raises(ParameterError, match=sentence):
        replicate(f, seeds)
