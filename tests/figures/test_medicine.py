"""What the live figures of chapter 9 compute is what the library's own functions return, off the
default parameters too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from neurolib.applications.synchrony import Rhythm, lorentzian_order, order_parameter, reset_times

from neurolib import BCM, figures
from neurolib.applications import Calcium, Oscillators, TwoSubstances
from neurolib.applications.medicine import Pattern
from neurolib.figures import chance
from neurolib.model import Model
from neurolib.units import ms, s
from tests.figures.test_kernels import SEEDS, computed, drawn


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pair_of_spikes_leaves_the_calcium_of_the_model_and_its_change(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.calcium
    names = "tau_c", "C_pre", "C_post", "theta_d", "theta_p", "gamma_d", "gamma_p", "D"
    model, lag = Calcium(**drawn(Calcium, rng, *names)), rng.uniform(-50, 50) * ms
    found = computed(of.pair_of_spikes, of.OUTPUTS, model, {"lag": lag}, tables=of.TABLES)
    level = model.level(of.TABLES["moments"], [0.0], [lag])
    changes = [model.pairs(each) for each in of.TABLES["lags"]]
    assert np.allclose(found["level"], level, rtol=1e-12, atol=1e-15)
    assert np.allclose(found["changes"], changes, rtol=1e-10, atol=1e-15)
    assert found["here"] == pytest.approx(model.pairs(lag), rel=1e-10, abs=1e-15)
    assert found["most"] == pytest.approx(level.max(), rel=1e-12)
    assert (found["least"], found["largest"]) == pytest.approx((min(changes), max(changes)))


def test_two_spikes_at_once_are_one_event_of_calcium() -> None:
    model = Calcium(C_pre=0.7, C_post=0.8)
    of = figures.calcium
    found = computed(of.pair_of_spikes, of.OUTPUTS, model, {"lag": model.D}, tables=of.TABLES)
    assert found["here"] == pytest.approx(model.pairs(model.D), rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_session_of_bursts_ends_as_the_model_says(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.bursts
    index = ("stated", "coded")[seed % 2]
    model = TwoSubstances(index, **drawn(TwoSubstances, rng, "R_F", "f", "R_I", "h", "k", "b"))
    B, M, G = int(rng.integers(2, 201)), int(rng.integers(1, 41)), rng.uniform(2, 20)
    knobs = {"B": float(B), "M": float(M), "G": G, "j": 1.0 + seed % 2}
    found = computed(of.session, of.OUTPUTS, model, knobs, compiled=seed % 4 > 0)
    _, F, I = model.train(B)
    assert np.allclose(found["F"][: B + 1], F, rtol=1e-12)
    assert np.allclose(found["I"][: B + 1], I, rtol=1e-12)
    after = model.after(Pattern(B, M, 0.2 * B + G))
    ends = found["end_F"], found["end_I"], found["net"]
    assert ends == pytest.approx(after, rel=1e-9, abs=1e-9)
    n = int(found["points"])
    assert n == M * (B + 1) and found["time"][n - 1] == pytest.approx(1.0, rel=1e-12)
    assert found["pulses"] == 3 * B * M
    assert found["duration"] == pytest.approx((M - 1) * (0.2 * B + G) + 0.2 * B)
    assert found["effect"] == (2 if abs(after.net) <= 0.5 else 1 if after.net < 0 else 0)
    assert abs(found["name_F"] - found["name_I"]) >= 2 * of.ROOM * of.TOPS[int(found["top"])] - 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_the_weights_of_both_eyes_are_those_that_the_rule_learns(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.eyes
    rule = BCM(eta=rng.uniform(0.002, 0.006), tau_theta=20 * s, y_0=0.1 * (seed % 2))
    K, sigma = int(rng.integers(2, 9)), rng.uniform(0, 1)
    knobs = {"sigma": sigma, "patterns": float(K)}
    found = computed(of.closed_eye, of.OUTPUTS, rule, knobs, tables=of.TABLES, compiled=seed > 1)
    views = np.arange(of.VIEWS * of.WEEKS)
    with np.errstate(over="ignore"):
        seen = [int(K * chance.uniform(of.SEED, of.SEEN, k)) for k in views]
        noise = [
            [chance.normal(of.SEED, of.NOISE, k * of.DRAWS + i) for i in range(K)] for k in views
        ]
    inputs = np.hstack([np.eye(K)[seen], sigma * np.array(noise)])
    w, theta = np.array([K, *[0.0] * (K - 1), *[1.0] * K]), np.float64(K)
    for k, part in enumerate(np.split(inputs, 2 * of.WEEKS)):
        assert found["best"][k] == pytest.approx(w[0] / K, rel=1e-9)
        assert found["closed"][k] == pytest.approx(w[K:].mean(), rel=1e-9, abs=1e-9)
        w, theta = rule.learn(w, theta, part, 1 * s)
    assert found["closed_end"] == pytest.approx(w[K:].mean(), rel=1e-9, abs=1e-9)
    rate = rule.closed_eye_decay(sigma, 1 / K)
    assert np.allclose(found["formula"], np.exp(-rate * of.VIEWS * of.TABLES["weeks"]), rtol=1e-12)


@dataclass(frozen=True, repr=False)
class Coupled(Model):
    """A coupling and a half width are knobs here."""


@pytest.mark.parametrize("seed", SEEDS)
def test_coupled_phases_are_those_of_the_oscillators(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.phases
    K, gamma, first = rng.uniform(0, 4), rng.uniform(0.1, 1.5), 2 * np.pi * rng.random(of.N)
    tables, knobs = of.COUPLED_TABLES | {"first": first}, {"K": K, "gamma": gamma}
    found = computed(
        of.coupled, of.COUPLED_OUTPUTS, Coupled(), knobs, tables=tables, compiled=seed > 1
    )
    free = Oscillators(epsilon=0.0, J=0.0)
    rhythm = Rhythm(first, K, gamma * of.COUPLED_TABLES["quantile"])
    end, story = free.run(rhythm, of.DURATION, dt=of.DT, every=of.EVERY)
    assert np.allclose(found["t"], story.t) and np.allclose(found["R"], story.R, atol=1e-9)
    assert np.allclose(found["theta"], end.theta, rtol=0, atol=1e-8)
    mean = np.exp(1j * end.theta).mean()
    assert (found["arrow_x"][1], found["arrow_y"][1]) == pytest.approx((mean.real, mean.imag))
    assert found["end"] == pytest.approx(abs(mean)) and found["late"] == pytest.approx(
        story.R[-100:].mean()
    )
    assert found["expected"] == pytest.approx(lorentzian_order(K, gamma), rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_pulses_change_phases_and_couplings_as_the_oscillators_say(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.phases
    model = Oscillators(epsilon=0.2, J=rng.uniform(0, 10), pulse=rng.uniform(0.3, 1.0))
    first = model.run(model.start(of.NEURONS, rng), 20.0)[0]
    turns, last = seed % 2, (0, 20, 21, 30)[seed % 4] if seed > 3 else 7
    knobs = {"turns": float(turns), "cycle": float(last)}
    tables = of.RESET_TABLES | {
        "first": first.theta,
        "omega": first.omega,
        "K_first": first.K.ravel(),
    }
    found = computed(of.reset, of.RESET_OUTPUTS, model, knobs, tables=tables, compiled=True)
    pulses = reset_times("fixed" if turns else "together", np.pi, 1)
    now, told = first, [(order_parameter(first.theta), first.K.mean())]
    for cycle in range(last):
        now, _ = model.run(now, np.pi, pulses if cycle < of.STIMULATED else None, dt=of.STEP)
        told.append((order_parameter(now.theta), now.K.mean()))
    order, coupling = np.transpose(told)
    assert found["points"] == len(told)
    assert np.allclose(found["order_3"][: len(told)], 3 * order, atol=1e-8)
    assert np.allclose(found["coupling"][: len(told)], coupling, atol=1e-8)
    assert np.allclose(found["x"], np.cos(now.theta), atol=1e-7)
    assert np.allclose(found["K"], now.K.ravel(), atol=1e-7)
    assert (found["treated"], found["waited"]) == (min(last, 20), max(0, last - 20))
