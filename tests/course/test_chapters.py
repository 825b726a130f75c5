"""Every chapter keeps the rules of how it is written: what is seen, asked, numbered, named and
promised.

Below, each rule is shown a small chapter made wrong on purpose, for a rule that finds nothing would
be no rule.
"""

from __future__ import annotations

import re

import nbformat
import pytest

from tests.course import notebooks, rules, sample
from tests.course.notebooks import CHAPTERS, COURSE, ROOT, read
from tests.course.rules import RAN, STORED, Chapter
from tests.course.spoiled import spoiled

TO_DO = (  # chapters that are not rewritten yet: whoever rewrites one takes its line away
)
DONE = [path for path in CHAPTERS if path.stem not in TO_DO]


def rule_and_path(functions, marks=lambda path: ()):
    return [
        pytest.param(rule, path, id=f"{path.stem}-{rule.__name__}", marks=marks(path))
        for path in DONE
        for rule in functions
    ]


@pytest.mark.parametrize(("rule", "path"), rule_and_path(STORED))
def test_a_chapter_keeps(rule, path):
    assert not rule(Chapter.of(path))


@pytest.mark.parametrize(("rule", "path"), rule_and_path(RAN, notebooks.run))
def test_a_chapter_that_was_run_keeps(rule, path):
    assert not rule(Chapter.of(path, run=True))


@pytest.mark.xfail(reason="not rewritten yet", strict=True)
@pytest.mark.parametrize("stem", TO_DO)
def test_a_chapter_to_do_keeps_every_rule(stem):
    (path,) = [path for path in CHAPTERS if path.stem == stem]
    assert not [fault for rule in STORED for fault in rule(Chapter.of(path))]


def test_the_glossary_has_each_term_once_and_one_meaning_of_a_symbol_in_a_chapter():
    terms, listed = rules.glossary()
    assert not list(rules.glossary_faults(terms, listed))
    numbers = {notebooks.number_of(path) for path in CHAPTERS}
    assert all(term.chapter in numbers and term.meaning for term in terms) and all(
        symbol.meaning for symbol in listed
    )
    assert [term.term.lower() for term in terms] == sorted(term.term.lower() for term in terms)
    assert "glossary.ipynb" in notebooks.prose(COURSE / "index.ipynb")


# Each rule finds what is wrong


OBJECTIVES = """## Objectives

| | you can … | sections | practised in |
|:--|:--|:--|:--|
| 2.1 | **derive** the rate | 1 | problem 2.1 |

**Time**: 14 minutes"""
CONCEPT = """**Check yourself.** Which way does it go?

<details><summary>(a) up</summary>

No, for the leak pulls it down all the time.

</details>
<details><summary>(b) down</summary>

Right, because the leak wins in the end.

</details>
<details><summary>(c) nowhere</summary>

No, that would need a current of zero.

</details>"""
SOLUTION = """<details><summary>One solution</summary>

```python
tau = 20.0
```

</details>"""
DERIVATION = """<details><summary>Derivation, 2 lines</summary>

1. $a = b$
2. $b = c$

</details>"""
HEAD = (
    "## 1 · A leak\n\n*0:01 · 13 minutes*\n\nWhat does a leak do? $$y = x \\tag{2.1}$$ See "
    "equation (2.1)."
)


def cell(source, name, *marks, out=None, page=None):
    """A cell of a tiny chapter; code where it has outputs or is no prose."""
    code = (
        out is not None
        or page is not None
        or re.match(r"\w+ = |import|equation|filled|explore|fig|\.\.\.", source)
    )
    if not code:
        return nbformat.v4.new_markdown_cell(source, id=name, metadata={"tags": list(marks)})
    data = (
        {"text/markdown": out}
        if out is not None
        else {"text/html": page}
        if page is not None
        else None
    )
    kept = [nbformat.v4.new_output("execute_result", data)] if data else []
    return nbformat.v4.new_code_cell(source, id=name, metadata={"tags": list(marks)}, outputs=kept)


def figure(caption="Figure 2.1. The voltage.", alt="The voltage falls to 3 mV."):
    return (
        f'<figure><svg role="img" aria-label="{alt}"></svg><figcaption '
        f'style="x">{caption}</figcaption></figure>'
    )


