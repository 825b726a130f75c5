"""Published statistics of phase-change devices (A45–A57), and the noise that must grow with the
device (science F2.5).
"""

import numpy as np
import pytest

from neurolib.devices import statistics
from neurolib.model import ParameterError
from neurolib.units import day, s, uS, year


def test_drift_of_a_day_and_a_year():
    assert statistics.drifted(1.0, 1 * day, 0.05) == pytest.approx(0.6579998773, rel=1e-9)  # A45
    # A46; a year of 365 days or 365.25
    assert statistics.drifted(1.0, 31_536_000, 0.05) == pytest.approx(0.4898874361, rel=1e-4)
    assert statistics.drifted(1.0, 1 * year, 0.05) == pytest.approx(0.4898874361, rel=1e-4)


def test_published_fits():
    assert statistics.nu_mean(0.1) == pytest.approx(0.06009006894, rel=1e-9)  # A52
    assert statistics.nu_std(0.1) == pytest.approx(0.02288231366, rel=1e-9)  # A53
    assert statistics.programming_std(0.5) == pytest.approx(9.52705e-07, rel=1e-9)  # A54
    assert statistics.read_std(0.5, 1 * day) == pytest.approx(0.07024181279, rel=1e-9)  # A55
    # A56
    assert statistics.read_std(0.5, 1 * day) / statistics.read_std(0.5, 1 * s) == pytest.approx(
        1.335457035, rel=1e-9
    )


def test_fits_are_kept_within_their_limits():
    g = np.array([0.0, 1e-6, 1.0])
    np.testing.assert_array_equal(statistics.nu_mean(g), [0.1, 0.1, 0.049])
    np.testing.assert_array_equal(statistics.nu_std(g), [0.045, 0.045, 0.008])
    assert statistics.read_std(0.0, 1 * day) <= 0.2 * np.sqrt(np.log(1e12))


def test_programming_noise_grows_with_the_device():
    """Another tool gives 2.02 µS for devices of 40 and of 80 µS alike."""
    assert statistics.programming_std(0.5, 80 * uS) == 2 * statistics.programming_std(0.5, 40 * uS)


def test_a_pair_that_drifts_unequally_changes_its_sign():
    when = statistics.flip_time(10 * uS, 8 * uS, 0.06, 0.03)
    assert when == pytest.approx(33990.986, rel=1e-6)  # A57
    weight = [
        statistics.drifted(10, t, 0.06) - statistics.drifted(8, t, 0.03)
        for t in (0.999 * when, 1.001 * when)
    ]
    assert weight[0] > 0 > weight[1]
    assert (
        statistics.flip_time(10 * uS, 8 * uS, 0.03, 0.06)
        == statistics.flip_time(10 * uS, 8 * uS, 0.05, 0.05)
        == np.inf
    )


def test_impossible_questions_are_refused():
    with pytest.raises(ParameterError, match="both 8 µS: the weight is 0 from the start"):
        statistics.flip_time(8 * uS, 8 * uS, 0.06, 0.03)
    with pytest.raises(ParameterError, match=r"drifted's t \(time since programming\) is -1 s"):
        statistics.drifted(1.0, -1.0, 0.05)
    with pytest.raises(ParameterError, match=r"drifted's t_0 \(time since programming\) is -1 s"):
        statistics.drifted(1.0, 20.0, 0.05, t_0=-1.0)
    with pytest.raises(ParameterError, match=r"drifted's G \(conductance at the start\) is nan"):
        statistics.drifted([1.0, np.nan], 20.0, 0.05)
    with pytest.raises(ParameterError, match=r"read_std's t_r \(length of a reading\) is -1"):
        statistics.read_std(0.5, 20.0, t_r=-1.0)
    with pytest.raises(ParameterError, match=r"nu_mean's g .* is 2.5e-05; .*|nu_mean's g .* is 25"):
        statistics.nu_mean(25.0)
