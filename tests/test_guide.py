"""What the README and the guide show works as printed."""

import importlib.util
import re
import sys
from pathlib import Path
from pkgutil import resolve_name

import pytest

from neurolib.analysis import f_i_curve, simulate
from neurolib.units import mV, nS, pA, pF
from tests.course import teachers_guide
from tests.course.notebooks import CHAPTERS, read, sections

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "course" / "guide"


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


contract = load("contract", ROOT / "tests" / "test_contract.py")  # what every model passes


def code(page):
    return re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def test_the_taste_in_the_readme_runs_and_says_what_it_prints(capsys):
    import matplotlib

    matplotlib.use("agg")
    (taste,) = code(ROOT / "README.md")
    assert len(taste.strip().splitlines()) <= 11
    names = {}
    exec(taste, names)
    printed = capsys.readouterr().out
    assert "Run of AdEx: 500 ms in steps of 10 µs, 10 spikes (20 Hz)" in printed
    assert "63.04" in printed and "63.01" in printed
    assert names["ax"].lines or names["ax"].collections


def test_relative_links_lead_somewhere():
    for page in [ROOT / "README.md", *GUIDE.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"


@pytest.mark.parametrize("number", range(3))
def test_the_examples_for_users_of_other_tools_run(number, capsys):
    exec(code(GUIDE / "coming-from.md")[number], {})
    assert "error" not in capsys.readouterr().out.lower()


@pytest.fixture(scope="module")
def QIF(tmp_path_factory):
    """The neuron of the guide, as a file of the library."""
    path = tmp_path_factory.mktemp("guide") / "qif.py"
    path.write_text(code(GUIDE / "extending.md")[0], encoding="utf-8")
    yield load("neurolib.neurons.qif", path).QIF
    del sys.modules["neurolib.neurons.qif"]


def test_the_new_neuron_of_the_guide_keeps_the_contract(QIF):
    contract.test_each_equation_is_said_once_in_latex_and_once_in_arithmetic(QIF)
    contract.test_every_parameter_is_used_by_a_kernel_or_a_closed_form(QIF)
    contract.test_kernels_name_state_then_input_then_parameters_and_know_no_self(QIF)
    contract.test_a_misspelt_parameter_is_named_with_those_there_are(QIF)
    contract.test_repr_gives_the_same_model_back_and_models_are_frozen_values(QIF)
    contract.test_markdown_shows_every_equation_and_parameter(QIF)
    contract.test_flow_of_arrays_equals_flow_of_scalars(QIF)


def test_the_new_neuron_of_the_guide_fires_above_its_rheobase(QIF):
    """Rest vanishes at I = k (V_T − E_L)²/4; far above it the rate grows as the square root of the excess current."""
    neuron = QIF(C=100 * pF, k=700 * nS, V_R=-60 * mV)
    rheobase = neuron.k * (neuron.V_T - neuron.E_L) ** 2 / 4
    assert rheobase == pytest.approx(70 * pA, rel=1e-9, abs=0)
    assert len(simulate(neuron, 0.98 * rheobase, 1.0).spikes) == 0
    rates = f_i_curve(neuron, [1.02 * rheobase, 2 * rheobase])
    assert 0 < rates[0] < rates[1]


def test_the_names_of_the_guide_stand_where_it_says():
    named = re.findall(r"`(neurolib/[\w/]+\.py)`(?:: | \()((?:[^`|)]*`\w+`)+)", (GUIDE / "extending.md").read_text(encoding="utf-8"))
    assert len(named) >= 10
    for path, names in named:
        source = (ROOT / path).read_text(encoding="utf-8")
        for name in re.findall(r"`(\w+)`", names):
            assert re.search(rf"^(?:(?:def|class) )?{name}\b", source, re.MULTILINE), (path, name)


# The table of the article


def listed():
    """The rows of all tables: what the article says, taught, computed, graded."""
    text = (GUIDE / "seed.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("|") and not line.startswith(("|:", "| the article says"))]
    return [[part.strip() for part in line.strip("|").split("|")] for line in lines]


def there():
    """What the table may name, kind by kind, as the notebooks have it."""
    found = {kind: set() for kind in ("section", "equation", "figure", "cell", "check", "prediction", "problem", "title")}
    for path in CHAPTERS:
        notebook = read(path)
        for cell in notebook.cells:
            found["cell"].add(cell.id)
            found["equation"] |= set(re.findall(r"\\tag\{(\d+\.\d+)\}|\bequation\(\"(\d+\.\d+)\"", cell.source))
            found["figure"] |= set(re.findall(r"\"Figure (\d+\.\d+)\. ", cell.source))
            found["title"] |= set(re.findall(r"^## ([^\d].*)$", cell.source, re.MULTILINE))
        for number, cells in sections(notebook).items():
            name, text = f"{path.name.split('-')[0]}.{number}", "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
            found["section"].add(name)
            found["check"] |= {name} if "**Check yourself.**" in text else set()
            found["prediction"] |= {name} if "**Predict.**" in text else set()
    found["equation"] = {"".join(pair) for pair in found["equation"]}
    for path in (ROOT / "solutions").glob("ps*/*.ipynb"):
        found["problem"] |= {number for cell in read(path).cells for number in re.findall(r"^## (\d+\.\d+) ·", cell.source, re.MULTILINE)}
    return found


def faults(rows, found):
    """Say what a row names that is not there, word by word, so that a misspelt kind is found too."""
    columns = (
        (("section", r"(\d+\.\d)"), ("chapter", r"opening of chapter (\d+)"), ("title", r"\*(.+)\*")),
        (("equation", r"\((\d+\.\d+)\)"), ("figure", r"Figure (\d+\.\d+)"), ("cell", r"cell `(.+)`"), ("name", r"`(.+)`")),
        (("problem", r"problem (\d+\.\d+)"), ("check", r"check (\d+\.\d)"), ("prediction", r"prediction (\d+\.\d)")),
    )
    for says, *cells in rows:
        for text, kinds in zip(cells, columns, strict=True):
            for word in text.split(", "):
                kind, name = next(((kind, match[1]) for kind, pattern in kinds if (match := re.fullmatch(pattern, word))), ("", word))
                if kind == "name":
                    try:
                        resolve_name(f"neurolib.{name}")
                    except AttributeError:
                        yield f"{says}: neurolib has no {name}"
                elif kind != "chapter" and name not in found.get(kind, ()):
                    yield f"{says}: there is no {kind or 'such thing as'} {name}"


def test_no_cell_of_the_table_of_the_article_is_empty():
    rows = listed()
    assert len(rows) > 80
    assert not [row for row in rows if len(row) != 4 or not all(re.search(r"\w", cell) for cell in row)]


def test_what_the_table_of_the_article_names_is_there():
    assert not list(faults(listed(), there()))


@pytest.mark.parametrize(
    "row",
    [
        ["a section", "1.9", "(1.1)", "problem 1.1"],
        ["an equation", "1.1", "(1.99)", "problem 1.1"],
        ["a figure", "1.1", "Figure 1.99", "problem 1.1"],
        ["a name", "1.1", "`energy.Nothing`", "problem 1.1"],
        ["a cell", "1.1", "cell `nothing`", "problem 1.1"],
        ["a problem", "1.1", "(1.1)", "problem 1.9"],
        ["a check", "1.1", "(1.1)", "check 1.9"],
        ["an empty cell", "1.1", "(1.1)", ""],
        ["a kind", "1.1", "(1.1)", "probelm 1.1"],
    ],
    ids=lambda row: row[0],
)
def test_a_row_that_names_what_is_not_there_is_found(row):
    assert len(list(faults([row], there()))) == 1


# The teacher's guide


def test_the_teachers_guide_is_in_step_with_the_notebooks_and_the_answers():
    assert teachers_guide.FILE.read_text(encoding="utf-8") == teachers_guide.written(), "python -m tests.course.teachers_guide writes it again"


def test_the_teachers_guide_names_each_problem_and_each_chapter_stands_in_the_plan():
    text = teachers_guide.written()
    assert all(f"## {number} ·" in text for number in there()["problem"])
    planned = {each for chapters, labs in teachers_guide.PLAN for each in (*chapters, *labs)}
    assert {teachers_guide.number(path) for path in CHAPTERS} <= planned
    assert text.count("*Marked by a person:*") >= 9 and "model answer" in text


def test_the_time_for_marking_follows_from_the_words_of_the_sample_answers():
    """What a person marks in the sets of this course, by its points: how long our own answer is, and how long it takes to read."""
    words = {True: [], False: []}
    for path in sorted((ROOT / "solutions").glob("*/*.ipynb")):
        for cell in read(path).cells:
            ours = cell.metadata.get("nbgrader", {})
            if ours.get("grade") and ours.get("solution"):
                answer = re.search(r"### BEGIN SOLUTION(.*?)\*Mark scheme\.", cell.source, re.DOTALL)[1]
                words[ours["points"] < 5].append(len(answer.split()))
    said = " ".join((GUIDE / "teaching.md").read_text(encoding="utf-8").split())
    for short, points, longest in (True, "3 or 4 points", "0.6 minutes"), (False, "6 to 15 points", "1.0 minutes"):
        count = words[short]
        assert f"{min(count)} to {max(count)} words" in said and points in said
        assert f"{max(count) / 238:.1f} minutes" == longest and longest in said
