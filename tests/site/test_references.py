"""Connected text without a browser: which names in a sentence become links, where they lead, and
what names nothing.
"""

from __future__ import annotations

import html
import json
import re

import pytest

from neurolib.site.markup import Page, spoken, written
from neurolib.site.references import (
    Connected,
    Connector,
    Places,
    collect,
    glossary,
    objectives,
    script,
)

CHAPTER = """# 2 · Spikes

A first sentence. A second one.

## Objectives

| no. | you can … |
|:--|:--|
| 2.1 | **derive** a rate |

## 1 · How it fires

*0:05 · 17 minutes*

The voltage *rises* until it fires. Then it falls.

$$C \\dot V = I \\tag{2.1}$$

## 3 · Who follows whom

Two neurons."""
LAB = "# Lab 5 · A rhythm\n\nOne.\n\n## 2 · Lab: a dose\n\nTwo.\n\n$$x = 1 \\tag{L5.1}$$"
SET = "# Problem set 2 · Spikes\n\nText.\n\n## 2.1 · The rate\n\n*25 minutes · 20 points*\n\nDerive it."
GLOSSARY = """# Glossary

## Terms

| term | also called | meaning | chapter |
|:--|:--|:--|--:|
| core |  | a block of a chip | 7 |
| integrate-and-fire | IF | a model without a leak | L7 |
| leaky integrate-and-fire | LIF | a leaky model | 2 |
| spike |  | a pulse | 0 |

## Symbols

| symbol | meaning |
|:--|:--|
| V | voltage |
"""
COURSE = ["0", "2", "3", "L5"]


def page_of(text: str) -> tuple[Page, str]:
    page = Page()
    return page, written(text, page, lambda url: url)


@pytest.fixture
def places() -> Places:
    chapter, body = page_of(CHAPTER)
    chapter.numbered["2.3"] = (
        "figure-2.3",
        "Figure 2.3. <b>Blue</b>: the rate.",
        "cell-a",
        "a curve",
    )
    pages = {"1/2-spikes.html": chapter, "3/lab5-rhythm.html": page_of(LAB)[0]}
    found = collect(pages, {"exercises/ps2.html": page_of(SET)[0]}, COURSE)
    objectives(body, "1/2-spikes.html", found)
    glossary(page_of(GLOSSARY)[1], "glossary.html", found)
    return found


def linked(places: Places, text: str, chapter: str = "2", terms: bool = False) -> Connected:
    connected = Connected()
    connector = Connector(places, connected, "1/2-spikes.html", chapter, terms)
    connected.text = connector.page(text)  # type: ignore[attr-defined]
    return connected


def hrefs(places: Places, text: str, chapter: str = "2", terms: bool = False) -> list[str]:
    shown = linked(places, text, chapter, terms).text  # type: ignore[attr-defined]
    # nothing but links is added
    assert re.sub(r'<a class="(?:ref|term)"[^>]*>(.*?)</a>', r"\1", shown) == text
    return re.findall(r'<a class="\w+" href="([^"]+)">', shown)


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("see equation (2.1) and Figure 2.3", ["#equation-2.1", "#figure-2.3"]),
        ("Equations (2.1) and (L5.1)", ["#equation-2.1", "../3/lab5-rhythm.html#equation-L5.1"]),
        ("as in chapter 2 (chapter 2)", ["../1/2-spikes.html"] * 2),
        ("in lab 5, section 2", ["../3/lab5-rhythm.html", "../3/lab5-rhythm.html#2-lab-a-dose"]),
        ("in section 2 of lab 5", ["../3/lab5-rhythm.html#2-lab-a-dose", "../3/lab5-rhythm.html"]),
        ("sections 1 and 3", ["#1-how-it-fires", "#3-who-follows-whom"]),
        ("section 3, 10 000 neurons", ["#3-who-follows-whom"]),
        ("problem 2.1", ["../exercises/ps2.html#2.1-the-rate"]),
        ("the voltage of (2.1) rises", ["#equation-2.1"]),
        ("a value of (2.9)", []),
        ('<span class="number">(2.1)</span>', []),
        ("<h2>Summary</h2><p>derived (2.1)</p>", ["#objective-2.1"]),
        ("figure 6 of Ambrogio and others; chapter 2 of the book", []),
        ("<h2>Further reading</h2><li>Chapters 1 and 2 accompany this.</li>", []),
        ("<figcaption>Figure 2.3. As in Figure 2.3.</figcaption>", ["#figure-2.3"]),
        ("<code>section 1</code> <a href='x'>section 1</a> <h3>section 1</h3>", []),
        ("<pre># equation (2.1)</pre><svg><text>section 1</text></svg>", []),
    ],
)
def test_what_a_sentence_names_is_a_link(places: Places, text: str, leads: list[str]) -> None:
    assert hrefs(places, text) == leads


