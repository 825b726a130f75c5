"""What a visible test says in a student's notebook, in stages: where to look, then the
misconception by name, on request the formula.

A released notebook keeps the sources of its visible tests in its metadata, and the cell of a test
runs one of them by its name::

    from neurolib import hints

    hints.run_test("2-1-course-neuron")

In the teacher's notebook a hint is one string, the misconception first: ``"t_ref is left out: after
each spike V stays at V_R for t_ref."`` Its first part, up to the first colon, semicolon or end of a
sentence, names the misconception; a question that follows belongs to it, as in
``"Not a number: is it log(t - t0)?"`` The rest says how it is done. Nobody writes the nudge: it
names the function that was tested, and says how its result differs.

The failed tries of each test are counted in a file beside the notebook; of a test that passes it
says 0, which the course's map shows. The same answer is one try, however often it is run: what is
run, then validated or checked, uses up one hint. Grading neither reads nor writes it: there, tests
run as the teacher wrote them, and say everything at once.
"""

from __future__ import annotations

import ast
import contextlib
import dis
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

TRIES = ".hints.json"
ANSWERS = "failed answers"  # in that file: for each test a digest of the answer that failed last
# a visible test as it is released: its title, its name
CELL = '# {}\nfrom neurolib import hints\n\nhints.run_test("{}")'
NEXT = {
    1: "If your next answer fails too, this test names the probable mistake.",
    2: "To see how it is done, run hints.formula() in a new cell.",
}

WHOLE = "NEUROLIB_WHOLE_HINTS"  # set in the environment of a kernel in which hints are shown whole

whole = ""  # all that the test says which failed last


def complaint(sentence: str, nudge: Callable[[], str] | None = None) -> AssertionError:
    """Return an AssertionError that a notebook shows as its sentence alone, in place of a
    traceback.

    A sentence that names a misconception has a ``nudge``, which says how the result differs; None
    says that there is nothing to hold back.
    """
    error = AssertionError(sentence)
    # the first is IPython's own hook
    vars(error).update(_render_traceback_=lambda: [sentence], nudge=nudge)
    return error


def run_test(name: str) -> Any:
    """Run the visible test ``name`` of the notebook in this folder, as if its lines stood in the
    cell that calls this.
    """
    from IPython.core.inputtransformer2 import TransformerManager

    space, source = sys._getframe(1).f_globals, _source(name)
    tree = ast.parse(TransformerManager().transform_cell(source))
    about = _where(tree, space), _case(source), _answer(tree, space)
    body, last = compiled(tree, name, source)
    try:
        exec(body, space)
        value = eval(last, space) if last else None
    except AssertionError as error:
        raise complaint(_told(name, error, *about)) from None
    except NameError as error:
        if error.name not in re.findall(r"\w+", source):
            raise
        raise complaint(
            f"{error.name} is not defined: run the cell with your answer first."
        ) from None
    _count(name, failed=False)
    return value


def compiled(tree: ast.Module, title: str, source: str) -> tuple[CodeType, CodeType | None]:
    """Compile a cell, and its last expression apart where it ends in one, whose value a notebook
    shows.
    """
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        last = compile(ast.Expression(tree.body.pop().value), title, "eval")  # type: ignore[attr-defined]
    return compile(tree, title, "exec"), last


def formula() -> None:
    """Print the whole hint of the test that failed last."""
    print(whole or "No test has failed since this notebook was started: run one first.")


def stages(hint: str) -> tuple[str, bool]:
    """Return the misconception that a hint names, and whether the hint goes on to say how it is
    done.
    """
    ends = [match.end() for match in re.finditer(r"[:;.?!](?=\s|$)", hint)] or [len(hint)]
    # a question asks for the misconception
    end = ends[1] if len(ends) > 1 and hint[ends[1] - 1] == "?" else ends[0]
    return re.sub(r"[:;]$", ".", hint[:end]), end < len(hint)


def _told(name: str, error: AssertionError, where: str, case: str, answer: str) -> str:
    """Return as much of what a test found as the number of failed tries allows."""
    global whole
    hint = " ".join(str(error).split())
    if "not answered yet" in hint:  # which is no try
        return hint
    whole, tries = hint or case, _count(name, failed=True, answer=answer)
    # an assert of the teacher's has none of its own
    nudge = getattr(error, "nudge", (lambda: case) if hint else None)
    if WHOLE in os.environ or nudge is None:
        return whole
    cause, more = stages(whole)
    if tries == 1 or more:
        print(NEXT[min(tries, 2)])
    return cause if tries > 1 else f"Look at {where}. {nudge()}"


