"""Every chapter runs from top to bottom, is stored without what running leaves behind, and keeps
what its first page promises.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import json
import pkgutil
import re
from symtable import symtable

import nbformat

import neurolib
from neurolib.classroom.checker.names import binds
from neurolib.model import Model
from tests.course.notebooks import (
    CHAPTERS,
    COURSE,
    NOTEBOOKS,
    ROOT,
    executed,
    guessed,
    named,
    names,
    number_of,
    prose,
    ran,
    read,
    set_of,
    size,
    tags,
)
from tests.course.notebooks import objectives as promised_by
from tests.course.notebooks import outputs as outputs_of
from tests.course.notebooks import sections as sections_of

LONGEST = 16  # lines of code that a student meets in one cell, not counting folded ones


def outputs(path):
    return outputs_of(executed(path)[0])


def test_there_is_a_map_and_a_chapter():
    assert COURSE / "index.ipynb" in NOTEBOOKS and CHAPTERS


# How a notebook is stored


@named(NOTEBOOKS)
def test_stored_without_outputs_counts_or_volatile_metadata(path):
    text = path.read_text(encoding="utf-8")
    stored = json.loads(text)
    assert text == json.dumps(stored, indent=1, ensure_ascii=False) + "\n", (
        "indented by one, as JupyterLab stores it"
    )
    assert set(stored["metadata"]) <= {"kernelspec", "language_info"}
    assert stored["metadata"]["kernelspec"] == {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    assert stored["metadata"].get("language_info", {}).keys() <= {"name"}
    for cell in stored["cells"]:
        assert not cell.get("outputs") and cell.get("execution_count") is None, cell["id"]
        assert set(cell["metadata"]) <= {"tags", "jupyter"}, cell["id"]
        assert cell["metadata"].get("jupyter", {"source_hidden": True}) == {
            "source_hidden": True
        }, cell["id"]


@named([*NOTEBOOKS, *sorted((ROOT / "solutions").glob("*/*.ipynb"))])
def test_no_text_of_a_cell_holds_a_control_character(path):
    r"""In a string that is not raw, ``\a`` of ``\alpha`` is a bell, and the formula is lost."""
    wrong = {
        cell.id: found[0]
        for cell in read(path).cells
        if cell.cell_type == "code"
        for node in ast.walk(ast.parse(re.sub(r"^[%!].*$", "", cell.source, flags=re.MULTILINE)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if (found := re.search(r"[\x00-\x09\x0b-\x1f].{,20}", node.value))
    }
    assert not wrong, wrong


@named(NOTEBOOKS)
def test_cells_have_readable_names_and_are_valid(path):
    notebook = read(path)
    nbformat.validate(notebook)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", each) for each in ids)


@named(NOTEBOOKS)
def test_a_cell_can_be_taken_in_at_a_glance(path):
    lengths = {
        c.id: len([line for line in c.source.splitlines() if line.strip()])
        for c in read(path).cells
        if c.cell_type == "code"
    }
    shown = {c.id for c in read(path).cells if "hide-input" not in tags(c)}
    print(
        f"{path.name}: longest cells "
        f"{sorted(((n, name) for name, n in lengths.items()), reverse=True)[:5]}"
    )
    assert not {name: n for name, n in lengths.items() if name in shown and n > LONGEST}
    folded = {c.id for c in read(path).cells if c.metadata.get("jupyter", {}).get("source_hidden")}
    assert folded == {c.id for c in read(path).cells if "hide-input" in tags(c)}, (
        "folded in JupyterLab and on the site alike"
    )


@named(NOTEBOOKS)
def test_a_folded_cell_begins_with_a_comment_that_says_what_it_does(path):
    """JupyterLab shows the first line of a folded cell: no import, and no answer of a blank above
    it.
    """
    first = {
        c.id: c.source.splitlines()[0]
        for c in read(path).cells
        if c.cell_type == "code" and "hide-input" in tags(c)
    }
    assert not {name: line for name, line in first.items() if not re.match(r"# [A-Z][^=]*$", line)}


@named(NOTEBOOKS)
def test_relative_links_lead_somewhere(path):
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", prose(path)):
        assert (path.parent / target).exists(), target


@named(NOTEBOOKS)
def test_sources_are_named_by_doi_and_nothing_else_is_fetched(path):
    for address in re.findall(
        r"https?://[^\s)\"']+", "\n".join(cell.source for cell in read(path).cells)
    ):
        assert re.fullmatch(r"https://doi\.org/10\.\d{4,}/\S+", address), address


# What running gives


@ran(NOTEBOOKS)
def test_runs_from_top_to_bottom(path):
    seconds = executed(path)[1]
    slowest = sorted(((f"{t:.1f} s", name) for name, t in seconds.items()), reverse=True)[:5]
    print(
        f"{path.name}: {sum(seconds.values()):.1f} s in all, goal 40 s; slowest, goal 5 "
        f"s each: {slowest}"
    )
    assert set(seconds) >= {cell.id for cell in read(path).cells if cell.cell_type == "code"}


@ran(NOTEBOOKS)
def test_every_figure_has_words_with_numbers_in_them(path):
    figures = 0
    for cell, output in outputs(path):
        data = output.get("data", {})
        assert "image/png" not in data, f"{cell.id}: shown as pixels, without alt text"
        assert len(data.get("text/html", "")) < 500_000, (
            f"{cell.id}: a saved chapter has 3 MB for all its figures; draw fewer points"
        )
        for start in re.findall(r"<svg[^>]*>", data.get("text/html", "")):
            label = re.search(r'role="img" aria-label="([^"]*)"', start)
            assert label, f"{cell.id}: no alt text"
            assert len(label[1]) > 30, f"{cell.id}: {label[1]}"
            assert cell.id == "circuit" or re.search(r"\d", label[1]), f"{cell.id}: {label[1]}"
            figures += 1
    print(f"{path.name}: {figures} figures")
    assert figures >= (size(path).figures if path in CHAPTERS else path.stem == "index")


@ran(NOTEBOOKS)
def test_no_cell_leaves_litter(path):
    for cell, output in outputs(path):
        assert output.output_type != "stream" or output.name != "stderr", (
            f"{cell.id}: {output.text}"
        )
        data = output.get("data", {})
        if set(data) == {"text/plain"}:
            assert not re.match(r"<|\[<|Text\(|\[Text|\(array|\(-?\d", data["text/plain"]), (
                f"{cell.id}: {data['text/plain']}"
            )


@ran(CHAPTERS)
def test_live_figures_show_a_picture_to_nobody_and_answer_every_preset_and_slider(path):
    cells = {cell.id: cell for cell in executed(path)[0].cells}
    live = [cell for cell in read(path).cells if "live" in tags(cell)]
    assert len(live) >= size(path).live
    for cell in live:
        assert any(
            "<svg" in output.get("data", {}).get("text/html", "")
            for output in cells[cell.id].outputs
        ), cell.id
        captions = "".join(
            output.get("text", "") for output in cells[f"{cell.id}-probe"].outputs
        ).splitlines()
        print("\n".join([cell.id, *captions]))
        assert len(set(captions)) == len(captions) >= 4, (
            f"{cell.id}: a preset that changes nothing that the caption tells"
        )


def _names(source):
    """Return the names that a cell assigns, and for each of its functions the names of the notebook
    that it reads whenever it is called.
    """

    def of(scope):
        return {
            each.get_name()
            for each in scope.get_symbols()
            if each.is_global() and each.is_referenced()
        }.union(*map(of, scope.get_children()))

    top = symtable(source, "cell", "exec")
    functions = [
        each
        for each in top.get_children()
        if each.get_type() == "function" and not each.get_name().endswith(("comp", "genexpr"))
    ]
    assigned = {
        each.get_name() for each in top.get_symbols() if each.is_assigned() or each.is_namespace()
    }
    # from Python 3.12 on, the table of a cell lists the variables of its comprehensions, which no
    # other cell sees
    return assigned & binds(ast.parse(source)), {each.get_name(): of(each) for each in functions}


def _imported(source):
    return {
        each.get_name()
        for each in symtable(source, "cell", "exec").get_symbols()
        if each.is_imported()
    }


def read_by_live_figures(cells):
    """Yield for each live figure its place among the cells and the names of the notebook that it
    reads when somebody moves it.
    """
    found = [_names(cell.source) for cell in cells]
    for k, cell in enumerate(cells):
        if "live" not in tags(cell):
            continue
        calls = {
            name: reads for _, functions in found[: k + 1] for name, reads in functions.items()
        }
        needed, new = set(), set().union(*found[k][1].values())
        while new:
            needed, new = (
                needed | new,
                set().union(*(calls.get(name, set()) for name in new)) - needed - new,
            )
        yield k, needed


def nameless(source):
    """Return what a live figure takes for its model, its drawing or its caption without a name."""
    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    views = [node for node in calls if node.func.id == "View"]
    charts = [node for node in calls if node.func.id == "Chart"]
    parts = [
        part
        for view in views
        for part in (
            *view.args,
            *(each.value for each in view.keywords if each.arg in ("compute", "draw", "caption")),
        )
    ]
    assert len(parts) == 3 * len(views) and views + charts, source
    kernels = [chart.args[0] for chart in charts]  # a chart describes what it draws and says
    return [
        ast.unparse(part)
        for part in parts + kernels
        if not isinstance(part, (ast.Name, ast.Attribute))
    ]


@named(CHAPTERS)
def test_the_model_the_drawing_and_the_caption_of_a_live_figure_have_names(path):
    """A student who changes the figure finds them by their names, and a test can call them."""
    live = [cell for cell in read(path).cells if "live" in tags(cell)]
    assert {cell.id: found for cell in live if (found := nameless(cell.source))} == {}


def test_a_nameless_model_of_a_live_figure_is_found():
    source = "explore(LIF(), View(lambda neuron: neuron.tau, draw, caption, size=(8, 3)))"
    assert nameless(source) == ["lambda neuron: neuron.tau"]
    named_parts = "View(compute, draw=draw, caption=lambda model, data: '', code='')"
    assert nameless(named_parts) == ["lambda model, data: ''"]


def test_a_cell_assigns_no_variable_of_its_comprehensions():
    source = (
        "found = [chip for chip in range(3) if chip]\nfor n in found: m = {each: n for each "
        "in found}\ndef f(): return [k for k in found]"
    )
    assert _names(source) == ({"found", "n", "m", "f"}, {"f": {"found"}})


@named(NOTEBOOKS)
def test_no_later_cell_overwrites_what_a_live_figure_reads(path):
    """A live figure computes when somebody moves it, that is, after all cells have run: a name that
    is used again breaks it then.
    """
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    found = [_names(cell.source)[0] for cell in cells]
    lost = []
    for k, needed in read_by_live_figures(cells):
        for later, assigned in zip(cells[k + 1 :], found[k + 1 :], strict=True):
            own = {line for each in cells[: k + 1] for line in each.source.splitlines()}
            # the same value once more
            again = {line.split(" = ")[0] for line in later.source.splitlines() if line in own}
            before = set().union(*found[: k + 1])
            lost += [
                f"{cells[k].id} reads {name}, which {later.id} overwrites"
                for name in sorted(needed & before & assigned - again)
            ]
    assert not lost


def overwritten(cells):
    """Names that a cell imports and another one assigns: the first one's module is then gone."""
    imported = [_imported(cell.source) for cell in cells]
    return [
        f"{cell.id} overwrites {name}"
        for k, cell in enumerate(cells)
        for name in sorted(_names(cell.source)[0] & set().union(*imported[:k]) - imported[k])
    ]


