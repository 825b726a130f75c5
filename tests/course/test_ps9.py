"""The reference solutions of ps9-medicine beside the library they rebuild, and beside known answers
(science.md D3).
"""

import numpy as np
import pytest

from neurolib import BCM, STDP
from neurolib.applications import locked_drift, order_parameter, tbs_schedule
from neurolib.applications.medicine.synchrony import Oscillators, Rhythm, incoherent
from neurolib.units import Hz, ms
from tests.course.pictures import picture
from tests.course.test_answers import PUBLIC, grade, notebook, problems, reference


@pytest.fixture(scope="module")
def solved():
    """The functions of the reference solutions, and the model that the set gives."""
    return reference("ps9", "9-5-model")


def test_order_parameter(solved):
    rng = np.random.default_rng(1)
    for m in 1, 2, 5:
        theta = rng.normal(0, 2, 30)
        assert solved["order_parameter"](theta, m) == pytest.approx(
            order_parameter(theta, m), rel=1e-12
        )
    assert solved["chance"](100) == pytest.approx(0.08862269255, rel=1e-9)  # M05
    assert solved["chance"](33) == pytest.approx(incoherent(33), rel=1e-12)


def test_locked_drift(solved):
    drift = solved["locked_drift"]
    # M08
    assert drift(200 * ms, 10 * ms, 0.01, 0.012, 20 * ms, 20 * ms) == pytest.approx(
        0.03032341856, rel=1e-9
    )
    for T, share in np.random.default_rng(2).uniform((0.01, 0.05), (0.3, 0.95), (20, 2)):
        ours = locked_drift(STDP(0.01, 0.007, 15 * ms, 30 * ms), T, share * T)
        assert drift(T, share * T, 0.01, 0.007, 15 * ms, 30 * ms) == pytest.approx(
            ours, rel=1e-9, abs=1e-12
        )


def test_tbs_schedule(solved):
    for kind, last in ("cTBS", 39.84), ("iTBS", 191.84):
        times = solved["tbs_schedule"](kind)
        np.testing.assert_allclose(times, tbs_schedule(kind), atol=1e-9)
        assert times[-1] == pytest.approx(last)


def test_closed_eye_decay(solved):
    rate = BCM(eta=1e-3 * Hz).closed_eye_decay(0.3, 1 / 6)
    assert solved["closed_eye_decay"](1e-3, 0.3, 1 / 6) == pytest.approx(rate, rel=1e-12)
    # B12
    assert np.exp(-120_000 * solved["closed_eye_decay"](1e-4, 0.3, 1 / 6)) == pytest.approx(
        0.01329988354, rel=1e-9
    )


def test_the_model_of_the_set_is_that_of_the_library(solved):
    rng = np.random.default_rng(3)
    omega = 2.0 + 0.5 * rng.standard_normal(40)
    arms = solved["plan"](20, 70.0)
    model = Oscillators(epsilon=0.2, pulse=0.8, J=5.0)
    for arm in arms:
        _, story = model.run(
            Rhythm(np.zeros(40), np.full((40, 40), 3.0), omega), 140.0, 10 + arm, dt=0.1, every=1
        )
        np.testing.assert_allclose(solved["simulate"](arm, 3)[:-1], story.R[1201:], rtol=1e-6)


def test_a_plan_and_its_verdict(solved):
    arms = solved["plan"](20, 70.0)
    found = [[solved["simulate"](arm, seed).mean() for seed in range(5)] for arm in arms]
    assert (
        np.sum(np.array(found[0]) < 3 * incoherent(40)) > 2
        and min(found[1]) > 0.85
        and solved["verdict"](*found, 40) == "order"
    )


@pytest.mark.parametrize(
    ("problem", "source"),
    [
        (
            "9.1",
            "from neurolib.applications.medicine.synchrony import incoherent as chance, "
            "order_parameter",
        ),
        (
            "9.4",
            "from neurolib import BCM\ndef closed_eye_decay(eta, sigma, p):\n    return "
            "BCM(eta=eta).closed_eye_decay(sigma, p)",
        ),
    ],
)
def test_what_the_notebook_hides_would_be_right(problem, source):
    """So the tests ask for what the library does, and hiding it is not in vain."""
    nb = notebook("ps9")
    score, said = grade(nb, problem, source, PUBLIC)
    assert score == problems(nb)[problem], said


def test_the_pictures_show_what_their_titles_promise():
    title, space = picture("ps9", 1)
    assert abs(space["order_parameter"](space["four"], 4) - np.exp(-8 * 0.15**2)) < 0.08, title
    assert "yours 30.32, known 30.32" in picture("ps9", 2)[0]
    assert "yours 39.84 and 191.84 s" in picture("ps9", 3)[0]
    title, space = picture("ps9", 4)
    assert "yours 153.6, known 153.6" in title and space["path"][-1] == pytest.approx(1)
    assert "verdict: order" in picture("ps9", 5)[0]