def _where(tree: ast.Module, space: dict[str, Any]) -> str:
    """Name the functions and classes of the student's that a test uses."""
    defined = {
        node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    }
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - defined
    found = sorted(
        name for name in used if getattr(space.get(name), "__module__", "") == space["__name__"]
    )
    return " and ".join(found) or "your answer"


def _case(source: str) -> str:
    """Say what a test is about, as its title has it: the comment in its first line."""
    title = re.match(r"# *(?:.*?\): )?(.*)", source)
    return (
        f"It does not pass this test yet: {title[1]}."
        if title
        else "It does not pass this test yet."
    )


def _source(name: str) -> str:
    """Return the source of a test from the notebook in this folder, the one that was saved last if
    there are several.
    """
    # nbgrader's own word: there, a student's call finds nothing
    grading = os.environ.get("NBGRADER_EXECUTION") == "autograde"
    for path in sorted(
        [] if grading else Path().glob("*.ipynb"),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    ):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            return str(
                json.loads(path.read_text(encoding="utf-8"))["metadata"]["neurolib"]["tests"][name]
            )
    raise complaint(
        f"No notebook in {Path.cwd()} holds the test {name}. Open the set in exercises/ "
        f"of your copy."
    )


def _answer(tree: ast.Module, space: dict[str, Any]) -> str:
    """Return a digest of the cells that define what a test uses, and what that uses in turn;
    nothing where they are not known.

    Comments and spaces do not count. The cells are those that IPython keeps in ``In``, the last
    that defines a name.
    """
    cells: dict[str, ast.Module] = {}
    for source in space.get("In", ()):
        with contextlib.suppress(SyntaxError, ValueError):
            cell = ast.parse(source)
            cells |= dict.fromkeys(_defined(cell), cell)
    due, used = _names(tree), dict[str, ast.Module]()
    while due:
        name = due.pop()
        if name in cells and name not in used:
            used[name] = cells[name]
            with contextlib.suppress(SyntaxError, ValueError):
                due |= _names(cells[name])
    text = "".join(f"{name}: {ast.dump(used[name])}" for name in sorted(used))
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def _defined(cell: ast.Module) -> set[str]:
    """Return the names that the statements of a cell bind, at its top level or inside an ``if`` or
    a loop.
    """
    found, due = set[str](), list[ast.AST](cell.body)
    while due:
        node = due.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        else:
            found |= (
                {node.id}
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
                else set()
            )
            due += ast.iter_child_nodes(node)
    return found


def _names(tree: ast.Module) -> set[str]:
    """Return the names that some code looks for among the notebook's own, whose local variables are
    not among them.
    """
    found, due = set[str](), [compile(tree, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)]
    while due:
        code = due.pop()
        found |= {
            each.argval
            for each in dis.get_instructions(code)
            if each.opname in ("LOAD_NAME", "LOAD_GLOBAL")
        }
        due += [each for each in code.co_consts if isinstance(each, CodeType)]
    return found


def _count(name: str, failed: bool, answer: str = "") -> int:
    """Count a try and return how many have failed; the answer that failed last is no new try, and a
    test that passes begins anew.
    """
    file = Path(TRIES)
    try:
        counts = json.loads(file.read_text(encoding="utf-8"))
        answers = {str(test): str(digest) for test, digest in counts.pop(ANSWERS, {}).items()}
        tries = {str(test): int(count) for test, count in counts.items()}
    except (OSError, ValueError, TypeError, AttributeError):  # there is none yet, or it was edited
        tries, answers = {}, {}
    same = failed and answer and answers.get(name) == answer and tries.get(name)
    count = tries.get(name, 0) + (not same) if failed else 0
    if count != tries.get(name):
        answers.pop(name, None)
        answers |= {name: answer} if answer and failed else {}
        # a folder that cannot be written to: the nudge is all there is
        with contextlib.suppress(OSError):
            counts = {**tries, name: count} | ({ANSWERS: answers} if answers else {})
            file.write_text(json.dumps(counts, indent=1), encoding="utf-8")
    return count
