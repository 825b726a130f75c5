"""What the README and the guide show works as printed."""

import importlib.util
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from pkgutil import resolve_name
from textwrap import dedent

import numpy as np
import pytest

import neurolib
from neurolib import (
    LIF,
    Clocked,
    Crossbar,
    EventDriven,
    Network,
    ParameterError,
    Pulsed,
    SoftBounds,
    param,
)
from neurolib.analysis import f_i_curve, simulate
from neurolib.plasticity.learner import SynapseRows
from neurolib.units import Hz, ms, mV, nS, pA, pF
from tests import fuzz, fuzz_calls
from tests.course import teachers_guide
from tests.course.minutes import text_of
from tests.course.notebooks import CHAPTERS, number_of, read, sections

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
    for page in [*ROOT.glob("*.md"), *GUIDE.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"


@pytest.mark.parametrize("numbers", [[0], [1], [1, 2], [3], [4]], ids=str)
def test_the_examples_for_users_of_other_tools_run(numbers, capsys):
    """The third goes on from the second, and needs NEST."""
    if 2 in numbers and importlib.util.find_spec("nest") is None:
        pytest.skip('this Python has no NEST: pip install "nest-simulator==3.10.*"')
    names = {}
    for number in numbers:
        exec(code(GUIDE / "coming-from.md")[number], names)
    assert len(code(GUIDE / "coming-from.md")) == 5
    assert "error" not in capsys.readouterr().out.lower()


def examples():
    """Return (page, the file that the guide gives it, or none, code) of each example in Python."""
    found = []
    for page in [ROOT / "README.md", *sorted(GUIDE.glob("*.md"))]:
        for match in re.finditer(
            r"(?:`(neurolib/[\w/]+\.py)`:\n\n)?```python\n(.*?)```",
            page.read_text(encoding="utf-8"),
            re.DOTALL,
        ):
            found.append(pytest.param(*match.groups(), id=f"{page.stem}-{len(found)}"))
    return found


EXTENDING = [each for each in examples() if each.id.startswith(("extending", "many-runs"))]
SHOWN = "B018,D,E402,F821,I001"  # as in a notebook; and an example may go on from the one before


@pytest.mark.parametrize(("file", "source"), examples())
def test_the_examples_of_the_guide_pass_ruff(file, source):
    """An example that becomes a file of the library passes all that the file would have to pass."""
    ignored = [] if file else ["--ignore", SHOWN]
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--no-cache",
        *ignored,
        "--stdin-filename",
        file or "example.py",
        "-",
    ]
    checks = [command]
    if file:
        checks.append(
            [sys.executable, "-m", "ruff", "format", "--check", "--stdin-filename", file, "-"]
        )
    for each in checks:
        done = subprocess.run(each, input=dedent(source), cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "source", [pytest.param(each.values[1], id=each.id) for each in EXTENDING if not each.values[0]]
)
def test_the_examples_of_extending_run(source):
    """Whole programs run; kernels, which stand there without their class, take the arguments that
    they name.
    """
    if not source.startswith(" "):
        exec(source, {})
        return
    names = {}
    exec(dedent(source), names)
    kernels = [each for each in names.values() if isinstance(each, staticmethod)]
    assert kernels
    for kernel in kernels:
        kernel(*np.linspace(0.1, 0.9, kernel.__func__.__code__.co_argcount))
    if "linear" in names:  # what the guide says of LIF
        given = 0.1, 0.2, 0.3, *(getattr(LIF(), name) for name in ("C", "g_L", "E_L"))
        assert names["linear"](*given) == LIF.linear(*given)


@pytest.fixture(scope="module")
def new_models(tmp_path_factory):
    """The models of the guide that are files of the library, by name."""
    folder, found, loaded = tmp_path_factory.mktemp("guide"), {}, []
    for file, source in (each.values for each in EXTENDING if each.values[0]):
        path = folder / Path(file).name
        path.write_text(source, encoding="utf-8")
        loaded.append(".".join(Path(file).with_suffix("").parts))
        module = load(loaded[-1], path)
        found |= {
            name: value
            for name, value in vars(module).items()
            if getattr(value, "__module__", "") == loaded[-1]
        }
    yield found
    for name in loaded:
        del sys.modules[name]


@pytest.fixture(scope="module")
def QIF(new_models):
    return new_models["QIF"]


@pytest.fixture(scope="module")
def PowerStep(new_models):
    return new_models["PowerStep"]