def good():
    """Return the cells of a tiny chapter that keeps every rule, by name."""
    cells = [
        cell("# 2 · Leaks", "title"),
        cell(OBJECTIVES, "objectives"),
        cell("import numpy as np", "setup", "hide-input"),
        cell(HEAD, "leak", "objective:2.1-rate"),
        cell(
            "equation('2.2', LIF, 1)",
            "lif",
            out="$$x$$\n\n- $V$: membrane voltage (V)\n- $C$: membrane capacitance (200 pF "
            "by default)",
        ),
        cell(DERIVATION, "derivation"),
        cell("**Predict.** At what voltage does it rest?", "ask"),
        cell(
            "found = 41.7\nguess('2.1', 'the voltage', found, 'mV')",
            "rest",
            "hide-input",
            "objective:2.1-rate",
            out="Found: **41.7 mV**.",
        ),
        cell("fig = 1", "picture", "hide-input", page=figure()),
        cell("tau = ...  # the time constant", "blank-tau", "blank"),
        cell("filled(tau, 20.0, 'tau')", "tau", "hide-input", out="Not filled in yet: tau."),
        nbformat.v4.new_code_cell(
            "", id="tau-probe", outputs=[nbformat.v4.new_output("stream", text="Right: tau, 20.")]
        ),
        cell(SOLUTION, "solution"),
        cell("g = ...  # the conductance", "blank-g", "blank"),
        cell("filled(g, 20.0, 'g')", "g", "hide-input", out="Not filled in yet: g."),
        nbformat.v4.new_code_cell(
            "", id="g-probe", outputs=[nbformat.v4.new_output("stream", text="Right: g, 20.")]
        ),
        cell(SOLUTION, "solution-g"),
        cell("**Move it.** What bends?", "move"),
        cell("explore()", "live", "live", "hide-input", page=figure("At 3 pA it rests.")),
        cell("<details><summary>Answers</summary>\n\nThe rate.\n\n</details>", "answers"),
        cell(CONCEPT, "concept-leak", "concept"),
        cell("## Summary\n\n*0:14 · 2 minutes*\n\nYou have **derived** the rate (2.1).", "summary"),
    ]
    return {each.id: each for each in cells}


def faults(rule, cells):
    notebook = nbformat.v4.new_notebook(
        cells=[each for each in cells.values() if not each.id.endswith("-probe")]
    )
    return rule(Chapter("2", notebook, nbformat.v4.new_notebook(cells=list(cells.values()))))


@pytest.fixture(autouse=True)
def tiny_glossary(request, monkeypatch):
    if "tiny" in request.fixturenames or request.node.name.startswith("test_a_good"):
        terms = [rules.Term("leak", "", "what flows out", "2")]
        listed = [
            rules.Symbol("V", "membrane voltage", "V", ("2",)),
            rules.Symbol("C", "membrane capacitance", "F", ("2",)),
        ]
        monkeypatch.setattr(rules, "glossary", lambda: (terms, listed))


@pytest.fixture
def tiny():
    cells = good()
    cells["leak"].source = cells["leak"].source.replace("a leak do", "a **leak** do")
    return cells


@pytest.mark.parametrize("rule", [*STORED, *RAN], ids=lambda rule: rule.__name__)
def test_a_small_chapter_that_is_right_has_no_fault(rule, tiny):
    assert faults(rule, tiny) == []


def change(name, old, new):
    def edit(cells):
        assert old in cells[name].source
        cells[name].source = cells[name].source.replace(old, new)

    return edit


def shown(name, kind, text):
    def edit(cells):
        cells[name].outputs[0]["data"] = {kind: text}

    return edit


def unmark(name, mark):
    return lambda cells: cells[name].metadata.tags.remove(mark)