@named(NOTEBOOKS)
def test_no_cell_overwrites_what_another_one_imports(path):
    assert not overwritten([cell for cell in read(path).cells if cell.cell_type == "code"])


def test_an_overwritten_module_is_found():
    sources = "from neurolib import trains", "import numpy as np", "trains = np.zeros(3)"
    cells = [nbformat.v4.new_code_cell(source, id=f"c{k}") for k, source in enumerate(sources)]
    assert overwritten(cells) == ["c2 overwrites trains"]


def made_too_late(cells):
    made = [_names(cell.source)[0] | _imported(cell.source) for cell in cells]
    return [
        f"{cells[k].id} reads {name}, which no cell before it makes"
        for k, needed in read_by_live_figures(cells)
        for name in sorted(needed - set().union(*made[: k + 1]) - set(dir(builtins)))
    ]


@named(NOTEBOOKS)
def test_no_live_figure_reads_what_a_later_cell_makes(path):
    """It is there when the figure is asked, after the last cell, but not yet when a student moves
    it right below its cell.
    """
    assert not made_too_late([cell for cell in read(path).cells if cell.cell_type == "code"])


def test_a_figure_that_reads_what_a_later_cell_makes_is_found():
    sources = (
        "import numpy as np",
        "def draw(ax, data):\n    ax.plot(np.array(data) * scale)",
        "scale = 2",
    )
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{k}") for k, source in enumerate(sources)]
    cells[1].metadata["tags"] = ["live"]
    assert made_too_late(cells) == [
        "cell-1 reads scale, which no cell before it makes"
    ] and not made_too_late([cells[0], cells[2], cells[1]])


