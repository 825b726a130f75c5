"""What a docstring says of the chapter, lab or problem set that uses its name, looked up in the
code of that notebook.

A word in a text is no use, nor is a variable that has the name by chance: a function or class is
imported, or asked for at its module; a method is asked for at something; of a module, one of its
names is used, or itself.
"""

import ast
import importlib
import json
import re
from functools import cache
from pathlib import Path

from tests.course.test_scope import key, used

ROOT = Path(__file__).parents[2]
SAID = re.compile(
    r"\bUsed (?:in|from) ((?:(?:chapters?|labs?|problem sets?|every|in|and|on|,|L?\d+)\s*)+)"
)
PLACES = re.compile(r"(chapter|lab|problem set)s?((?:\s|,|and|L|\d)*\d+)")


def notebooks():
    """Return (kind, number) → the code of the notebook: ("chapter", "6"), ("lab", "2"), ("problem
    set", "6") of a chapter, ("problem set", "L2") of a lab.
    """
    found = {}
    for path in [*ROOT.glob("course/*/*.ipynb"), *ROOT.glob("solutions/*/*.ipynb")]:
        kind, digits = re.match(r"(ps|lab)?(\d+)-", path.name).groups()
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        if path.parent.parent.name == "solutions":
            found["problem set", f"L{digits}" if kind == "lab" else digits] = text
        else:
            found[kind or "chapter", digits] = text
    return found


def sentences():
    """Return (where, names of which one is used, what is said) of every such sentence; a module is
    used by any of its names.
    """
    for path in sorted((ROOT / "neurolib").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        # to look at each node of all modules takes a while
        if not re.search(r"\bUsed\s+(?:in|from)\s", source):
            continue
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) or not (
                text := ast.get_docstring(node)
            ):
                continue
            names = (
                [each.name for each in tree.body if hasattr(each, "name")]
                if node is tree
                else [node.name]
            )
            names = [name for name in names if not name.startswith("_")]
            inside = node is not tree and node not in tree.body
            for said in SAID.findall(" ".join(text.split())):
                where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"
                yield where, path, [f".{name}" if inside else name for name in names], said


@cache
def found_in(place):
    """Return what the notebook uses of the library, and the names of all attributes that it asks
    for.
    """
    return used(NOTEBOOKS[place])


def is_used(path, names, place):
    """Return whether a notebook uses one of these names of a module, or the module itself, if it
    has several names.
    """
    inside = path.relative_to(ROOT).with_suffix("").parts
    module = importlib.import_module(".".join(inside[:-1] if inside[-1] == "__init__" else inside))
    keys, attributes = found_in(place)
    if any(name[0] == "." and name[1:] in attributes for name in names):
        return True
    whole = [id(module)] * (len(names) > 1)
    return bool(
        keys & {*whole, *(key(getattr(module, name), "") for name in names if name[0] != ".")}
    )


NOTEBOOKS = notebooks()


@cache
def said_of():
    return list(sentences())


def places(said):
    """Return the notebooks that are said to use a name: "chapters 3 and 9 and lab 3" names three."""
    if "every" in said:
        return [key for key in NOTEBOOKS if key[0] == "chapter" and key[1] != "0"]
    return [
        (kind, number)
        for kind, numbers in PLACES.findall(said)
        for number in re.findall(r"L?\d+", numbers)
    ]


def test_each_name_is_used_where_its_docstring_says():
    wrong = [
        f"{where}: which notebook is {said!r}?"
        for where, _, _, said in said_of()
        if not places(said)
    ]
    wrong += [
        f"{where}: {place[0]} {place[1]} does not use {' or '.join(names)}; correct the sentence or "
        "delete it"
        for where, path, names, said in said_of()
        for place in places(said)
        if not is_used(path, names, place)
    ]
    assert not wrong, "\n".join(["", *wrong])


def test_sentences_are_found_and_read():
    assert len(said_of()) > 60
    assert places("chapters 3, 4 and 9, and in lab 3") == [
        ("chapter", "3"),
        ("chapter", "4"),
        ("chapter", "9"),
        ("lab", "3"),
    ]
    assert (
        places("problem sets 2 and L3") == [("problem set", "2"), ("problem set", "L3")]
        and len(places("every chapter")) == 9
    )
