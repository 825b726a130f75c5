"""The course as a whole: each objective is taught, practised and graded, the map can follow it, and
each source is on the reading list.
"""

import re
from collections import Counter
from urllib.parse import unquote

import pytest

from neurolib.widgets.objectives import objectives as followed
from tests.course import reading
from tests.course.notebooks import (
    CHAPTERS,
    COURSE,
    NOTEBOOKS,
    ROOT,
    guessed,
    objectives,
    prose,
    read,
    sections,
    set_of,
    tags,
)


def marks(cells):
    """Return the tags of objectives that cells carry, as in ``objective:2.1-f-I``."""
    return {tag for cell in cells for tag in tags(cell) if tag.startswith("objective:")}


def orphans(chapter, problems):
    """Return a sentence for each objective that is not taught, practised and graded, and for each
    tag that belongs to no objective.
    """
    points = Counter()
    for cell in problems.cells:
        points["-".join(cell.id.split("-")[:2])] += cell.metadata.get("nbgrader", {}).get(
            "points", 0
        )
    asked = [
        cell for cell in chapter.cells if guessed(cell) or {"blank", "concept"} & set(tags(cell))
    ]
    tasks = [
        cell
        for cell in problems.cells
        if cell.id.endswith("-task") and points[cell.id.removesuffix("-task")] > 0
    ]
    found = {
        "taught": marks(
            cell
            for cells in sections(chapter).values()
            for cell in cells
            if cell.cell_type == "markdown" and cell not in asked
        ),
        "practised": marks(asked),
        "graded": marks(tasks),
    }
    every, promised = marks([*chapter.cells, *problems.cells]), objectives(chapter)
    number = {tag: re.match(r"objective:(L?\d+\.\d+)-", tag)[1] for tag in every}
    names = Counter(number.values())
    faults = [f"{tag} is no objective" for tag in sorted(every) if number[tag] not in promised]
    faults += [f"objective {each} has {names[each]} tags" for each in promised if names[each] != 1]
    return faults + [
        f"objective {each} is not {what}"
        for each in promised
        for what, there in found.items()
        if each not in {number[tag] for tag in there}
    ]


def problem_set(chapter):
    (path,) = (ROOT / "solutions").glob(f"{set_of(chapter)}-*/*.ipynb")
    return path


def test_no_objective_of_a_chapter_a_lab_or_a_set_is_an_orphan():
    assert {problem_set(path) for path in CHAPTERS} == set((ROOT / "solutions").glob("*/*.ipynb"))
    assert {path.parent.name for path in CHAPTERS} == {
        "1-principles",
        "2-applications",
        "3-hands-on",
    }
    faults = [
        f"{path.stem}: {fault}"
        for path in CHAPTERS
        for fault in orphans(read(path), read(problem_set(path)))
    ]
    assert not faults, "\n".join(faults)


def without(notebook, tag, these):
    for cell in notebook.cells:
        if tag in tags(cell) and these(cell):
            cell.metadata.tags.remove(tag)
    return notebook


@pytest.mark.parametrize(
    ("where", "these", "says"),
    [
        (
            "chapter",
            lambda cell: cell.cell_type == "markdown" and "concept" not in tags(cell),
            "objective L1.4 is not taught",
        ),
        (
            "chapter",
            lambda cell: guessed(cell) or {"blank", "concept"} & set(tags(cell)),
            "objective L1.4 is not practised",
        ),
        ("problems", lambda cell: True, "objective L1.4 is not graded"),
    ],
)
def test_an_orphan_is_found(where, these, says):
    (path,) = [path for path in CHAPTERS if path.name.startswith("lab1-")]
    both = {"chapter": read(path), "problems": read(problem_set(path))}
    (tag,) = {tag for tag in marks(both["chapter"].cells) if tag.startswith("objective:L1.4-")}
    without(both[where], tag, these)
    assert orphans(**both) == [says]


def test_a_tag_without_an_objective_and_an_objective_with_two_tags_are_found():
    (path,) = [path for path in CHAPTERS if path.name.startswith("lab1-")]
    chapter = read(path)
    cell = next(cell for cell in chapter.cells if marks([cell]))
    cell.metadata.tags += ["objective:L1.9-nothing", "objective:L1.1-another"]
    assert orphans(chapter, read(problem_set(path))) == [
        "objective:L1.9-nothing is no objective",
        "objective L1.1 has 2 tags",
    ]


