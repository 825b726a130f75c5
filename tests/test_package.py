"""The library on its users' own ground: public names that load when used, and the wheel in an empty
environment.
"""

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy
import pytest
from packaging.requirements import Requirement

import neurolib

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BASE = getattr(sys, "_base_executable", sys.executable)
NAMES = {
    "AdEx",
    "LIF",
    "Model",
    "ParameterError",
    "codes",
    "explore",
    "f_i_curve",
    "plot",
    "simulate",
    "trains",
    "units",
}


def python(code, *flags, executable=sys.executable, cwd=None):
    done = subprocess.run([executable, *flags, "-c", code], capture_output=True, text=True, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_import_loads_the_standard_library_alone():
    code = (
        "import sys, time; import neurolib; print(time.process_time(), *{name.split('.')[0] "
        "for name in sys.modules})"
    )
    seconds, *loaded = python(code).split()
    print(
        f"import neurolib in a fresh process: {float(seconds):.3f} s of CPU, the "
        f"interpreter's start included"
    )
    assert "neurolib" in loaded
    assert not {
        "numpy",
        "numba",
        "scipy",
        "matplotlib",
        "ipywidgets",
        "anywidget",
        "typer",
        "rich",
    } & set(loaded)


def test_simulating_needs_no_plotting_and_no_widgets():
    code = (
        "import sys; from neurolib import LIF, simulate, f_i_curve; "
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    assert not {"scipy", "matplotlib", "ipywidgets", "anywidget", "typer"} & set(
        python(code).split()
    )


def test_every_public_name_loads_and_is_offered_by_tab():
    assert set(neurolib._public()) >= NAMES
    assert set(dir(neurolib)) >= NAMES | {"__version__"}
    for name in neurolib._public():
        value = getattr(neurolib, name)
        assert value is getattr(neurolib, name) and neurolib.__dict__[name] is value, (
            "kept after the first use"
        )
    assert (
        neurolib.LIF is sys.modules["neurolib.neurons"].LIF
        and neurolib.units is sys.modules["neurolib.units"]
    )


def test_names_are_written_once():
    tree = ast.parse((ROOT / "neurolib" / "__init__.pyi").read_text(encoding="utf-8"))
    listed = [
        alias for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    ]
    rooms = neurolib.devices, neurolib.neurons, neurolib.plasticity
    assert sum(alias.name == "*" for alias in listed) == len(rooms)
    named = [alias for alias in listed if alias.name != "*"]
    assert all(alias.asname == alias.name for alias in named), (
        "a checker sees an import in a stub only as 'x as x'"
    )
    models = [name for room in rooms for name in room.__all__]
    assert sorted([*models, *(alias.name for alias in named)]) == sorted(neurolib._public())


@pytest.mark.exhaustive
def test_a_checker_sees_the_names_that_folders_of_models_export(tmp_path):
    (tmp_path / "one.py").write_text(
        "import neurolib\nfrom neurolib import LIF, PCM, Clocked, Vogels\n"
        "reveal_type(neurolib.AdEx().V_peak)\nLIF().rheobase, PCM(), Clocked, Vogels()\n"
        "neurolib.Axon\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-incremental", "--follow-imports=silent", "one.py"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert 'Revealed type is "float"' in done.stdout.replace("builtins.", ""), done.stdout
    assert re.findall(r"one\.py:(\d+): error", done.stdout) == ["5"], done.stdout


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("simulte", "neurolib has no 'simulte'; did you mean neurolib.simulate?"),
        ("lif", "neurolib has no 'lif'; did you mean neurolib.LIF?"),
        ("axon", "neurolib has no 'axon'"),
        ("__wrapped__", "neurolib has no '__wrapped__'"),
    ],
)
def test_a_misspelt_name_gets_a_hint(typed, said):
    with pytest.raises(AttributeError) as caught:
        getattr(neurolib, typed)
    assert str(caught.value) == said
    assert not hasattr(neurolib, typed)


def test_without_numpy_a_sentence_says_what_to_run():
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import neurolib\n"
    code += "try: neurolib.LIF\nexcept ModuleNotFoundError as error: print(error)"
    assert python(code, "-I", "-S") == (
        "neurolib.LIF needs numpy, which this Python does not have; type python -m pip "
        "install numpy, or in a clone of the course "
        "python3 -m neurolib\n"
    )


def test_the_version_is_said_once():
    assert (
        "version"
        in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
            "dynamic"
        ]
    )
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r"^version: (\S+)$", citation, re.MULTILINE)[1] == neurolib.__version__


def test_the_library_asks_for_three_packages_and_the_course_for_the_rest():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [each.split()[0] for each in project["dependencies"]] == ["matplotlib", "numpy", "scipy"]
    extras = {
        name: {each.split()[0] for each in wanted}
        for name, wanted in project["optional-dependencies"].items()
    }
    assert extras["course"] >= {
        "jupyterlab",
        "nbgrader",
        "ipywidgets",
        "anywidget",
        "typer",
        "rich",
    }
    assert extras["numba"] == {"numba"} and extras["dask"] == {"distributed"}


