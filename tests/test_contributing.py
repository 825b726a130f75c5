"""What the next person goes by: CONTRIBUTING, the changelog, the version, and the files that a
forge and pre-commit read.
"""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import neurolib
from neurolib.cli import app

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FORGE = ROOT / ".github"
HOOKS = ROOT / ".pre-commit-config.yaml"


def load(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def programs():
    """Return the files of the tests that are programs, by what they do under their own name;
    CONTRIBUTING names the folder of the benchmarks.
    """
    found = set()
    for path in ROOT.glob("tests/**/*.py"):
        inner = path.relative_to(ROOT)
        if {"benchmarks", "hostile", "answers"} & set(inner.parts) or path.name == "machine.py":
            continue  # the last is started by other tests, in a namespace of its own
        tests = [
            node.test
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.If)
        ]
        if any(ast.unparse(test) == "__name__ == '__main__'" for test in tests):
            found.add(str(inner.with_suffix("")).replace("/", "."))
    return found


# --- CONTRIBUTING ---------------------------------------------------------------------------------


def test_each_program_of_the_tests_is_named_and_each_that_is_named_is_there():
    named = set(re.findall(r"python -m (tests\.[\w.]+)", PAGE)) | {
        name.removesuffix(".py").replace("/", ".")
        for name in re.findall(r"python (tests/\w+\.py)", PAGE)
    }
    assert programs() == named and len(named) >= 9


def test_each_test_that_is_listed_as_long_is_there():
    for line in (ROOT / "tests" / "long.txt").read_text(encoding="utf-8").splitlines()[1:]:
        file, _, name = line.partition("::")
        name = name.partition("[")[0].rpartition("::")[2]
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), line


def test_what_the_page_names_is_there():
    for name in re.findall(
        r"`((?:\.ci|\.github|course|neurolib|solutions|tests|exercises)/[^` ]*)`", PAGE
    ):
        if not re.search(r"NAME|(?:ps|lab)N", name):
            assert (ROOT / name).exists(), name
    words = {
        word
        for said in re.findall(r"`([^`]+)`", PAGE)
        for word in re.findall(r"\bneurolib ([a-z]+)\b", said)
    }
    commands = {command.name or command.callback.__name__ for command in app.registered_commands}
    assert words <= commands and {"test", "release", "site"} <= words, words - commands


@pytest.mark.parametrize("room", ["neurons", "plasticity", "devices"])
def test_a_new_model_touches_the_files_that_the_table_names(room):
    (row,) = (line for line in PAGE.splitlines() if f"`neurolib/{room}/NAME.py`" in line)
    assert f"from .{room} import *" in (ROOT / "neurolib" / "__init__.pyi").read_text("utf-8")
    for name in (f"neurolib/{room}/__init__.py", f"tests/{room}/test_NAME.py"):
        assert f"`{name}`" in row and (ROOT / name).parent.is_dir()


def test_each_check_of_the_table_stands_in_the_file_that_it_names():
    table = PAGE[PAGE.index("## The checks") : PAGE.index("## Programs")]
    for check, file in (
        ("ruff:", "test_ruff"),
        ("ruff format:", "test_the_form"),
        ("import-linter", "test_each_room_imports"),
        ("mypy", "test_mypy"),
        ("the locks", "test_the_locks"),
    ):
        (row,) = (line for line in table.splitlines() if line.startswith(f"| {check}"))
        (name,) = re.findall(r"`(tests/[\w/]+\.py)`", row)
        assert f"def {file}" in (ROOT / name).read_text(encoding="utf-8")


# --- version and changelog ------------------------------------------------------------------------


def test_one_version_stands_everywhere():
    """In the package, in the citation, and on top of what has been released."""
    citation = load(ROOT / "CITATION.cff")
    released = re.findall(r"^## (\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)$", CHANGES, re.MULTILINE)
    assert released[0] == (neurolib.__version__, str(citation["date-released"]))
    assert citation["version"] == neurolib.__version__ and PROJECT["dynamic"] == ["version"]
    assert CHANGES.index("## Unreleased") < CHANGES.index(f"## {released[0][0]}")
    assert [version for version, _ in released] == sorted(
        (version for version, _ in released), reverse=True
    )


def test_the_citation_names_nobody_who_is_not_there():
    citation = load(ROOT / "CITATION.cff")
    assert citation["authors"] == PROJECT["authors"] and citation["license"] == PROJECT["license"]
    assert "doi" not in citation and "identifiers" not in citation, (
        "there is none as long as nobody has registered one"
    )


