"""What every model promises, checked for each of them alike."""

import importlib
import inspect
import math
import pkgutil
import re
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest

import neurolib
from neurolib import _jit, devices, neurons, plasticity, units
from neurolib.devices.pulsed import Weighted
from neurolib.model import ParameterError, Quantity, param
from neurolib.neurons.neuron import Neuron
from neurolib.units import mV, pA

NEURONS = [getattr(neurons, name) for name in neurons.__all__]
MODELS = NEURONS + [getattr(room, name) for room in (plasticity, devices) for name in room.__all__]
PARAMETERS = [(model, name) for model in MODELS for name in model.quantities()]
ROOMS = (
    "analysis",
    "codes",
    "connections",
    "crossbar",
    "devices",
    "energy",
    "engines",
    "network",
    "neurons",
    "noise",
    "plasticity",
    "trains",
)
# in SI: what a bound of a range may be
LARGEST = {"V": 100, "A": 1, "S": 1, "F": 1e-6, "Ohm": 1e11, "m": 1e-5, "K": 3000, "J": 1e-3}


def quantities():
    """Return the quantities of the science rooms by name: those that a module names, alone or in a
    table, and parameters of models.
    """
    found = {f"{model.__name__}.{name}": model.quantities()[name] for model, name in PARAMETERS}
    for module in pkgutil.walk_packages(neurolib.__path__, "neurolib."):
        if module.name.split(".")[1] in ROOMS:
            for name, value in vars(importlib.import_module(module.name)).items():
                table = value if isinstance(value, dict) else {"": value}
                found |= {
                    f"{module.name}.{name} {key}": each
                    for key, each in table.items()
                    if isinstance(each, Quantity)
                }
    return found


def kernels(model):
    names = [name for name in dir(model) if not name.startswith("_")]
    return {
        name: getattr(model, name)
        for name in names
        if isinstance(inspect.getattr_static(model, name), staticmethod)
    }


def states(model, n, rng):
    """Draw states around rest, and an input current."""
    spread = {"V": 15 * mV, "w": 200 * pA, "theta": 2 * mV}
    y = tuple(
        rest + spread[name] * rng.standard_normal(n)
        for name, rest in zip(model.state, model().rest(), strict=True)
    )
    return y, rng.uniform(-500 * pA, 1500 * pA, n)


def derivative(model, flow, y, I):
    neuron = model()
    return np.array(flow(*y, I, *neuron.values(model.flow, *model.state, "I")))


def refused(model, name, value, sentence):
    """Check that a model refuses a value of a parameter with this sentence; say which value it
    accepts.
    """
    try:
        accepted = model(**{name: value})
    except ParameterError as error:
        assert re.search(sentence, str(error)), f"{model.__name__}({name}={value!r}) says: {error}"
    else:
        pytest.fail(
            f"{model.__name__} accepts {name}={value!r}, as {accepted!r}. Declare {name} by "
            f"param(…) with its range, and if the class has a __post_init__ of its own, call "
            f"super().__post_init__() in it."
        )


def classes(model):
    """Return a model, and the learner of a rule if it stands in the same file."""
    learner = getattr(model, "learner", None)
    return [model, *([learner] if getattr(learner, "__module__", "") == model.__module__ else [])]


@pytest.mark.parametrize("model", MODELS)
def test_each_equation_is_said_once_in_latex_and_once_in_arithmetic(model):
    comments = re.findall(r"# \((\d+)\)", "".join(map(inspect.getsource, classes(model))))
    assert set(map(int, comments)) == set(model.equations()) != set()
    assert sorted(model.equations()) == list(range(1, len(model.equations()) + 1))


@pytest.mark.parametrize("model", MODELS)
def test_an_equation_is_shown_whole_however_many_lines_it_has(model):
    for tag, text in model.equations().items():
        assert text.count("{") == text.count("}") and text.count(r"\left") - text.count(
            r"\leftarrow"
        ) == text.count(r"\right"), tag
        assert text.count(r"\begin") == text.count(r"\end") and text.count(r"\tag") == 1, tag
        assert re.search(r"=|\\ge|\\to|\\leftarrow", text), f"({tag}) has no left side: {text}"