@ran(CHAPTERS)
def test_the_code_of_every_live_figure_runs_after_it_or_alone(path):
    cells = {cell.id: cell for cell in executed(path)[0].cells}
    for cell in (cell for cell in read(path).cells if "live" in tags(cell)):
        said = "".join(output.get("text", "") for output in cells[f"{cell.id}-shown"].outputs)
        assert (
            re.search("^runs (after its cell|alone)$", said, re.MULTILINE) and "Error" not in said
        ), f"{cell.id}: {said}"


# What the first page promises


def section_cells(path):
    return sections_of(read(path))


def objectives(path):
    return promised_by(read(path))


def problem_tags(path):
    """Return the objectives that each problem of a chapter's set serves, by the problem's number."""
    (solutions,) = (ROOT / "solutions").glob(f"{set_of(path)}-*/*.ipynb")
    tasks = [cell for cell in read(solutions).cells if cell.id.endswith("-task")]
    return {
        ".".join(cell.id.split("-")[:2]): {
            tag for tag in tags(cell) if tag.startswith("objective:")
        }
        for cell in tasks
    }


def objective_of(tag):
    return re.match(r"objective:(L?\d+\.\d+)-[\w-]+$", tag)[1]


def rows_amiss(promised, problems):
    """Say which rows of the table of objectives name other problems than those that serve them."""
    for number, (_, where, how) in promised.items():
        serving = [each for each, served in problems.items() if number in map(objective_of, served)]
        *some, last = serving or [""]
        wanted = (
            f"problems {', '.join(some)} and {last}"
            if some
            else f"problem {last}"
            if last
            else f"the checks of section {min(where)}"
        )
        if how != wanted:
            yield (
                f"The row of objective {number} says {how!r} under 'practised in'; expected "
                f"{wanted!r}, because these are the problems whose texts carry its tag."
            )


