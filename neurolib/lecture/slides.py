"""Writes the screens of chapters as pages: of a folder that opens from a disk as well, or of the
site.
"""

from __future__ import annotations

import difflib
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from ..bootstrap import ROOT, Stop
from ..site.running import Ran, Show, run
from ..site.scripts import THEME, lay_records, script, sheet
from .screens import Screen, screens

HERE = Path(__file__).parent
# as lecture.js calls them → their files
WIDGETS = {"live": "live", "guessing": "guessing"}
# of a live figure: what it computes with, as on the site, and for the wall its layout or its record
LAYOUTS = "figure", "projected"
FOLDERS = "1-principles", "2-applications"


def chapters(root: Path = ROOT) -> dict[str, Path]:
    """Return the chapters that have screens, in order: name → notebook."""
    found = [
        path
        for folder in FOLDERS
        for path in (root / "course" / folder).glob("*.ipynb")
        if re.fullmatch(r"\d+-[\w-]+", path.stem)
    ]
    return {
        path.stem: path for path in sorted(found, key=lambda path: int(path.stem.split("-")[0]))
    }


def find(wanted: str, root: Path = ROOT) -> Path:
    """Return the notebook of a chapter that is named by its number, its name, or a part of it.

    :class:`~neurolib.bootstrap.Stop` is raised, with a sentence, where no chapter or more than one
    is meant.
    """
    known = chapters(root)
    word = Path(wanted.strip()).name.removesuffix(".ipynb").lower()
    word = re.sub(r"^chapter[\s-]*", "", word)
    hits = [name for name in known if name == word or name.split("-")[0] == word]
    hits = hits or [name for name in known if word and word in name]
    if len(hits) == 1:
        return known[hits[0]]
    if hits:
        raise Stop(f"{wanted!r} could be {' or '.join(hits)}: type the number of the chapter.", 2)
    numbers = [name.split("-")[0] for name in known]
    words = {
        part: name for name in known for part in (name, name.split("-", 1)[1], *name.split("-")[1:])
    }
    near = difflib.get_close_matches(word, words, 1, 0.6)
    hint = (
        f"Did you mean {words[near[0]]}?"
        if near
        else f"Chapters have the numbers {numbers[0]} to {numbers[-1]}."
    )
    raise Stop(f"There is no chapter {wanted!r}. {hint} Type, for example: neurolib lecture 2", 2)


def title_of(path: Path) -> str:
    """Return the title of a chapter, from its first cell."""
    found = re.search(r'"# (\d+ · [^"\\]+)', path.read_text(encoding="utf-8"))
    return found[1] if found else path.stem


def write(
    paths: Iterable[Path],
    out: Path,
    cache: Path,
    frames: str = "",
    ran: dict[Path, Ran] | None = None,
    show: Show = lambda *of: None,
) -> dict[str, int]:
    """Write the screens of chapters into the folder ``out``, and return how many each has.

    ``frames`` is the way from ``out`` to a site whose live figures compute with what is there
    already; without it, that is written here, too. A chapter that is not in ``ran`` is run, or read
    from the ``cache``; ``show`` is told which cell runs.
    """
    out.mkdir(parents=True, exist_ok=True)
    counts = {}
    for path in paths:
        done = (ran or {}).get(path) or run(path, cache, wall=True, show=show)
        counts[path.stem] = _page(path, done, out, frames)
        lay_records(done, path.stem, out / "frames", LAYOUTS[1:] if frames else LAYOUTS)
    (out / "lecture.js").write_text(script(WIDGETS, HERE / "lecture.js"), encoding="utf-8")
    shutil.copyfile(THEME, out / "theme.js")
    style = sheet(WIDGETS.values()) + "\n" + (HERE / "lecture.css").read_text(encoding="utf-8")
    (out / "lecture.css").write_text(style, encoding="utf-8")
    return counts


def all_of(out: Path, ran: dict[Path, Ran]) -> dict[str, int]:
    """Write the screens of all chapters that were run for the site, beside its records."""
    known = set(chapters().values())
    return write([path for path in ran if path in known], out, Path(), "../", ran)


def _page(path: Path, done: Ran, out: Path, frames: str) -> int:
    """Write the page of one chapter, and return how many screens it has."""
    title, found = screens(
        done.notebook, done.kept, lambda cell: f"{path.stem}-{cell}", done.larger
    )
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        (HERE / "lecture.html.j2").read_text(encoding="utf-8")
    )
    page = template.render(title=title, root=frames, screens=[_filled(each) for each in found])
    (out / f"{path.stem}.html").write_text(page, encoding="utf-8")
    return len(found)


def _filled(screen: Screen) -> dict[str, Any]:
    """Return a screen as the template takes it."""
    return {
        "kind": screen.kind,
        "section": screen.section,
        "title": screen.title or screen.kind,
        "at": screen.at,
        "steps": screen.steps,
        "figure": screen.figure,
        "body": Markup("\n".join(screen.body)),
        "notes": Markup("\n".join(screen.notes)),
        "answer": Markup(screen.answer),
    }