# --- pre-commit -----------------------------------------------------------------------------------


def hooks():
    return [hook for repository in load(HOOKS)["repos"] for hook in repository["hooks"]]


def test_the_hooks_are_the_tools_of_the_environment_and_fetch_nothing():
    assert [repository["repo"] for repository in load(HOOKS)["repos"]] == ["local"]
    assert "://" not in HOOKS.read_text(encoding="utf-8")
    for hook in hooks():
        assert hook["language"] == "system" and "additional_dependencies" not in hook
        assert hook["entry"].startswith(".venv/bin/")


@pytest.mark.parametrize(
    "hook", [hook for hook in hooks() if hook["id"] != "mypy"], ids=lambda hook: hook["id"]
)
def test_a_hook_passes_as_it_stands(hook):
    program, *words = hook["entry"].split()
    program = {"python": sys.executable}.get(
        Path(program).name, str(Path(sys.executable).with_name(Path(program).name))
    )
    files = (
        [] if hook.get("pass_filenames") is False else ["neurolib/units.py", "course/index.ipynb"]
    )
    done = subprocess.run([program, *words, *files], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_of_the_hooks_leaves_out_what_the_project_leaves_out():
    """A hook names files one by one, and ruff then looks even at those that it is told to leave
    out, unless it is forced.
    """
    left_out = next((ROOT / "tests" / "classroom" / "hostile").rglob("*.py")).relative_to(ROOT)
    (entry,) = (hook["entry"] for hook in hooks() if hook["id"] == "ruff")
    done = subprocess.run(
        [sys.executable, *entry.split()[1:], str(left_out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert "No Python files" in done.stdout + done.stderr


# --- the forge ------------------------------------------------------------------------------------


def test_the_workflow_runs_each_system_with_each_python_and_both_ends_of_numpy():
    jobs = load(FORGE / "workflows" / "tests.yml")["jobs"]
    pythons = [
        re.search(r":: (3\.\d+)$", each)[1]
        for each in PROJECT["classifiers"]
        if re.search(r":: 3\.\d+$", each)
    ]
    matrix = jobs["fast"]["strategy"]["matrix"]
    assert matrix["python"] == pythons and [each.split("-")[0] for each in matrix["system"]] == [
        "ubuntu",
        "macos",
        "windows",
    ]
    oldest, newest = jobs["numpy"]["strategy"]["matrix"]["include"]
    assert (oldest["python"], newest["python"]) == (pythons[0], pythons[-1])
    least = dict(each.split(" >=") for each in PROJECT["dependencies"])
    assert dict(each.split("==") for each in oldest["packages"].split()) == {
        name: f"{version}.*" for name, version in least.items()
    }
    assert newest["packages"].split() == sorted(least, key=newest["packages"].index)
    assert all(job["timeout-minutes"] for job in jobs.values())


def test_what_the_workflow_runs_is_there():
    workflow = load(FORGE / "workflows" / "tests.yml")
    fast = workflow["env"]["FAST"].split()
    assert len(fast) >= 10 and all((ROOT / path).exists() for path in fast)
    runs = [
        step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step
    ]
    assert ".ci/run" in runs and (ROOT / ".ci" / "run").exists()
    assert "python -m neurolib test $FAST" in runs


@pytest.mark.parametrize(
    "path", sorted((FORGE / "ISSUE_TEMPLATE").glob("*.yml")), ids=lambda path: path.stem
)
def test_a_form_is_one_that_the_forge_reads(path):
    """As GitHub's page on the syntax of issue forms describes it: names, kinds of fields, and a
    label and an id for each input.
    """
    form = load(path)
    if path.stem == "config":
        assert set(form) <= {"blank_issues_enabled", "contact_links"}
        return
    assert (
        {"name", "description", "body"}
        <= set(form)
        <= {"name", "description", "body", "labels", "title"}
    )
    inputs = [field for field in form["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in inputs} <= {
        "textarea",
        "input",
        "dropdown",
        "checkboxes",
    } and len(inputs) >= 2
    assert all(field["attributes"]["label"] for field in inputs)
    assert len({field["id"] for field in inputs}) == len(inputs) and any(
        field["validations"]["required"] for field in inputs if "validations" in field
    )


def test_the_form_of_a_change_asks_for_what_contributing_asks_for():
    form = (FORGE / "pull_request_template.md").read_text(encoding="utf-8")
    assert "neurolib test --all" in form and "fail before" in form and "*Unreleased*" in form
    for target in re.findall(r"\]\(([^)#:]+)\)", form):
        assert (FORGE / target).exists()
