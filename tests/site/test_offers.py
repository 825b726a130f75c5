"""What a page offers besides its text: notebooks, sources, a hub, and how to cite the course."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import neurolib
from neurolib.bootstrap import Stop
from neurolib.classroom.course import ClassroomError
from neurolib.site import offers
from neurolib.site.build import Leaf
from neurolib.site.markup import excerpt
from neurolib.site.offers import Citation, Offers, lay_edition, lay_notebook, row

ROOT = Path(__file__).parents[2]
CHAPTER = Leaf("1-principles/2-spikes.html", "I", notebook="course/1-principles/2-spikes.ipynb")


@pytest.mark.parametrize("hub", ["https://hub.example.org", "https://hub.example.org/hub/"])
def test_a_notebook_opens_in_the_server_of_whoever_is_logged_in(hub: str) -> None:
    assert Offers(hub=hub).opened("exercises/ps2 a/ps2.ipynb") == (
        "https://hub.example.org/hub/user-redirect/lab/tree/exercises/ps2%20a/ps2.ipynb"
    )
    assert Offers().opened("course/index.ipynb") == ""


def test_the_row_of_a_page_has_what_the_builder_named_and_no_more() -> None:
    assert row(Leaf("gallery.html", "More"), Offers(source="https://a.org")) == ""
    plain = row(CHAPTER, Offers())
    assert re.findall(r'href="([^"]+)"', plain) == [
        "../notebooks/course/1-principles/2-spikes.ipynb"
    ]
    assert 'download="2-spikes.ipynb"' in plain
    every = row(CHAPTER, Offers("https://git.org/blob/main/{path}", "https://hub.org"))
    assert re.findall(r'href="(https[^"]+)"', every) == [
        "https://hub.org/hub/user-redirect/lab/tree/course/1-principles/2-spikes.ipynb",
        "https://git.org/blob/main/course/1-principles/2-spikes.ipynb",
    ]


@pytest.mark.parametrize("option", ["source", "hub", "address"])
@pytest.mark.parametrize("given", ["hub.example.org", "javascript:alert(1)", "file:///etc"])
def test_an_address_that_is_none_is_refused(option: str, given: str) -> None:
    with pytest.raises(Stop, match=f"--{option} is .* expected the address of a web page"):
        Offers(**{option: given})


def test_the_course_is_cited_as_its_file_says() -> None:
    found = Citation.read(ROOT / "CITATION.cff", "https://example.org/course")
    assert found.version == neurolib.__version__ and found.names
    assert found.text.startswith(f"{found.names} ({found.year}). neurolib: ")
    assert found.text.endswith(f"Version {found.version}. https://example.org/course")
    assert found.bibtex.startswith(f"@software{{neurolib{found.year},\n")
    assert found.bibtex.count("{") == found.bibtex.count("}")
    assert f"author = {{{{{found.names}}}}}" in found.bibtex  # no first and last name


def test_people_are_cited_by_their_names(tmp_path: Path) -> None:
    path = tmp_path / "CITATION.cff"
    path.write_text(
        "title: A & B\nauthors:\n  - given-names: Ada\n    family-names: Byron\n"
        "  - given-names: Alan\n    family-names: Turing\n",
        encoding="utf-8",
    )
    found = Citation.read(path)
    assert found.text == f"Ada Byron, Alan Turing. A & B. Version {neurolib.__version__}."
    assert "author = {Ada Byron and Alan Turing}" in found.bibtex and "A \\& B" in found.bibtex
    assert "year" not in found.bibtex and "url" not in found.bibtex
    assert Citation.read(tmp_path / "none").names == ""


def test_a_notebook_is_laid_out_without_outputs_and_never_with_a_solution(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    cell = new_code_cell("1 + 1", outputs=[new_output("stream", text="2")], execution_count=1)
    nbformat.write(new_notebook(cells=[new_markdown_cell("# A"), cell]), path)
    assert lay_notebook(path, "course/a.ipynb", tmp_path / "out") == "notebooks/course/a.ipynb"
    laid = json.loads((tmp_path / "out/notebooks/course/a.ipynb").read_text(encoding="utf-8"))
    assert laid["cells"][1]["outputs"] == [] and laid["cells"][1]["execution_count"] is None
    nbformat.write(new_notebook(cells=[new_code_cell("### BEGIN SOLUTION\n1")]), path)
    with pytest.raises(ClassroomError, match="BEGIN SOLUTION"):
        lay_notebook(path, "course/b.ipynb", tmp_path / "out")
    assert not (tmp_path / "out/notebooks/course/b.ipynb").exists()


def test_a_notebook_without_outputs_is_laid_out_byte_by_byte(tmp_path: Path) -> None:
    path = ROOT / "course" / "index.ipynb"
    lay_notebook(path, "course/index.ipynb", tmp_path)
    assert (tmp_path / "notebooks/course/index.ipynb").read_bytes() == path.read_bytes()


def test_the_archive_holds_what_the_edition_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import neurolib.classroom.release

    def edition(course: Any, target: Path) -> list[str]:
        assert course.root == tmp_path
        (target / "course").mkdir(parents=True)
        (target / "course" / "index.ipynb").write_text("{}", encoding="utf-8")
        return []

    monkeypatch.setattr(neurolib.classroom.release, "edition", edition)
    (tmp_path / "solutions").mkdir()
    out = tmp_path / "site"
    out.mkdir()
    assert lay_edition(tmp_path, out) == f"{offers.ARCHIVE}.zip"
    with zipfile.ZipFile(out / f"{offers.ARCHIVE}.zip") as archive:
        assert archive.namelist() == [f"{offers.ARCHIVE}/course/index.ipynb"]


def test_a_description_ends_with_a_word() -> None:
    assert excerpt("Short.") == "Short."
    long = excerpt("word, " * 100)
    assert len(long) <= 202 and long.endswith("word …")
