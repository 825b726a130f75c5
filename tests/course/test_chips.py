"""The page on the chips since 2018: the rules of a chapter that it can keep, and a source for every
row.
"""

import re
from urllib.parse import unquote

import pytest

from neurolib.energy import chips
from neurolib.energy.presets import HOROWITZ, JOUPPI
from tests.course import reading
from tests.course.notebooks import COURSE, executed, outputs, prose, read, tags
from tests.course.rules import (
    Chapter,
    answers_wait,
    figures,
    folded_cells,
    lines_of_code,
    numbers_as_written,
    predictions_spoilt,
    unfolded,
)

PAGE = COURSE / "chips.ipynb"


def chapter(run=False):
    return Chapter(0, read(PAGE), executed(PAGE)[0] if run else None)


@pytest.mark.parametrize("rule", [lines_of_code, folded_cells])
def test_the_page_keeps(rule):
    assert not rule(chapter())


@pytest.mark.slow
@pytest.mark.parametrize("rule", [predictions_spoilt, answers_wait, numbers_as_written])
def test_the_page_that_was_run_keeps(rule):
    assert not rule(chapter(run=True))


@pytest.mark.slow
def test_every_figure_has_a_caption_and_words_with_numbers():
    """The numbers of its figures are those of the chapter that they continue, so that figures() may
    complain about these alone.
    """
    assert [
        fault for fault in figures(chapter(run=True)) if "its caption begins with" not in fault
    ] == []
    assert len(chapter(run=True).pages()) == 3


def test_its_questions_have_one_right_answer_and_a_reason_for_each():
    asked = [cell for cell in read(PAGE).cells if "concept" in tags(cell)]
    assert len(asked) == 2
    for cell in asked:
        reasons = re.findall(
            r"<details><summary>\(([abc])\) .*?</summary>\s*(.*?)\s*</details>",
            cell.source,
            re.DOTALL,
        )
        assert [letter for letter, _ in reasons] == ["a", "b", "c"] and sum(
            text.startswith("Right") for _, text in reasons
        ) == 1
        assert "**Check yourself.**" in cell.source


def test_every_source_of_the_data_is_linked_on_the_page():
    linked = {unquote(link[2]) for link in reading.LINK.finditer(prose(PAGE))}
    needed = {source.doi for chip in chips.CHIPS for source in chip.sources if source.doi}
    needed |= {re.search(r"doi:(10\S+?)\.$", source)[1] for source in (HOROWITZ, JOUPPI)}
    assert needed == linked and len(needed) >= 15


@pytest.mark.slow
def test_every_row_of_the_tables_has_a_source():
    shown = {
        cell.id: output.get("data", {}).get("text/markdown", "")
        for cell, output in outputs(executed(PAGE)[0])
    }
    sources = shown["sources-table"]
    for chip in chips.CHIPS:
        for table in "where-table", "size-table":
            assert f"| {chip.name} ({chip.year}) |" in shown[table]
        rows = [line for line in sources.splitlines() if line.startswith(f"| {chip.name} |")]
        assert len(rows) == len(chip.sources) >= 1 and all(
            "doi.org" in row or "https://" in row for row in rows
        )
    lines = [line for line in shown["energy-table"].splitlines() if line.startswith("| ")][2:]
    assert len(lines) == 20 and all(
        chips.NOT_PUBLISHED in line or re.search(r"\(20\d\d.*?\), ", line.split(" | ")[-1])
        for line in lines
    )


@pytest.mark.slow
def test_the_page_is_dated_and_linked_from_the_chapters_whose_questions_it_asks():
    assert chips.WRITTEN in prose(PAGE)
    for name in ("0-why-neuromorphic", "1-a-new-kind-of-machine"):
        assert "](../chips.ipynb)" in prose(COURSE / "1-principles" / f"{name}.ipynb"), name
    assert "](chips.ipynb)" in prose(COURSE / "index.ipynb")


def test_the_page_names_no_number_of_a_chapter_that_may_change():
    text = unfolded(prose(PAGE))
    assert not re.search(r"chapters? (?:[6-9]|\d\d)\b|labs? \d", text)
