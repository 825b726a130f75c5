"""The library on its users' own ground: public names that load when used, and the wheel in an empty environment."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy
import pytest

import neurolib

ROOT = Path(__file__).parent.parent
BASE = getattr(sys, "_base_executable", sys.executable)
NAMES = {"AdEx", "LIF", "Model", "ParameterError", "codes", "explore", "f_i_curve", "plot", "simulate", "trains", "units"}


def python(code, *flags, executable=sys.executable, cwd=None):
    done = subprocess.run([executable, *flags, "-c", code], capture_output=True, text=True, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_import_loads_the_standard_library_alone():
    code = "import sys, time; import neurolib; print(time.process_time(), *{name.split('.')[0] for name in sys.modules})"
    seconds, *loaded = python(code).split()
    print(f"import neurolib in a fresh process: {float(seconds):.3f} s of CPU, the interpreter's start included")
    assert "neurolib" in loaded
    assert not {"numpy", "numba", "scipy", "matplotlib", "ipywidgets", "anywidget", "typer", "rich"} & set(loaded)


def test_simulating_needs_no_plotting_and_no_widgets():
    code = "import sys; from neurolib import LIF, simulate, f_i_curve; print(*{name.split('.')[0] for name in sys.modules})"
    assert not {"scipy", "matplotlib", "ipywidgets", "anywidget", "typer"} & set(python(code).split())


def test_every_public_name_loads_and_is_offered_by_tab():
    assert set(neurolib._public()) >= NAMES
    assert set(dir(neurolib)) >= NAMES | {"__version__"}
    for name in neurolib._public():
        value = getattr(neurolib, name)
        assert value is getattr(neurolib, name) and neurolib.__dict__[name] is value, "kept after the first use"
    assert neurolib.LIF is sys.modules["neurolib.neurons"].LIF and neurolib.units is sys.modules["neurolib.units"]


def test_names_are_written_once():
    tree = ast.parse((ROOT / "neurolib" / "__init__.pyi").read_text(encoding="utf-8"))
    listed = [alias for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert all(alias.asname == alias.name for alias in listed), "a checker sees an import in a stub only as 'x as x'"
    assert sorted(alias.name for alias in listed) == sorted(neurolib._public())


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
        "neurolib.LIF needs numpy, which this Python does not have. In a clone of the course run: python3 -m neurolib\n"
    )


def test_the_version_is_said_once():
    assert "version" in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dynamic"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r"^version: (\S+)$", citation, re.MULTILINE)[1] == neurolib.__version__


@pytest.mark.slow
def test_the_wheel_works_in_an_empty_environment(tmp_path):
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", tmp_path, ROOT], check=True)
    (wheel,) = tmp_path.glob("neurolib_course-*.whl")
    subprocess.run([BASE, "-I", "-m", "venv", "--without-pip", tmp_path / "empty"], check=True)
    own = tmp_path / "empty" / "bin" / "python"
    subprocess.run([*pip, "--python", own, "install", "--no-deps", "--no-index", wheel], check=True)
    (site,) = (tmp_path / "empty").glob("lib/python3*/site-packages")
    for folder in Path(numpy.__file__).parents[1].glob("numpy*"):  # the one dependency of simulating, without a download
        (site / folder.name).symlink_to(folder)
    code = "import neurolib; from neurolib import LIF, simulate; print(neurolib.__file__, neurolib.__version__, LIF().rheobase)"
    code += "; print(len(simulate(LIF(), I=500e-12, duration=0.1).spikes))"
    where, version, rheobase, spikes = python(code, "-I", executable=own, cwd=tmp_path).split()
    assert where == str(site / "neurolib" / "__init__.py") and version == neurolib.__version__
    assert float(rheobase) == neurolib.LIF().rheobase and int(spikes) > 0
    assert {"__init__.pyi", "py.typed"} <= {path.name for path in (site / "neurolib").iterdir()}
    metadata = importlib.metadata.PathDistribution.at(next(site.glob("neurolib_course-*.dist-info"))).metadata
    assert metadata["Version"] == neurolib.__version__ and metadata["License-Expression"] == "BSD-3-Clause"
    command = subprocess.run([own, "-m", "neurolib"], cwd=tmp_path, capture_output=True, text=True)
    assert command.returncode == 3 and "pip install typer" in command.stderr
