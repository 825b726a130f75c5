"""Which screens a chapter has: the rules, on small cells and on all chapters as they are stored."""

from __future__ import annotations

import re
from itertools import pairwise

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from neurolib.bootstrap import Stop
from neurolib.lecture.screens import DRAWS, GUESSES, NUMBER, ROOM, Screen, items, screens, sentences
from neurolib.lecture.slides import chapters, find

CHAPTERS = chapters()


def made(*cells: str, tags: tuple[str, ...] = ()) -> list[Screen]:
    """The screens of Markdown cells behind the beginning of a section, all with the same tags."""
    begins = new_markdown_cell("## 1 · A section\n\nIt begins so. It goes on.", id="begins")
    written = [
        new_markdown_cell(each, id=f"cell{k}", metadata={"tags": list(tags)})
        for k, each in enumerate(cells)
    ]
    return screens(new_notebook(cells=[begins, *written]))[1][1:]


# ---- the rules ----------------------------------------------------------------------------------


def test_a_sentence_ends_neither_in_a_formula_nor_behind_a_name() -> None:
    text = (
        "It is $V. A$ here (Perkel et al., 1967, [doi:10.1/a(67)b. C](https://doi.org/10.1/a(67)b)). "
        "See [chapter 5. B](5.ipynb) for `x. Y`, e.g. The rest. **Broken**. It is."
    )
    assert sentences(text) == [
        "It is $V. A$ here (Perkel et al., 1967, [doi:10.1/a(67)b. C](https://doi.org/10.1/a(67)b)).",
        "See [chapter 5. B](5.ipynb) for `x. Y`, e.g. The rest.",
        "**Broken**. It is.",
    ]


def test_a_term_is_projected_and_its_paragraph_is_a_note() -> None:
    (screen,) = made("Nothing here. The **rheobase** is a current. Nothing there.")
    assert screen.kind == "text"
    assert screen.words == "The rheobase is a current."
    assert "Nothing here." in screen.notes[0] and "Nothing there." in screen.notes[0]
    assert 'class="projected"' in screen.notes[0]


def test_a_sentence_that_leans_on_the_one_before_brings_it() -> None:
    (screen,) = made("One thing. A wire has a length. This is the **delay**.")
    assert screen.words == "A wire has a length. This is the delay."


def test_words_of_buttons_and_lines_are_no_terms() -> None:
    assert made("Press **Play**. **Orange**: the clocked engine.") == []


def test_an_equation_has_the_sentence_that_leads_to_it() -> None:
    (screen,) = made("Nothing. The power is\n\n$$P = C V^2 f . \\tag{1.2}$$\n\nIt grows.")
    assert screen.words.startswith("The power is") and "(1.2)" in screen.words
    assert "It grows." not in screen.words


def test_an_equation_with_a_long_legend_keeps_its_lead() -> None:
    legend = "\n".join(
        f"- $x_{k}$: a quantity whose meaning takes two lines of it" for k in range(8)
    )
    cells = [
        new_markdown_cell("## 1 · A section\n\nIt begins.", id="begins"),
        new_markdown_cell("Nothing. The power is", id="lead"),
        new_code_cell(
            "1",
            id="ran",
            outputs=[new_output("display_data", {"text/markdown": f"$$P = x$$\n\n{legend}"})],
        ),
    ]
    _, equation = screens(new_notebook(cells=cells))[1]
    assert equation.words.startswith("The power is") and "two lines" in equation.words


def test_what_is_repaired_stands_on_the_screen_on_which_it_broke() -> None:
    (screen,) = made("A **null result**.\n\n**Broken**: the old way.\n\n**Repaired**: the new one.")
    assert screen.words.endswith("Broken: the old way. Repaired: the new one.")


def test_no_line_ends_within_a_number_or_before_its_unit() -> None:
    (screen,) = made("The **rate** is 12 000 spikes in 5 ms, 3 of 12 at 10 %, 2 A and 2 Apples.")
    space = "\N{NO-BREAK SPACE}"
    said = (
        f"is 12{space}000{space}spikes in 5{space}ms, 3 of 12 at 10{space}%, 2{space}A and 2 Apples"
    )
    assert said in screen.body[0]


