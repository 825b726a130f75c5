"""Formulas as MathML: all of the course's, and nothing besides what a formula is made of."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import nbformat
import pytest
from bleach._vendor import html5lib

from neurolib.classroom.reports import mathml as module
from neurolib.classroom.reports.mathml import mathml
from neurolib.classroom.reports.safe_html import harmless

sys.path.insert(0, str(Path(__file__).parents[1]))
from hostile.pages import active
from hostile.script import MARKDOWN, PAYLOADS

ROOT = Path(__file__).parents[3]
SETS = sorted(ROOT.glob("solutions/*/*.ipynb"))
WRAPS = (
    *(
        r"\text{%s}",
        r"\mathrm{%s}",
        r"\href{%s}{x}",
        r"\style{%s}{x}",
        r"\class{%s}{x}",
        r"\color{%s}{x}",
        r"\textcolor{%s}{x}",
        r"\hbox{%s}",
    ),
    *(
        r"\unicode{%s}",
        r"\operatorname{%s}",
        r"\tag{%s}",
        r"\colorbox{%s}{x}",
        r"\fcolorbox{%s}{%s}{x}",
        r"\verb|%s|",
        r"\rule{%s}{1em}",
    ),
    *(
        r"\hspace{%s}",
        r"\raise{%s}{x}",
        r"\begin{array}{%s}x\end{array}",
        r"\left%s x\right)",
        r"\sqrt[%s]{x}",
        r"\genfrac(){%s}{0}{x}{y}",
        "%s",
    ),
)
SIGNS = (
    "<",
    ">",
    '"',
    "&",
    "&#x3c;",
    "&#60;",
    "&lt;",
    "&#x3C;script&#x3E;",
    r"\lt",
    r"\unicode{x3c}",
    "\x00",
    "\u202e",
    "]]>",
    "<!--",
)


def parsed(html: str) -> list[tuple[str, dict[str, str], int]]:
    """The elements of a page as a browser sees them: tag, attributes, number of parts."""
    root = html5lib.parse(f"<body>{html}</body>", treebuilder="etree", namespaceHTMLElements=False)
    found = [
        (element.tag.rpartition("}")[2], dict(element.attrib), len(element))
        for element in root.iter()
        if isinstance(element.tag, str)
    ]
    return [one for one in found if one[0] not in ("html", "head", "body")]


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_formula_of_a_problem_set_is_understood(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "markdown":
            continue
        html = str(harmless(cell))
        assert 'class="math"' not in html and "$" not in html, cell.source
        for formula in re.findall("<math.*?</math>", html, re.DOTALL):
            assert "\\" not in formula, f"a command that the converter does not know: {formula}"
            for tag, _, parts in parsed(formula):
                assert tag in module.ELEMENTS | {"math"} and parts == module.PARTS.get(
                    tag, parts
                ), f"no browser lays this out: {formula}"


def test_the_sets_have_hundreds_of_formulas() -> None:
    shown = [
        str(harmless(cell))
        for path in SETS
        for cell in nbformat.read(path, 4).cells
        if cell.cell_type == "markdown"
    ]
    assert len(SETS) >= 16 and sum(html.count("<math") for html in shown) > 500


@pytest.mark.parametrize("wrap", WRAPS)
def test_nothing_but_a_formula_comes_out(wrap: str) -> None:
    lines = [
        *PAYLOADS.strip().splitlines(),
        *MARKDOWN.strip().splitlines(),
        "javascript:pwned()",
        'x" onclick="pwned()',
        *SIGNS,
    ]
    for line in lines:
        html = mathml(wrap.replace("%s", line), block=True)
        assert active(html, "") == []
        for tag, attributes, _ in parsed(html):
            assert tag in module.ELEMENTS | {
                "math"
            } and attributes.keys() <= module.ATTRIBUTES.keys() | {"display"}, html
            assert not {"href", "style", "class", "id"} & attributes.keys()
        assert not re.search("[\x00-\x1f\u202a-\u202e\u2066-\u2069]", html)


@pytest.mark.parametrize(
    "latex",
    [
        r"\def\a{xx}\def\b{\a\a}\b", r"\newcommand{\a}{x}\a", r"\DeclareMathOperator{\a}{x}\a", r"\newenvironment{q}{x}{y}\begin{q}\end{q}",
        r"\cancel{x}", r"\boxed{x}", r"\frac{1}", r"x_1_2", "{" * 1500, r"\left(", r"\begin{cases}x", "x" * 2001, "", r"\unicode{x110000}}\over",
    ],
)  # fmt: skip
def test_what_has_no_place_in_a_formula_stays_text(latex: str) -> None:
    assert mathml(latex) == ""


@pytest.mark.parametrize("part", ["x", "{", "}", "_", "^", "'", "\\", "&", r"\text{", r"\frac", r"\left(", r"\sqrt", "1 ", r"\verb|", "%", r"\not", "1" * 9 + ".", r"\color{r}"])  # fmt: skip
def test_a_formula_made_to_last_ends_at_once(part: str) -> None:
    begun = time.process_time()
    mathml(part * (2000 // len(part)))
    assert time.process_time() - begun < 1


def test_spaces_stay_small_and_nothing_lies_over_anything() -> None:
    for latex in (
        r"\hspace{99em}x",
        r"\kern-99em x",
        r"\llap{x}",
        r"\raise{99em}{x}",
        r"\rule{99em}{99em}",
        r"\smash{x}",
        r"\Huge x",
        r"\Bigg(",
    ):
        html = mathml(latex)
        assert "99" not in html and "mpadded" not in html and "mathsize" not in html, html
    assert (
        'width="0.167em"' in mathml(r"a\,b")
        and 'width="-0.167em"' in mathml(r"a\!b")
        and 'width="2em"' in mathml(r"a\qquad b")
    )


def test_words_functions_and_signs_look_as_in_latex() -> None:
    assert '<mi mathvariant="normal">leak</mi>' in mathml(
        r"P_\mathrm{leak}"
    ) and '<mi mathvariant="normal">Δ</mi>' in mathml(r"\Delta w")
    assert "<mi>sin</mi><mspace" in mathml(r"\sin x") and "<mi>sin</mi><mo" in mathml(r"\sin(x)")
    assert (
        "<mo>−</mo>" in mathml("a - b")
        and "<mo>±</mo>" in mathml(r"a \pm b")
        and "<mi>∞</mi>" in mathml(r"V_\infty")
    )
    assert "<mover><mi>w</mi><mo>˙</mo></mover>" in mathml(r"\dot w")


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        ("xy", "<mi>x</mi><mi>y</mi>"),
        ("V", "<mi>V</mi>"),
        (r"\mathrm{V}", '<mi mathvariant="normal">V</mi>'),
        (r"\mathrm{d}^2x", '<msup><mi mathvariant="normal">d</mi><mn>2</mn></msup><mi>x</mi>'),
        (
            r"\mathrm{a}b\mathrm{c}",
            '<mi mathvariant="normal">a</mi><mi>b</mi><mi mathvariant="normal">c</mi>',
        ),
        (
            r"\mathrm{ab2cd}",
            '<mrow><mi mathvariant="normal">ab</mi><mn>2</mn><mi '
            'mathvariant="normal">cd</mi></mrow>',
        ),
        (
            r"\mathrm{A}\vert\mathrm{z}",
            '<mi mathvariant="normal">A</mi><mo>|</mo><mi mathvariant="normal">z</mi>',
        ),
        (r"\sin", "<mi>sin</mi>"),
        (
            r"2\sin(x)",
            '<mn>2</mn><mi>sin</mi><mo stretchy="false">(</mo><mi>x</mi><mo '
            'stretchy="false">)</mo>',
        ),
        (r"\sin 2", f"<mi>sin</mi>{module.THIN}<mn>2</mn>"),
        (r"\log_2 x", f"<msub><mi>log</mi><mn>2</mn></msub>{module.THIN}<mi>x</mi>"),
        (r"\frac\sin2", "<mfrac><mi>sin</mi><mn>2</mn></mfrac>"),
        (r"\max x", '<mo lspace="0em" rspace="0.167em">max</mo><mi>x</mi>'),
        (r"\check x", "<mover><mi>x</mi><mo>ˇ</mo></mover>"),
        (
            r"\left(x\right)",
            '<mrow><mo stretchy="true" fence="true" form="prefix">(</mo><mi>x</mi><mo '
            'stretchy="true" fence="true" form="postfix">)</mo></mrow>',
        ),
        (
            r"\frac{1-2}{-3}",
            "<mfrac><mrow><mn>1</mn><mo>−</mo><mn>2</mn></mrow><mrow><mo>−</mo><mn>3</mn></mrow></mfrac>",
        ),
        (r"\text{a-b}", "<mtext>a-b</mtext>"),
    ],
)
def test_a_formula_has_the_parts_spaces_and_letters_of_latex(latex: str, shown: str) -> None:
    assert mathml(latex) == f'<math display="inline"><mrow>{shown}</mrow></math>'


def test_the_longest_formula_is_shown_and_a_longer_one_stays_text() -> None:
    assert mathml("x" * module.LONGEST) and not mathml("x" * (module.LONGEST + 1))