@pytest.mark.parametrize(
    ("rule", "edit", "says"),
    [
        (
            "lines_of_code",
            change("lif", "equation", "x = 1\n" * 13 + "equation"),
            "lif: 14 visible lines; at most 12",
        ),
        (
            "lines_of_code",
            lambda c: c.update({f"c{k}": cell("x = 1\n" * 12, f"c{k}") for k in range(13)}),
            "visible lines of code in the chapter",
        ),
        ("folded_cells", unmark("rest", "hide-input"), "rest: guess is not folded"),
        ("folded_cells", unmark("setup", "hide-input"), "setup is not folded"),
        ("folded_cells", unmark("tau", "hide-input"), "tau: filled is not folded"),
        (
            "predictions_spoilt",
            change("move", "What bends?", "It rests at 42 mV."),
            "its answer, 41.7 mV, stands in move: “.*42 mV",
        ),
        (
            "answers_wait",
            shown("lif", "text/html", figure(alt="The voltage ends at 41.7 mV.")),
            "rest: its answer, 41.7 mV, shows too early in lif: “.*ends at 41.7 mV",
        ),
        (
            "answers_wait",
            shown("tau", "text/markdown", "Not filled in yet: 41.7 mV over 2 nA."),
            "rest: its answer, 41.7 mV, shows too early in tau",
        ),
        ("predictions_spoilt", change("blank-tau", "...", "41.71"), "stands in blank-tau"),
        (
            "predictions_spoilt",
            shown("picture", "text/html", figure("Figure 2.1. It rests at 41.7 mV.")),
            "stands in picture",
        ),
        (
            "predictions_spoilt",
            shown("rest", "text/markdown", "It rests."),
            "rest: it does not say what was found",
        ),
        (
            "predictions_spoilt",
            change("ask", "**Predict.**", "Guess."),
            "rest: no ..Predict... before it in its section",
        ),
        ("blanks", unmark("blank-g", "blank"), "1 blanks; expected 2 to 3"),
        ("blanks", change("blank-tau", "...", "20"), "with dots to be replaced"),
        (
            "blanks",
            change("solution", "One solution", "Answer"),
            "blank-tau: no folded “One solution”",
        ),
        (
            "blanks",
            lambda c: [c.pop("tau"), c.pop("solution")],
            "blank-tau: no cell after it calls filled",
        ),
        (
            "blanks_run",
            shown("tau", "text/markdown", "Right: tau."),
            "tau: an empty blank gives “Right",
        ),
        (
            "blanks_run",
            lambda c: c["tau-probe"].outputs[0].update(text="Not yet: tau"),
            "tau: its solution gives “Not yet",
        ),
        (
            "concept_questions",
            unmark("concept-leak", "concept"),
            "section 1 has no concept question",
        ),
        (
            "concept_questions",
            change("concept-leak", "Right, because", "No, because"),
            "0 right choices",
        ),
        (
            "concept_questions",
            change("concept-leak", "No, for the leak", "Right, for the leak"),
            "2 right choices",
        ),
        (
            "concept_questions",
            change("concept-leak", "No, that would need a current of zero.", "No."),
            r"\(c\) nowhere has no reason",
        ),
        ("concept_questions", change("concept-leak", "(c)", "(d)"), "expected .a., .b., .c."),
        (
            "live_figures",
            change("answers", "Answers", "Notes"),
            "live: no folded “Answers” after it",
        ),
        ("live_figures", change("move", "**Move it.**", "Move."), "no ..Move it... before it"),
        (
            "equation_numbers",
            change("lif", "2.2", "2.3"),
            r"equation \(2.3\) stands where \(2.2\) was expected",
        ),
        ("equation_numbers", change("lif", "2.2", "2.1"), r"equation \(2.1\) stands where \(2.2\)"),
        (
            "equation_numbers",
            change("move", "What bends?", "Equation (2.9)."),
            r"refers to equation \(2.9\), which is not there",
        ),
        (
            "derivations",
            change("derivation", "2 lines", "3 lines"),
            "“Derivation, 3 lines” has 2 steps",
        ),
        (
            "figures",
            shown("picture", "text/html", "<svg aria-label='x'></svg>"),
            "picture: a figure without a caption",
        ),
        (
            "figures",
            shown("picture", "text/html", figure("Figure 2.2. The voltage.")),
            "begins with “2.2”; expected Figure 2.1",
        ),
        (
            "figures",
            shown("picture", "text/html", figure(alt="Voltage against time")),
            "alt text without a number",
        ),
        (
            "numbers_as_written",
            shown("picture", "text/html", figure(alt="The voltage ends at -40 mV.")),
            "picture: “.*ends at -40 mV",
        ),
        ("numbers_as_written", shown("lif", "text/markdown", "Found: **2e-05**"), "lif: “.*2e-05"),
        ("numbers_as_written", shown("lif", "text/markdown", "| 10,000 |"), "lif: “. 10,000"),
        (
            "numbers_as_written",
            shown("lif", "text/markdown", "It is 5% of it."),
            "lif: “It is 5% of it",
        ),
        (
            "terms_bold_at_first_use",
            change("leak", "**leak**", "leak"),
            "“leak” is not bold at its first use",
        ),
        (
            "terms_bold_at_first_use",
            change("leak", "**leak**", "hole"),
            "“leak” is not in its chapter",
        ),
        (
            "symbols_have_one_meaning",
            shown("lif", "text/markdown", "- $V$: volume"),
            "“volume” in the chapter and “membrane voltage” in",
        ),
        (
            "symbols_have_one_meaning",
            shown("lif", "text/markdown", "- $V$: membrane voltage\n- $V$: volume"),
            "V has several meanings: membrane",
        ),
        (
            "symbols_have_one_meaning",
            shown("lif", "text/markdown", "- $\\tau_m$: time constant (s)"),
            "tau_m .time constant. is not in the glossary",
        ),
        (
            "objectives_practised",
            unmark("rest", "objective:2.1-rate"),
            "objective 2.1: no prediction, blank or concept",
        ),
        (
            "times",
            change("leak", "13 minutes", "20 minutes"),
            "“1 · A leak” says 20 minutes; 1. by the formula",
        ),
        ("times", change("leak", "*0:01 · 13 minutes*", ""), "does not say how long it takes"),
        (
            "times",
            change("objectives", "14 minutes", "30 minutes"),
            "the first page says 30 minutes",
        ),
        (
            "times",
            change("objectives", "14 minutes", "14 minutes in two sittings, 6 and 8 minutes long"),
            "sittings of 6 and 8 minutes; they take",
        ),
        (
            "times",
            change("leak", "*0:01 · 13 minutes*", "*0:01 · 130 minutes*"),
            "a sitting takes 13\\d minutes; expected at most 90",
        ),
        (
            "times",
            change("move", "What bends?", "what " * 15000),
            "are two sittings; expected a ..Resting place",
        ),
    ],
)
def test_a_rule_finds_what_is_wrong(rule, edit, says, tiny):
    edit(tiny)
    found = faults(getattr(rules, rule), tiny)
    assert any(re.search(says, fault) for fault in found), found


