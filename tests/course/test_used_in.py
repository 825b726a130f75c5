"""What a docstring says of the chapter, lab or problem set that uses its name, looked up in that notebook."""

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAID = re.compile(r"\bUsed (?:in|from) ((?:(?:chapters?|labs?|problem sets?|every|in|and|on|,|L?\d+)\s*)+)")
PLACES = re.compile(r"(chapter|lab|problem set)s?((?:\s|,|and|L|\d)*\d+)")


def notebooks():
    """Return (kind, number) → all that the notebook holds: ("chapter", "6"), ("lab", "2"), ("problem set", "6") of a chapter, ("problem set", "L2") of a lab."""
    found = {}
    for path in [*ROOT.glob("course/*/*.ipynb"), *ROOT.glob("solutions/*/*.ipynb")]:
        kind, digits = re.match(r"(ps|lab)?(\d+)-", path.name).groups()
        text = "\n".join("".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"])
        if path.parent.parent.name == "solutions":
            found["problem set", f"L{digits}" if kind == "lab" else digits] = text
        else:
            found[kind or "chapter", digits] = text
    return found


def sentences():
    """Return (where, names of which one is used, what is said) of every such sentence; a module is used by any of its names."""
    for path in sorted((ROOT / "neurolib").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if not re.search(r"\bUsed\s+(?:in|from)\s", source):  # to look at each node of all modules takes a while
            continue
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) or not (text := ast.get_docstring(node)):
                continue
            names = [path.stem, *(getattr(each, "name", "") for each in tree.body)] if node is tree else [node.name]
            names = [name for name in names if name and not name.startswith("_")]
            for said in SAID.findall(" ".join(text.split())):
                yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}", names, said


NOTEBOOKS, SENTENCES = notebooks(), list(sentences())


def places(said):
    """Return the notebooks that are said to use a name: "chapters 3 and 9 and lab 3" names three."""
    if "every" in said:
        return [key for key in NOTEBOOKS if key[0] == "chapter" and key[1] != "0"]
    return [(kind, number) for kind, numbers in PLACES.findall(said) for number in re.findall(r"L?\d+", numbers)]


@pytest.mark.parametrize(("where", "names", "said"), SENTENCES, ids=[f"{where} {said.strip()}" for where, _, said in SENTENCES])
def test_a_name_is_used_where_its_docstring_says(where, names, said):
    assert places(said), f"{where}: which notebook is {said!r}?"
    for place in places(said):
        used = any(re.search(rf"\b{name}\b", NOTEBOOKS[place]) for name in names)
        assert used, f"{where}: {place[0]} {place[1]} does not use {' or '.join(names)}; correct the sentence or delete it"


def test_sentences_are_found_and_read():
    assert len(SENTENCES) > 60
    assert places("chapters 3, 4 and 9, and in lab 3") == [("chapter", "3"), ("chapter", "4"), ("chapter", "9"), ("lab", "3")]
    assert places("problem sets 2 and L3") == [("problem set", "2"), ("problem set", "L3")] and len(places("every chapter")) == 9
