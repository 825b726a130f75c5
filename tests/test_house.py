"""The shape of the house: who imports whom, what the checkers say, and what the locks hold. How long things are: test_measure.py."""

import ast
import re
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def check(*command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_room_imports_only_from_the_rooms_below():
    check(Path(sysconfig.get_path("scripts")) / "lint-imports", "--no-cache")


def test_ruff():
    check(sys.executable, "-m", "ruff", "check", "--no-cache", ".")


@pytest.mark.exhaustive
@pytest.mark.slow
def test_mypy():
    check(sys.executable, "-m", "mypy")


MISTYPED = """
from neurolib import PCM, Clocked, Crossbar, LIF, Network
from neurolib.units import mV, ms
net = Network()
cells = net.population(LIF(), 2)
net.poject(cells, cells, weight=1*mV, delay=1*ms)
Crossbar(PCM(), adc_bit=3)
Crossbar(PCM(), d2d="much")
Crossbar(PCM(), adc_bits=3, d2d=0.1, wire_resistance=2.0)
Clocked().run(net, 0.1)
"""


@pytest.mark.exhaustive
@pytest.mark.slow
def test_a_checker_sees_a_misspelled_verb_and_a_misspelled_option(tmp_path):
    (client := tmp_path / "client.py").write_text(MISTYPED, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", client]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    errors = re.findall(r"client.py:(\d+): error: (.*?)  \[", found)
    assert [int(line) for line, _ in errors] == [6, 7, 8], found
    assert '"Network" has no attribute "poject"' in errors[0][1] and '"adc_bit"' in errors[1][1] and '"d2d"' in errors[2][1]


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py", "workspace.py", "bootstrap/__init__.py", "bootstrap/steps.py"])
def test_what_runs_before_anything_is_installed_imports_the_standard_library_alone(name):
    allowed = sys.stdlib_module_names | {"neurolib"}
    for node in ast.walk(ast.parse((ROOT / "neurolib" / name).read_text(encoding="utf-8"))):
        imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        imported += [node.module] if isinstance(node, ast.ImportFrom) else []
        assert {one.split(".")[0] for one in imported} <= allowed


# --- locks -------------------------------------------------------------------------------------------------------------------


def locked(name):
    """Return the entries of a lock: (requirement, number of hashes)."""
    text = re.sub(r"^ *#.*\n", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    entries = re.split(r"\n(?=\w)", text.strip())
    return [(Requirement(entry.split(" \\\n")[0]), entry.count("--hash=sha256:")) for entry in entries]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_and_hashes_everything_and_names_no_host(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|trusted-host|\.org|\.com|@", text)
    for requirement, hashes in locked(name):
        assert re.fullmatch(r"==[^*]+", str(requirement.specifier)) and hashes >= 1, requirement


def test_the_locks_hold_what_the_project_asks_for():
    extras = PROJECT["optional-dependencies"]
    course = PROJECT["dependencies"] + extras["course"] + extras["numba"]
    for name, wanted in ("requirements.lock", course), ("requirements-dev.lock", course + extras["dev"]):
        pins = {}
        for requirement, _ in locked(name):
            pins.setdefault(canonicalize_name(requirement.name), []).append(str(requirement.specifier).removeprefix("=="))
        for one in map(Requirement, wanted):
            found = pins.get(canonicalize_name(one.name), [])
            assert found and all(one.specifier.contains(pin) for pin in found), f"{name} has {found} for {one}: compile it again"


def test_the_development_lock_adds_to_the_other_and_changes_nothing_in_it():
    run, dev = ({(r.name, str(r.specifier)) for r, _ in locked(name)} for name in ("requirements.lock", "requirements-dev.lock"))
    assert run <= dev  # a package may be wanted on more systems for development


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_each_python_gets_one_version_of_each_package(version):
    there = {"python_version": version, "python_full_version": f"{version}.9", "sys_platform": "linux", "os_name": "posix"}
    names = [r.name for r, _ in locked("requirements-dev.lock") if r.marker is None or r.marker.evaluate(there)]
    assert len(names) == len(set(names)) and {"numpy", "scipy", "jupyterlab", "pytest"} <= set(names)


def test_ci_runs_the_command_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    command = script.strip().splitlines()[-1]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert command == "python3 -m neurolib test --all" and command.removesuffix(" --all") in readme
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
