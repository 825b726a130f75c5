"""A chip on the site: a picture that does not respond, and nothing of the truth."""

from __future__ import annotations

from pathlib import Path

import nbformat

from neurolib.applications.chip.own_chip import drawn
from neurolib.site.markup import Page, cells
from neurolib.site.running import run
from tests.applications.chip.truth import betrayed
from tests.course.notebooks import COURSE, read

LAB = COURSE / "3-hands-on" / "lab1-a-chip-of-your-own.ipynb"


def test_the_chip_of_the_lab_stands_still_on_the_site_and_hides_its_truth(tmp_path: Path) -> None:
    chosen = [each for each in read(LAB).cells if each.id in ("setup", "touch-chip", "touch-check")]
    assert len(chosen) == 3
    path = tmp_path / "lab1-small.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=chosen), path)
    ran = run(path, tmp_path / "cache")
    page = cells(ran, Page(), lambda url: url, lambda cell: cell)
    assert page.count("does not respond, because there is no chip behind it") == 1
    assert 'alt="Face of chip 9"' in page and "of which 192 have been read" in page
    assert "<script" not in page and "neurolib-chip" not in page
    left = "".join(
        each.read_text(encoding="utf-8", errors="replace")
        for each in sorted(tmp_path.rglob("*"))
        if each.is_file()
    )
    assert betrayed(page, drawn(9)) == [] and betrayed(left, drawn(9)) == []
