"""The reference solutions of lab3-classic beside the library they rebuild, and beside known
answers.
"""

import numpy as np
import pytest

from neurolib.applications.learning.competition import (
    FRACTIONS,
    Balance,
    counted_ratio,
    outer_fifths,
)
from neurolib.units import Hz, ms
from tests.course.pictures import picture
from tests.course.test_answers import reference


@pytest.fixture(scope="module")
def solved():
    """The functions of the reference solutions."""
    return reference("lab3")


def test_converge(solved):
    for m, limit, f in (1.0, 100.0, 2), (2.5, 40.0, 3), (0.7, 250.0, 1.5):
        rates = limit + 3 * np.array([f**2, f, 1.0]) ** m
        assert solved["converge"](rates, f) == pytest.approx((m, limit))


def test_area_ratio(solved):
    for dt in 0.1 * ms, 1 * ms, 5 * ms:
        assert solved["area_ratio"](0.005, 0.00525, 20 * ms, 20 * ms, dt, True) == pytest.approx(
            counted_ratio(1.05, dt), rel=1e-12
        )
        assert solved["area_ratio"](0.005, 0.00525, 20 * ms, 20 * ms, dt, False) == pytest.approx(
            1.05, rel=1e-12
        )
    n = np.arange(1, 5000) * 2 * ms
    areas = 0.006 * np.exp(-n / (34 * ms)).sum() / (0.01 * (1 + np.exp(-n / (17 * ms)).sum()))
    assert solved["area_ratio"](0.01, 0.006, 17 * ms, 34 * ms, 2 * ms, True) == pytest.approx(
        areas, rel=1e-12
    )


def test_drift_and_density(solved):
    for model in Balance(), Balance(rate=40 * Hz, ratio=1.08, A_plus=0.01):
        end = model.settled()
        kappa = (model.ratio - 1) * 20 * ms / end.critical
        u = np.array([0.0, 0.3, 1.0])
        ours = solved["drift"](u, model.rate, end.rate, kappa, model.A_plus, model.ratio, 20 * ms)
        assert ours == pytest.approx(model.drift(u), rel=1e-9)
        assert solved["density"](
            FRACTIONS, end.critical, model.A_plus, model.ratio
        ) == pytest.approx(end.density, rel=1e-6)


def test_two_peaks_and_compression(solved):
    rng = np.random.default_rng(1)
    u = np.append(rng.beta(0.4, 4, 700), rng.beta(6, 0.6, 300))
    assert solved["two_peaks"](u) and outer_fifths(u) > 0.6
    assert not solved["two_peaks"](np.full(100, 0.99)) and not solved["two_peaks"](
        np.full(100, 0.01)
    )
    gamma, error = solved["compression"](10, [9, 11], 40, [14, 18])
    # the same two points, and no negative error
    assert solved["compression"](40, [14, 18], 10, [9, 11]) == pytest.approx((gamma, error))
    assert gamma == pytest.approx(np.log(1.6) / np.log(4)) and error == pytest.approx(
        np.hypot(1 / 10, 2 / 16) / np.log(4)
    )
    many = np.array(
        [
            solved["compression"](10, rng.normal(10, 1, 5), 40, rng.normal(15, 1.5, 5))
            for _ in range(2000)
        ]
    )
    # the error that it gives is the spread that it has
    assert many[:, 0].std() == pytest.approx(np.sqrt((many[:, 1] ** 2).mean()), rel=0.1)


def test_fair(solved):
    one, two = {"ratio": 1.05, "rate": 20}, {"ratio": 0.95, "rate": 20.0, "seed": 4}
    assert (
        solved["differences"](one, two) == ["ratio"]
        and solved["fair"](one, two, "ratio")
        and not solved["fair"](one, two, "rate")
    )


def test_the_pictures_show_what_their_titles_promise():
    assert (
        "order: yours 1.30, known 1.30" in picture("lab3", 1)[0]
        and "yours 0.9988, known 0.9988" in picture("lab3", 1)[0]
    )
    titles, space = picture("lab3", 2)
    assert abs(space["walk"].mean() - np.mean(space["u"] * space["p"])) < 0.03, titles
    titles, space = picture("lab3", 3)
    assert (
        titles.count("yours True\nknown True") == 1
        and titles.count("yours False\nknown False") == 2
        and 0.5 < space["inside"] < 0.8
    )
    words = [text.get_text() for ax in picture("lab3", 4)[1]["figure"].axes for text in ax.texts]
    assert [word for word in words if word.startswith("yours")] == [
        f"yours {each}\nknown {each}" for each in (True, False, False)
    ]
