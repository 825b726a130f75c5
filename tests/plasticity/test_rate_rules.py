"""What the three rate rules promise alike: equations said once, guards, inputs left alone, neurons
side by side.
"""

import inspect
import re
from dataclasses import replace

import numpy as np
import pytest

from neurolib import BCM, Hebb, Oja, ParameterError, units

RULES = [BCM, Hebb, Oja]
each = pytest.mark.parametrize("model", RULES)


def step(rule, w, x, dt, theta=0.7):
    """Return what changes, in a tuple, for each rule alike."""
    return rule.step(w, theta, x, dt) if isinstance(rule, BCM) else (rule.step(w, x, dt),)


@each
def test_each_equation_is_said_once_in_latex_and_once_in_arithmetic(model):
    comments = [int(n) for n in re.findall(r"# \((\d+)\)", inspect.getsource(model))]
    assert sorted(comments) == sorted(model.equations()) == list(range(1, len(comments) + 1))
    assert all(equation in model()._repr_markdown_() for equation in model.equations().values())


@each
def test_parameters_are_guarded_and_repr_gives_the_rule_back(model):
    rule = replace(model(), eta=0.123456)
    assert eval(repr(rule), {**vars(units), model.__name__: model}) == rule
    for name, quantity in model.quantities().items():
        for value in quantity.high + 1, quantity.low - 1, np.nan, "1", None:
            with pytest.raises(ParameterError, match=rf"^{model.__name__}\.{name} \("):
                model(**{name: value})


@each
def test_inputs_stay_as_they_are_and_results_are_new(model):
    w, theta, x = np.array([0.3, 0.5]), np.array(0.7), np.array([1.0, 2.0])
    kept = w.copy(), theta.copy(), x.copy()
    results = step(model(), w, x, 0.05, theta)
    for one, before in zip((w, theta, x), kept, strict=True):
        assert np.array_equal(one, before) and not any(
            np.shares_memory(one, result) for result in results
        )
    assert all(
        np.any(np.asarray(result) != before)
        for result, before in zip(results, kept[:2], strict=False)
    )


@each
def test_neurons_side_by_side_equal_neurons_one_by_one(model):
    rng = np.random.default_rng(1)
    w, theta, inputs = (
        rng.uniform(-1, 1, (5, 3)),
        rng.uniform(0.1, 1, 5),
        rng.uniform(0, 1, (20, 3)),
    )
    rule, dt = model(), 0.05
    single = [(w[i], theta[i]) if model is BCM else (w[i],) for i in range(5)]
    together = (w, theta) if model is BCM else (w,)
    learnt = rule.learn(*together, inputs, dt)
    for x in inputs:
        single = [
            (out if isinstance(out := rule.step(*one, x, dt), tuple) else (out,)) for one in single
        ]
    for at, result in enumerate(learnt if model is BCM else (learnt,)):
        np.testing.assert_allclose(result, [one[at] for one in single], rtol=1e-12)


@each
@pytest.mark.parametrize(
    ("w", "x", "dt", "said"),
    [
        (
            [0.1, 0.2],
            [1.0, 2.0, 3.0],
            0.1,
            r"step has weights of shape \(2,\) and input of shape \(3,\); expected",
        ),
        (0.1, 1.0, 0.1, "weights of shape .* expected"),
        ([0.1], [[1.0]], 0.1, "expected"),
        ([np.nan], [1.0], 0.1, r"step's w \(weights, one for each input\) is nan"),
        ([0.1], ["a"], 0.1, r"step's x \(.*\) is \['a'\], which is not a number"),
        (
            [0.1],
            [1.0],
            -0.1,
            r"step's dt \(time for which the input is shown\) is -100 ms; expected",
        ),
        ([], [], 0.1, "is empty"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(model, w, x, dt, said):
    with pytest.raises(ParameterError, match=said):
        step(model(), w, x, dt)


@pytest.mark.parametrize("rule", [Hebb(), Oja()])
@pytest.mark.parametrize("C", [np.eye(3), [[1, 2], [0, 1]], [[1, 0], [0, -1]], [1.0, 2.0]])
def test_what_is_no_matrix_of_correlations_is_refused(rule, C):
    for verb in rule.flow, lambda w, C: rule.solution(w, C, 1.0):
        with pytest.raises(ParameterError, match="is not what mean products of 2 inputs give"):
            verb([0.1, 0.2], C)


@each
def test_weights_that_run_away_are_reported(model):
    rule, inputs = model(eta=1000.0), np.full((3000, 1), 100.0)
    with pytest.raises(
        ParameterError,
        match=rf"^{model.__name__}.learn's weights grew beyond what a number can hold\. \w",
    ):
        rule.learn([0.5], *([1.0] if model is BCM else []), inputs, 0.9)