def where(found):
    asked, answer, cell, _, waits = found
    return asked.id, answer, cell.id, waits


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text/markdown", "| 41.7 mV |"),
        ("text/plain", "it rests at 41.7 mV"),
        ("text/html", figure(alt="The voltage ends at 41.7 mV.")),
        ("text/html", figure("Figure 2.1. It rests at 41.7 mV.")),
    ],
)
def test_what_a_prediction_asks_for_is_found_in_outputs_below_it_where_it_waits(kind, text, tiny):
    shown("picture", kind, text)(tiny)
    assert faults(rules.answers_wait, tiny) == []
    assert faults(lambda chapter: set(map(where, rules.answers_found(chapter))), tiny) == {
        ("rest", "41.7 mV", "picture", True)
    }


def test_every_rule_was_shown_something_wrong():
    (mark,) = [
        mark for mark in test_a_rule_finds_what_is_wrong.pytestmark if mark.name == "parametrize"
    ]
    assert {case[0] for case in mark.args[1]} == {rule.__name__ for rule in (*STORED, *RAN)}


def test_a_glossary_at_odds_with_itself_is_found():
    terms = [rules.Term("leak", "", "x", "1"), rules.Term("Leak", "", "y", "2")]
    listed = [
        rules.Symbol("V", "voltage", "V", ("1", "2")),
        rules.Symbol("V", "volume", "m³", ("2", "3")),
    ]
    assert list(rules.glossary_faults(terms, listed)) == [
        "“leak” stands 2 times",
        "V has 2 meanings in chapter 2",
    ]


@pytest.mark.parametrize(
    ("term", "text", "says"),
    [
        (
            rules.Term("interspike interval", "ISI", "x", "2"),
            "An **Interspike interval** (ISI) is",
            None,
        ),
        (
            rules.Term("interspike interval", "ISI", "x", "2"),
            "All **interspike intervals (ISIs, ISI)** are",
            None,
        ),
        (
            rules.Term("interspike interval", "ISI", "x", "2"),
            "An **interspike interval** is",
            "no abbreviation, ISI",
        ),
        (
            rules.Term("interspike interval", "ISI", "x", "2"),
            "An interspike interval is an **interspike interval** (ISI).",
            "is not bold",
        ),
        (rules.Term("SET", "", "x", "2"), "We set it. A **SET** pulse", None),
        (rules.Term("SET", "", "x", "2"), "We **set** it.", "not in its chapter"),
        (rules.Term("leak", "", "x", "3"), "", None),
        (rules.Term("leak", "", "x", "2"), "## 1 · A leak\n\nA **leak** is", None),
        (rules.Term("leak", "", "x", "2"), "<details>leak</details>A **leak**", None),
    ],
)
def test_a_term_is_introduced_where_a_reader_first_meets_it(term, text, says, monkeypatch):
    monkeypatch.setattr(rules, "glossary", lambda: ([term], []))
    found = faults(
        rules.terms_bold_at_first_use, {"a": nbformat.v4.new_markdown_cell(text, id="a")}
    )
    assert (found == []) if says is None else says in found[0]