@pytest.mark.parametrize("name", ["QIF", "PowerStep"])
def test_the_new_models_of_the_guide_keep_the_contract(new_models, name):
    model = new_models[name]
    contract.test_each_equation_is_said_once_in_latex_and_once_in_arithmetic(model)
    contract.test_an_equation_is_shown_whole_however_many_lines_it_has(model)
    contract.test_every_parameter_is_used_by_a_kernel_or_a_closed_form(model)
    contract.test_a_misspelt_parameter_is_named_with_those_there_are(model)
    contract.test_repr_gives_the_same_model_back_and_models_are_frozen_values(model)
    contract.test_markdown_shows_every_equation_and_parameter(model)
    for parameter in model.quantities():
        contract.test_what_is_no_number_in_range_is_refused_by_name(model, parameter)
        contract.test_beyond_its_range_a_parameter_is_refused_with_the_range(model, parameter)


def test_the_new_neuron_of_the_guide_keeps_the_contract_of_neurons(QIF):
    contract.test_kernels_name_state_then_input_then_parameters_and_know_no_self(QIF)
    contract.test_flow_of_arrays_equals_flow_of_scalars(QIF)


@pytest.mark.parametrize("name", ["QIF", "PowerStep"])
def test_the_fuzz_calls_the_new_models_of_the_guide_without_a_word_about_them(new_models, name):
    model = new_models[name]
    area = model.__module__.split(".")[1]
    calls = list(fuzz_calls.of_class(area, model.__module__.rpartition(".")[2], model))
    assert {verb.rpartition(".")[2] for _, verb, _ in calls} >= (
        {"pulse", "conductance", "drawn"} if area == "devices" else {name}
    )
    for _, verb, make in calls:
        for argument, bad, value, may, clean in fuzz.tries(verb, make):
            end, said = fuzz.ends(make, argument, value, may, clean)
            assert end in ("sentence", "accepted"), (verb, argument, bad, end, said)


@pytest.mark.exhaustive
@pytest.mark.slow
def test_who_follows_the_guide_touches_two_files_for_each_model_and_every_test_of_models_passes(
    tmp_path,
):
    """In a copy of the library: the files of the guide, the entries that export them, ruff, and the
    tests that look at every model.
    """
    wanted = shutil.ignore_patterns("__pycache__", "hostile", "answers", "benchmarks", "browser")
    for name in "neurolib", "tests", "course", "solutions":
        shutil.copytree(ROOT / name, tmp_path / name, ignore=wanted)
    for name in "pyproject.toml", "README.md", "CONTRIBUTING.md":
        shutil.copy(ROOT / name, tmp_path / name)
    names = []
    for file, source in (each.values for each in EXTENDING if each.values[0]):
        (tmp_path / file).write_text(source, encoding="utf-8")
        room, stem, names = (
            Path(file).parts[1],
            Path(file).stem,
            [*names, re.findall(r"^class (\w+)", source, re.MULTILINE)[-1]],
        )
        export = tmp_path / "neurolib" / room / "__init__.py"
        exports = export.read_text(encoding="utf-8").replace(
            "__all__ = [", f'__all__ = ["{names[-1]}", '
        )
        export.write_text(
            exports.replace("\nfrom ", f"\nfrom .{stem} import {names[-1]}\nfrom ", 1),
            encoding="utf-8",
        )
    tests = [
        "tests/test_contract.py",
        "tests/test_fuzz.py",
        "tests/course/test_used_in.py",
        "tests/course/test_scope.py",
        "tests/test_package.py",
    ]
    asked = " or ".join(
        [*names, "good_call", "no_verb", "public_name", "names_are_written", "used_in"]
    )
    for program in (
        ["ruff", "check", "--fix", "-q", "neurolib"],
        ["ruff", "check", "neurolib"],
        ["pytest", "-q", "-n0", *tests, "-k", asked],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *program], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) > 50, done.stdout


@pytest.fixture(scope="module")
def VoltageBased(tmp_path_factory):
    """The rule of the guide that reads voltages, from a file of its own, which the contract reads."""
    (source,) = (each.values[1] for each in EXTENDING if "class VoltageBased(" in each.values[1])
    path = tmp_path_factory.mktemp("rule") / "voltage_based.py"
    path.write_text(source, encoding="utf-8")
    yield load("voltage_based", path).VoltageBased
    del sys.modules["voltage_based"]