def test_long_texts_are_split() -> None:
    text = "The **first** thing is " + "very " * 40 + "long. "
    found = made(text * 4)
    assert len(found) == 4 and all(each.lines <= ROOM for each in found)


def test_a_source_keeps_its_year_and_nothing_leads_away() -> None:
    (screen,) = made(
        "A **code** (Adrian, 1926, [doi:10.1/x](https://doi.org/10.1/x)) of [chapter 5](5.ipynb)."
    )
    assert screen.words == "A code (Adrian, 1926) of chapter 5."
    assert "href" not in "".join(screen.body) and "href" in screen.notes[0]


def test_a_list_with_bold_heads_appears_point_by_point() -> None:
    (screen,) = made("Two laws:\n\n- **Charge.** It is kept.\n- **Ohm's law.** A ratio.\n")
    assert screen.kind == "list" and screen.steps == 1
    assert [re.search(r'data-step="(\d)"', each)[1] for each in screen.body] == ["0", "1"]
    (note,) = made("The **law**.\n\n- nothing\n- to see")
    assert note.kind == "text" and "to see" in note.notes[-1]


def test_a_list_that_a_projected_sentence_announces_follows_it() -> None:
    listed = "\n\n- The *fast* one forgets.\n- The *slow* one keeps."
    (alone,) = made(f"**Tiki-Taka** has two arrays:{listed}")
    assert alone.kind == "list" and alone.steps == 1
    assert alone.words == "Tiki-Taka has two arrays: The fast one forgets. The slow one keeps."
    before, after = made(f"A **pull** is a part of it. **Tiki-Taka** has two arrays:{listed}")
    assert before.words == "A pull is a part of it." and before.notes
    assert after.words == alone.words and after.body[0].startswith("<p><strong>")
    (note,) = made(f"Nothing is projected here:{listed}\n\nBut a **term** is.")
    assert note.words == "But a term is."
    bold = "\n\n- **Charge.** It is kept.\n- **Ohm's law.** A ratio.\n"
    _, both = made(f"The **unit** is the volt. It obeys **two laws**:{bold}")
    assert both.words.startswith("It obeys two laws: Charge.") and both.steps == 1


def test_an_equation_follows_the_sentence_that_announces_it() -> None:
    equation = "\n\n$$x = 1 \\tag{1.1}$$\n"
    (alone,) = made(f"This is **the rule**:{equation}")
    assert alone.words.startswith("This is the rule: x=1")
    long = "A **term** is " + "long " * 80 + "indeed."
    before, after = made(f"{long} This is **the rule**:{equation}")
    assert before.words == long.replace("*", "") and after.words.startswith("This is the rule: x=1")


def test_numbers_in_a_table_stay_in_one_line() -> None:
    (screen,) = made("| way | accuracy |\n|:--|:--|\n| plain | 76.3 % (57.0 to 91.4 %) |\n")
    assert re.search(r"76\.3\s%\s\(57\.0\sto\s91\.4\s%\)", "".join(screen.body))
    assert "%\N{NO-BREAK SPACE}(57.0\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}91.4" in "".join(
        screen.body
    )


def test_items_of_a_list_are_shared_out_evenly() -> None:
    item = "- **name** " + "long " * 30
    found = made("\n".join([item] * 7))
    counts = [len(each.body) for each in found]
    assert sum(counts) == 7 and max(counts) - min(counts) == 1, counts


def left(text: str) -> list[Screen]:
    """The screens of a cell that has left Markdown."""
    cell = new_code_cell(
        "1", id="ran", outputs=[new_output("display_data", {"text/markdown": text})]
    )
    begins = new_markdown_cell("## 1 · A section\n\nIt begins so. It goes on.", id="begins")
    return screens(new_notebook(cells=[begins, cell]))[1][1:]


def test_what_names_a_table_is_on_the_screen_of_the_table() -> None:
    short = "**A bill of 1 s**\n\n| part | energy |\n|:--|--:|\n| core | 2 pJ |"
    (screen,) = left(short)
    assert screen.kind == "table" and screen.words.startswith("A bill of 1 s part energy")
    long = short + "\n| core | 2 pJ |" * 20  # a note, and so is its name
    assert left(long) == []


