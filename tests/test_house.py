"""The shape of the house: who imports whom, what the checkers say, and what the locks hold. How
long things are: test_measure.py.
"""

import ast
import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.course import typed

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def check(*command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_room_imports_only_from_the_rooms_below():
    check(Path(sysconfig.get_path("scripts")) / "lint-imports", "--no-cache")


def test_ruff():
    check(sys.executable, "-m", "ruff", "check", "--no-cache", ".")


def test_the_form_of_every_file_is_that_of_ruff():
    check(sys.executable, "-m", "ruff", "format", "--check", "--no-cache", ".")
    check(sys.executable, "-m", "tests.course.form")


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
    assert (
        '"Network" has no attribute "poject"' in errors[0][1]
        and '"adc_bit"' in errors[1][1]
        and '"d2d"' in errors[2][1]
    )


@pytest.mark.exhaustive
@pytest.mark.slow
def test_mypy_reads_the_code_of_notebooks():
    check(sys.executable, "-m", "tests.course.typed")


PLANTED = {
    "setup": "import numpy as np\nfrom neurolib import LIF, PCM, RRAM, Clocked, Crossbar, Network\n"
    "from neurolib.units import V, mV, ms, nm",
    "first": "chips = [Crossbar(PCM())]\ndef draw(ax, data):\n    return data + 1\ndraw(None, 1)",
    "second": "%matplotlib inline\nchips = {'a chip': 3}\nnet = Network()\n"
    "cells = net.population(LIF(), 2)\ndef draw(axes):\n    return sum(chips.values()) / ms",
    "fills-in": "RRAM().flow(1*nm, 0.5*V)\noptions = {'d2d': 0.1, 'adc_bits': 6}\n"
    "Crossbar(PCM(), **options)\ndraw([1, 2])",
    "empty": "left = ...\nprint(left / 2)",
    "misspelled-verb": "net.poject(cells, cells, weight=1*mV, delay=1*ms)",
    "misspelled-option": "Crossbar(PCM(), adc_bit=3)",
    "older-function": "draw(None, 2)",
    "kernel": "RRAM().flow(1*nm)",
    "in-a-function": "def double(run):\n    return chips + 1\nchips = np.zeros(2)",
    "in-a-function-too": "def double(run):\n    return chips + 'one'\nchips = [1]",
}


@pytest.mark.exhaustive
@pytest.mark.slow
def test_a_mistake_in_a_cell_is_found_and_no_second_use_of_a_name(tmp_path):
    cells = [
        {
            "id": name,
            "cell_type": "code",
            "metadata": {"tags": ["blank"]} if name == "empty" else {},
            "source": source,
        }
        for name, source in PLANTED.items()
    ]
    path = tmp_path / "planted.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    said = typed.found([path])
    assert {each.cell for each in said} == {
        "misspelled-verb",
        "misspelled-option",
        "older-function",
        "kernel",
        "in-a-function-too",
    }, said
    by_cell = {each.cell: each for each in said}
    assert '"Network" has no attribute "poject"' in by_cell["misspelled-verb"].text
    assert '"adc_bit"' in by_cell["misspelled-option"].text
    assert '"draw"' in by_cell["older-function"].text
    assert by_cell["older-function"].line == "draw(None, 2)"


def test_no_object_gets_another_method_at_run_time():
    """A class that behaves in two ways takes what differs as an argument, where a reader sees it."""
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "neurolib").rglob("*.py"))
    }
    nodes = [(path, node) for path, tree in trees.items() for node in ast.walk(tree)]
    classes = [node for _, node in nodes if isinstance(node, ast.ClassDef)]
    methods = {
        each.name for one in classes for each in one.body if isinstance(each, ast.FunctionDef)
    }
    found = []
    for path, node in nodes:
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            owner, key = ast.unparse(node.value), getattr(node.slice, "value", None)
            if (owner.startswith("vars(") or owner.endswith(".__dict__")) and key in methods:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)}")
    assert found == []


