"""The measure of the rooms (design.md, section 2): how much there is to read, and what no function
may exceed.

A file has no limit: it holds one idea whole, as long as that is. Limits of lines had cut ideas into
fragments and pressed them into wide lines.

Run `python tests/test_measure.py` to print the table. Lines of code are those that hold more than
blanks, comments and docstrings. The files that a run enters are counted by running: a network whose
synapses learn, on each engine and each path, in a process of its own.
"""

import ast
import io
import json
import os
import subprocess
import sys
import tokenize
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "neurolib"
TOOLS = (
    "classroom",
    "bootstrap",
    "site",
    "__init__.py",
    "__main__.py",
    "cli.py",
    "lab.py",
    "doctor.py",
    "hints.py",
    "workspace.py",
)  # the rest is science
LONGEST_FUNCTION, LONGEST_LOOP = 39, 48  # statements; a loop that is compiled says no types
MOST_ENTERED = 10  # files of engines/
# imports when a verb is called, which the contract of layers names and allows
CALLED = [
    tuple(line.split(" -> "))
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
    for line in contract.get("ignore_imports", [])
]
MOST_UNDEFINED = 0  # names that only the run time defines

FILES = {path: path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
NOTHING = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


@cache
def tree(path):
    return ast.parse(FILES[path])


def docstring_lines(path):
    """Return the numbers of the lines of a file's docstrings."""
    owners = [
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    strings = [
        owner.body[0]
        for owner in owners
        if owner.body and ast.get_docstring(owner, clean=False) is not None
    ]
    return {line for string in strings for line in range(string.lineno, string.end_lineno + 1)}


def code_lines(path):
    """Return the number of lines with more than blanks, comments and docstrings."""
    tokens = tokenize.generate_tokens(io.StringIO(FILES[path]).readline)
    lines = {
        line
        for token in tokens
        if token.type not in NOTHING
        for line in range(token.start[0], token.end[0] + 1)
    }
    return len(lines - docstring_lines(path))


def is_tool(path):
    return path.relative_to(PACKAGE).parts[0] in TOOLS


# --- imports --------------------------------------------------------------------------------------


def module(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports():
    """Return module → the modules of the package that it imports, at its top, for its types, or
    inside a function.
    """
    known, graph = {module(path) for path in FILES}, {}
    for path in FILES:
        own, found = module(path), set()
        package = own.split(".") if path.name == "__init__.py" else own.split(".")[:-1]
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
                origin = ".".join(filter(None, [base, node.module]))
                found |= {
                    name if (name := f"{origin}.{alias.name}") in known else origin
                    for alias in node.names
                }
        graph[own] = (found & known) - {own} - {to for start, to in CALLED if start == own}
    return graph


def circles():
    """Return the sets of modules that reach one another by their imports."""
    graph = imports()

    def reached(start):
        seen, ahead = set(), list(graph[start])
        while ahead:
            if (name := ahead.pop()) not in seen:
                seen.add(name)
                ahead += graph[name]
        return seen

    reach = {name: reached(name) for name in graph}
    return {
        frozenset(other for other in reach[name] if name in reach[other])
        for name in graph
        if name in reach[name]
    }


# --- what a run enters ----------------------------------------------------------------------------

ENTER = """
import gc, json, sys
from neurolib import LIF, STDP, Clocked, EventDriven, Network, engines
from neurolib.units import Hz, ms, mV
from pathlib import Path

net = Network()
pre, post = net.poisson(20, rate=20*Hz), net.population(LIF(), 5)
net.project(pre, post, weight=4*mV, delay=1*ms, plasticity=STDP())
{load}engine, entered = {engine}, set()
sys.setprofile(lambda frame, event, argument: entered.add(frame.f_code.co_filename))
engine.run(net, 0.5, seed=1)
sys.setprofile(None)
if "numba" in sys.modules:  # what runs compiled enters no frame: its functions have a signature
    from numba.core.registry import CPUDispatcher
    compiled = [one for one in gc.get_objects() if type(one) is CPUDispatcher and one.signatures]
    entered |= {{one.py_func.__code__.co_filename for one in compiled}}
room = Path(engines.__file__).parent
print(json.dumps(sorted(Path(name).name for name in entered if room in Path(name).parents)))
"""


UNDECORATED = """
import numpy as np
from neurolib import _jit

_jit.INTRINSICS.clear()
zeros = np.zeros  # a field of a record is an attribute, as in compiled loops
np.zeros = lambda *given, **named: made.view(np.recarray) if (made := zeros(*given, **named)).dtype.names else made
"""


@cache
def entered(engine, path):
    """Return the files of engines/ that a run enters on a path: "plain", "compiled", or
    "undecorated", with the compiled loops as Python.

    Once Numba is loaded, runs are compiled however short. To compile the loops takes 20 s, to run
    them undecorated one.
    """
    call = {"EventDriven": "EventDriven()", "Clocked": "Clocked(dt=0.1*ms)"}[engine]
    load = "import numba\n" * (path != "plain") + UNDECORATED * (path == "undecorated")
    switches = {
        "NEUROLIB_NUMBA": str(int(path != "plain")),
        "NUMBA_DISABLE_JIT": str(int(path == "undecorated")),
    }
    done = subprocess.run(
        [sys.executable, "-c", ENTER.format(engine=call, load=load)],
        env={**os.environ, **switches, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def paths():
    from neurolib import _jit

    return [
        (engine, path)
        for engine in ("EventDriven", "Clocked")
        for path in (["plain", "undecorated"] if _jit.enabled() else ["plain"])
    ]


# --- names and lengths ----------------------------------------------------------------------------


def undefined():
    """Return the names that a module declares and leaves to the run time, as (file, name)."""
    return [
        (str(path.relative_to(PACKAGE)), node.target.id)
        for path in FILES
        for node in tree(path).body
        if isinstance(node, ast.AnnAssign)
        and node.value is None
        and isinstance(node.target, ast.Name)
    ]


def functions():
    """Return (statements, limit, place) of every function, the longest first: a call with one
    argument a line is one statement, and a docstring is none.
    """
    found = []
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                typed = node.returns is not None or any(
                    argument.annotation for argument in arguments
                )
                limit = LONGEST_FUNCTION if typed else LONGEST_LOOP
                statements = sum(isinstance(each, ast.stmt) for each in ast.walk(node)) - 1
                statements -= ast.get_docstring(node, clean=False) is not None
                found.append(
                    (statements, limit, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
                )
    return sorted(found, reverse=True)


def table():
    """Return the measure of the rooms as lines of text."""
    rooms = {
        "science": [path for path in FILES if not is_tool(path)],
        "classroom and tools": [path for path in FILES if is_tool(path)],
    }
    lines = [
        f"{name}: {sum(map(code_lines, files)):,} lines of code in {len(files)} files"
        for name, files in rooms.items()
    ]
    for engine, path in paths():
        names = entered(engine, path)
        lines.append(
            f"files of engines/ that a run of "
            f"{engine}{', compiled' * (path != 'plain')} enters: {len(names)}: "
            f"{', '.join(names)}"
        )
    lines.append(
        f"import circles: {len(circles())}"
        + "".join(f"\n    {', '.join(sorted(circle))}" for circle in circles())
    )
    by_file = Counter(path for path, _ in undefined())
    lines.append(
        f"names that only the run time defines: {by_file.total()}"
        + "".join(f"\n    {n:3} {path}" for path, n in by_file.items())
    )
    docs, all_lines = (
        sum(len(docstring_lines(path)) for path in FILES),
        sum(text.count("\n") for text in FILES.values()),
    )
    lines.append(f"docstrings: {100 * docs / all_lines:.1f} % of {all_lines:,} lines")
    longest = sorted(
        ((text.count("\n"), str(path.relative_to(ROOT))) for path, text in FILES.items()),
        reverse=True,
    )
    lines += [f"{n:4} lines  {name}" for n, name in longest[:5]] + [
        f"{n:4} lines  {name}" for n, _, name in functions()[:5]
    ]
    return lines


# --- the limits -----------------------------------------------------------------------------------


def test_no_modules_import_one_another_in_a_circle():
    assert not circles()


def test_no_function_is_too_long_to_read():
    assert [place for length, limit, place in functions() if length >= limit] == []


def test_names_are_defined_where_a_reader_sees_them():
    names = undefined()
    assert len(names) <= MOST_UNDEFINED and {path.split("/")[0] for path, _ in names} <= {"engines"}
    ruff = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--no-cache",
        "--isolated",
        "--select",
        "F821",
        "--output-format",
        "json",
    ]
    said = json.loads(subprocess.run([*ruff, PACKAGE], capture_output=True, text=True).stdout)
    declared = {name for _, name in names}
    assert [each for each in said if each["message"].split("`")[1] not in declared] == []


@pytest.mark.parametrize(("engine", "path"), paths())
def test_a_run_leads_through_few_files(engine, path):
    names = entered(engine, path)
    assert "engine.py" in names and len(names) <= MOST_ENTERED, names


@pytest.mark.whole
@pytest.mark.slow
@pytest.mark.parametrize(
    "engine", dict.fromkeys(engine for engine, path in paths() if path == "undecorated")
)
def test_undecorated_loops_enter_the_files_of_compiled_ones(engine):
    assert entered(engine, "compiled") == entered(engine, "undecorated")


def test_the_table_says_it_all(capsys):
    print("\n".join(table()))
    said = capsys.readouterr().out
    assert (
        "science: " in said
        and "classroom and tools: " in said
        and "import circles: " in said
        and " % of " in said
    )


def test_what_is_counted_is_code(tmp_path, monkeypatch):
    """Each kind of line once: docstrings of three kinds, comments, blanks, a string that is no
    docstring, brackets over lines.
    """
    path = tmp_path / "one.py"
    text = '"""Doc.\n\nMore."""\n\n# comment\nx = (\n    1,  # one\n)\n\n\ndef f():\n    """Doc."""\n    return """a\nb"""\n\n\nclass C:\n    \'Doc.\'\n'
    monkeypatch.setitem(FILES, path, text)
    assert code_lines(path) == 3 + 1 + 2 + 1 and len(docstring_lines(path)) == 3 + 1 + 1


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    print("\n".join(table()))