@pytest.mark.parametrize("model", MODELS)
def test_every_parameter_is_used_by_a_kernel_or_a_closed_form(model):
    # by name in a kernel, or as self.name in the class, or as rule.name in its learner
    used = {
        argument
        for kernel in kernels(model).values()
        for argument in inspect.signature(kernel).parameters
    }
    for base in model.__mro__[:-1]:
        named = re.findall(r"self\.(\w+)|getattr\(self, \"(\w+)\"", inspect.getsource(base))
        used |= {one or other for one, other in named}
    for learner in classes(model)[1:]:
        used |= set(re.findall(r"\brule\.(\w+)", inspect.getsource(learner)))
    # the parameters that bound the state of a pulsed device
    used |= set(getattr(model, "ends", ()))
    assert set(model.quantities()) <= used


@dataclass(frozen=True, repr=False)
class Constant(Weighted):
    """A pulsed device whose kernels do not use the bounds of its weight: Pulsed reads them by the
    names in ``ends``.
    """

    gamma: float = param(0.02, "", "step", 0.0, 1.0, (0.001, 0.1))
    w_max: float = param(1.0, "", "largest weight", 1e-3, 1e3, (0.5, 2.0))
    w_min: float = param(-1.0, "", "smallest weight", -1e3, 0.0, (-2.0, 0.0))

    steps: ClassVar[tuple[str, ...]] = ("gamma",)

    @neurolib.kernel
    def up(w, gamma):
        return gamma + 0 * w

    @neurolib.kernel
    def down(w, gamma):
        return gamma + 0 * w


@dataclass(frozen=True, repr=False)
class Useless(Constant):
    """One with a parameter that nothing reads."""

    mu: float = param(0.5, "", "exponent", 0.0, 10.0, (0.0, 2.0))


def test_the_bounds_of_a_pulsed_device_are_used_and_a_parameter_that_nothing_reads_is_not():
    test_every_parameter_is_used_by_a_kernel_or_a_closed_form(Constant)
    assert Constant().pulse(0.99, 1) == 1.0 and Constant().pulse(-0.99, -1) == -1.0
    with pytest.raises(AssertionError, match="mu"):
        test_every_parameter_is_used_by_a_kernel_or_a_closed_form(Useless)


@pytest.mark.parametrize(
    ("model", "name"), [(model, name) for model in MODELS for name in model.choices()]
)
def test_a_word_that_is_none_of_its_words_is_refused_with_those_there_are(model, name):
    words = model.choices()[name].words
    assert getattr(model(), name) in words and all(
        getattr(model(**{name: word}), name) == word for word in words
    )
    for value in "nothing", 1, None, words:
        refused(
            model,
            name,
            value,
            rf"^{model.__name__}\.{name} \(.* is .*; expected one of {words[0]!r}, ",
        )


@pytest.mark.parametrize("model", NEURONS)
def test_kernels_name_state_then_input_then_parameters_and_know_no_self(model):
    for name, kernel in kernels(model).items():
        arguments = list(inspect.signature(kernel).parameters)
        head = list(model.state) + {
            "flow": ["I"],
            "leap": ["I", "decay"],
            "linear": ["I", "G"],
        }.get(name, [])
        assert arguments[: len(head)] == head
        assert set(arguments[len(head) :]) <= set(model.quantities())
    assert not re.search(r"\b(if|while)\b", inspect.getsource(model.flow))


@pytest.mark.parametrize(("model", "name"), PARAMETERS)
def test_what_is_no_number_in_range_is_refused_by_name(model, name):
    for value in math.nan, math.inf, -math.inf, "20", None, True, 1j, [1.0, 2.0], []:
        refused(model, name, value, rf"^{model.__name__}\.{name} \(")


def test_ranges_are_ordered_and_of_a_size_that_the_unit_can_have():
    """A unit that divides where it should multiply makes a bound of 1e8 mV, which no device and no
    neuron reaches.
    """
    for name, each in quantities().items():
        assert each.low < each.high, name
        if each.teaching:
            assert each.low <= each.teaching[0] < each.teaching[1] <= each.high, name
        bounds = {abs(each.low), abs(each.high)} - {1e30}  # without a bound
        assert max(bounds, default=0) <= LARGEST.get(
            units.base(each.unit) if each.unit else "", math.inf
        ), name
    assert len(quantities()) > 250


@pytest.mark.parametrize(("model", "name"), PARAMETERS)
def test_beyond_its_range_a_parameter_is_refused_with_the_range(model, name):
    quantity = model.quantities()[name]
    for value in quantity.high + abs(quantity.high) + 1, quantity.low - abs(quantity.low) - 1:
        sentence = rf"^{model.__name__}\.{name} \({quantity.meaning}\) is .*; expected .* to "
        refused(model, name, value, sentence)