def test_the_names_that_a_benchmark_takes_from_the_library_are_there():
    """Benchmarks run by hand alone, and some put a function of theirs in place of the library's."""
    sought, missing = 0, []
    for path in sorted((ROOT / "tests" / "benchmarks").rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        modules = {}
        for node in nodes:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("neurolib"):
                for alias in node.names:
                    found = getattr(import_module(node.module), alias.name, None)
                    try:
                        found = found or import_module(f"{node.module}.{alias.name}")
                    except ImportError:
                        missing.append(f"{path.name}: {node.module}.{alias.name}")
                    if isinstance(found, ModuleType):
                        modules[alias.asname or alias.name] = found
        for node in nodes:
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                module = modules.get(node.value.id)
                sought += module is not None
                if module is not None and not hasattr(module, node.attr):
                    missing.append(f"{path.name}: {ast.unparse(node)}")
    assert missing == [] and sought >= 6


@pytest.mark.parametrize(
    "name",
    ["__init__.py", "__main__.py", "workspace.py", "bootstrap/__init__.py", "bootstrap/steps.py"],
)
def test_what_runs_before_anything_is_installed_imports_the_standard_library_alone(name):
    allowed = sys.stdlib_module_names | {"neurolib"}
    for node in ast.walk(ast.parse((ROOT / "neurolib" / name).read_text(encoding="utf-8"))):
        imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        imported += [node.module] if isinstance(node, ast.ImportFrom) else []
        assert {one.split(".")[0] for one in imported} <= allowed


# --- locks ----------------------------------------------------------------------------------------


def locked(name):
    """Return the entries of a lock: (requirement, number of hashes)."""
    text = re.sub(r"^ *#.*\n", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    entries = re.split(r"\n(?=\w)", text.strip())
    return [
        (Requirement(entry.split(" \\\n")[0]), entry.count("--hash=sha256:")) for entry in entries
    ]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_and_hashes_everything_and_names_no_host(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|trusted-host|\.org|\.com|@", text)
    for requirement, hashes in locked(name):
        assert re.fullmatch(r"==[^*]+", str(requirement.specifier)) and hashes >= 1, requirement


def test_the_locks_hold_what_the_project_asks_for():
    extras = PROJECT["optional-dependencies"]
    course = PROJECT["dependencies"] + extras["course"] + extras["numba"]
    for name, wanted in (
        ("requirements.lock", course),
        ("requirements-dev.lock", course + extras["dev"]),
    ):
        pins = {}
        for requirement, _ in locked(name):
            pins.setdefault(canonicalize_name(requirement.name), []).append(
                str(requirement.specifier).removeprefix("==")
            )
        for one in map(Requirement, wanted):
            found = pins.get(canonicalize_name(one.name), [])
            assert found and all(one.specifier.contains(pin) for pin in found), (
                f"{name} has {found} for {one}: compile it again"
            )


def test_the_development_lock_adds_to_the_other_and_changes_nothing_in_it():
    run, dev = (
        {(r.name, str(r.specifier)) for r, _ in locked(name)}
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert run <= dev  # a package may be wanted on more systems for development


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_each_python_gets_one_version_of_each_package(version):
    there = {
        "python_version": version,
        "python_full_version": f"{version}.9",
        "sys_platform": "linux",
        "os_name": "posix",
    }
    names = [
        r.name
        for r, _ in locked("requirements-dev.lock")
        if r.marker is None or r.marker.evaluate(there)
    ]
    assert len(names) == len(set(names)) and {"numpy", "scipy", "jupyterlab", "pytest"} <= set(
        names
    )


STUB = """#!/bin/sh
case "$*" in
    -c*version_info*", {minor})"*|"-c import ensurepip"*) exit 0 ;;
    -c*) exit 1 ;;
    "-m neurolib test --version") echo "set up" ;;
    "-m neurolib test"*) echo "{minor} ran $*"; echo "{closing}"; exit {code} ;;
esac
"""
PASS = "==== 8 passed, 2 skipped in 7.25s (0:00:07) ===="


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
@pytest.mark.parametrize(
    ("there", "ran", "last", "code"),
    [
        (
            {11: (PASS, 0), 12: ("", 1), 13: (PASS, 0)},
            ["11 ran -m neurolib test --part K/8", "13 ran -m neurolib test --second"],
            "16 passed, 0 failed",
            0,
        ),
        ({12: (PASS, 0)}, ["12 ran -m neurolib test --part K/8"], "8 passed, 0 failed", 0),
        (
            {11: ("== 3 failed, 7 passed, 2 errors in 9s ==", 1), 13: (PASS, 0)},
            None,
            "15 passed, 5 failed",
            1,
        ),
        ({11: (PASS, 0), 13: ("1 failed, 9 passed in 3.00s", 1)}, None, "17 passed, 1 failed", 1),
        ({11: ("The disk is full.", 3), 13: (PASS, 0)}, None, "8 passed, 1 failed", 1),
        ({11: (PASS, 0), 13: (PASS, 2)}, None, "16 passed, 1 failed", 1),
    ],
)
def test_ci_runs_the_command_of_the_readme_on_the_oldest_and_the_newest_python(
    tmp_path, there, ran, last, code
):
    assert "python3 -m neurolib test " in (ROOT / "README.md").read_text(encoding="utf-8")
    clone, programs = tmp_path / "clone", tmp_path / "programs"
    (clone / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", clone / ".ci" / "run")
    programs.mkdir()
    for minor, (closing, ends) in there.items():
        (programs / f"python3.{minor}").write_text(
            STUB.format(minor=minor, closing=closing, code=ends)
        )
    for name in {"chromium", "bwrap", "python3.11", "python3.12", "python3.13"} - {
        f"python3.{minor}" for minor in there
    }:
        # a Python that does not start, as where a chooser of versions has none
        (programs / name).write_text("#!/bin/sh\nexit 1\n")
    for program in programs.iterdir():
        program.chmod(0o755)
    environment = {
        "PATH": f"{programs}:/usr/bin:/bin",
        "SYSTEM_PYTHONS": str(programs),
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        [clone / ".ci" / "run"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (code, last), (
        done.stdout + done.stderr
    )
    lines = [line for line in done.stdout.splitlines() if " ran " in line]
    # which part, the day of the commit decides
    assert ran is None or [re.sub(r"[1-8]/8$", "K/8", line) for line in lines] == ran
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clone", "programs"], (
        "the copy is gone"
    )
