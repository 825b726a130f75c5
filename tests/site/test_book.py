"""The course as a book to print: links and anchors of its one page, and the PDF."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from neurolib.bootstrap import Stop
from neurolib.site import book
from neurolib.site.book import Chapter, joined, lay_short_addresses, print_pdf, short_addresses

FIRST = Chapter(
    "1-principles/2-spikes.html",
    "2 · Spikes & co",
    """<h1 id="top">2 · Spikes</h1><section class="cell" id="cell-title">
<a class="ref" href="../2-applications/7-silicon.html#cell-title">section 1</a>
<a class="ref" href="#top">here</a> <a class="ref" href="../2-applications/7-silicon.html">ch. 7</a>
<a class="term" href="../glossary.html#term-spike">spike</a> <a href="https://doi.org/1">doi</a>
<svg><clipPath id="p1"></clipPath><g clip-path="url(#p1)"><use href="#DV-41"/><use href="#m1"/></g>
<path id="DV-41" d="M0 0"/></svg>
<details class="folded"><summary>Code</summary></details><details><summary>Answer</summary></details>
<script type="application/json">{}</script></section>
<section class="cell" id="cell-lif-live"><div class="live" data-film="2-spikes-lif-live">x</div>
</section>""",
)
SECOND = Chapter(
    "2-applications/7-silicon.html",
    "7 · In silicon",
    '<h1 id="top">7</h1><section class="cell" id="cell-title"><div class="live" '
    'data-film="7-silicon-cell-bus">x</div></section>',
)


@pytest.fixture
def page() -> str:
    return joined("A course", "By A & B", [FIRST, SECOND], "", "https://a.org/site/")


def test_each_anchor_is_given_once_and_each_link_has_its_place(page: str) -> None:
    anchors = re.findall(r'\sid="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    inside = re.findall(r'<a[^>]*\shref="#([^"]+)"', page)
    assert set(inside) <= set(anchors) and len(inside) == 5
    assert "2-applications-7-silicon-cell-title" in inside
    assert 'clip-path="url(#1-principles-2-spikes-p1)"' in page and 'id="DV-41"' in page
    assert '<use href="#DV-41"/>' in page and '<use href="#1-principles-2-spikes-m1"/>' in page
    assert 'href="https://a.org/site/glossary.html#term-spike"' in page


def test_without_an_address_a_link_out_of_the_book_is_plain_text() -> None:
    page = joined("A course", "", [FIRST, SECOND], "")
    assert '<a class="term">spike</a>' in page and "moves at" not in page
    assert '<a href="https://doi.org/1">doi</a>' in page


def test_answers_are_open_and_code_and_scripts_are_not_printed(page: str) -> None:
    assert "<details open><summary>Answer" in page and '<details class="folded">' in page
    assert "<script" not in page and "2 · Spikes &amp; co" in page and "By A &amp; B" in page


def test_a_live_figure_has_a_short_address(page: str, tmp_path: Path) -> None:
    found = short_addresses([FIRST, SECOND])
    assert found == {
        "l/1.html": "1-principles/2-spikes.html#cell-lif-live",
        "l/2.html": "2-applications/7-silicon.html#cell-cell-bus",
    }
    assert '<a href="https://a.org/site/l/1.html">https://a.org/site/l/1.html</a>' in page
    lay_short_addresses(found, tmp_path)
    text = (tmp_path / "l" / "1.html").read_text(encoding="utf-8")
    assert 'content="0; url=../1-principles/2-spikes.html#cell-lif-live"' in text


def test_a_phone_reads_the_address_beside_a_live_figure() -> None:
    read: list[str] = []

    def code(url: str) -> list[list[int]]:
        read.append(url)
        return [[1, 0], [0, 1]]

    text = joined("A course", "", [FIRST, SECOND], "", "https://a.org", code)
    assert read == ["https://a.org/l/1.html", "https://a.org/l/2.html"]
    assert 'viewBox="0 0 10 10"' in text and 'd="M4 4h1v1h-1zM5 5h1v1h-1z"' in text
    assert "<svg viewBox" not in joined("A course", "", [FIRST], "", "", code)


def test_without_chromium_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Stop, match="--pdf needs Chromium or Chrome"):
        print_pdf("<p>A</p>", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(
    not any(map(shutil.which, book.BROWSERS)), reason="Chromium or Chrome is not installed"
)
def test_chromium_prints_the_book(page: str, tmp_path: Path) -> None:
    assert print_pdf(page, tmp_path) == book.NAME
    pdf = (tmp_path / book.NAME).read_bytes()
    assert pdf.startswith(b"%PDF") and b"https://a.org/site/l/1.html" in pdf
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 4  # title, contents, two chapters
    assert [each.name for each in tmp_path.iterdir()] == [book.NAME]


def test_a_figure_that_computes_has_a_short_address_too() -> None:
    body = '<div class="live computes" data-film="2-spikes-lif"></div>'
    chapter = book.Chapter("1-principles/2-spikes.html", "2 · Spikes", body)
    assert book.short_addresses([chapter]) == {"l/1.html": "1-principles/2-spikes.html#cell-lif"}