def test_the_map_follows_every_prediction_every_blank_and_every_visible_test():
    keys = Counter()
    for path in CHAPTERS:
        (released,) = (ROOT / "exercises").glob(f"{problem_set(path).stem}/*.ipynb")
        found = followed(path, released)
        assert [each.number for each in found] == list(objectives(read(path)))
        cells = [
            cell
            for cell in read(path).cells
            if marks([cell]) and (guessed(cell) or "blank" in tags(cell))
        ]
        assert sum(len(each.tasks) for each in found) == sum(
            len(marks([cell])) for cell in cells
        ), path.stem
        tasks = {frozenset(keys) for each in found for _, keys in each.tasks}
        assert len(tasks) == len(cells), (
            f"{path.stem}: a prediction or a blank is kept under the name of another"
        )
        keys.update(key for task in tasks for key in task)
        visible = set(read(released).metadata.neurolib.tests)
        assert {
            name for each in found for names in each.tests.values() for name in names
        } == visible, path.stem
    assert not [key for key, n in keys.items() if n > 1]
    asked = "\n".join(
        cell.source
        for path in CHAPTERS
        for cell in read(path).cells
        if cell.cell_type == "code" and marks([cell])
    )
    assert len([key for key in keys if not key.startswith("blank ")]) == len(
        re.findall(r"\bguess\(", asked)
    )


def test_the_reading_list_is_stored_as_the_chapters_have_it_and_holds_every_source():
    assert reading.FILE.read_text(encoding="utf-8") == reading.written(), (
        "python -m tests.course.reading stores it again"
    )
    listed = {unquote(link[2]) for link in reading.LINK.finditer(prose(reading.FILE))}
    for path in [*NOTEBOOKS, *(ROOT / "exercises").glob("*/*.ipynb")]:
        text = "\n".join(cell.source for cell in read(path).cells)
        named = {unquote(link[2]) for link in reading.LINK.finditer(text)}
        assert len(re.findall(r"\]\(https?://", text)) == len(reading.LINK.findall(text)), path.stem
        assert named <= listed, f"{path.stem}: {named - listed}"
    assert "reading.ipynb" in prose(COURSE / "index.ipynb")


def test_each_source_is_named_by_its_authors_and_its_year():
    (table,) = [cell.source for cell in read(reading.FILE).cells if cell.id == "other"]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")][
        2:
    ]
    assert len(rows) > 50 and len({doi for _, doi, _ in rows}) == len(rows)
    for name, _, places in rows:
        assert re.fullmatch(r"[^\d(),;]+(?:, [^\d(),;]+)*, (?:18|19|20)\d\d", name), name
        assert re.fullmatch(r"L?\d+(\.\d+)?(, L?\d+(\.\d+)?)*", places)


@pytest.mark.parametrize(
    ("before", "words", "name"),
    [
        ("which is a fifth of the power ([", "Raichle and Gusnard 2002", "Raichle and Gusnard, 2002"),
        ("| Neurogrid, DYNAP-SE | all the time | [2014](https://doi.org/10.1/x), ", "2018", "DYNAP-SE, 2018"),
        ("| SpiNNaker | in steps | ", "2014", "SpiNNaker, 2014"),
        ("in steps of 1 ms (Merolla et al., 2014, ", "doi:10.1/x", "Merolla et al., 2014"),
        ("It was measured (von der Malsburg, 1973, [doi:10.1/y](https://doi.org/10.1/y); "
            "Olshausen and Field, 1996, ", "doi:10.1/x", "Olshausen and Field, 1996"),
        ("The **triplet rule** of Pfister and Gerstner (2006, ", "doi:10.1/x", "Pfister and Gerstner, 2006"),
        ("They are reviewed by Madadi Asl, Valizadeh and Tass (2018, ", "doi:10.1/x", "Madadi Asl, Valizadeh and Tass, 2018"),
        ("A statement of 2020 says so (Liu and others, ", "doi:10.1/x", "Liu and others, 2020"),
        ("The library uses Bruggeman's theory of 1935 (", "doi:10.1/x", "Bruggeman, 1935"),
        ("We count (reviewed by Jia and Harman, 2011, ", "doi:10.1/x", "Jia and Harman, 2011"),
    ],
)  # fmt: skip
def test_a_source_has_the_words_that_stand_before_its_link(before, words, name):
    assert reading.source(before, words) == name


def nameless(text):
    """Return the first lines of the tables in a text that leave a column without a name, which a
    screen reader then cannot announce.
    """
    heads = re.findall(r"^.*?\|(.*)\|\s*\n\|[-:| ]+\|\s*$", text, re.MULTILINE)
    return [head for head in heads if not all(name.strip() for name in head.split("|"))]


def test_each_column_of_a_table_has_a_name():
    assert (
        nameless("| | b |\n|:--|--:|\n| 1 | 2 |") == [" | b "]
        and nameless("Markdown(f'''| a | |\n|--|--|\n")
        and not nameless("| a | b |\n|--|--|\n| | 2 |")
    )
    texts = {
        path: "\n".join(cell.source for cell in read(path).cells)
        for path in [*NOTEBOOKS, *(ROOT / "solutions").glob("*/*.ipynb")]
    }
    texts |= {
        path: path.read_text(encoding="utf-8")
        for path in [*(COURSE / "guide").glob("*.md"), ROOT / "README.md"]
    }
    found = {
        path.name: heads
        for path, text in texts.items()
        if (heads := nameless(text.replace("\\n", "\n")))
    }
    assert len(texts) > 35 and not found