def test_a_new_problem_that_no_row_of_the_objectives_names_is_found():
    (path,) = (path for path in CHAPTERS if number_of(path) == "4")
    promised, problems = objectives(path), problem_tags(path)
    assert not list(rows_amiss(promised, problems))
    (tag,) = (tag for tag in set().union(*problems.values()) if objective_of(tag) == "4.5")
    assert list(rows_amiss(promised, problems | {"4.99": {tag}})) == [
        "The row of objective 4.5 says 'problem 4.5' under 'practised in'; expected "
        "'problems 4.5 and 4.99', because these are the problems whose texts carry its tag."
    ]
    (said,) = rows_amiss(promised, problems | {"4.98": {tag}, "4.99": {tag}})
    assert "expected 'problems 4.5, 4.98 and 4.99'" in said
    (said,) = rows_amiss(promised, problems | {"4.5": set()})
    assert "expected 'the checks of section" in said


@named(CHAPTERS)
def test_objectives_begin_with_a_verb_and_agree_with_sections_and_problems(path):
    promised = objectives(path)
    assert size(path).objectives <= len(promised) <= 8
    taught = {}
    for section, cells in section_cells(path).items():
        for tag in {tag for cell in cells for tag in tags(cell) if tag.startswith("objective:")}:
            taught.setdefault(objective_of(tag), set()).add(section)
    assert taught == {number: where for number, (_, where, _) in promised.items()}
    assert all(re.match(r"\*\*\w+\*\* ", text) for text, _, _ in promised.values())

    chapter_tags = {
        tag for cell in read(path).cells for tag in tags(cell) if tag.startswith("objective:")
    }
    problems = problem_tags(path)
    practised = set().union(*problems.values())
    assert practised <= chapter_tags
    amiss = list(rows_amiss(promised, problems))
    assert not amiss, "\n".join(amiss)


@named(CHAPTERS)
def test_the_summary_restates_every_objective(path):
    summary = re.search(r"^## Summary$(.*?)^## ", prose(path), re.MULTILINE | re.DOTALL)[1]
    assert set(re.findall(r"\((L?\d+\.\d+)\)", summary)) == set(objectives(path))


@named(CHAPTERS)
def test_the_clock_beside_the_sections_adds_up(path):
    now = None
    stops = re.findall(r"^## (.+)\n\n\*(\d):(\d\d) · (\d+) minutes\*$", prose(path), re.MULTILINE)
    assert {int(title.split(" · ")[0]) for title, *_ in stops if title[0].isdigit()} == set(
        section_cells(path)
    )
    for title, hours, minutes, lasts in stops:
        at = 60 * int(hours) + int(minutes)
        assert now is None or at == now, title
        now = at + int(lasts)
    assert size(path).minutes[0] <= now <= size(path).minutes[1] and f"{now} minutes" in prose(path)
    assert size(path).sections <= len(section_cells(path)) <= 8


