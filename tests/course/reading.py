"""The reading list, made from the chapters: `python -m tests.course.reading` stores it.

Its first part is what each chapter and each page beside them has under *Further reading*, word for
word. Its second part names every other source by the words that stand before its DOI where a
chapter refers to it, with the sections that do. Its third part has the sources of the examples.
"""

import json
import re
import unicodedata
from urllib.parse import unquote

from tests.course.notebooks import CHAPTERS, COURSE, number_of, read

FILE, EXAMPLES = COURSE / "reading.ipynb", COURSE / "examples.ipynb"
# beside the chapters; all their sources are in their further reading
PAGES = [COURSE / "chips.ipynb"]
LINK = re.compile(r"\[([^\]]+)\]\(https://doi\.org/((?:[^()\s]|\([^()\s]*\))+)\)")
FURTHER = re.compile(r"^## Further reading\n+(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
NAME = r"[A-Z][\w’-]+(?: [A-Z][\w’-]+)*"
NAMES = re.compile(
    rf"(?:[Vv]an |[Vv]on |[Dd]e |der )*{NAME}(?:, {NAME})*(?:,? and (?:others|{NAME})| et al\.)?$"
)
TITLE = """# Reading list

This page lists the literature of the course with its DOIs. The first part has the further reading that each chapter, and the page on chips, recommends, with a few words about each source. The second part lists all other sources that the chapters name, and the third part the sources of the [examples](examples.ipynb). In the last column of the second part, 2.4 stands for section 4 of chapter 2, 2 for the opening or the end of chapter 2, and L2.4 for section 4 of lab 2."""


def chapters():
    """Return for each chapter its path, its title, its further reading, and its references: (DOI,
    source, section).
    """
    for path in CHAPTERS:
        text = "\n\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
        title, chapter = re.search(r"^# (.+ · .+)$", text, re.MULTILINE)[1], number_of(path)
        references = []
        for part in re.split(r"^(?=## )", FURTHER.sub("", text), flags=re.MULTILINE):
            section = re.match(r"## (\d+) · ", part)
            where = f"{chapter}.{section[1]}" if section else chapter
            references += [
                (unquote(link[2]), source(part[: link.start()], link[1]), where)
                for link in LINK.finditer(part)
            ]
        yield path, title, FURTHER.search(text)[1].strip(), references


def source(before, words):
    """Return the authors and the year of a reference, from the text before its link and the words
    of the link.
    """
    line = before.split("\n")[-1].replace("*", "")
    year = (
        words
        if words.isdigit()
        else (re.findall(r"\b(?:19|20)\d\d\b", line.split(". ")[-1]) or [""])[-1]
    )
    # a row of a table begins with as many names as it has links, or with one
    if line.startswith("| "):
        names = line.split("|")[1].strip().split(", ")
        return f"{names[line.count('](') % len(names)]}, {year}"
    inside = re.sub(
        r"^(?:reviewed by|see also) |,? *(?:\d{4})?,? *$", "", re.split(r"[(;]", line)[-1].strip()
    )
    if not words.startswith("doi:") and not words.isdigit():
        inside, year = re.sub(r",? \d{4}$", "", words), words[-4:]  # [Mead 1990](…)
    elif not NAMES.search(inside):
        outside = line[: line.rindex("(")].strip()
        inside = (NAMES.search(outside) or re.findall(NAME, outside)[-1:])[0]  # of Oja (1982, …
    return f"{inside}, {year}"


def cells():
    """Return the texts of the page, by the name of their cell."""
    further, other, have = [], {}, set()
    for path, title, text, references in chapters():
        further.append(f"### [{title}]({path.relative_to(COURSE).as_posix()})\n\n{text}")
        have |= {unquote(link[2]) for link in LINK.finditer(text)}
        for doi, name, where in references:
            names, places = other.setdefault(doi, ([], []))
            names.append(name)
            places += [where] * (where not in places)
    for path in PAGES:
        text = "\n\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
        title, text = re.search(r"^# (.+)$", text, re.MULTILINE)[1], FURTHER.search(text)[1].strip()
        further.append(f"### [{title}]({path.relative_to(COURSE).as_posix()})\n\n{text}")
        have |= {unquote(link[2]) for link in LINK.finditer(text)}
    rows = [
        (min(names, key=len), doi, ", ".join(places))
        for doi, (names, places) in other.items()
        if doi not in have
    ]
    rows.sort(key=lambda row: (unicodedata.normalize("NFKD", row[0]).casefold(), row[1]))
    table = [
        (
            f"| {name} | "
            f"[{doi}](https://doi.org/{doi.replace('(', '%28').replace(')', '%29')}) | "
            f"{places} |"
        )
        for name, doi, places in rows
    ]
    head = "## Other sources\n\n| source | DOI | named in |\n|:--|:--|:--|\n"
    return {
        "title": TITLE,
        "further": "## Further reading\n\n" + "\n\n".join(further),
        "other": head + "\n".join(table),
        "examples": "## Sources of the examples\n\n" + "\n".join(examples()),
    }


def examples():
    """Return a line for each example: its title, and its sources as it names them."""
    for cell in read(EXAMPLES).cells:
        if named := re.search(r"^## ([^\n]*)\n.*\bSources?: (.*)", cell.source, re.DOTALL):
            yield f"- {named[1]}: {named[2].strip()}"


def written():
    """Return the notebook as it is stored."""
    stored = [
        {
            "cell_type": "markdown",
            "id": name,
            "metadata": {},
            "source": text.splitlines(keepends=True),
        }
        for name, text in cells().items()
    ]
    kernel = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return (
        json.dumps(
            {"cells": stored, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5},
            indent=1,
            ensure_ascii=False,
        )
        + "\n"
    )


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