def test_a_full_stop_and_a_bracket_stay_with_their_formula() -> None:
    (screen,) = made("The **mean** of $y$ ($y > 0$) is $x = 1/p$.")
    found = re.findall(r'<span class="together">(\(?)<math.*?</math>(.*?)</span>', screen.body[0])
    assert found == [("", ""), ("(", ")"), ("", ".")]


def test_the_short_name_of_a_row_stays_in_one_line() -> None:
    (screen,) = made("| reader | much |\n|:--|--:|\n| q = 100 per s | 0.3 of 1 |")
    assert "0.3 of 1" in screen.body[-1]
    assert "q\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}100\N{NO-BREAK SPACE}per" in screen.body[-1]


def test_a_derivation_appears_line_by_line() -> None:
    text = "A **law**.\n\n<details><summary>Derivation, 2 lines</summary>\n\n1. Begin.\n2. End.\n\n</details>"
    _, screen = made(text)
    assert screen.kind == "derivation" and screen.steps == 1 and "End." in screen.words


def test_other_folded_texts_are_notes() -> None:
    (screen,) = made("A **law**.\n\n<details><summary>Answers</summary>\n\n1. So.\n\n</details>")
    assert "So." in screen.notes[-1] and "So." not in screen.words


def test_a_concept_question_keeps_its_answer_for_the_next_key() -> None:
    text = """**Check yourself.** What happens?

<details><summary>(a) It fires.</summary>

No, because it is weak.

</details>
<details><summary>(b) Nothing.</summary>

Right, because it is weak.

</details>"""
    (screen,) = made(text, tags=("concept",))
    assert screen.kind == "concept" and screen.steps == 1
    assert screen.body[0].count("<li data-right>") == 1
    assert "Nothing." in screen.answer and "Right" in screen.answer


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("**Check yourself.** What happens?", 0),
        ("What? <details><summary>(a) It fires.</summary>\n\nNo.\n\n</details>", 1),
    ],
)
def test_a_concept_question_without_a_right_choice_gets_a_sentence(text: str, many: int) -> None:
    with pytest.raises(Stop, match=rf"in the cell cell0 has {many} choices and no right one"):
        made(text, tags=("concept",))


def test_a_clock_before_the_first_heading_belongs_to_the_first_screen() -> None:
    cells = [new_markdown_cell("*0:12 · 5 minutes*\n\n## 1 · A section\n\nIt begins.", id="a")]
    assert [each.at for each in screens(new_notebook(cells=cells))[1]] == ["0:12"]


def test_a_prediction_comes_before_what_stands_between_it_and_its_field() -> None:
    picture = (
        '<figure><svg viewBox="0 0 4 2"></svg><figcaption>Figure 1.1. A line.</figcaption></figure>'
    )
    cells = [
        new_markdown_cell("**Predict.** How much?", id="asked"),
        new_code_cell(
            "fig", id="fig", outputs=[new_output("display_data", {"text/html": picture})]
        ),
        new_code_cell('guess("1.1", "x", 1)', id="field", metadata={"tags": ["hide-input"]}),
    ]
    _, (one, other) = screens(new_notebook(cells=cells))
    assert (one.kind, one.cell, one.words[:17]) == ("guess", "field", "Predict How much?")
    assert (other.kind, other.figure) == ("figure", "1.1")


def test_a_figure_is_projected_with_its_larger_letters() -> None:
    page = (
        '<figure><svg viewBox="0 0 4 2"></svg><figcaption>Figure 1.1. A line.</figcaption></figure>'
    )
    cells = [
        new_code_cell("fig", id="fig", outputs=[new_output("display_data", {"text/html": page})])
    ]
    larger = '<svg viewBox="0 0 3 1" style="width:100%"></svg>'
    found = screens(new_notebook(cells=cells), larger={"fig": larger}.__getitem__)[1]
    assert "0 0 3 1" in found[0].body[0] and "--ratio:3.0000" in found[0].body[0]