# Spoilt predictions


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("41.7 Hz", "It fires at 42 Hz."),
        ("41.7 Hz", "It fires at 41.71 times a second"),
        ("41.7 Hz", "rate = 0.0417*kHz"),
        ("41.7 Hz", "about $42\\,\\mathrm{Hz}$"),
        ("−40 mV", "it rests at −40 mV"),
        ("−40 mV", "V = -40*mV"),
        ("−40 mV", "it rests at $-0.04$ V"),
        ("2.67", "It grows by a factor of 2.7."),
        ("2", "It doubles."),
        ("2", "a factor of 2"),
        ("0.5 ms", "late by 0.5 ms"),
        ("0.5 ms", "late by 500 µs"),
        ("0.667", "two thirds of it are left"),
        ("0.667", "67 % are left"),
        ("66.7 %", "0.667 of it"),
        ("4800", "4 800 visits"),
        ("4800 visits", "4,800 visits"),
        ("12 300", "12345 of them"),
        ("1.4×10⁹", "1.4e9 reads"),
        ("1.4×10⁹", "$1.4 \\times 10^{9}$"),
        ("5 spikes", "there are 5 spikes"),
        ("26.6°", "the angle is 26.6°"),
        ("b", "The right answer is (b)."),
    ],
)
def test_a_spoilt_answer_is_found(answer, text):
    assert spoiled(answer, text)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("41.7 Hz", "It takes 42 ms."),
        ("41.7 Hz", "Equation (4.17) and figure 4.17, 417 Hz, chapter 42"),
        ("2", "The 2 neurons of section 2, equation (2.2): 2 ms."),
        ("2", "x = 2"),
        ("−40 mV", "40 neurons for 40 ms"),
        ("0.5 ms", "half of the neurons, 0.5 V"),
        ("20 Hz", "20 neurons"),
        ("5 spikes", "5 neurons in 5 ms"),
        ("0.667", "66 Hz"),
        ("b", "Choose (a), (b) or (c); b = 2"),
        ("no number", "no number"),
    ],
)
def test_numbers_that_give_nothing_away_are_left_alone(answer, text):
    assert not spoiled(answer, text)


# The sample


def test_a_sample_is_drawn_from_sentences_and_the_same_seed_draws_the_same():
    page = CHAPTERS[-1]
    drawn, chapter = sample.sample(page, 3), sample.paragraphs(page)
    assert drawn == sample.sample(page, 3) != sample.sample(page, 4) and len(
        drawn
    ) == sample.DRAWN == len(set(drawn))
    assert drawn == [text for text in chapter if text in drawn] and sample.paragraphs(
        ROOT / "README.md"
    )
    assert not any(
        text.startswith(("#", "|", "```")) or (text.startswith("- ") and "doi.org" in text)
        for text in chapter
    )  # no item of a list of references
    assert any(text.startswith("**Predict.**") for text in chapter) and all(
        len(text.split()) >= 4 for text in chapter
    )


# Runs that are shared


def test_workers_share_what_one_of_them_ran(tmp_path, monkeypatch):
    monkeypatch.setattr(notebooks, "SHARED", [tmp_path])
    path = tmp_path / "0-tiny.ipynb"
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1", id="sum")]), path
    )
    runs = []
    monkeypatch.setattr(
        notebooks, "_run", lambda path: runs.append(path) or (read(path), {"sum": 0.1}, [])
    )
    for _ in range(2):
        notebooks._executed.__wrapped__(path)  # as two workers would ask
    assert runs == [path]

    broken = tmp_path / "0-broken.ipynb"
    broken.write_bytes(path.read_bytes())
    monkeypatch.setattr(notebooks, "_run", lambda path: 1 / 0)
    for _ in range(2):
        with pytest.raises(AssertionError, match="division by zero"):
            notebooks._executed.__wrapped__(broken)


@pytest.mark.slow
def test_a_blank_is_filled_in_by_its_solution_and_leaves_the_chapter_alone(tmp_path, monkeypatch):
    cells = [
        cell("tau = ...", "blank-tau", "blank"),
        cell(
            "from neurolib.widgets import filled\nx = 20\nfilled(tau, x, 'tau')".replace(
                "from", "x = 1\nfrom", 1
            ),
            "tau",
        ),
        cell(SOLUTION, "solution"),
        nbformat.v4.new_code_cell("tau is ...", id="after"),
    ]
    path = tmp_path / "2-tiny.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    ran = {each.id: each for each in notebooks._run(path)[0].cells}
    assert ran["tau"].outputs[0].data["text/markdown"].startswith("Not filled in yet: tau")
    assert ran["tau-probe"].outputs[0].text == "Right: tau, 20.\n"
    assert ran["after"].outputs[0].data["text/plain"] == "True"
