"""What the live figures of chapter 5 compute is what the library's own functions return."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy import stats

from neurolib import LIF, SoftBounds, figures, noise
from neurolib.crossbar import Wires
from neurolib.devices.statistics import drifted, flip_time
from neurolib.figures import chance
from neurolib.model import Model
from neurolib.noise.flicker import corners
from neurolib.units import Ohm, hour, uS
from tests.figures.test_kernels import SEEDS, computed, drawn


@pytest.mark.parametrize("seed", SEEDS)
def test_a_weight_of_two_devices_fades_as_they_drift(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.fading
    G = rng.uniform(1, 25, 2) * uS
    nu = rng.uniform(0, 0.12, 2) if seed else np.array([0.05, 0.05])
    knobs = dict(zip(("G_plus", "G_minus", "nu_plus", "nu_minus"), (*G, *nu), strict=True))
    found = computed(of.two_conductances, of.OUTPUTS, LIF(), knobs, tables=of.TABLES)
    times = of.TABLES["times"]
    plus, minus = (drifted(G[k], times, nu[k]) for k in range(2))
    assert np.allclose(found["weight"], plus - minus, rtol=1e-12, atol=1e-20)
    flip = flip_time(*G, *nu)
    assert found["flip_hours"] == pytest.approx(flip / hour, rel=1e-12)
    assert found["fate"] == (1.0 if times[0] < flip < times[-1] else 2.0)
    assert np.nanmax(np.abs(found["weight"])) < of.REACH[int(found["reach"])]
    assert max(found["plus"].max(), found["minus"].max()) < of.TOPS[int(found["top"])]


@pytest.mark.parametrize("seed", SEEDS)
def test_information_and_spikes_are_those_of_the_threshold(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.resonance
    sigma, A = rng.uniform(0.02, 2.5), rng.uniform(0.1, 1.5)
    knobs, more = {"sigma": sigma, "A": A}, {"tables": of.TABLES, "compiled": seed % 4 > 0}
    found = computed(of.signal_and_information, of.OUTPUTS, LIF(), knobs, **more)
    assert np.allclose(found["bits"], noise.information(of.TABLES["sigmas"], A), atol=1e-14)
    assert found["here"] == pytest.approx(noise.information(sigma, A), abs=1e-14)
    up = of.SIGNAL > 0
    beyond = found["heard"] > 1
    assert np.array_equal(found["crossings"][: int(found["n"])], np.flatnonzero(beyond))
    assert (found["up"], found["down"]) == pytest.approx((beyond[up].mean(), beyond[~up].mean()))
    for side, signal in ((up, A), (~up, -A)):  # within five standard deviations
        p = stats.norm.sf((1 - signal) / sigma)
        assert abs(beyond[side].mean() - p) < 5 * np.sqrt(p * (1 - p) / side.sum()) + 1e-3


@pytest.mark.parametrize("seed", SEEDS)
def test_weights_on_a_grid_keep_the_sum_on_average(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.rounding
    lsb, change = rng.uniform(0.005, 0.2), rng.uniform(0.001, 0.02)
    knobs, more = {"lsb": lsb, "change": change}, {"tables": of.TABLES, "compiled": seed % 4 > 0}
    found = computed(of.requests_on_a_grid, of.OUTPUTS, LIF(), knobs, **more)
    some = found["some"].reshape(of.SHOWN, of.LONG)[:, :-1]
    assert np.allclose(some / lsb, np.rint(some / lsb), rtol=0, atol=1e-9)
    assert (np.diff(some, axis=1) > -1e-12).all()
    share = change / lsb % 1  # of a step; a hundred coins, and five standard deviations
    spread = lsb * np.sqrt(of.STEPS * share * (1 - share))
    assert abs(found["mean"][-1] - of.STEPS * change) < 5 * spread / np.sqrt(of.COPIES) + 1e-9
    assert found["spread"] == pytest.approx(spread, rel=0.65, abs=1e-9)
    weight = 0.0
    for _ in range(of.STEPS):
        weight = lsb * np.rint((weight + change) / lsb)
    assert found["nearest_end"] == pytest.approx(weight)
    assert found["moves"] == (weight > 0)
    most = max(weight, found["whole"], some.max())
    assert most <= of.TOPS[int(found["top"])] <= max(3 * most, of.TOPS[0])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_staircase_is_that_of_the_device(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.staircase
    s = 0.0 if seed == 3 else rng.uniform(0, 1)
    device = SoftBounds(**drawn(SoftBounds, rng, "gamma_plus", "gamma_minus"))
    device = replace(device, slope_plus=s, slope_minus=s)
    found = computed(of.path_and_steps, of.OUTPUTS, device, {"s": s}, tables=of.TABLES)
    path = [0.0]
    for sign in np.concatenate([np.ones(60), -np.ones(60), np.tile([1, -1], 60)]):
        path.append(device.pulse(path[-1], sign))
    for name, part in (("rise", (0, 61)), ("fall", (60, 121)), ("pairs", (120, 241))):
        there = slice(*part)
        assert np.allclose(found[name][there], path[there], rtol=1e-12, atol=1e-14)
        assert np.isfinite(found[name]).sum() == part[1] - part[0]
    w = of.TABLES["weights"]
    assert np.allclose(found["ups"], np.maximum(device.up(w), 0), rtol=1e-12)
    assert np.allclose(found["downs"], np.maximum(device.down(w), 0), rtol=1e-12)
    if s:
        assert found["point"] == pytest.approx(device.symmetry_point(), rel=1e-12)
        assert found["loss"] == pytest.approx(1 - device.contraction, rel=1e-12)
        assert found["step_there"] == pytest.approx(device.up(found["point"]), rel=1e-9)
    assert found["has_point"] == (s > 0)
    assert max(found["ups"].max(), found["downs"].max()) <= of.TOPS[int(found["top"])]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sum_of_defects_is_that_of_the_library(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.defects
    f_low, decades, per_decade = 10 ** rng.uniform(-2, 2), rng.uniform(0.5, 5), rng.uniform(0.4, 4)
    knobs = {"f_low": f_low, "decades": decades, "per_decade": per_decade}
    found = computed(
        of.record_and_spectrum, of.OUTPUTS, LIF(), knobs, tables=of.TABLES, compiled=True
    )
    own, tones = corners(f_low, f_low * 10**decades, per_decade), of.TABLES["tones"]
    assert found["n"] == len(own) <= of.MOST
    assert (found["first"], found["last"]) == pytest.approx((own[0], own[-1]), rel=1e-12)
    both = 2 / (np.pi * own[:, None]) / (1 + (tones / own[:, None]) ** 2) / len(own)
    assert np.allclose(found["total"], both.sum(axis=0), rtol=1e-12)
    single = found["single"][: int(found["points"])].reshape(len(own), -1)[:, :-1]
    assert np.allclose(single, both, rtol=1e-12)
    inside = (tones > 3 * own[0]) & (tones < own[-1] / 3)
    assert found["kind"] == (0.0 if len(own) < 2 else 1.0 if inside.sum() < 5 else 2.0)
    if inside.sum() >= 5:
        x, y = np.log(tones[inside]), np.log(both.sum(axis=0)[inside])
        fit = np.polyfit(x, y, 1)
        assert found["slope"] == pytest.approx(fit[0], rel=1e-9)
        ripple = np.exp(np.abs(y - np.polyval(fit, x)).max()) - 1
        assert found["ripple"] == pytest.approx(ripple, rel=1e-9)


def test_the_record_of_defects_is_as_strong_and_as_slow_as_they_are() -> None:
    of = figures.defects
    steady = {"f_low": 50.0, "decades": 0.5, "per_decade": 1.0}  # many times within the record
    more = {"tables": of.TABLES, "compiled": True}
    found = computed(of.record_and_spectrum, of.OUTPUTS, LIF(), steady, **more)
    record, kept = found["record"], np.exp(-2 * np.pi * found["first"] * of.DT)
    assert record.var() == pytest.approx(1.0, abs=0.2)
    assert np.corrcoef(record[1:], record[:-1])[0, 1] == pytest.approx(kept, abs=0.08)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_two_spreads_are_found_again(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.array_spreads
    sigma_d, sigma_c = rng.uniform(0, 0.3), rng.uniform(0, 0.2)
    knobs = {"sigma_d": sigma_d, "sigma_c": sigma_c}
    found = computed(of.readings, of.OUTPUTS, LIF(), knobs, tables=of.TABLES, compiled=True)
    G = found["G"].reshape(of.CYCLES, of.DEVICES)
    L = np.log(G)
    within, between = L.var(axis=0, ddof=1).mean(), L.mean(axis=0).var(ddof=1)
    assert found["c2c"] == pytest.approx(np.sqrt(within), rel=1e-9)
    assert found["d2d"] == pytest.approx(np.sqrt(max(between - within / of.CYCLES, 0)), abs=1e-9)
    assert found["everything"] == pytest.approx(L.std(), rel=1e-9)
    assert found["d2d"] == pytest.approx(sigma_d, abs=0.15 * sigma_d + 0.02)
    assert found["c2c"] == pytest.approx(sigma_c, abs=0.25 * sigma_c)
    assert np.allclose(found["means"], G.mean(axis=0), rtol=1e-12)
    dots = found["dots"].reshape(len(of.SHOWN), of.CYCLES)
    assert np.array_equal(dots, G[:, of.SHOWN].T)
    for name, values in (("all_of", G.ravel()), ("of_means", G.mean(axis=0))):
        counts, _ = np.histogram(values / uS, 56, (0, 14))
        density = counts / len(values) / 0.25  # of all values, those beyond the axis too
        smooth = np.convolve(density, [0.25, 0.5, 0.25], "same")
        assert np.allclose(found[name], smooth, rtol=1e-6, atol=0.01)
        assert smooth.max() <= of.TOPS[int(found["top"])]


@pytest.mark.parametrize("spreads", [(0.4, 0.4), (0.4, 0.0), (0.0, 0.4), (0.2, 0.1), (1.0, 0.3)])
def test_densities_of_readings_count_those_beyond_the_axis(spreads: tuple[float, float]) -> None:
    of = figures.array_spreads
    knobs = dict(zip(("sigma_d", "sigma_c"), spreads, strict=True))
    found = computed(of.readings, of.OUTPUTS, LIF(), knobs, tables=of.TABLES, compiled=True)
    for name, values in (("all_of", found["G"]), ("of_means", found["means"])):
        shown = found[name].sum() * of.WIDTH / uS
        # smoothing takes a quarter of the last bin over the edge
        edge = 0.25 * (np.floor(values / of.WIDTH) == of.BINS - 1).mean()
        edge += 0.25 * (np.floor(values / of.WIDTH) == 0).mean()
        assert shown == pytest.approx((values < 14 * uS).mean() - edge, abs=1e-9)
    beyond = (found["G"] >= 14 * uS).mean()
    assert found["beyond"] == pytest.approx(beyond, abs=1e-12)
    assert found["hidden"] == (beyond > 0.0005)


@pytest.mark.parametrize("seed", SEEDS)
def test_two_arrays_learn_as_those_of_the_chapter(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.tiki
    sigma, gain, misread = rng.uniform(0, 2), 10 ** rng.uniform(-3, -1), rng.uniform(-0.2, 0.2)
    knobs = {"sigma": sigma, "gain": gain, "misread": misread}
    found = computed(
        of.one_and_two_arrays, of.OUTPUTS, LIF(), knobs, tables=of.TABLES, compiled=True
    )

    def moved(w: np.ndarray, request: np.ndarray) -> np.ndarray:
        return w + request - w * np.abs(request)

    with np.errstate(over="ignore"):
        steps = np.arange(of.STEPS, dtype=np.uint64)
        xi = np.array([chance.normal(of.SEED, copy, steps) for copy in range(of.COPIES)]).T
    state, course = np.zeros((3, of.COPIES)), np.zeros((of.STEPS + 1, 3))
    for n, z in enumerate(sigma * xi, 1):
        one, fast, slow = state
        requests = 0.02 * (0.6 - one + z), 0.02 * (0.6 - slow + z), gain * (fast + misread)
        state = np.array([moved(w, request) for w, request in zip(state, requests, strict=True)])
        course[n] = state.mean(axis=1)
    for k, name in enumerate(("single", "fast", "slow")):
        assert np.allclose(found[name], course[:: of.EVERY, k], rtol=0, atol=1e-9)
        assert found[f"late_{name}"] == pytest.approx(course[of.LATE :, k].mean(), abs=1e-9)
    assert found["most"] == pytest.approx(max(course[:, 2].max(), 0.0), abs=1e-9)
    low, high = of.LIMITS
    assert low <= course.min() and course.max() <= high


@dataclass(frozen=True, repr=False)
class Picture(Model):
    """Devices that are on or off."""

    rows: tuple[str, ...] = 16 * ("1" * 16,)


@pytest.mark.parametrize("seed", SEEDS)
def test_voltages_and_currents_behind_wires_are_those_of_the_matrix(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.wires
    r, G = 10 ** rng.uniform(-1, 1.3) * Ohm, rng.uniform(1, 200) * uS
    on = rng.random((16, 16)) < rng.choice([0.1, 0.5, 1.0])
    model = Picture(rows=tuple("".join("01"[each] for each in row) for row in on.astype(int)))
    knobs = {"r": r, "G": G, "row": 3.0, "column": 16.0}
    more = {"tables": of.TABLES, "compiled": seed % 4 > 0, "picture": ("rows", 16)}
    found = computed(of.array_of_devices, of.OUTPUTS, model, knobs, **more)
    cells = np.where(on, G, G / 100)
    u, w = Wires(cells, r).voltages(np.full(16, 0.2))
    assert np.allclose(found["u"].reshape(16, 16), u, rtol=0, atol=1e-13)
    assert np.allclose(found["w"].reshape(16, 16), w, rtol=0, atol=1e-13)
    ideal = 0.2 * cells.sum(axis=0)
    assert np.allclose(found["currents"], w[-1] / r, rtol=1e-9)
    assert found["lost"] == pytest.approx(1 - w[-1, -1] / r / ideal[-1], abs=1e-9)
    assert found["here"] == pytest.approx((u - w)[2, 15] / 0.2, abs=1e-12)
    assert (found["n_on"], found["here_on"]) == (on.sum(), on[2, 15])
    share = (u - w) / 0.2
    shades = np.clip(np.floor((share - 0.4) / 0.03), 0, 19)
    near = np.abs((share - 0.4) / 0.03 - np.rint((share - 0.4) / 0.03)) < 1e-6
    assert ((found["shade"].reshape(16, 16) == shades) | near).all()
    widths = (found["row_high"] - found["row_low"]).reshape(16, 16)
    across = -np.diff(u, axis=1, prepend=0.2)
    assert np.allclose(widths / widths.max(), across / across.max(), atol=1e-9)
    assert ideal.max() <= of.TOPS[int(found["top"])]
