"""Pages made of students' notebooks: nothing runs, nothing can pose as the page's own, nothing
hidden is told.
"""

from __future__ import annotations

import base64
import copy
import re
import sqlite3
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from neurolib.classroom.course import ClassroomError
from neurolib.classroom.reports import feedback, safe_html
from neurolib.classroom.reports.feedback import Verdict, sections
from neurolib.classroom.reports.safe_html import harmless

sys.path.insert(0, str(Path(__file__).parents[1]))
from hostile.pages import active
from hostile.script import MARKDOWN, PAYLOADS

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n and so on").decode()
SENTINEL = "zqx_hidden_number"


def markdown(source: str, folder: str = "", **more: Any) -> str:
    cell = new_markdown_cell(source)
    cell.update(nbformat.from_dict(more))
    return str(harmless(cell, {"metadata": {"path": folder}}))


@pytest.mark.parametrize(
    "line",
    [
        *PAYLOADS.strip().splitlines(),
        *MARKDOWN.strip().split("\n\n"),
        PAYLOADS,
        MARKDOWN,
        MARKDOWN + PAYLOADS,
    ],
)
def test_no_payload_runs_wherever_it_stands(line: str) -> None:
    cells = [new_markdown_cell(line), nbformat.v4.new_raw_cell(line), new_code_cell(line)]
    shown = {
        "text/html": line,
        "image/svg+xml": line,
        "application/javascript": line,
        "image/png": line,
        "text/plain": line,
    }
    outputs = [
        new_output("display_data", shown),
        new_output("stream", text=line),
        new_output("error", ename=line, evalue=line, traceback=[line]),
    ]
    cells.append(new_code_cell("", outputs=outputs))
    for cell in cells:
        assert active(f"<body>{harmless(cell)}</body>", "") == []


def test_markdown_keeps_what_people_write() -> None:
    html = markdown(
        "# A *b*\n\n1. one\n2. `x<y`\n\n**bold** ~~no~~ H<sub>2</sub>O\n\n| a | b "
        "|\n|---|--:|\n| 1 | 2 |\n\n> quoted"
    )
    for part in (
        "<h1>A <em>b</em></h1>",
        "<li>one</li>",
        "<code>x&lt;y</code>",
        "<strong>bold</strong>",
        "<del>no</del>",
        "<td>2</td>",
    ):
        assert part in html
    assert "<blockquote>" in html and markdown("3. three").startswith(
        '<div class="written"><ol start="3">'
    )


def test_formulas_are_shown_as_mathml_and_as_text_where_nobody_understands_them() -> None:
    html = markdown("so $a < b_1 * c * d$ holds")
    assert (
        "<math "
        'display="inline"><mrow><mi>a</mi><mo>&lt;</mo><msub><mi>b</mi><mn>1</mn></msub><mo>*</mo>'
    ) in html and "$" not in html
    html = markdown("$$\\frac{1}{2}$$ and \\begin{align}x &= 1\\end{align}")
    assert (
        html.count('<math display="block">') == 2
        and "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>" in html
    )
    assert (
        '<span class="line" tabindex="0">' in markdown(f"$${'x + ' * 20}x$$")
        and "tabindex" not in html
    )
    assert '<span class="math">$\\frac{a &lt;$</span>' in markdown("so $\\frac{a <$ it")
    assert "$$\\cancel{x}$$" in markdown(
        "$$\\cancel{x}$$"
    ) and "\\begin{align}\\over\\end{align}" in markdown("\\begin{align}\\over\\end{align}")
    assert (
        "| a $x$ |" not in markdown("| a $x$ |\n|---|\n| $y$ |")
        and markdown("| a $x$ |\n|---|\n| $y$ |").count("<math") == 2
    )


def test_a_formula_in_the_words_of_a_picture_stays_as_typed() -> None:
    attached = {"a.png": {"image/png": PNG}}
    html = markdown('![so $x < "1"$](attachment:a.png) ![$y$](none.png)', attachments=attached)
    assert "<math" not in html and 'alt="so $x &lt; &#34;1&#34;$"' in html and "$y$ <span" in html


def test_no_student_can_foresee_where_a_formula_will_stand() -> None:
    words = {re.search("[0-9a-f]{24}", safe_html._Plain(str).inline_math("x"))[0] for _ in range(3)}
    assert len(words) == 3


