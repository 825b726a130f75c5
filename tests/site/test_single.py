"""A notebook as one page: what it holds, which figures compute, and the sentences of refusals."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from neurolib.bootstrap import Stop
from neurolib.site import single, webassembly
from tests.site.paper import PIXEL, paper

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Any]:
    """The page of the notebook, and what is said of it."""
    folder = tmp_path_factory.mktemp("paper")
    made = single.write(paper(folder), folder / "paper.html")
    return (folder / "paper.html").read_text(encoding="utf-8"), made


def run(*words: str, **environment: str) -> Any:
    """Run ``neurolib page`` as a person does."""
    return subprocess.run(
        [sys.executable, "-m", "neurolib.cli", "page", *words],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **environment},
    )


def test_the_page_is_one_file_and_its_policy_names_its_scripts(written: tuple[str, Any]) -> None:
    text, made = written
    assert made.size == len(text.encode()) < 250_000
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy and policy[1].startswith("default-src 'none'; script-src 'wasm-unsafe-eval' ")
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digests = [
        base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in scripts
    ]
    assert len(scripts) == 2 and all(f"'sha256-{each}'" in policy[1] for each in digests)
    # nothing is loaded: the addresses that are left are links, anchors and data
    for tag, _, address in re.findall(r'<(\w+)\b[^>]*?\s(href|src)="([^"]*)"', text):
        assert address.startswith(("#", "data:")) or (tag == "a" and address[:8] == "https://")
    assert "@import" not in text and '<link rel="stylesheet"' not in text


def test_the_page_holds_text_formulas_figures_outputs_and_pictures(
    written: tuple[str, Any],
) -> None:
    text, made = written
    assert "<title>Resonance of a membrane</title>" in text and "<msqrt>" in text
    assert (
        '<span class="number">(1)</span>' in text
        and '<meta name="author" content="A. Reader">' in text
    )
    # beside the notebook, once more under an alternative text that names the file, and pasted
    assert text.count(f'src="data:image/png;base64,{PIXEL}"') == 3
    order = [
        text.index(each)
        for each in (
            "before the figure", 'data-film="paper-chart"', 'data-film="paper-shown"',
            'printed">after the figure', "ZeroDivisionError: division by zero",
        )
    ]  # fmt: skip
    assert order == sorted(order)
    assert "draw()</script>" not in text and "<b>Bold.</b>" in text and "<mi>ω</mi>" in text
    said = " ".join(made.remarks)
    for sentence in (
        "links to data.csv, which is not in the page",
        "https://example.org/x.png, which is on another host",
        "Cell [5] shows HTML with a script",
    ):
        assert sentence in said
    assert len(made.remarks) == 3


def test_a_chart_computes_and_another_figure_answers_from_a_record(
    written: tuple[str, Any],
) -> None:
    text, made = written
    if why := webassembly.obstacle():
        pytest.skip(why)
    chart, viewed = made.figures
    assert (chart.cell, chart.why, chart.frames) == (2, "", 0)
    assert viewed.cell == 4 and "not described as a chart" in viewed.why and viewed.frames > 20
    assert '<div class="live computes" data-film="paper-chart"' in text
    assert 'data-record="paper-chart.figure"' in text and 'data-record="paper-shown.wide"' in text
    assert "1 of 2 live figures is computed in this page" in text
    assert "because the page cannot compute it. It is not described as a chart." in text


def test_two_figures_of_one_cell_both_move(tmp_path: Path) -> None:
    path = paper(tmp_path, "display(figure, explore(Resonator(), view, ['f_0']))")
    made = single.write(path, tmp_path / "out.html")
    assert [each.cell for each in made.figures] == [2, 4, 7, 7]
    text = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert 'data-film="paper-more-0"' in text and 'data-film="paper-more-0-2"' in text


def test_the_command_says_what_computes_and_what_the_page_weighs(tmp_path: Path) -> None:
    done = run(str(paper(tmp_path)), "--out", str(tmp_path / "live.html"))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    if not webassembly.obstacle():
        assert re.fullmatch(r"Cell \[2\]: computed in the page, \d+ kB\.", lines[0])
    assert re.match(r"Cell \[4\]: a record of \d+ pictures, \d+ kB\. It is not", lines[1])
    assert re.search(
        r"live\.html: 2 live figures, \d of them computed in the page, \d+ kB in", done.stdout
    )
    # its own page it writes anew
    assert (tmp_path / "live.html").is_file()


def test_without_a_linker_the_page_has_records_and_a_sentence(tmp_path: Path) -> None:
    if webassembly.linker()[:1] == (sys.executable,):
        pytest.skip("The linker is a Python package, which no path hides.")
    (nothing := tmp_path / "nothing").mkdir()
    done = run(str(paper(tmp_path)), PATH=str(nothing))
    assert done.returncode == 0, done.stderr
    assert "Cell [2]: a record of " in done.stdout and "wasm-ld, a linker, is not" in done.stdout
    assert "0 of them computed in the page" in done.stdout
    text = (tmp_path / "paper.html").read_text(encoding="utf-8")
    assert "All 2 live figures move between pictures that were recorded" in text


def still(folder: Path) -> Path:
    """Write a notebook without a live figure."""
    path = folder / "still.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Still"), new_code_cell("1")]), path)
    return path


def of_r(folder: Path) -> Path:
    """Write a notebook of R."""
    path = folder / "r.ipynb"
    spec = {"name": "ir", "display_name": "R", "language": "R"}
    nbformat.write(new_notebook(cells=[], metadata={"kernelspec": spec}), path)
    return path


def torn(folder: Path) -> Path:
    """Write a file that is no notebook."""
    (path := folder / "torn.ipynb").write_text("{", encoding="utf-8")
    return path


def own_page(folder: Path) -> Path:
    """Write a notebook beside a page that a person has written."""
    (folder / "paper.html").write_text("<p>By hand.</p>", encoding="utf-8")
    return paper(folder)


REFUSED = {
    "nothing there": (lambda folder: folder / "x.ipynb", 2, "There is no notebook "),
    "no notebook": (torn, 2, "torn.ipynb is no notebook; expected a file that Jupyter has written"),
    "another language": (of_r, 2, "r.ipynb is a notebook of R; expected one of Python."),
    "no live figure": (still, 1, "still.ipynb shows no live figure"),
    "an error": (
        lambda folder: paper(folder, "int('a')"),
        1,
        "paper.ipynb does not run, so the page is not built: in cell [7], ValueError: invalid",
    ),
    "another's page": (own_page, 2, "paper.html exists, and neurolib page has not written it."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_become_a_page_is_refused_in_a_sentence(case: str, tmp_path: Path) -> None:
    make, code, sentence = REFUSED[case]
    path = make(tmp_path)
    before = set(tmp_path.iterdir())
    with pytest.raises(Stop, match=re.escape(sentence)) as refused:
        single.write(path, path.with_suffix(".html"))
    assert refused.value.code == code and set(tmp_path.iterdir()) == before


def test_the_command_refuses_with_the_same_sentence_and_code(tmp_path: Path) -> None:
    still(tmp_path)
    done = run(str(tmp_path / "x.ipynb"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip().endswith("x.ipynb. There are still.ipynb.")
    done = run(str(still(tmp_path)), "--out", str(tmp_path / "no" / "page.html"))
    assert done.returncode == 2 and "lies in a folder that does not exist" in done.stderr


def test_the_help_fits_a_screen() -> None:
    lines = run("--help").stdout.splitlines()
    assert len(lines) <= 24 and all(len(line) <= 80 for line in lines)
    assert "--out" in "\n".join(lines)
