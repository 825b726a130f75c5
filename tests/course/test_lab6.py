"""The reference tests of lab6-errors: the mutants they kill and the correct models they accept, in
every hidden test and under many secrets.

The library's own models are correct in the eyes of the reference tests, and the exhibits of lab 6
are not.
"""

import os
import re
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest

from neurolib import HPMemristor
from neurolib.applications.mutation import mutation_score
from neurolib.classroom.hidden import VARIABLE
from neurolib.devices.windows import WINDOWS
from neurolib.noise import Flicker
from tests.course.pictures import picture
from tests.course.test_answers import notebook, reference

FUNCTIONS = {
    "L6.1": "is_window",
    "L6.2": "is_memristor",
    "L6.3": "is_flicker",
    "L6.4": "keeps_order",
}
HIDDEN = {
    cell.id: cell.source
    for cell in notebook("lab6").cells
    if re.match(r"# L6\.\d · hidden test", cell.source)
}
SECRETS = [f"secret {k}" for k in range(8)]


@pytest.fixture(scope="module")
def solved():
    return reference("lab6")


def models(cell, secret):
    """Return the correct models and the mutants of a hidden test, each the arguments of a student's
    function.
    """
    seen = []
    source = HIDDEN[cell].replace("def judge(", "def unused(")
    with mock.patch.dict(os.environ, {VARIABLE: secret}):
        exec(source, {"judge": lambda correct, wrong, rng: seen.append((correct, wrong))})
    return seen[0]


@pytest.mark.parametrize("cell", HIDDEN)
def test_a_reference_test_kills_all_mutants_without_a_false_alarm(solved, cell):
    test = solved[FUNCTIONS[".".join(cell.split("-")[:2])]]
    for secret in SECRETS:
        score = mutation_score(test, *models(cell, secret))
        assert score.killed >= 0.95 and not score.alarms, score
        assert score.killed == 1, score.survivors


def test_there_are_many_mutants_and_both_kinds_in_every_hidden_test():
    counts = [tuple(map(len, models(cell, "one"))) for cell in HIDDEN]
    print(
        f"{sum(wrong for _, wrong in counts)} mutants and "
        f"{sum(correct for correct, _ in counts)} correct models in {len(counts)} "
        f"hidden tests"
    )
    assert sum(wrong for _, wrong in counts) >= 60 and all(
        correct >= 4 and wrong >= 4 for correct, wrong in counts
    )


@pytest.mark.parametrize("cell", HIDDEN)
def test_nothing_but_the_values_separates_mutants_from_correct_models(cell):
    """Every shape among the mutants occurs among the correct models, and another secret gives other
    numbers.
    """
    correct, wrong = models(cell, "one")

    def shapes(group, except_for_size):
        return {
            tuple(np.ndim(part) if except_for_size else np.shape(part) for part in model)
            for model in group.values()
        }

    assert shapes(wrong, "L6-3" in cell) <= shapes(correct, "L6-3" in cell)
    again, _ = models(cell, "two")
    assert not any(
        all(np.array_equal(a, b) for a, b in zip(correct[name], again[name], strict=True))
        for name in correct
        if "end in rounding" not in name
    )


def test_the_windows_of_the_library_pass_and_those_of_the_museum_do_not(solved):
    x = np.linspace(0, 1, 101)
    for p in 1, 2, 5:
        for name in "joglekar", "biolek", "prodromakis", "strukov":
            assert solved["is_window"](x, WINDOWS[name](x, 1.0, p), WINDOWS[name](x, -1.0, p)), (
                name,
                p,
            )
        assert not solved["is_window"](x, *2 * [(2 - 2 * x) ** (2 * p)])
        assert not solved["is_window"](x, *2 * [1 - (x - 0.5) ** 2 + 0.75**p])
    assert not solved["is_window"](x, WINDOWS["none"](x, 1.0), WINDOWS["none"](x, -1.0))


def test_the_memristors_of_the_library_pass(solved):
    t = np.arange(1000) * 2e-3
    v = np.sin(np.pi * t)
    for window in "none", "joglekar", "biolek":
        device = replace(HPMemristor(), window=window)
        run = device.simulate(v, 2e-3)
        assert solved["is_memristor"](v, run.i[:-1], device.R_on, device.R_off), window
        inverted = v / (device.R_on + device.R_off - 1 / run.G[:-1])
        assert not solved["is_memristor"](v, inverted, device.R_on, device.R_off), window


def test_the_flicker_noise_of_the_library_passes(solved):
    rng, target = np.random.default_rng(5), np.array([5e-6, 1e-5, 3e-5])
    flickers = [Flicker(400, 1e-5, 1e3, rng, per_decade=3) for _ in target]
    noise = np.array(
        [
            np.stack([flicker.at(t) for t in (0.0, 1e-6, 1.0, 1000.0)], axis=-1)
            for flicker in flickers
        ]
    )
    assert solved["is_flicker"](target[:, None, None] * (1 + 0.03 * noise), target)
    assert not solved["is_flicker"](
        target[:, None, None] * (1 + 0.03 * rng.standard_normal(noise.shape)), target
    )


def test_the_pictures_show_the_verdicts_that_they_promise():
    for number, expected in (1, 4), (2, 2), (3, 1), (4, 2):
        titles, _ = picture("lab6", number)
        assert (
            titles.count("yours: accepted") == expected and titles.count("yours: rejected") >= 2
        ), titles