def test_links_are_text_so_that_none_leads_a_teacher_anywhere() -> None:
    html = markdown(
        "[grades](http://127.0.0.1:8888/formgrader/manage_students/%22;x;%22) "
        "<https://a.example> [r]\n\n[r]: javascript:x"
    )
    assert (
        "<a" not in html
        and "(http://127.0.0.1:8888/formgrader/manage_students/%22;x;%22)" in html
        and "javascript" in html
    )


@pytest.mark.parametrize(
    "source",
    [
        "# tau-hidden",
        '<div id="explain" class="nbgrader_cell score tabbable">x</div>',
        "## x {#explain}",
    ],
)
def test_nothing_of_a_students_has_a_name(source: str) -> None:
    """Formgrader finds its boxes by id: a student's element of the same id would take the points
    typed elsewhere.
    """
    assert "id=" not in markdown(source).replace(
        "&lt;div id=", ""
    ) and 'class="nbgrader_cell' not in markdown(source).replace("&lt;div", "<!")


def test_pictures_travel_in_the_page_if_they_are_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.png").write_bytes(base64.b64decode(PNG))
    (tmp_path / "evil.png").write_text("<svg onload=pwned()>")
    (tmp_path / "out.png").symlink_to(tmp_path / "mine.png")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "mine.png").write_bytes(base64.b64decode(PNG))
    for name, there in {
        "mine.png": True,
        "evil.png": False,
        "out.png": False,
        "sub/mine.png": False,
        "../x.png": False,
        "": False,
    }.items():
        assert (
            f"data:image/png;base64,{PNG}" in markdown(f"![a picture]({name})", str(tmp_path))
        ) == there, name
    for longest, shown in (
        (len(base64.b64decode(PNG)), True),
        (len(base64.b64decode(PNG)) - 1, False),
    ):
        monkeypatch.setattr(safe_html, "PICTURE", longest)
        assert ("<img" in markdown("![a](mine.png)", str(tmp_path))) == shown
    assert "<img" not in markdown(
        "![seen](https://tracker.example/x.png)"
    ) and "tracker.example" in markdown("![seen](https://tracker.example/x.png)")
    attached = {
        "a.png": {"image/png": PNG},
        "b.svg": {"image/svg+xml": PNG},
        "c.png": {"image/png": 'x" onerror="pwned()'},
        "d.png": 7,
    }
    for name, there in {
        "a.png": True,
        "b.svg": False,
        "c.png": False,
        "d.png": False,
        "none.png": False,
    }.items():
        assert (
            "<img src=" in markdown(f"![x](attachment:{name})", attachments=attached)
        ) == there, name
    output = new_output("display_data", {"image/png": PNG, "text/plain": "A line that rises."})
    assert (
        harmless(new_code_cell("", outputs=[output]))
        == f'<img class="shown" src="data:image/png;base64,{PNG}" alt="A line that rises.">'
    )


@pytest.mark.parametrize(
    "source",
    [
        "[" * 15_000,
        ">" * 15_000,
        "*_" * 9000,
        "$" * 15_000,
        "![" * 9000,
        "x" * 50_000,
        "\\begin{a}" * 2000,
    ],
)
def test_markdown_made_to_break_the_parser_is_shown_somehow(source: str) -> None:
    assert markdown(source)