def test_tags_of_a_cell_refine_the_rule() -> None:
    assert made("A **term**.", tags=("lecture:skip",)) == []
    code = new_code_cell("V = 1", id="code", metadata={"tags": ["lecture:code"]})
    assert [each.kind for each in screens(new_notebook(cells=[code]))[1]] == ["code"]


def test_items_keep_their_formulas_in_one_line() -> None:
    assert items("1. one\n   more\n2. two") == ["one more", "two"]


# ---- all chapters, as they are stored -----------------------------------------------------------


@pytest.fixture(scope="module", params=CHAPTERS)
def chapter(request: pytest.FixtureRequest) -> tuple[nbformat.NotebookNode, list[Screen]]:
    notebook = nbformat.read(CHAPTERS[request.param], as_version=4)
    return notebook, screens(notebook)[1]


def test_every_figure_is_on_one_screen(
    chapter: tuple[nbformat.NotebookNode, list[Screen]],
) -> None:
    notebook, found = chapter
    drawn = [
        NUMBER.search(cell.source)[1]
        for cell in notebook.cells
        if cell.cell_type == "code" and DRAWS.search(cell.source)
    ]
    assert [each.figure for each in found if each.figure] == drawn


def test_every_guess_is_on_one_screen_before_the_figures_behind_it(
    chapter: tuple[nbformat.NotebookNode, list[Screen]],
) -> None:
    notebook, found = chapter
    asked = [
        cell.id
        for cell in notebook.cells
        if cell.cell_type == "code" and GUESSES.search(cell.source)
    ]
    assert [each.cell for each in found if each.kind == "guess"] == asked
    order = {cell.id: k for k, cell in enumerate(notebook.cells)}
    for k, screen in enumerate(found):
        if screen.kind == "guess":
            before = [each for each in found[:k] if each.kind in ("figure", "live")]
            assert all(order[each.cell] < order[screen.cell] for each in before)
            assert len(screen.words) > 40, "a question of its own"


def test_every_section_and_concept_question_is_there(
    chapter: tuple[nbformat.NotebookNode, list[Screen]],
) -> None:
    notebook, found = chapter
    concepts = [c.id for c in notebook.cells if "concept" in c.metadata.get("tags", [])]
    assert [each.cell for each in found if each.kind == "concept"] == concepts
    heads = re.findall(
        r"^## (L?\d+ · .*)$",
        "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown"),
        re.MULTILINE,
    )
    begun = [each for each in found if each.kind == "section" and " · " in each.section]
    assert len(begun) == len(heads) > 1


def test_no_screen_is_empty_or_says_too_much(
    chapter: tuple[nbformat.NotebookNode, list[Screen]],
) -> None:
    for screen in chapter[1]:
        assert screen.words or screen.kind == "live", screen
        if screen.kind == "text":
            repaired = "Repaired" in screen.words
            assert screen.sentences <= 2 + repaired and screen.lines <= ROOM + 2, screen.words
        assert "**" not in screen.words and "<details" not in "".join(screen.body), screen.words


def test_nobody_is_shown_an_answer_before_its_question(
    chapter: tuple[nbformat.NotebookNode, list[Screen]],
) -> None:
    for one, other in pairwise(chapter[1]):
        if one.kind == "guess":
            assert one.steps == 1  # the answer takes a key of its own
        assert not (one.kind == "question" and other.kind == "guess" and one.cell == other.cell)


# ---- names --------------------------------------------------------------------------------------


def test_a_chapter_is_found_by_number_name_or_part() -> None:
    whole = "2-the-language-of-spikes"
    for word in ("2", whole, "language", "chapter 2", f"{whole}.ipynb", "Language-of"):
        assert find(word) == CHAPTERS[whole]


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("spkies", "Did you mean 2-the-language-of-spikes"),
        ("silcon", "Did you mean 7-in-silicon"),
        ("99", "Chapters have the numbers 0 to 9"),
        ("the", "could be"),
        ("", "There is no chapter ''"),
    ],
)
def test_a_chapter_that_is_not_there_gets_a_sentence(word: str, sentence: str) -> None:
    with pytest.raises(Stop) as stop:
        find(word)
    assert sentence in str(stop.value) and stop.value.code == 2