def test_a_section_without_a_chapter_is_no_link(places: Places) -> None:
    assert hrefs(places, "section 1 of a page that is no chapter", chapter="") == []


def test_a_number_that_names_nothing_is_a_fault_and_an_unbuilt_chapter_is_none(
    places: Places,
) -> None:
    found = linked(places, "<p>Figure 2.9, section 7, chapter 12, equation (L5.8), chapter 3</p>")
    assert [fault.partition("“")[2].partition(" names")[0] for fault in found.faults] == [
        "Figure 2.9”",
        "section 7” of chapter 2",
        "chapter 12”",
        "equation (L5.8)”",
    ]
    assert found.unbuilt == 1 and found.named == 5 and found.links == 0
    assert "expected the number of a figure of this course" in found.faults[0]


def test_a_number_that_is_given_twice_is_a_fault() -> None:
    pages = {"a.html": page_of(CHAPTER)[0], "b.html": page_of(CHAPTER)[0]}
    twice = collect(pages, {}, COURSE).twice
    assert any(
        fault.startswith("equation 2.1 is both in a.html#equation-2.1 and in b.html#equation-2.1")
        for fault in twice
    )


def test_the_first_use_of_a_term_is_a_link_and_common_words_only_in_their_chapter(
    places: Places,
) -> None:
    text = "<h2>LIF</h2><p>A LIF neuron, LIF. An IF neuron with a core and a spike.</p>"
    terms = ["leaky-integrate-and-fire", "integrate-and-fire"]
    expected = [f"../glossary.html#term-{term}" for term in terms]
    assert hrefs(places, text, terms=True) == expected
    assert hrefs(places, text, chapter="7", terms=True) == [*expected, "../glossary.html#term-core"]
    longest = "<p>A Leaky integrate-and-fire neuron.</p>"
    assert hrefs(places, longest, terms=True) == expected[:1]


def test_each_term_of_the_glossary_has_an_anchor(places: Places) -> None:
    text = glossary(page_of(GLOSSARY)[1], "glossary.html", Places())
    assert text.count('<tr id="term-') == 4 and 'id="term-voltage"' not in text
    assert set(places.terms) == {"core", "integrate-and-fire", "leaky integrate-and-fire", "spike"}


def test_previews_show_the_formula_the_picture_and_the_first_sentence(places: Places) -> None:
    found = places.previews()["1/2-spikes.html"]
    equation, says = found["1/2-spikes.html#equation-2.1"]
    assert "<math" in equation and "How it fires" in equation
    assert says.endswith("In LaTeX: C \\dot V = I")
    picture, says = found["1/2-spikes.html#figure-2.3"]
    assert 'data-src="pictures/gallery/2-spikes-cell-a.svg" alt="a curve"' in picture
    assert says == "Figure 2.3. Blue: the rate."
    section, says = found["1/2-spikes.html#1-how-it-fires"]
    assert "The voltage <em>rises</em> until it fires.</p>" in section  # and not the time of it
    assert says == "Chapter 2, section 1: How it fires. The voltage rises until it fires."
    assert found["1/2-spikes.html"][1] == "Chapter 2: Spikes. A first sentence."
    problem = places.previews()["exercises/ps2.html"]["exercises/ps2.html#2.1-the-rate"]
    assert problem[1] == "Problem 2.1: The rate. Derive it."
    text = script(found, "1/2-spikes.html")
    assert json.loads(text.partition(", ")[2].rstrip(")\n")) == found


def test_an_answer_that_appears_later_has_links_too(places: Places) -> None:
    data = {"kind": "guess", "asks": {}, "answer": "By equation (2.1), <strong>2</strong>."}
    dumped = json.dumps(data).replace("<", "\\u003c")
    text = f'<script type="application/json">{dumped}</script>'
    shown = linked(places, text).text  # type: ignore[attr-defined]
    inside = re.search(r"json\">(.*)</script>", shown)[1]  # type: ignore[index]
    assert "<" not in inside
    assert json.loads(inside)["answer"].startswith('By <a class="ref" href="#equation-2.1">')


def test_the_search_hears_symbols_and_no_formulas() -> None:
    text = written("The current $I$, with $i = \\frac{G}{2} v$.", Page(), lambda url: url)
    assert spoken(text) == "The current I, with …."
    assert html.unescape(spoken("<td>a &amp; b</td><td>c</td>")) == "a & b c"
