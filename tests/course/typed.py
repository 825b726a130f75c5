"""The types of code in notebooks: mypy reads the code cells of each notebook of the course.

::

    python -m tests.course.typed               # say what it finds
    python -m tests.course.typed NOTEBOOK ...  # in some notebooks

Each notebook becomes a module in a temporary folder. A notebook gives the same name to several
things, one after the other: each section has its own ``draw``. In the module each of them has a
name of its own, as ``draw__2``, so that every function is read with the values that it meets.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence, Set
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from neurolib import devices, neurons, plasticity
from neurolib.model import Model
from tests.course.notebooks import NOTEBOOKS, ROOT

OPTIONS = (
    "--allow-redefinition-new",  # a name of a loop may hold one thing after the other
    "--local-partial-types",
    "--allow-untyped-defs",  # students read functions without annotations; the bodies are checked
    "--allow-incomplete-defs",
    # what a list will hold is seen where it is filled
    "--disable-error-code=var-annotated",
)
HEAD = "from typing import Any", "_blank: Any = None"
KERNELS = {
    name: {each.name for each in fields(model)}
    for room in (devices, neurons, plasticity)
    for name, model in vars(room).items()
    if isinstance(model, type) and issubclass(model, Model)
}  # model → its parameters


class Message(NamedTuple):
    """What mypy says about a line of a cell."""

    notebook: Path
    cell: str
    line: str  # of the module, where each statement stands on one line
    text: str

    def __str__(self) -> str:
        """Write where it is, and what."""
        return f"{self.notebook.name}, {self.cell}: {self.text}\n    {self.line}"


class Versions(ast.NodeTransformer):
    """Give what a notebook assigns or defines again a name of its own: draw, draw__2, draw__3.

    A statement that assigns a name begins a version of it, and what stands below reads this
    version. Functions read the versions at the end of their cell. Within a loop or a branch a name
    keeps its version.
    """

    def __init__(self) -> None:
        self.versions: dict[str, int] = {}
        self.local: Set[str] = frozenset()  # names of the functions and comprehensions around
        self.inside = False  # of a loop, a branch, a function or a class
        self.blank = False  # in a cell whose dots a student replaces
        self.later: list[tuple[list[ast.stmt], Set[str]]] = []  # bodies of functions of the cell

    def cell(self, source: str, blank: bool) -> str:
        """Return the code of a cell with the names that its values have in the module."""
        self.blank = blank
        tree = self.visit(ast.parse(source))
        while self.later:
            body, local = self.later.pop()
            self.within(body, local)
        return ast.unparse(tree)

    def name(self, name: str) -> str:
        """Return the name that a name of the notebook has here."""
        version = 1 if name in self.local else self.versions.get(name, 1)
        return name if version == 1 else f"{name}__{version}"

    def begin(self, *names: str) -> None:
        """Begin a version of names that are assigned."""
        for name in {*names} - self.local:
            if not self.inside or name not in self.versions:
                self.versions[name] = self.versions.get(name, 0) + 1

    def within(self, nodes: Sequence[ast.AST], local: Set[str] = frozenset()) -> None:
        """Rename in a block, which may have names of its own."""
        around = self.local, self.inside
        self.local, self.inside = self.local | local, True
        for node in nodes:
            self.visit(node)
        self.local, self.inside = around

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self.name(node.id)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Name("_blank", ast.Load()) if self.blank and node.value is ... else node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        node.value = self.visit(node.value)
        self.begin(*assigned(*node.targets))
        node.targets = [self.visit(each) for each in node.targets]
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        self.visit(node.iter)
        self.begin(*assigned(node.target), *assigned_first(node))
        self.within([node.target, *node.body, *node.orelse])
        return node

    def visit_withitem(self, node: ast.withitem) -> ast.AST:
        self.visit(node.context_expr)
        if node.optional_vars:
            self.begin(*assigned(node.optional_vars))
            self.visit(node.optional_vars)
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        for alias in node.names:
            self.begin(name := alias.asname or alias.name)
            if self.name(name) != name:
                alias.asname = self.name(name)
        return node

    def visit_While(self, node: ast.While | ast.If | ast.Try) -> ast.AST:
        self.within([*ast.iter_child_nodes(node)])
        return node

    visit_If = visit_Try = visit_While

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        for around in *node.decorator_list, node.args, *filter(None, [node.returns]):
            self.visit(around)
        self.begin(node.name)
        node.name = self.name(node.name)
        self.later.append((node.body, self.local | assigned(node.args, *node.body)))
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        for around in *node.decorator_list, *node.bases, *node.keywords:
            self.visit(around)
        self.begin(node.name)
        node.name = self.name(node.name)
        own = assigned(*node.body)
        for each in node.body:
            if isinstance(each, ast.FunctionDef):  # which does not see the names of the class
                name = each.name
                self.within([each])
                each.name = name
            else:
                self.within([each], own)
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self.visit(node.args)
        self.within([node.body], assigned(node.args))
        return node

    def visit_ListComp(self, node: Any) -> ast.AST:
        own = assigned(*(each.target for each in node.generators))
        self.within([*ast.iter_child_nodes(node)], own)
        return node

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp


def assigned(*nodes: ast.AST) -> set[str]:
    """Return the names that nodes of a tree assign, define, or take as arguments."""
    names = set()
    for each in (each for node in nodes for each in ast.walk(node)):
        match each:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
    return names


def assigned_first(loop: ast.For) -> set[str]:
    """Return the names that the body of a loop assigns before it reads them."""
    read, first = set(), set()
    for statement in loop.body:
        names = [each for each in ast.walk(statement) if isinstance(each, ast.Name)]
        read |= {each.id for each in names if isinstance(each.ctx, ast.Load)} - first
        if isinstance(statement, ast.AugAssign):
            read |= assigned(statement.target)
        first |= assigned(statement) - read
    return first


def module(path: Path) -> tuple[list[str], list[str]]:
    """Return the lines of a notebook as a module, and for each line the name of its cell."""
    lines, cells, versions = [*HEAD], ["", ""], Versions()
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            source = re.sub(r"^([%!])", r"# \1", "".join(cell["source"]), flags=re.MULTILINE)
            code = versions.cell(source, "blank" in cell["metadata"].get("tags", ()))
            new = [f"# {cell['id']}", *code.splitlines()]
            lines += new
            cells += [cell["id"]] * len(new)
    return lines, cells


def right(text: str) -> bool:
    """Return whether code is right although mypy says this of it.

    A kernel of a model has its parameters filled in. A dictionary of options holds values of
    several types, and mypy does not know which option has which.
    """
    kernel = re.match(
        r'error: Missing positional arguments? (.*) in call to "\w+" of "(\w+)"', text
    )
    if kernel:
        return {*re.findall(r'"(\w+)"', kernel[1])} <= KERNELS.get(kernel[2], set())
    return '"**dict[str, ' in text or text.startswith("error: Argument after ** must be a mapping")


def found(paths: Sequence[Path] = NOTEBOOKS) -> list[Message]:
    """Return what mypy says about the code of notebooks."""
    with tempfile.TemporaryDirectory() as folder:
        modules = {}
        for number, path in enumerate(paths):
            modules[file := f"notebook_{number}.py"] = path, *(read := module(path))
            Path(folder, file).write_text("\n".join(read[0]) + "\n", encoding="utf-8")
        mypy = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml")]
        done = subprocess.run(
            [*mypy, *OPTIONS, "--no-error-summary", *(str(Path(folder, file)) for file in modules)],
            cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
        )
    if done.returncode > 1 or done.stderr:
        raise RuntimeError(f"mypy did not read the notebooks: {done.stdout}{done.stderr}")
    messages = []
    for said in done.stdout.splitlines():
        file, line, text = re.match(r"(?:.*[/\\])?([^:]+):(\d+): (.*)", said).groups()
        if file not in modules:
            messages.append(Message(ROOT / "neurolib", file, line, text))
        elif text.startswith("error") and not right(text):
            path, lines, cells = modules[file]
            at = int(line) - 1
            shown, text = (re.sub(r"(?<=\w)__\d+\b", "", each) for each in (lines[at], text))
            messages.append(Message(path, cells[at], shown.strip(), text))
    return messages


def main() -> None:
    """Print what mypy says about notebooks; exit with 1 if it says anything."""
    parser = argparse.ArgumentParser(description="The types of code in notebooks.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="some of them, instead of all")
    paths = [path.resolve() for path in parser.parse_args().notebooks]
    messages = found(paths or NOTEBOOKS)
    for each in messages:
        print(each)
    raise SystemExit(bool(messages))


if __name__ == "__main__":
    main()
