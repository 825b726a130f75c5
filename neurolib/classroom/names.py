"""Which names a cell reads and binds, found without running it."""

from __future__ import annotations

import ast
import builtins
import re
import symtable
from collections.abc import Iterator

SHELL = frozenset(("display", "get_ipython", "In", "Out", "exit", "quit"))  # IPython gives these to every cell

PYLAB = "import numpy, matplotlib; import numpy as np; from matplotlib import pyplot as plt, pylab, mlab; from pylab import *"


def parse(source: str) -> ast.Module:
    """Parse a cell; where it is not Python as it stands, without its magics and shell commands, but for those that bind names."""
    try:
        return ast.parse(source)
    except SyntaxError:
        source = re.sub(r"^%pylab\b.*$", PYLAB, source, flags=re.MULTILINE)
        source = re.sub(r"^%run[ \t]+(?:-\w+[ \t]+)*([A-Za-z_]\w*)\.py[ \t]*$", r"from \1 import *", source, flags=re.MULTILINE)
        source = re.sub(r"^(\s*\w[\w, \t]*=[ \t]*)[%!].*$", r"\1[]", source, flags=re.MULTILINE)
        return ast.parse(re.sub(r"^(\s*)[%!?].*$", r"\1pass", source, flags=re.MULTILINE))


def binds(tree: ast.Module | ast.stmt) -> set[str]:
    """Return the names that running ``tree``, or a function in it that declares them global, binds at the top level of its cell."""
    table = _table(tree.body if isinstance(tree, ast.Module) else [tree])
    below = {
        name.get_name()
        for inner in _below(table)
        for name in inner.get_symbols()
        if name.is_assigned() and (name.is_declared_global() or (inner.get_name() == "genexpr" and name.is_global()))
    }
    return below | {name.get_name() for name in table.get_symbols() if name.is_assigned() or name.is_imported()}


def reads(tree: ast.Module) -> set[str]:
    """Return the names, other than Python's and IPython's own, that a cell needs from cells before it."""
    everywhere, bound, needed = binds(tree), set[str](), set[str]()
    for statement in tree.body:
        table = _table([statement])
        needed |= {name.get_name() for name in table.get_symbols() if name.is_referenced()} - bound
        for inner in _below(table):  # runs later, when the whole cell has run
            needed |= {name.get_name() for name in inner.get_symbols() if name.is_global() and name.is_referenced()} - everywhere
        bound |= binds(statement)
    return needed - set(dir(builtins)) - SHELL


class _Generators(ast.NodeTransformer):
    """Every comprehension as a generator: since Python 3.12 the names of the others are told among those of what surrounds them."""

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp) -> ast.AST:
        return self.generic_visit(ast.GeneratorExp(node.elt, node.generators))

    visit_SetComp = visit_ListComp

    def visit_DictComp(self, node: ast.DictComp) -> ast.AST:
        return self.generic_visit(ast.GeneratorExp(ast.Tuple([node.key, node.value], ast.Load()), node.generators))


def _table(statements: list[ast.stmt]) -> symtable.SymbolTable:
    source = ast.unparse(ast.Module(statements, []))
    return symtable.symtable(ast.unparse(_Generators().visit(ast.parse(source))), "<cell>", "exec")


def _below(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _below(child)


def stars(tree: ast.Module) -> list[str]:
    """Return the statements of a cell that bind names which it does not say."""
    return [line for line in imports(tree) if line.endswith(" import *")]


def binding(source: str, but: set[str]) -> str:
    """Return the imports, assignments and definitions of a cell that need none of the names ``but``, nor what is made of these."""
    kinds, needed, found = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.ClassDef), set(but), []
    for statement in parse(source).body:
        if isinstance(statement, kinds) and not reads(ast.Module([statement], [])) & needed:
            found.append(ast.unparse(statement))
        else:
            needed |= binds(statement)
    return "\n".join(found)


def imports(tree: ast.Module) -> list[str]:
    """Return the import statements of a cell, wherever they stand in it, one name each."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [ast.unparse(ast.Import([alias])) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found += [ast.unparse(ast.ImportFrom(node.module, [alias], 0)) for alias in node.names]
    return found