@pytest.mark.parametrize(("model", "name"), PARAMETERS)
def test_a_forgotten_unit_is_named(model, name):
    quantity = model.quantities()[name]
    value = getattr(model(), name) / quantity.factor
    if quantity.low <= value <= quantity.high:
        pytest.skip("the bare number is a permitted value too")
    with pytest.raises(
        ParameterError, match=rf"Is a unit missing, as in {value:.6g}\*{quantity.unit}\?"
    ):
        model(**{name: value})


@pytest.mark.parametrize("model", MODELS)
def test_a_misspelt_parameter_is_named_with_those_there_are(model):
    first = next(iter(model.quantities()))
    with pytest.raises(
        ParameterError,
        match=f"{model.__name__} has no parameter {first}x; it has .*Did you mean {first}",
    ):
        model(**{f"{first}x": 1.0})
    with pytest.raises(ParameterError, match="were given"):
        model(*([1.0] * 40))


@pytest.mark.parametrize("model", MODELS)
def test_repr_gives_the_same_model_back_and_models_are_frozen_values(model):
    name, quantity = next(iter(model.quantities().items()))
    other = 0.1234567 * quantity.teaching[0] + 0.8765433 * quantity.teaching[1]
    changed = replace(model(), **{name: float(f"{other / quantity.factor:.7g}") * quantity.factor})
    assert eval(repr(changed), {**vars(units), model.__name__: model}) == changed
    assert hash(changed) == hash(replace(changed)) != hash(model())
    with pytest.raises(AttributeError):
        setattr(changed, name, 1e-12)


@pytest.mark.parametrize("model", MODELS)
def test_markdown_shows_every_equation_and_parameter(model):
    text = model()._repr_markdown_()
    assert all(equation in text for equation in model.equations().values())
    assert all(quantity.words in text for quantity in model.quantities().values())
    assert all(choice.meaning in text for choice in model.choices().values())
    assert not re.search(r"^\| \$[A-Za-z]{3}|^\| \$c2c", text, re.MULTILINE), (
        "a word of the code is no product of symbols"
    )


@pytest.mark.parametrize("model", NEURONS)
def test_flow_of_arrays_equals_flow_of_scalars(model):
    y, I = states(model, 200, np.random.default_rng(1))
    together = derivative(model, model.flow, y, I)
    one_by_one = [derivative(model, model.flow, [v[k] for v in y], I[k]) for k in range(200)]
    np.testing.assert_allclose(together, np.transpose(one_by_one), rtol=1e-12)


@pytest.mark.skipif(not _jit.enabled(), reason="Numba is not installed or is switched off")
@pytest.mark.parametrize("model", NEURONS)
def test_compiled_flow_equals_plain_flow(model):
    compiled = _jit.kernel(model.flow)
    y, I = states(model, 50, np.random.default_rng(2))
    for k in range(50):
        point = [float(v[k]) for v in y]
        plain = derivative(model, model.flow, point, float(I[k]))
        np.testing.assert_allclose(
            derivative(model, compiled, point, float(I[k])), plain, rtol=1e-12
        )


@pytest.mark.parametrize("model", [m for m in NEURONS if m.leap is not None])
def test_leap_solves_flow(model):
    """The closed form against a fine Runge–Kutta integration of the same flow, by SciPy."""
    from scipy.integrate import solve_ivp

    neuron, rng = model(), np.random.default_rng(3)
    p = neuron.values(model.flow, *model.state, "I")
    for _ in range(20):
        y, I, dt = (
            [v + 5 * mV * rng.standard_normal() for v in neuron.rest()],
            rng.uniform(-1e-9, 1e-9),
            rng.uniform(1e-5, 0.1),
        )
        there = model.leap(
            *y, I, neuron.propagator(dt), *neuron.values(model.leap, *model.state, "I", "decay")
        )
        solution = solve_ivp(
            lambda t, y, I=I: model.flow(*y, I, *p), (0, dt), y, rtol=1e-11, atol=1e-14
        )
        np.testing.assert_allclose(there, solution.y[:, -1], rtol=1e-8)


def test_public_neurons_are_all_held_to_this():
    assert NEURONS and all(issubclass(model, Neuron) for model in NEURONS)