def test_the_new_rule_of_the_guide_keeps_the_contract(VoltageBased):
    contract.test_each_equation_is_said_once_in_latex_and_once_in_arithmetic(VoltageBased)
    contract.test_an_equation_is_shown_whole_however_many_lines_it_has(VoltageBased)
    contract.test_every_parameter_is_used_by_a_kernel_or_a_closed_form(VoltageBased)
    contract.test_a_misspelt_parameter_is_named_with_those_there_are(VoltageBased)
    contract.test_repr_gives_the_same_model_back_and_models_are_frozen_values(VoltageBased)
    contract.test_markdown_shows_every_equation_and_parameter(VoltageBased)
    for parameter in VoltageBased.quantities():
        contract.test_what_is_no_number_in_range_is_refused_by_name(VoltageBased, parameter)
        contract.test_beyond_its_range_a_parameter_is_refused_with_the_range(
            VoltageBased, parameter
        )


@pytest.mark.parametrize("dt", [0.1 * ms, 0.02 * ms])
def test_the_new_rule_of_the_guide_is_its_equations_under_a_voltage_that_is_held(VoltageBased, dt):
    """After a long time the mean is the voltage. An arrival then takes A_- (V - θ_-), and its
    trace, whose integral is τ_x, brings A_+ (V - θ_+)(V - θ_-).
    """
    rule, V = VoltageBased(), np.array([-50 * mV, -60 * mV, -70 * mV])  # one sender, three targets
    one = SynapseRows(np.array([0, 3]), np.arange(3), np.full(3, 0.5), 1.0, 3, dt)
    learner = rule.learner(rule, one)
    steps = round(150 * ms / dt)
    for t in range(1, steps):
        learner.watch(t, V)
    assert (learner.u == 0.5).all()  # no spike has arrived
    np.testing.assert_array_equal(learner.arrive(steps, 0), 0.5)  # delivered before the change
    np.testing.assert_allclose(learner.u, [0.5 - 0.4 * 0.015, 0.5 - 0.4 * 0.005, 0.5], atol=1e-8)
    fallen = learner.u.copy()
    for t in range(steps, 3 * steps):
        learner.watch(t, V)
    risen = learner.u - fallen
    assert (
        risen[0] == pytest.approx(2000 * 0.002 * 0.015, rel=dt / (15 * ms)) and not risen[1:].any()
    )


def test_the_new_rule_of_the_guide_learns_on_ticks_and_events_refuse_it(VoltageBased):
    net = Network()
    inputs = net.poisson(20, rate=20 * Hz)
    cells = net.population(LIF(), 2, I=np.array([0, 250]) * pA)
    rule = VoltageBased()
    learns = net.project(
        inputs, cells, 1 * mV, 1 * ms, plasticity=rule, w_max=2 * mV, name="learns"
    )
    run = Clocked(dt=0.1 * ms).run(net, 2.0, seed=1)
    _, targets = run.pairs(learns)
    silent, firing = (run.weights(learns)[targets == k].mean() for k in range(2))
    assert set(run.spikes(cells)[1]) == {1} and silent < 1 * mV < firing
    with pytest.raises(
        ParameterError, match=r"^The projection 'learns' learns by VoltageBased, which reads"
    ):
        EventDriven().run(net, 0.1)
    with pytest.raises(ParameterError, match=r"theta_plus .* expected more than VoltageBased\.the"):
        VoltageBased(theta_plus=-70 * mV)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"V_T": -65 * mV}, r"QIF\.V_T .* is -65 mV; expected more than QIF\.E_L .*, -60 mV"),
        ({"V_peak": -62 * mV}, r"QIF\.V_peak .* expected more than QIF\.V_T"),
        ({"V_R": 40 * mV}, r"QIF\.V_peak .* expected more than QIF\.V_R"),
    ],
)
def test_the_new_neuron_of_the_guide_refuses_potentials_in_the_wrong_order(QIF, given, said):
    with pytest.raises(ParameterError, match=said):
        QIF(**given)