@named(CHAPTERS)
def test_every_prediction_has_one_field_with_the_objective_of_its_section(path):
    waiting, asked, section = False, 0, 0
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            section = (
                int(found[-1])
                if (found := re.findall(r"^## (\d+) · ", cell.source, re.MULTILINE))
                else section
            )
            assert cell.source.count("**Predict.**") <= 1 - waiting, (
                f"{cell.id}: the one before has no field"
            )
            waiting |= "**Predict.**" in cell.source
        elif guessed(cell):
            assert waiting, f"{cell.id}: nothing is asked"
            said = re.search(r"\bguess\(\s*[\"'](.+?)[\"']", cell.source)[1]
            assert said == f"{number_of(path)}.{section}", cell.id
            waiting, asked = False, asked + 1
    assert not waiting and asked >= size(path).predictions


@named(CHAPTERS)
def test_the_anatomy_of_a_chapter_is_all_there(path):
    text, code = (
        prose(path),
        "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "code"),
    )
    for part in (
        "**You need**",
        "**Time**",
        "**Problem set**",
        "**Predict.**",
        "**Move it.**",
        *size(path).parts,
    ):
        # in bold: Repaired, or we repair this
        assert part in (text.lower() if part == "**repair" else text), part
    for heading in "## Summary", "## What is not known", "## Further reading", "## Next":
        assert heading in text, heading
    assert text.count("<details>") == text.count("</details>") >= size(path).folded
    assert text.count("https://doi.org/") >= 3
    assert code.count("assert ") >= size(path).asserts, (
        "what the text says as a number is checked beside it"
    )


# Each equation is said once


def library_equations():
    """Return what stands on either side of each equation of the library's docstrings."""
    found = {}
    for module in pkgutil.walk_packages(neurolib.__path__, "neurolib."):
        if module.name.split(".")[1] in (
            "neurons",
            "plasticity",
            "devices",
            "noise",
            "crossbar",
            "applications",
            "codes",
            "trains",
            "engines",
        ):
            loaded = importlib.import_module(module.name)
            for thing in [
                loaded,
                *(
                    each
                    for each in vars(loaded).values()
                    if callable(each) and getattr(each, "__module__", "") == module.name
                ),
            ]:
                for equation in vars(Model)["equations"].__func__(thing).values():
                    found[bare(equation)] = f"{module.name}: {equation}"
    return found


def bare(latex):
    """Take spacing, size and numbering out of LaTeX, so that what remains is the mathematics."""
    return re.sub(
        r"\\tag\{\d+\}|\\left|\\right|\\[,;! ]|\\quad|\\mathrm|\\text|[\s{}$&]|[.,]$", "", latex
    )


def right_sides(equation):
    """Return what stands on the right of the signs of an equation, without what is too short to be
    known by: on the left, all membranes and all traces have the same.
    """
    sides = re.split(r"=|\\ge|\\leftarrow|\\Rightarrow|\\sim", equation)
    return [side for side in sides[1:] if len(side) > 12]


def test_a_left_side_that_many_equations_have_is_no_equation_typed_again():
    one, other = (
        bare(rf"\tau_m \frac{{dV}}{{dt}} = {right}")
        for right in (r"-(V - E_L) + R I(t) + \sigma \xi", r"-(V - E_L)(V - V_T) + R I(t)")
    )
    assert right_sides(one) and not any(side in other for side in right_sides(one))
    assert all(side in one for side in right_sides(one))


@named(NOTEBOOKS)
def test_no_equation_of_the_library_is_typed_again(path):
    equations = library_equations()
    assert len(equations) > 20
    for formula in re.findall(r"\$\$(.+?)\$\$|\$(.+?)\$", prose(path), re.DOTALL):
        formula = bare("".join(formula))
        for equation, where in equations.items():
            assert not any(part in formula for part in (equation, *right_sides(equation))), where


def test_the_equations_that_are_compared_are_those_that_models_show():
    shown = [
        equation
        for model in (neurolib.LIF, neurolib.AdEx)
        for equation in model.equations().values()
    ]
    assert {bare(equation) for equation in shown} <= set(library_equations())
    assert inspect.getdoc(neurolib.LIF)


@named(CHAPTERS)
def test_a_later_sitting_needs_the_first_code_cell_alone_where_the_rest_says_so(path):
    start, known, earlier, missing, asked = None, set(), set(), {}, False
    for cell in read(path).cells:
        if cell.cell_type == "markdown" and "**Resting place" in cell.source:
            asked = "first code cell" in cell.source and "cells" not in cell.source
            earlier, known = earlier | known - start, set(start)
        elif cell.cell_type == "code":
            used, made = names(cell)
            start = set(made) if start is None else start
            if asked and (lost := (used - known) & earlier):
                missing[cell.id] = lost
            known |= made
    assert not missing, missing
