"""The first page: its picture is there before anything runs, and its map has a station for each
chapter and each problem set.
"""

import re
from pathlib import Path

import pytest

from neurolib.widgets import stations
from tests.course import first_picture, map_picture
from tests.course.notebooks import CHAPTERS, COURSE, ROOT, folded, prose, read


def test_the_picture_of_the_first_page_is_stored_and_is_what_the_neuron_does():
    stored = first_picture.FILE.read_text(encoding="utf-8")
    numbers = [
        [float(each) for each in re.findall(r"\d+\.?\d*", text)]
        for text in (stored, first_picture.drawn())
    ]
    assert len(numbers[0]) == len(numbers[1]), (
        "python -m tests.course.first_picture stores it again"
    )
    assert numbers[0] == pytest.approx(numbers[1], abs=0.11)  # a tenth of a pixel
    first = read(COURSE / "index.ipynb").cells[0]
    assert first.cell_type == "markdown" and "](first-picture.svg)" in first.source
    (words,) = re.findall(r"!\[(.*?)\]", first.source)
    resets, spikes = first_picture.runs()
    gaps = [
        (max(gaps), min(gaps))
        for times in spikes
        if len(gaps := [b - a for a, b in zip(times, times[1:], strict=False) if a > 150])
    ]
    steady = [longest < 1.05 * shortest for (longest, shortest) in gaps]
    assert "lowest rows are regular" in words and all(steady[:50])  # to −49.6 mV
    assert "near −48 mV are chaotic" in words and not any(steady[60:])
    assert min(resets) == -55 and round(max(resets)) == -44 and f"{len(resets)} runs" in words


def test_the_picture_of_the_map_is_stored_and_shows_the_stations_of_the_map():
    assert map_picture.FILE.read_text(encoding="utf-8") == map_picture.drawn(), (
        "python -m tests.course.map_picture stores it again"
    )
    (cell,) = [cell for cell in read(COURSE / "index.ipynb").cells if cell.id == "start"]
    ((words, file),) = re.findall(r"!\[(.*?)\]\((.*?)\)", cell.source)
    assert file == map_picture.FILE.name
    for part in map_picture.parts():
        assert part["title"].split(" · ")[1] in words and all(
            station["title"] in words for station in part["stations"]
        )


def test_all_code_of_the_first_page_is_folded():
    assert all(
        folded(cell) for cell in read(COURSE / "index.ipynb").cells if cell.cell_type == "code"
    )


def test_the_map_has_a_station_for_each_chapter_and_each_problem_set(monkeypatch):
    (cell,) = [cell for cell in read(COURSE / "index.ipynb").cells if cell.id == "map"]
    monkeypatch.chdir(COURSE)
    space = {}
    exec(cell.source.replace("course_map(", "shown = course_map("), space)
    found = [each for part in space["shown"].parts for each in part["stations"]]
    tasks = {task["href"]: (each, task) for each in found for task in each["tasks"]}
    sets = [
        f"../exercises/{path.parent.name}/{path.name}"
        for path in (ROOT / "exercises").glob("*/*.ipynb")
    ]
    assert set(tasks) == {path.relative_to(COURSE).as_posix() for path in CHAPTERS} | set(sets), (
        "each is a station of the cell map"
    )
    for href, (station, task) in tasks.items():
        assert task["minutes"], href
        if not href.startswith("../"):
            assert f"# {station['number'].replace('L', 'Lab ')} · {station['title']}\n" in prose(
                COURSE / href
            )
    drawn = re.findall(
        r"^  (\w+): \"M",
        Path(stations.__file__).with_suffix(".js").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert {each["glyph"] for each in found} <= set(drawn)