HIDE = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {package!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
"""


@pytest.mark.parametrize(
    ("package", "typed", "said"),
    [
        (
            "scipy",
            "from neurolib import LIF; LIF().rate(3e-10, sigma=5e-3)",
            "LIF.rate with sigma needs scipy, which this Python does not have; type pip "
            "install scipy.",
        ),
        (
            "scipy",
            "from neurolib import noise; noise.flicker(9, 1e3, "
            "__import__('numpy').random.default_rng(1))",
            "flicker needs scipy",
        ),
        (
            "scipy",
            "from neurolib import Crossbar, PCM; Crossbar(PCM(), "
            "wire_resistance=1).program([[1.0]]).read([1.0])",
            "A resistance of wires needs scipy",
        ),
        (
            "sklearn",
            "from neurolib.applications import Digits; "
            "Digits.split(__import__('numpy').random.default_rng(1))",
            "type pip install scikit-learn",
        ),
        (
            "matplotlib",
            "from neurolib import plot",
            "neurolib.plot needs matplotlib, which this Python does not have; type "
            "python -m pip install matplotlib",
        ),
        (
            "anywidget",
            "from neurolib import explore",
            "neurolib.explore needs anywidget, which this Python does not have; type "
            'python -m pip install "neurolib-course[live]"',
        ),
        (
            "nir",
            "from neurolib.applications.bills.nir import read_nir; read_nir('model.nir')",
            "read_nir needs nir, which this Python does not have; type pip install "
            '"neurolib-course[nir]".',
        ),
    ],
)
def test_without_a_package_a_sentence_says_what_to_type(package, typed, said):
    """``LIF.rate(sigma=…)`` was a bare ``No module named 'scipy'``."""
    code = (
        f"{HIDE.format(package=package)}try:\n    {typed}\nexcept ModuleNotFoundError as "
        f"error:\n    print(error)\n"
    )
    assert said in python(code)


def test_what_needs_neither_scipy_nor_matplotlib_runs_without_them():
    code = HIDE.format(package="scipy") + HIDE.format(package="matplotlib")
    code += (
        "from neurolib import LIF, Clocked, Crossbar, Network, PCM, applications, codes, "
        "energy, simulate, trains\n"
    )
    code += "net = Network(); net.population(LIF(), 3, I=3e-10); Clocked(1e-4).run(net, 0.05)\n"
    code += (
        "print(len(simulate(LIF(), 3e-10, 0.1).spikes), "
        "Crossbar(PCM()).program([[1.0]]).read([1.0]).shape)\n"
    )
    assert python(code).split()[0].isdigit()


@pytest.mark.parametrize("command", [["-m", "neurolib"], ["-m", "neurolib.cli"]])
def test_the_commands_tell_the_version(command):
    done = subprocess.run(
        [sys.executable, *command, "--version"], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        f"neurolib {neurolib.__version__}\n",
        "",
    )


CLIENT = """
from neurolib import LIF, Clocked, Crossbar, Network, PCM, STDP, simulate
from neurolib.energy import LOIHI
from neurolib.units import Hz, ms, mV, pA, s

net = Network()
pre, post = net.poisson(100, rate=20*Hz), net.population(LIF(), 2)
synapses = net.project(pre, post, weight=0.6*mV, delay=1*ms, plasticity=STDP())
run = Clocked(dt=0.1*ms).run(net, 0.2*s, seed=1)
total: float = run.ledger.bill(LOIHI).total
rates: list[float] = run.rates(post).tolist()
spikes = simulate(LIF(), I=500*pA, duration=100*ms).spikes
chip = Crossbar(PCM(), seed=1).program([[0.5]])
print(total > 0, len(rates), len(spikes) > 0, chip.read([1.0]).shape)
"""


NOTHING = {**os.environ, "PYTHONPATH": ""}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel, and a Python with nothing but it and NumPy, which is all that simulating needs,
    without a download.
    """
    folder, pip = (
        tmp_path_factory.mktemp("wheel"),
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"],
    )
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", folder, ROOT],
        check=True,
    )
    (wheel,) = folder.glob("neurolib_course-*.whl")
    subprocess.run([BASE, "-I", "-m", "venv", "--without-pip", folder / "empty"], check=True)
    own = folder / "empty" / "bin" / "python"
    subprocess.run([*pip, "--python", own, "install", "--no-deps", "--no-index", wheel], check=True)
    (site,) = (folder / "empty").glob("lib/python3*/site-packages")
    for part in Path(numpy.__file__).parents[1].glob("numpy*"):
        (site / part.name).symlink_to(part)
    return wheel, own, site


