"""The reference solutions of ps6-spike beside the library they rebuild."""

import numpy as np
import pytest

from neurolib.applications.learning import (
    Pass,
    SpikingLayer,
    Weights,
    bptt,
    eprop,
    spike_time_slope,
)
from neurolib.units import ms
from tests.course.pictures import picture
from tests.course.test_answers import PUBLIC, grade, notebook, reference


@pytest.fixture(scope="module")
def solved():
    """The functions of the reference solutions."""
    return reference("ps6")


def test_the_slope_of_a_spike_time_with_one_input(solved):
    w = 1.5 / 0.15749013123685915  # one and a half times the weight at which the neuron just fires
    given = 3.0465373101605806e-3, w, 0.0, 1e-3, 20 * ms, 5 * ms
    assert np.isclose(solved["slopes"](*given)[0], spike_time_slope(w, 20 * ms, 5 * ms), rtol=1e-9)


def test_the_mended_backward_pass_is_that_of_the_library_and_e_prop_too(solved):
    rng, layer = np.random.default_rng(4), SpikingLayer(theta=1.2, b=0.6)
    x, V, z = (
        (rng.random((12, 4)) < 0.4).astype(float),
        rng.normal(0.5, 0.8, (12, 5)),
        (rng.random((12, 5)) < 0.3).astype(float),
    )
    g, U, W = rng.normal(size=(12, 3)), rng.normal(size=(5, 3)), rng.normal(size=(4, 5))
    done = Pass(V[:, None], z[:, None], np.zeros((12, 1, 3)))
    exact, local = (
        way(layer, Weights(W, U), x[:, None], done, g[:, None]) for way in (bptt, eprop)
    )
    mine = solved["backward"](x, V, z, g, U, layer.alpha, layer.beta, 1.2, 0.6)
    np.testing.assert_allclose(mine[0], exact.W, rtol=1e-10)
    np.testing.assert_allclose(mine[1], exact.U, rtol=1e-10)
    np.testing.assert_allclose(
        solved["local_gradient"](x, V, g, U, layer.alpha, layer.beta, 1.2, 0.6), local.W, rtol=1e-10
    )


def test_the_narrowest_width_reaches_as_many_neurons_as_asked(solved):
    """With the surrogate of the library: a width that is a little smaller reaches one fewer."""
    V = np.random.default_rng(6).normal(0.3, 0.7, (20, 9))
    for n in range(1, 10):
        b = solved["narrowest"](V, 1.2, 0.35, n)
        for width, reached in ((1.001 * b, n), (0.999 * b, n - 1)):
            psi = SpikingLayer(theta=1.2, b=width).psi(V)
            assert (psi.max(axis=0) >= 0.35).sum() == reached


def test_the_slope_of_the_library_earns_nothing():
    """The slope of a spike time with one input is not the one that is asked for."""
    source = (
        "from neurolib.applications.learning import spike_time_slope as of\n"
        "def slopes(t, w_1, w_2, d, tau_m, tau_s):\n"
        "    return of(w_1, tau_m, tau_s), of(w_2, tau_m, tau_s), 0.0"
    )
    assert grade(notebook("ps6"), "6.1", source, PUBLIC)[0] == 0


def test_the_pictures_show_what_their_titles_promise():
    assert "known −0.260" in (title := picture("ps6", 1)[0]) and "your slope −0.260" in title
    assert float(picture("ps6", 2)[0].split("difference ")[1].split(",")[0]) < 1e-3
    titles, drawn = picture("ps6", 3)
    assert "yours 7.712, known 7.712" in titles
    assert "for 30 of 60: yours 0.155, known 0.155" in titles
    yours, known, fraction = drawn["right"].lines
    np.testing.assert_allclose(
        known.get_ydata(),
        np.interp(known.get_xdata(), yours.get_xdata(), yours.get_ydata()),
        rtol=1e-3,
    )
    # half of the neurons are reached at few voltages, all of them at more than half
    assert fraction.get_ydata()[26] < 0.05 and fraction.get_ydata()[-1] > 0.5
    assert "your margin for 25 spikes" in picture("ps6", 4)[0]