@pytest.mark.parametrize("rows", ["|a|\n|-|\n", "a|b\n-|-\n", "|-|-|\n"])
def test_a_table_without_end_is_shown_as_it_was_typed(
    rows: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To clean one takes a time that grows with the square of its cells: it is not begun."""
    asked: list[int] = []
    monkeypatch.setattr(
        safe_html.bleach, "clean", lambda html, **options: asked.append(html.count("<")) or html
    )
    assert "<table>" in markdown("| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 200)
    assert (
        "<table>" not in markdown(rows + (rows * 9999)[:19_000]) and max(asked) <= safe_html.MARKS
    )


def test_one_page_lays_out_so_much_and_shows_the_rest_as_it_was_typed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(safe_html, "PAGE", 30)
    page: dict[str, Any] = {"metadata": {"path": ""}}
    for kind, tag in (new_markdown_cell, "<strong>"), (new_code_cell, "<span"):
        page.clear()
        shown = [tag in harmless(kind("**bold** is 12 wide"), page) for _ in range(3)]
        assert shown == [True, False, False] and tag in harmless(kind("**bold** is 12 wide"), {})


@pytest.mark.parametrize(
    "source", ["x = 1" + "\n " * 5000, "x = 1\n" + "\n" * 5000 + "y", "a" + ".a" * 40_000]
)
def test_code_that_takes_a_lexer_long_is_not_coloured(source: str) -> None:
    assert "<span" not in harmless(new_code_cell(source)) and "x = <span" not in harmless(
        new_code_cell(source)
    )
    assert "<span" in harmless(new_code_cell("def f():\n" + "\n" * 50 + "    return 1"))


@pytest.mark.parametrize("text", ["line\n" * 40, "word " * 400])
def test_a_block_that_scrolls_can_be_reached_with_the_keyboard(text: str) -> None:
    for kind in (f"```\n{text}```", text):
        shown = (
            markdown(kind)
            if kind != text
            else str(harmless(new_code_cell(f"'{text}'" if " " in text else text)))
        )
        assert '<pre tabindex="0">' in shown or '<pre class="typed" tabindex="0">' in shown
    assert "tabindex" not in harmless(new_code_cell("x = 1")) and "tabindex" not in markdown(
        "```\nx\n```"
    )


def as_stream(text: str) -> str:
    return str(harmless(new_code_cell("", outputs=[new_output("stream", text=text)])))


@pytest.mark.parametrize(
    ("longest", "fits"),
    [
        (safe_html.WRITTEN, lambda n: "<strong>" in markdown(f"**{'a' * (n - 4)}**")),
        (safe_html.WRITTEN, lambda n: "<span" in harmless(new_code_cell("1" * n))),
        (
            safe_html.PAGE,
            lambda n: "<strong>" in harmless(new_markdown_cell("**a**"), {"laid_out": n - 5}),
        ),
        (safe_html.SHOWN, lambda n: "(cut here)" not in as_stream("a" * n)),
        (40, lambda n: "<hr>" in markdown("---\n\n" * n)),
        (safe_html.ROWS, lambda n: "tabindex" not in as_stream("\n" * n + "a")),
        (safe_html.ROWS * safe_html.LETTERS, lambda n: "tabindex" not in as_stream("a" * n)),
        (safe_html.LETTERS, lambda n: "tabindex" not in markdown(f"$${'x' * (n - 4)}$$")),
    ],
)
def test_what_is_as_long_as_a_limit_fits_and_one_more_does_not(
    longest: int, fits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe_html, "MARKS", 40)
    assert fits(longest) and not fits(longest + 1)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (
            f'<img src="data:image/png;base64,{PNG}" alt="a" title="t" onload="x()">',
            f'<img src="data:image/png;base64,{PNG}" alt="a">',
        ),
        ('<img src="data:text/html;base64,AA==">', "<img>"),
        (
            '<ol start="3" type="i" class="x"></ol><ol start="x"></ol>',
            '<ol start="3"></ol><ol></ol>',
        ),
        (
            '<pre tabindex="0" id="x">a</pre><pre tabindex="9">a</pre>',
            '<pre tabindex="0">a</pre><pre>a</pre>',
        ),
        (
            '<span class="math" id="x">a</span><span class="score">a</span>',
            '<span class="math">a</span><span>a</span>',
        ),
        ('<h1 class="math" style="x" id="a">a</h1>', "<h1>a</h1>"),
    ],
)
def test_the_cleaner_keeps_no_attribute_but_those_that_markdown_needs(
    written: str, kept: str
) -> None:
    """Not even one that the parser of another release would write."""
    assert (
        safe_html.bleach.clean(
            written, tags=safe_html.TAGS, attributes=safe_html._allowed, protocols={"data"}
        )
        == kept
    )


def test_terminal_commands_are_dropped() -> None:
    text = "\x1b[31mred\x1b[0m \x1b]8;;javascript:x\x07link\x1b]8;;\x07\x00\x08 \x1b[38;2;1;2;3mend"
    assert as_stream(text) == '<pre class="stream">red link end</pre>'


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f"])
def test_text_is_shown_in_the_order_in_which_it_runs(sign: str) -> None:
    """A sign that turns the direction of reading makes code look like other code, and a name like
    another name.
    """
    name = f"square{sign}erauqs"
    failed = new_output("error", ename=name, evalue=name, traceback=[name])
    nb = new_notebook(
        cells=[
            new_markdown_cell(f"# {name}"),
            new_code_cell(f"# {name}", outputs=[new_output("stream", text=name)]),
        ]
    )
    nb.cells.append(cell("t", "1", failed, grade=True, locked=True))
    assert sign not in "".join(
        harmless(one) for one in [*nb.cells, new_markdown_cell(f"`{name}`"), cell("a", "1", failed)]
    )
    sheet = sheet_of(nb)
    assert (
        sign not in str([sheet.title, sheet.problems[0].tests, nb.cells[0].metadata])
        and name.replace(sign, "") == sheet.title
    )


# --- feedback -------------------------------------------------------------------------------------


def cell(grade_id: str, source: str, *outputs: Any, **more: Any) -> Any:
    meta = {
        "grade_id": grade_id,
        "schema_version": 3,
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
        "points": 2,
    }
    return new_code_cell(source, outputs=list(outputs), metadata={"nbgrader": meta | more})


def test_verdict_keeps_answers_and_what_pictures_show() -> None:
    failed = new_output(
        "error",
        ename="NameError",
        evalue="name 'q' is not defined",
        traceback=["----", "Cell In[3], line 7", "/home/x.py"],
    )
    picture = new_output("display_data", {"image/png": PNG})
    nb = new_notebook(
        cells=[
            new_markdown_cell("# A set"),
            new_code_cell("import x"),
            new_markdown_cell("## The square\n\nof x"),
            cell("a", "def a(): q", failed, solution=True, comment="See *q*."),
            new_code_cell("# Success: it rises.\nplot(a())", outputs=[failed]),
            new_code_cell("# Success: it falls.\nplot(1)", outputs=[picture]),
            cell("t", f"# The square of 3\n{SENTINEL} = 1", failed, grade=True, locked=True),
            new_markdown_cell("## Nothing follows"),
            cell("l", "locked()", new_output("stream", text="locked"), locked=True),
        ]
    )
    (square,) = sheet_of(nb).problems
    assert (
        square.title == "The square"
        and [cell.source for cell in square.cells] == ["def a(): q", ""]
        and nb.cells == square.cells
    )
    assert nb.cells[0].outputs[0].traceback == ["Line 7: NameError: name 'q' is not defined"]
    assert "See <em>q</em>." in harmless(nb.cells[0].metadata.nbgrader.comment)
    # nobody has looked whether it does
    assert nb.cells[1].metadata.caption == "Right when it falls." and nb.cells[1].outputs == [
        picture
    ]
    assert [(test.title, test.verdict[:9]) for test in square.tests] == [
        ("The square of 3", "NameError")
    ]


def test_below_a_hidden_test_no_text_of_a_students_is_shown() -> None:
    """Code may print there what a hidden test gave to it; pictures of cells that were handed out
    stay, without their words.
    """
    data = {"image/png": PNG, "text/plain": "It was 4."}
    shown = [
        new_output("stream", text="4"),
        new_output("display_data", dict(data)),
        new_output("execute_result", {"text/plain": "4"}),
    ]
    failed = new_output("error", ename="E", evalue=f"{'4' * 300}", traceback=["Cell In[3], line 7"])

    def below(test: str, grade: bool = True) -> list[Any]:
        cells = [
            cell("t", test, grade=grade, locked=True),
            cell("a", "def a(): ...", *shown, failed, solution=True),
        ]
        cells += [new_code_cell(name, id=name, outputs=shown) for name in ("own-3", "plot")]
        sheet_of(nb := new_notebook(cells=copy.deepcopy(cells)))
        return [
            [
                output.get("data", output.get("text", output.get("traceback")))
                for output in each.outputs
            ]
            for each in nb.cells
        ]

    picture, error = {"image/png": PNG, "text/plain": "<Figure>"}, [f"Line 7: E: {'4' * 197}"]
    # the second of them was removed since
    for grade in True, False:
        assert below("# t\n### BEGIN HIDDEN TESTS\n1", grade) == [[picture, error], [picture]]
    assert [len(outputs) for outputs in below("# t\n1")] == [4, 3, 3]


def sheet_of(nb: Any) -> Any:
    """What the page shows of a notebook."""
    return Verdict().preprocess(nb, {})[1]["sheet"]


def test_a_problem_is_one_line_with_what_is_right_first() -> None:
    stub = (
        "raise NotImplementedError('This problem is not answered yet: replace these two "
        "lines by your code.')"
    )
    failed = new_output("error", ename="AssertionError", evalue="It is too small.", traceback=[])
    blank = new_output(
        "error",
        ename="AssertionError",
        evalue="This problem is not answered yet: replace these two lines.",
        traceback=[],
    )

    def test(name: str, score: int, *outputs: Any) -> Any:
        return cell(
            name,
            f"# {name[:3]} · visible test (2 points): {name[4:]}",
            *outputs,
            grade=True,
            locked=True,
            score=score,
        )

    cells = [
        new_markdown_cell("# Set 1 · Squares"),
        new_markdown_cell("## 1.1 · The square"),
        cell("a", "x", solution=True),
    ]
    cells += [
        test("1.1 small", 0, failed),
        test("1.1 large", 2),
        new_markdown_cell("## 1.2 · The cube"),
        cell("b", stub, solution=True),
    ]
    cells += [test("1.2 small", 0, blank), test("1.2 large", 0, blank)]
    cells += [
        new_markdown_cell("## 1.3 · Words"),
        new_markdown_cell("**Your reason** (4 points). It is so."),
    ]
    cells[-1].metadata["nbgrader"] = dict(
        cell(
            "c", "", solution=True, grade=True, points=4, score=4, comment="Yes."
        ).metadata.nbgrader
    )
    sheet = sheet_of(new_notebook(cells=cells))
    assert (
        sheet.title == "Set 1 · Squares"
        and sheet.right == "2 of 5 parts are right. Completely right: 1.3 · Words."
    )
    lines = [
        (problem.title, problem.score, problem.points, problem.words) for problem in sheet.problems
    ]
    assert lines == [
        ("1.1 · The square", 2, 4, "1 of 2 right"), ("1.2 · The cube", 0, 4, "not answered"), ("1.3 · Words", 4, 4, "all right"),
    ]  # fmt: skip
    square, cube, words = sheet.problems
    assert [(test.title, test.verdict) for test in square.tests] == [
        ("Large", "right"),
        ("Small", "It is too small."),
    ]
    assert [(test.title, test.verdict) for test in cube.tests] == [
        ("Small; Large", "not answered")
    ] and cube.cells == []
    assert [test.title for test in words.tests] == ["Your reason"] and words.cells == [cells[-1]]


def written(source: str = "**Your reason** (4 points). It is so.", **more: Any) -> Any:
    """An answer in words, which a person marks."""
    meta = cell("w", "", **{"solution": True, "grade": True, "points": 4} | more).metadata.nbgrader
    return new_markdown_cell(source, metadata={"nbgrader": dict(meta)})


def part(score: float, *outputs: Any, **more: Any) -> Any:
    return cell(
        "t",
        "# 1.1 · hidden test (2 points): large",
        *outputs,
        **{"grade": True, "locked": True, "score": score} | more,
    )


@pytest.mark.parametrize(
    ("judged", "verdict", "words"),
    [
        (part(2), "right", "all right"),
        (part(1), "partly right", "0 of 1 right"),
        (part(0), "partly right", "0 of 1 right"),
        (part(0, points=0), "right", "all right"),
        (
            part(0, new_output("error", ename="AssertionError", evalue="It is 3.", traceback=[])),
            "It is 3.",
            "0 of 1 right",
        ),
        (written(score=0), "graded by a person", "0 of 1 right"),
        (written(score=0, comment="Too short."), "graded by a person", "0 of 1 right"),
        (written(score=1), "partly right", "0 of 1 right"),
        (written(score=4), "right", "all right"),
        (written(score=5, comment="More than asked."), "right", "all right"),
        (written(score=0, comment="No response."), "not answered", "not answered"),
        (written(score=3, comment="No response."), "partly right", "0 of 1 right"),
        (
            written(score=0, solution=False, grade=False, task=True),
            "graded by a person",
            "0 of 1 right",
        ),
    ],
)
def test_what_a_part_came_to(judged: Any, verdict: str, words: str) -> None:
    (problem,) = sheet_of(new_notebook(cells=[judged])).problems
    assert [(test.title, test.verdict) for test in problem.tests] == [
        ("Your reason" if judged.cell_type == "markdown" else "Large", verdict)
    ]
    assert (problem.words, problem.points) == (words, judged.metadata.nbgrader.points)
    assert problem.lacks == (verdict in ("It is 3.", "not answered"))


def test_a_part_that_was_not_answered_counts_among_the_parts() -> None:
    blank = new_output(
        "error", ename="AssertionError", evalue="This problem is not answered yet.", traceback=[]
    )
    sheet = sheet_of(new_notebook(cells=[part(2), part(2), part(0, blank)]))
    assert (sheet.problems[0].words, sheet.problems[0].points, sheet.right) == (
        "2 of 3 right",
        6,
        "2 of 3 parts are right.",
    )


def test_parts_of_one_name_are_counted_each() -> None:
    """Two answers in words that do not begin in bold have the same name, and a sentence may be a
    name elsewhere.
    """
    failed = new_output("error", ename="AssertionError", evalue="Your text", traceback=[])
    (problem,) = sheet_of(
        new_notebook(cells=[written("So.", score=4), written("And so.", score=4), part(1, failed)])
    ).problems
    assert (problem.score, problem.points, problem.words) == (9, 10, "2 of 3 right")
    assert [(test.title, test.verdict) for test in problem.tests] == [
        ("Your text", "right"),
        ("Your text", "right"),
        ("Large", "Your text"),
    ]
    # points that a person gave
    (problem,) = sheet_of(new_notebook(cells=[part(0.5, failed), part(1, failed)])).problems
    assert [(test.title, test.score, test.points) for test in problem.tests] == [
        ("Large; Large", 1.5, 4)
    ] and problem.score == 1.5


UNDONE = "raise NotImplementedError('This problem is not answered yet.')"


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (cell("a", "x", solution=True), True),
        (cell("a", UNDONE, solution=True), False),
        (cell("a", UNDONE, solution=True, comment=""), False),
        (cell("a", UNDONE, solution=True, comment="Why not?"), True),
        (cell("a", "x", solution=True, comment="No response."), False),
        (written(comment="No response."), False),
        (written(comment="Good."), True),
        (
            written(
                "What is not answered yet.",
                task=True,
                solution=False,
                grade=False,
                comment="No response.",
            ),
            True,
        ),
        (cell("i", UNDONE, new_output("stream", text="shown")), True),
        (cell("i", "print(1)", new_output("stream", text="1")), True),
        (cell("i", "print(1)"), False),
        (
            cell(
                "i",
                "1/0",
                new_output("stream", text="1"),
                new_output("error", ename="E", evalue="", traceback=[]),
            ),
            False,
        ),
        (cell("i", "print(1)", new_output("stream", text="1"), locked=True), False),
    ],
)
def test_the_page_shows_answers_that_were_given_or_commented_on_and_what_other_cells_show(
    answer: Any, shown: bool
) -> None:
    cells = [
        new_markdown_cell("## 1.1 · A problem"),
        answer,
        new_markdown_cell("## 1.2 · Another"),
        part(2),
    ]
    sheet = sheet_of(new_notebook(cells=cells))
    assert [
        len(problem.cells)
        for problem in sheet.problems
        if problem.title == "1.1 · A problem" and problem.cells
    ] == [1] * shown
    assert sheet.problems[-1].title == "1.2 · Another" and len(sheet.problems) <= 2


@pytest.mark.parametrize(
    ("problems", "told"),
    [
        (
            [("1.1 · A", [2, 2]), ("1.2 · B", [2, 0])],
            "3 of 4 parts are right. Completely right: 1.1 · A.",
        ),
        (
            [("1.1 · A", [2]), ("1.2 · B", [2])],
            "2 of 2 parts are right. Completely right: 1.1 · A; 1.2 · B.",
        ),
        ([("1.1 · A", [2, 0])], "1 of 2 parts are right."),
        ([("1.1 · A", [0])], ""),
        ([("", [2])], "1 of 1 parts are right."),
    ],
)
def test_the_first_sentence_says_what_is_right(problems: Any, told: str) -> None:
    cells = [
        one
        for title, scores in problems
        for one in [new_markdown_cell(f"## {title}" if title else "."), *map(part, scores)]
    ]
    assert sheet_of(new_notebook(cells=cells)).right == told


def test_nothing_of_the_submission_is_left_in_the_folder_of_the_feedback(tmp_path: Path) -> None:
    from traitlets.config import Config

    folder, graded = (tmp_path / step / "ada" / "ps1" for step in ("feedback", "autograded"))
    for path in (
        graded / "ps1.ipynb",
        folder / "ps1.html",
        folder / "index.html",
        folder / "data" / "ps1.html",
        tmp_path / "others" / "kept",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    for name in "timestamp.txt", "submission_secret.txt", "data/timestamp.txt":
        (folder / name).write_text("2026-03-01 09:05:00 UTC" if "time" in name else "0af1" * 32)
    (graded / "timestamp.txt").write_text("2026-03-01 09:05:00 UTC")
    (folder / "data" / "link").symlink_to(tmp_path / "others")
    course = Config({"CourseDirectory": {"root": str(tmp_path)}})
    names = {"nbgrader": {"student": "ada", "assignment": "ps1"}}
    sheet = Verdict(config=course).preprocess(new_notebook(), names)[1]["sheet"]
    assert sorted(path.name for path in folder.rglob("*")) == [
        "ps1.html",
        "submission_secret.txt",
        "timestamp.txt",
    ]
    assert (
        tmp_path / "others" / "kept"
    ).is_file() and sheet.date == "handed in on 1 March 2026, 09:05 UTC"


def test_a_students_own_heading_begins_no_problem() -> None:
    def task(words: str) -> Any:
        return new_markdown_cell(
            words, metadata={"nbgrader": dict(cell(words[3:6], "", locked=True).metadata.nbgrader)}
        )

    own = new_markdown_cell("## Mine")
    own.metadata["tags"] = [{}, 7]  # whatever a student's file says
    nb = new_notebook(
        cells=[
            new_markdown_cell("# Set 1"),
            task("## 1.1 · The square"),
            cell("a", "x", solution=True),
        ]
    )
    nb.cells += [
        own,
        cell("t", "# t\n1", grade=True, locked=True, score=2),
        task("## 1.2 · The cube"),
        cell("b", "y", solution=True),
    ]
    assert [(problem.title, problem.score) for problem in sheet_of(nb).problems] == [
        ("1.1 · The square", 2),
        ("1.2 · The cube", 0),
    ]
    assert (
        sheet_of(
            new_notebook(
                cells=[
                    new_markdown_cell("# Set 1"),
                    task("## 1.1 · The square"),
                    new_markdown_cell("# Mine"),
                ]
            )
        ).title
        == "Set 1"
    )
    nb = new_notebook()
    nb.cells = [own, cell("a", "x", solution=True)]
    assert [problem.title for problem in sheet_of(nb).problems] == ["Mine"]


def test_each_objective_leads_to_the_section_of_its_chapter() -> None:
    found = sections(Path(__file__).parents[3])
    ((name, address),) = found["objective:2.1-f-I"]
    assert name == "Chapter 2, section 2: How fast does it fire?"
    assert address.startswith(
        "../../../../../doc/tree/course/1-principles/2-the-language-of-spikes.ipynb#2-"
    )


def test_a_section_is_named_with_its_chapter(tmp_path: Path) -> None:
    """The first place that teaches an objective counts; a heading may have a number or none, and
    tags or none.
    """
    heads = {
        "# 3 · Rates": [],
        "## 2 · How fast?": ["fast"],
        "## Summary": ["sum", "fast"],
        "No heading": ["none"],
        "### 4 · Ends": [],
    }
    cells = [
        new_markdown_cell(text, metadata={"tags": tags} if tags else {})
        for text, tags in heads.items()
    ]
    path = tmp_path / "course" / "1-part one" / "3-rates.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(
        new_notebook(cells=[*cells, new_code_cell("# 9 · No text", metadata={"tags": ["code"]})]),
        path,
    )
    page = "../../../../../doc/tree/course/1-part%20one/3-rates.ipynb#"
    assert sections(tmp_path) == {
        "fast": [("Chapter 3, section 2: How fast?", f"{page}2-%C2%B7-How-fast%3F")],
        "sum": [("Chapter 3: Summary", f"{page}Summary")],
    }


@pytest.mark.parametrize(
    ("secret", "exchange"), [(True, True), (True, False), (False, True), (False, False)]
)
def test_feedback_goes_into_the_exchange_where_the_work_came_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: bool, exchange: bool
) -> None:
    """Of one student whose notebook gives no page the reason is told, and the others have theirs."""
    released = []

    def step(kind: type, config: Any, assignment: str, student: str, **options: Any) -> None:
        if student == "ben":
            raise ClassroomError("no page")
        if kind is feedback.ExchangeReleaseFeedback:
            released.append(student)

    for name in "ada", "ben":
        (tmp_path / "autograded" / name / "ps1").mkdir(parents=True)
        (tmp_path / "feedback" / name / "ps1").mkdir(parents=True)
        (tmp_path / "feedback" / name / "ps1" / "ps1.html").touch()
        if secret:
            (tmp_path / "feedback" / name / "ps1" / "submission_secret.txt").touch()
    if exchange:
        (tmp_path / "exchange").mkdir()
    monkeypatch.setattr(feedback, "quietly", step)
    course: Any = SimpleNamespace(
        known=str, config=None, folder=lambda step: tmp_path / step, exchange=tmp_path / "exchange"
    )
    pages, troubles = feedback.write_feedback(course, "ps1")
    assert released == ["ada"] * (secret and exchange) and troubles == ["ben: no page"]
    assert [str(page.relative_to(tmp_path)) for page in pages] == ["feedback/ada/ps1/ps1.html"]


def test_the_marks_of_a_task_are_for_the_reader_alone() -> None:
    task = new_markdown_cell(
        "Why?\n### BEGIN MARK SCHEME\n2 points: leaks\n### END MARK SCHEME\nSay it."
    )
    task.metadata["nbgrader"] = dict(cell("k", "", task=True).metadata.nbgrader)
    nb = new_notebook(cells=[task])
    sheet_of(nb)
    assert nb.cells[0].source == "Why?\nSay it."


@pytest.mark.slow
def test_hidden_source_is_told_nowhere(
    tiny_course: Any, neurolib: Any, nbgrader: Any, tmp_path: Path
) -> None:
    """Not by release, exchange, feedback or the gradebook's export, whatever the answers are and
    however the tests fail.
    """
    course, name = tiny_course, tiny_course.name
    source = course.root / "solutions" / name / f"{name}.ipynb"
    text = source.read_text(encoding="utf-8").replace(
        "### BEGIN SOLUTION", f"### BEGIN SOLUTION\\n    # {SENTINEL}"
    )
    source.write_text(text, encoding="utf-8")
    course.publish()
    answers = {
        "fails": "2*x",
        "raises": "1/0",
        "prints": "print(globals(), locals()) or 1",
        "right": "x**2",
    }
    for student, value in answers.items():
        folder = course.submitted(
            student,
            square=f"def square(x):\n    return {value}",
            cube="def cube(x):\n    return square",
        ).parent
        (folder / f"{name}.html").write_text("<script>pwned()</script>", encoding="utf-8")
        (folder / "index.html").write_text("<script>pwned()</script>", encoding="utf-8")
    for words in ("grade", name, "--json", tmp_path / "reports.json"), ("feedback", name):
        code, text = neurolib(*words, "--course", course.root)
        assert code == 0, text
    assert nbgrader(course.root, "export", "--to", str(tmp_path / "grades.csv")) == 0
    told = [
        path
        for step in ("exercises", "feedback", ".exchange")
        for path in (course.root / step).rglob("*")
        if path.is_file()
    ]
    assert len([path for path in told if path.suffix == ".html"]) == len(answers), (
        "one page for each, and none of a student's own"
    )
    for path in [*told, tmp_path / "reports.json", tmp_path / "grades.csv"]:
        assert SENTINEL.encode() not in path.read_bytes() and b"pwned" not in path.read_bytes(), (
            path
        )
    with sqlite3.connect(course.root / "gradebook.db") as gradebook:
        assert SENTINEL in str(gradebook.execute("select source from source_cell").fetchall()), (
            "else the test tests nothing"
        )
    page = (course.root / "feedback" / "fails" / name / f"{name}.html").read_text(encoding="utf-8")
    for part in (
        "0 of 6 points",
        "square-visible; square-hidden",
        "0 / 3",
        "You doubled instead of squaring.",
    ):
        assert part in page
    assert (
        "Traceback" not in page
        and "expect(" not in page
        and "script-src" not in page
        and "default-src 'none'" in page
    )


def test_the_pages_own_scripts_carry_a_word_that_no_student_knows() -> None:
    assert len(safe_html.nonce({})) > 20 and safe_html.nonce({}) == safe_html.nonce({"a": 1})


def picture(kind: str, width: int, height: int) -> str:
    """The beginning of a picture that says it is so large, as base64."""
    if kind == "image/png":
        head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4) + height.to_bytes(4)
    else:
        head = (
            b"\xff\xd8\xff\xe0\0\x10JFIF"
            + b"\xff\xc2\0\x11\x08"
            + height.to_bytes(2)
            + width.to_bytes(2)
        )
    return base64.b64encode(head + b"\x08\x06\0\0\0").decode()


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg"])
@pytest.mark.parametrize(
    ("width", "height", "shown"),
    [(8000, 5000, True), (8000, 5001, False), (16000, 16000, False), (1, 1, True)],
)
def test_a_picture_that_would_fill_the_memory_of_a_browser_is_left_out(
    kind: str, width: int, height: int, shown: bool
) -> None:
    bundle = new_output(
        "display_data", data={kind: picture(kind, width, height), "text/plain": "<Figure>"}
    )
    html = harmless(new_code_cell("1", outputs=[bundle]))
    assert ("<img" in html) == shown and ("Figure" in html) == (not shown)