@pytest.mark.slow
def test_the_wheel_works_in_an_empty_environment(installed, tmp_path):
    wheel, own, site = installed
    code = (
        "import neurolib; from neurolib import LIF, simulate; print(neurolib.__file__, "
        "neurolib.__version__, LIF().rheobase)"
    )
    code += "; print(len(simulate(LIF(), I=500e-12, duration=0.1).spikes))"
    where, version, rheobase, spikes = python(code, "-I", executable=own, cwd=tmp_path).split()
    assert where == str(site / "neurolib" / "__init__.py") and version == neurolib.__version__
    assert float(rheobase) == neurolib.LIF().rheobase and int(spikes) > 0
    assert {"__init__.pyi", "py.typed"} <= {path.name for path in (site / "neurolib").iterdir()}
    metadata = importlib.metadata.PathDistribution.at(
        next(site.glob("neurolib_course-*.dist-info"))
    ).metadata
    assert (
        metadata["Version"] == neurolib.__version__
        and metadata["License-Expression"] == "BSD-3-Clause"
    )
    asked = [
        re.match(r"\w+", each)[0]
        for each in metadata.get_all("Requires-Dist")
        if "extra ==" not in each
    ]
    assert sorted(asked) == ["matplotlib", "numpy", "scipy"]
    for command in [own, "-m", "neurolib"], [own.parent / "neurolib"]:
        alone = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=NOTHING)
        assert (
            alone.returncode == 3
            and "pip install typer" in alone.stderr
            and "Traceback" not in alone.stderr
        )
        billed = subprocess.run(
            [*command, "bill", "model.nir"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env=NOTHING,
        )
        assert billed.returncode == 3 and billed.stderr.count("pip install") == 1
        assert (
            'neurolib bill needs one thing more: python -m pip install "neurolib-course[nir]"'
            in billed.stderr
        )
        told = subprocess.run(
            [*command, "--version"], cwd=tmp_path, capture_output=True, text=True, env=NOTHING
        )
        assert (told.returncode, told.stdout) == (0, f"neurolib {neurolib.__version__}\n")
    size = sum(
        path.stat().st_size for path in (site / "neurolib").rglob("*") if path.suffix != ".pyc"
    )
    print(f"the wheel: {wheel.stat().st_size / 1e3:.0f} kB, installed {size / 1e6:.2f} MB")
    # with the rooms of the class, of the site and of lectures, and the kernels of live figures
    assert wheel.stat().st_size < 1.4e6
    assert python(CLIENT, "-I", executable=own, cwd=tmp_path).split() == [
        "True",
        "2",
        "True",
        "(1,)",
    ]


@pytest.mark.exhaustive
@pytest.mark.slow
def test_a_checker_knows_the_types_of_an_installed_wheel(installed, tmp_path):
    _, own, _ = installed
    (client := tmp_path / "client.py").write_text(CLIENT, encoding="utf-8")
    mypy = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--no-incremental",
        "--python-executable",
        own,
        client,
    ]
    checked = subprocess.run(mypy, cwd=tmp_path, capture_output=True, text=True, env=NOTHING)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def with_what_they_need(names):
    """Return packages with all that they require, by the metadata of what is installed, in lower
    case.
    """
    found, due = set(), {(name, "") for name in names}
    while due:
        found.add(one := due.pop())
        name, extra = one
        asked = map(Requirement, importlib.metadata.requires(name) or [])
        due |= {
            (each.name.lower().replace("_", "-"), wanted)
            for each in asked
            if not each.marker or each.marker.evaluate({"extra": extra})
            for wanted in ("", *each.extras)
        } - found
    return {name for name, _ in found}


@pytest.mark.parametrize(
    ("extra", "typed"),
    [
        (
            "nir",
            "import os; os.environ['NEUROLIB_NUMBA'] = '0'; "
            "import neurolib.cli, neurolib.applications.bills.network_bill as room; "
            "found = room.bill_nir(MODEL, rate=20.0, duration=0.01, area=1e-4); "
            "assert '<svg' in found.html() and 'Loihi' in found.text(command=True)",
        ),
        (
            "live",
            "import neurolib; neurolib.explore(neurolib.LIF(), neurolib.View(lambda n: "
            "0, lambda ax, n: 0, lambda n, found: 'x'), vary=['C'])",
        ),
        (
            "page",
            "import neurolib.cli; from neurolib.site import record, single; "
            "from neurolib.site.markup import Page, written; "
            "assert '<math' in written('$x$', Page(), str)",
        ),
    ],
)
def test_an_extra_holds_all_that_its_verb_needs(extra, typed):
    """Whoever types what the sentence says is not asked for the next package: all others are hidden
    here.
    """
    extras = {
        name: {re.match(r"[\w.-]+", each)[0] for each in wanted}
        for name, wanted in PROJECT["optional-dependencies"].items()
    }
    assert extras["nir"] == {"nir", "typer", "rich"} <= extras["course"]
    assert extras["live"] == {"anywidget", "ipywidgets"} <= extras["course"]
    assert extras["page"] > extras["live"]
    kept = with_what_they_need({*extras[extra], "numpy", "scipy", "matplotlib"})
    own = importlib.metadata.packages_distributions()
    hidden = {
        name
        for name, by in own.items()
        if not {each.lower().replace("_", "-") for each in by} & kept
    } - {"neurolib"}
    assert {"nbgrader", "numba", "sklearn"} <= hidden
    model = ROOT / "tests" / "applications" / "from_nir" / "lif_norse.nir"
    code = (
        HIDE.format(package="").replace("== ''", f"in {hidden!r}")
        + f"MODEL = {str(model)!r}\n{typed}\nprint('whole')"
    )
    assert "whole" in python(code)