def test_a_parameter_with_the_name_that_the_guide_gives_is_the_refractory_time(tmp_path):
    """In the neuron of the guide, with the line that the guide shows beside it."""
    page = (GUIDE / "extending.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"`(t_ref: float = param\(.*?\))`", page)
    (source,) = (each.values[1] for each in EXTENDING if "class QIF(" in each.values[1])
    source = source.replace("    state: Class", f"    {line}\n\n    state: Class")
    source = source.replace("from ..units import mV", "from ..units import ms, s, mV")
    path = tmp_path / "neurolib.neurons.refractory.py"
    path.write_text(source, encoding="utf-8")
    QIF = load("neurolib.neurons.refractory", path).QIF
    contract.test_every_parameter_is_used_by_a_kernel_or_a_closed_form(QIF)
    with_it, without = (
        np.diff(simulate(QIF(t_ref=t), 200 * pA, 0.5).spikes).mean() for t in (5 * ms, 0.0)
    )
    assert with_it - without == pytest.approx(5 * ms, abs=0.1 * ms)
    del sys.modules["neurolib.neurons.refractory"]


def test_the_new_device_of_the_guide_lies_between_constant_steps_and_soft_bounds(PowerStep):
    """With exponent 0 a step is as long everywhere; with 1 it is proportional to the distance to
    the bound, which is a soft bound.
    """
    w, constant, soft = np.linspace(-1, 1, 9)[1:-1], PowerStep(mu=0), PowerStep(mu=1)
    assert (constant.up(w) == constant.gamma_plus).all() and (
        constant.down(w) == constant.gamma_minus
    ).all()
    # whose steps are those at w = 0
    same = SoftBounds(gamma_plus=soft.gamma_plus / 2, gamma_minus=soft.gamma_minus / 2)
    np.testing.assert_allclose(soft.up(w), same.up(w), rtol=1e-12)
    np.testing.assert_allclose(soft.down(w), same.down(w), rtol=1e-12)
    assert PowerStep(gamma_minus=0.04, mu=1).symmetry_point() == pytest.approx(
        -1 / 3, rel=1e-12, abs=0
    )
    W = np.array([[0.5, -0.2], [0.1, 0.4]])
    np.testing.assert_allclose(
        Crossbar(PowerStep(), seed=0).program(W).read([1.0, 2.0]), [1.0, 2.0] @ W, rtol=1e-9
    )


@pytest.fixture(scope="module")
def Switch(tmp_path_factory):
    """The device of the guide with two states, from a file of its own, which the contract reads."""
    (source,) = (each.values[1] for each in EXTENDING if "class Switch(" in each.values[1])
    path = tmp_path_factory.mktemp("switch") / "switch.py"
    path.write_text(source, encoding="utf-8")
    yield load("switch", path).Switch
    del sys.modules["switch"]


def test_the_device_of_the_guide_with_two_states_keeps_the_contract(Switch):
    contract.test_each_equation_is_said_once_in_latex_and_once_in_arithmetic(Switch)
    contract.test_every_parameter_is_used_by_a_kernel_or_a_closed_form(Switch)
    contract.test_repr_gives_the_same_model_back_and_models_are_frozen_values(Switch)
    for verb, good in {
        "pulse": {"x": 1.0, "sign": 1, "rng": np.random.default_rng(1)},
        "pulse_energy": {"x": 1.0, "sign": 1},
        "conductance": {"x": 1.0},
        "set_conductance": {"G": 4e-6},
    }.items():

        def make(verb=verb, good=good):
            return getattr(Switch(), verb), dict(good)

        for argument in good:
            for bad, value, may in fuzz.bad_values(good[argument]):
                end, said = fuzz.ends(make, argument, value, may, True)
                assert end in ("sentence", "accepted"), (verb, argument, bad, end, said)


def test_the_device_of_the_guide_with_two_states_switches_by_chance(Switch):
    """After n pulses up, a share 1 - (1 - P)^n is on; in a crossbar as well, where it keeps its two
    states, and its mean follows the wanted change.
    """
    device, x, rng = Switch(P=0.2), np.zeros(20_000), np.random.default_rng(7)
    for n in range(1, 5):
        x = device.pulse(x, 1, rng)
        share = 1 - 0.8**n
        assert set(np.unique(x)) == {0.0, 1.0}
        assert x.mean() == pytest.approx(share, abs=5 * np.sqrt(share * (1 - share) / x.size))
        assert replace(device, c2c=0.0).pulse(1 - 0.8 ** (n - 1), 1) == pytest.approx(share)
    low, high = device.conductances
    chip = Crossbar(device, seed=2).program(np.full((60, 50), 0.01), w_max=1.0)
    cells = chip._programmed
    assert cells.step == pytest.approx(0.2 * (high - low) / 2, rel=1e-9)
    for _ in range(20):  # as many up as down, which leaves half of the devices on
        for sign in 1, -1:
            chip.update(np.full((60, 50), sign * chip.step))
    assert set(np.unique(cells.x)) == {0.0, 1.0}
    assert chip.ledger.count("cell write") > 40 * 3000
    # the last pulse is down in one plane of the pairs, and up in the other
    up, down = cells.x[1].mean(), cells.x[0].mean()
    assert down == pytest.approx(0.8 / 1.8, abs=0.05) and up == pytest.approx(1 / 1.8, abs=0.05)


def test_a_pulsed_device_needs_what_the_guide_lists():
    @dataclass(frozen=True, repr=False)
    class Filament(Pulsed):
        gap: float = param(0.1, "", "step", 0.0, 1.0)
        near: float = param(0.0, "", "smallest gap", -1.0, 1.0)
        far: float = param(1.0, "", "largest gap", 0.0, 2.0)
        c2c: float = param(0.1, "", "spread from cycle to cycle", 0.0, 1.0)
        V_pulse: float = param(1.0, "V", "voltage of a pulse", 0.0, 10.0)
        t_pulse: float = param(1e-7, "ns", "length of a pulse", 0.0, 1.0)
        state = ("h",)
        ends = ("near", "far")

        @neurolib.kernel
        def up(h, gap, far):
            return gap * (far - h)

        @neurolib.kernel
        def down(h, gap, near):
            return gap * (h - near)

        def conductance(self, x, v=None, **other):
            return 1e-6 * np.exp(2 * np.asarray(x))

        def _inverse(self, G):
            return np.log(G / 1e-6) / 2

    Filament.publish({"one": ("a source", {"gap": 0.2})})
    assert Filament.preset("one").gap == 0.2 and Filament.presets == {"one": "a source"}
    chip = Crossbar(Filament(), seed=1).program(np.full((8, 5), 0.1), w_max=1.0)
    before = chip.weights
    chip.update(np.full((8, 5), 2 * chip.step)).update_batch(
        np.ones((2, 8)), np.ones((2, 5)), rate=chip.step
    )
    assert ((chip.weights - before) / chip.step).mean() == pytest.approx(4, rel=0.4)


def test_the_new_neuron_of_the_guide_fires_above_its_rheobase(QIF):
    """Rest vanishes at I = k (V_T − E_L)²/4; far above it the rate grows as the square root of the
    excess current.
    """
    neuron = QIF(C=100 * pF, k=700 * nS, V_R=-60 * mV)
    rheobase = neuron.k * (neuron.V_T - neuron.E_L) ** 2 / 4
    assert rheobase == pytest.approx(70 * pA, rel=1e-9, abs=0)
    assert len(simulate(neuron, 0.98 * rheobase, 1.0).spikes) == 0
    rates = f_i_curve(neuron, [1.02 * rheobase, 2 * rheobase])
    assert 0 < rates[0] < rates[1]


def test_the_names_of_the_guide_stand_where_it_says():
    named = re.findall(
        r"`(neurolib/[\w/]+\.py)`(?:: | \()((?:[^`|)]*`\w+`)+)",
        (GUIDE / "extending.md").read_text(encoding="utf-8"),
    )
    assert len(named) >= 10
    for path, names in named:
        source = (ROOT / path).read_text(encoding="utf-8")
        for name in re.findall(r"`(\w+)`", names):
            assert re.search(rf"^(?:(?:def|class) )?{name}\b", source, re.MULTILINE), (path, name)


# The table of the article


def listed():
    """The rows of all tables: what the article says, taught, computed, graded."""
    text = (GUIDE / "seed.md").read_text(encoding="utf-8")
    lines = [
        line
        for line in text.splitlines()
        if line.startswith("|") and not line.startswith(("|:", "| the article says"))
    ]
    return [[part.strip() for part in line.strip("|").split("|")] for line in lines]


def there():
    """What the table may name, kind by kind, as the notebooks have it."""
    found = {
        kind: set()
        for kind in (
            "section",
            "equation",
            "figure",
            "cell",
            "check",
            "prediction",
            "problem",
            "title",
        )
    }
    for path in CHAPTERS:
        notebook = read(path)
        for cell in notebook.cells:
            found["cell"].add(cell.id)
            found["equation"] |= set(
                re.findall(r"\\tag\{(L?\d+\.\d+)\}|\bequation\(\s*\"(L?\d+\.\d+)\"", cell.source)
            )
            found["figure"] |= set(re.findall(r"\"Figure (L?\d+\.\d+)\. ", cell.source))
            found["title"] |= set(re.findall(r"^## ([^\d].*)$", cell.source, re.MULTILINE))
        for number, cells in sections(notebook).items():
            name, text = (
                f"{number_of(path)}.{number}",
                "\n".join(cell.source for cell in cells if cell.cell_type == "markdown"),
            )
            found["section"].add(name)
            found["check"] |= {name} if "**Check yourself.**" in text else set()
            found["prediction"] |= {name} if "**Predict.**" in text else set()
    found["equation"] = {"".join(pair) for pair in found["equation"]}
    for path in (ROOT / "solutions").glob("*/*.ipynb"):
        found["problem"] |= {
            number
            for cell in read(path).cells
            for number in re.findall(r"^## (L?\d+\.\d+) ·", cell.source, re.MULTILINE)
        }
    return found


def faults(rows, found):
    """Say what a row names that is not there, word by word, so that a misspelt kind is found too."""
    columns = (
        (
            ("section", r"(L?\d+\.\d)"),
            ("chapter", r"opening of chapter (\d+)"),
            ("title", r"\*(.+)\*"),
        ),
        (
            ("equation", r"\((L?\d+\.\d+)\)"),
            ("figure", r"Figure (L?\d+\.\d+)"),
            ("cell", r"cell `(.+)`"),
            ("name", r"`(.+)`"),
        ),
        (
            ("problem", r"problem (L?\d+\.\d+)"),
            ("check", r"check (L?\d+\.\d)"),
            ("prediction", r"prediction (L?\d+\.\d)"),
        ),
    )
    for says, *cells in rows:
        for text, kinds in zip(cells, columns, strict=True):
            for word in text.split(", "):
                kind, name = next(
                    (
                        (kind, match[1])
                        for kind, pattern in kinds
                        if (match := re.fullmatch(pattern, word))
                    ),
                    ("", word),
                )
                if kind == "name":
                    try:
                        resolve_name(f"neurolib.{name}")
                    except AttributeError:
                        yield f"{says}: neurolib has no {name}"
                elif kind != "chapter" and name not in found.get(kind, ()):
                    yield f"{says}: there is no {kind or 'such thing as'} {name}"


def test_no_cell_of_the_table_of_the_article_is_empty():
    rows = listed()
    assert len(rows) > 80
    assert not [
        row for row in rows if len(row) != 4 or not all(re.search(r"\w", cell) for cell in row)
    ]


def test_what_the_table_of_the_article_names_is_there():
    assert not list(faults(listed(), there()))


@pytest.mark.parametrize(
    "row",
    [
        ["a section", "1.9", "(1.1)", "problem 1.1"],
        ["an equation", "1.1", "(1.99)", "problem 1.1"],
        ["a figure", "1.1", "Figure 1.99", "problem 1.1"],
        ["a name", "1.1", "`energy.Nothing`", "problem 1.1"],
        ["a cell", "1.1", "cell `nothing`", "problem 1.1"],
        ["a problem", "1.1", "(1.1)", "problem 1.9"],
        ["a check", "1.1", "(1.1)", "check 1.9"],
        ["an empty cell", "1.1", "(1.1)", ""],
        ["a kind", "1.1", "(1.1)", "probelm 1.1"],
    ],
    ids=lambda row: row[0],
)
def test_a_row_that_names_what_is_not_there_is_found(row):
    assert len(list(faults([row], there()))) == 1


# The teacher's guide


def test_the_teachers_guide_is_in_step_with_the_notebooks_and_the_answers():
    assert teachers_guide.FILE.read_text(encoding="utf-8") == teachers_guide.written(), (
        "python -m tests.course.teachers_guide writes it again"
    )


def test_the_teachers_guide_names_each_problem():
    text = teachers_guide.written()
    assert all(f"## {number} ·" in text for number in there()["problem"])
    assert text.count("*Marked by a person:*") >= 9 and "model answer" in text


def test_the_time_for_marking_follows_from_the_words_of_the_sample_answers():
    """What a person marks in the sets of this course, by its points: how long our own answer is,
    and how long it takes to read.
    """
    words = {True: [], False: []}
    for path in sorted((ROOT / "solutions").glob("*/*.ipynb")):
        for cell in read(path).cells:
            if text := text_of(cell):
                words[text.points < 5].append(text.words)
    said = " ".join((GUIDE / "teaching.md").read_text(encoding="utf-8").split())
    for short, points, longest in (
        (True, "3 or 4 points", "0.6 minutes"),
        (False, "5 to 16 points", "0.9 minutes"),
    ):
        count = words[short]
        assert f"{min(count)} to {max(count)} words" in said and points in said
        assert f"{max(count) / 238:.1f} minutes" == longest and longest in said
