"""What the README and the guide show works as printed."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from neurolib.analysis import f_i_curve, simulate
from neurolib.units import mV, nS, pA, pF

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "course" / "guide"


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


contract = load("contract", ROOT / "tests" / "test_contract.py")  # what every model passes


def code(page):
    return re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def test_the_taste_in_the_readme_runs_and_says_what_it_prints(capsys):
    import matplotlib

    matplotlib.use("agg")
    (taste,) = code(ROOT / "README.md")
    assert len(taste.strip().splitlines()) <= 11
    names = {}
    exec(taste, names)
    printed = capsys.readouterr().out
    assert "Run of AdEx: 500 ms in steps of 10 µs, 10 spikes (20 Hz)" in printed
    assert "63.04" in printed and "63.01" in printed
    assert names["ax"].lines or names["ax"].collections


def test_relative_links_lead_somewhere():
    for page in [ROOT / "README.md", *GUIDE.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"


@pytest.fixture(scope="module")
def QIF(tmp_path_factory):
    """The neuron of the guide, as a file of the library."""
    path = tmp_path_factory.mktemp("guide") / "qif.py"
    path.write_text(code(GUIDE / "extending.md")[0], encoding="utf-8")
    yield load("neurolib.neurons.qif", path).QIF
    del sys.modules["neurolib.neurons.qif"]


def test_the_new_neuron_of_the_guide_keeps_the_contract(QIF):
    contract.test_each_equation_is_said_once_in_latex_and_once_in_arithmetic(QIF)
    contract.test_every_parameter_is_used_by_a_kernel_or_a_closed_form(QIF)
    contract.test_kernels_name_state_then_input_then_parameters_and_know_no_self(QIF)
    contract.test_a_misspelt_parameter_is_named_with_those_there_are(QIF)
    contract.test_repr_gives_the_same_model_back_and_models_are_frozen_values(QIF)
    contract.test_markdown_shows_every_equation_and_parameter(QIF)
    contract.test_flow_of_arrays_equals_flow_of_scalars(QIF)


def test_the_new_neuron_of_the_guide_fires_above_its_rheobase(QIF):
    """Rest vanishes at I = k (V_T − E_L)²/4; far above it the rate grows as the square root of the excess current."""
    neuron = QIF(C=100 * pF, k=700 * nS, V_R=-60 * mV)
    rheobase = neuron.k * (neuron.V_T - neuron.E_L) ** 2 / 4
    assert rheobase == pytest.approx(70 * pA, rel=1e-9, abs=0)
    assert len(simulate(neuron, 0.98 * rheobase, 1.0).spikes) == 0
    rates = f_i_curve(neuron, [1.02 * rheobase, 2 * rheobase])
    assert 0 < rates[0] < rates[1]


def test_the_names_of_the_guide_stand_where_it_says():
    named = re.findall(r"`(neurolib/[\w/]+\.py)`(?:: | \()((?:[^`|)]*`\w+`)+)", (GUIDE / "extending.md").read_text(encoding="utf-8"))
    assert len(named) >= 10
    for path, names in named:
        source = (ROOT / path).read_text(encoding="utf-8")
        for name in re.findall(r"`(\w+)`", names):
            assert re.search(rf"^(?:(?:def|class) )?{name}\b", source, re.MULTILINE), (path, name)
