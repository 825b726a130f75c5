"""Which names a cell reads and binds, found without running it."""

from __future__ import annotations

import ast
import builtins
import dis
import re
from types import CodeType

# every cell has these
SHELL = frozenset(("display", "get_ipython", "In", "Out", "exit", "quit", "__annotations__"))
# CPython's, of all versions from 3.11 on
LOADS = ("LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS")

PYLAB = (
    "import numpy, matplotlib; import numpy as np; from matplotlib import pyplot as plt, "
    "pylab, mlab; from pylab import *"
)


def parse(source: str) -> ast.Module:
    """Parse a cell; where it is not Python as it stands, without its magics and shell commands, but
    for those that bind names.
    """
    try:
        return ast.parse(source)
    except SyntaxError:
        source = re.sub(r"^%pylab\b.*$", PYLAB, source, flags=re.MULTILINE)
        source = re.sub(
            r"^%run[ \t]+(?:-\w+[ \t]+)*([A-Za-z_]\w*)\.py[ \t]*$",
            r"from \1 import *",
            source,
            flags=re.MULTILINE,
        )
        source = re.sub(r"^(\s*\w[\w, \t]*=[ \t]*)[%!].*$", r"\1[]", source, flags=re.MULTILINE)
        return ast.parse(re.sub(r"^(\s*)[%!?].*$", r"\1pass", source, flags=re.MULTILINE))


def binds(tree: ast.Module | ast.stmt) -> set[str]:
    """Return the names that running ``tree``, or a function in it that declares them global, binds
    at the top level of its cell.
    """
    top, *below = _codes(tree)
    return _named(top, "STORE_NAME").union(
        *(_named(code, "STORE_GLOBAL") for code in (top, *below))
    )


def reads(tree: ast.Module) -> set[str]:
    """Return the names, other than Python's and IPython's own, that a cell needs from cells before
    it.
    """
    everywhere, bound, needed = binds(tree), set[str](), set[str]()
    for statement in tree.body:
        top, *below = _codes(statement)
        needed |= _named(top, *LOADS) - bound
        # runs later, when the whole cell has run; the body of a class has names of its own
        for code in below:
            needed |= _named(code, *LOADS) - _named(code, "STORE_NAME") - everywhere
        bound |= binds(statement)
    return needed - set(dir(builtins)) - SHELL


def _codes(tree: ast.Module | ast.stmt) -> list[CodeType]:
    """What a cell or a statement compiles to, then the functions and classes in it."""
    module = tree if isinstance(tree, ast.Module) else ast.Module([tree], [])
    try:
        found: list[CodeType] = [
            compile(module, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)
        ]
    except SyntaxError:  # as of a return outside of a function: it never runs
        found = [compile("", "<cell>", "exec")]
    for code in found:
        found += [part for part in code.co_consts if isinstance(part, CodeType)]
    return found


def _named(code: CodeType, *steps: str) -> set[str]:
    """The names that these steps of a program are about."""
    return {step.argval for step in dis.get_instructions(code) if step.opname in steps}


def stars(tree: ast.Module) -> list[str]:
    """Return the statements of a cell that bind names which it does not say."""
    return [line for line in imports(tree) if line.endswith(" import *")]


def binding(source: str, but: set[str]) -> str:
    """Return the imports, assignments and definitions of a cell that need none of the names
    ``but``, nor what is made of these.
    """
    kinds, needed, found = (
        (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.ClassDef),
        set(but),
        [],
    )
    for statement in parse(source).body:
        if isinstance(statement, kinds) and not reads(ast.Module([statement], [])) & needed:
            found.append(ast.unparse(statement))
        else:
            needed |= binds(statement)
    return "\n".join(found)


def imports(tree: ast.Module) -> list[str]:
    """Return the import statements of a cell, wherever they stand in it, one name each."""
    return [
        ast.unparse(
            ast.Import([alias])
            if isinstance(node, ast.Import)
            else ast.ImportFrom(node.module, [alias], 0)
        )
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom)) and not getattr(node, "level", 0)
        for alias in node.names
    ]
