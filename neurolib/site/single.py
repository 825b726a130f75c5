"""One notebook as one file of HTML whose live figures move: ``neurolib page``.

The page holds all that it shows: text, formulas, code, outputs, pictures, scripts, and what its
live figures compute with or answer from. Its content security policy allows no other host and no
script but its own, which it names by their digests, so that it works from a disk, from a journal's
supplement and from any web server.
"""

from __future__ import annotations

import base64
import hashlib
import html
import mimetypes
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import nbformat
from markupsafe import Markup, escape

from .. import __version__
from ..bootstrap import Stop
from . import markup
from .markup import Page
from .running import Ran, Show, execute, number_of
from .scripts import HERE, THEME, records, script, sheet

# as site.js calls them → their files
WIDGETS = {"live": "live", "guessing": "guessing"}
SCRIPTS = "questions.js", "site.js"
GENERATOR = "neurolib page"
POLICY = (
    "default-src 'none'; script-src 'wasm-unsafe-eval' {digests}; style-src 'unsafe-inline'; "
    "img-src data:; media-src data:; base-uri 'none'; form-action 'none'"
)
SAYS = (
    f"Made with neurolib {__version__}. This page is one file: it loads nothing, and it sends "
    f"nothing to anybody."
)
VIEW = "application/vnd.jupyter.widget-view+json"
# an address in a tag; anchors within the page and data stay
ADDRESS = re.compile(r"""<(\w+)\b[^>]*?\s(href|src)\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>""")
RUNS = re.compile(
    r"<script\b(?![^>]*type=.application/json)[^>]*>.*?</script\s*>|<iframe\b.*?</iframe\s*>",
    re.DOTALL | re.IGNORECASE,
)
OUTSIDE = re.compile(r"""\s(?:href|src)\s*=\s*(?:"[^"]*"|'[^']*')""")
ALT = re.compile(r"""\salt\s*=\s*["']([^"']*)["']""")
EMBEDDED = "img", "source", "video", "audio"


@dataclass(frozen=True)
class Figure:
    """A live figure of the page: the number of its cell, how many pictures of it are recorded, why
    it does not compute, and its bytes.
    """

    cell: int
    frames: int
    why: str
    size: int


@dataclass
class Made:
    """What was written: the live figures, what a reader of the page misses, and bytes."""

    figures: list[Figure]
    remarks: list[str] = field(default_factory=list)
    size: int = 0

    @property
    def computing(self) -> int:
        """The number of live figures that compute in the page."""
        return sum(not each.why for each in self.figures)


def write(notebook: Path, out: Path, show: Show = lambda doing, n, of: None) -> Made:
    """Run a notebook and write it as one page to ``out``; the notebook itself stays as it is.

    :class:`~neurolib.bootstrap.Stop` is raised, with a sentence, where there is no such notebook or
    where it cannot become a page.
    """
    _check(notebook, out)
    with tempfile.TemporaryDirectory() as folder:
        ran = execute(notebook, Path(folder), show, "the page")
        if not ran.live():
            raise Stop(
                f"{notebook.name} shows no live figure, so nothing in its page would move, and no "
                "page is written. Let a cell end with explore(…), or write a page that stands "
                f"still: jupyter nbconvert --to html {notebook.name}",
                1,
            )
        text, made = _page(notebook, ran)
    out.write_text(text, encoding="utf-8")
    made.size = out.stat().st_size
    return made


def _check(notebook: Path, out: Path) -> None:
    """Refuse what is no notebook of Python, and a target that would overwrite another file."""
    if not notebook.is_file():
        near = sorted(each.name for each in notebook.parent.glob("*.ipynb"))[:5]
        there = f" There are {', '.join(near)}." if near else ""
        raise Stop(f"There is no notebook {notebook}.{there}", 2)
    try:
        found = nbformat.read(notebook, as_version=4)
    except (ValueError, KeyError, AttributeError):
        raise Stop(
            f"{notebook} is no notebook; expected a file that Jupyter has written, as in "
            "neurolib page paper.ipynb",
            2,
        ) from None
    language = found.metadata.get("kernelspec", {}).get("language", "python")
    if str(language).lower() != "python":
        raise Stop(f"{notebook.name} is a notebook of {language}; expected one of Python.", 2)
    if out.is_dir() or not out.parent.is_dir():
        what = "is a folder" if out.is_dir() else "lies in a folder that does not exist"
        raise Stop(f"--out {out} {what}; expected a file, as in --out paper.html", 2)
    if out.exists() and f'content="{GENERATOR}"' not in _head(out):
        raise Stop(
            f"{out} exists, and neurolib page has not written it. Move it away, or name another "
            f"file, as in --out {out.with_stem(out.stem + '-live').name}",
            2,
        )


def _head(path: Path) -> str:
    """Return how a file begins."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(4000)


def _page(notebook: Path, ran: Ran) -> tuple[str, Made]:
    """Return the page of a notebook that was run, and what is to be said of it."""
    sizes: dict[str, int] = {}
    films = []
    for figure, name, record in records(ran, notebook.stem):
        sizes[figure] = sizes.get(figure, 0) + len(record)
        films.append((name, record))
    cells = {name: cell.id for cell in ran.notebook.cells for name in ran.shown(cell).values()}
    made = Made(
        [
            Figure(number_of(ran.notebook, cells[name]), kept["frames"], kept["why"], sizes[name])
            for name, kept in ran.live().items()
        ]
    )
    page = Page(note=_note)
    _attach(ran)
    body = markup.cells(ran, page, lambda url: url, lambda name: f"{notebook.stem}-{name}")
    body = _alone(body, notebook.parent, ran, made.remarks)
    made.remarks += _other_widgets(ran)
    made.remarks += [
        f"The formula {each:.60} is not understood, so the page shows it as it is typed."
        for each in page.typed
    ]
    parts = (THEME.read_text(encoding="utf-8"), script(WIDGETS, *(HERE / each for each in SCRIPTS)))
    theme, own = (each.replace("</script", "<\\/script") for each in parts)
    title = page.title or notebook.stem
    first = page.firsts.get(page.headings[0][0], "") if page.headings else ""
    text = markup.frame().render(
        title=title,
        root="",
        body=Markup(markup.with_shared_shapes(body)),
        note=Markup(escape(_summary(made))),
        description=markup.excerpt(markup.spoken(first)),
        names=", ".join(
            str(each.get("name", "")) for each in ran.notebook.metadata.get("authors", [])
        ),
        parts=[(anchor, Markup(words)) for anchor, words in page.parts],
        alone={
            "policy": Markup(POLICY.format(digests=" ".join(map(_digest, (theme, own))))),
            "generator": GENERATOR,
            "says": SAYS,
            "style": Markup(sheet(WIDGETS.values(), HERE / "site.css")),
            "theme": Markup(theme),
            "script": Markup(own),
            "records": films,
        },
    )
    return text, made


def _digest(text: str) -> str:
    """Return how a policy names a script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _note(what: dict[str, Any]) -> str:
    """Return what stands under a live figure: where its numbers come from."""
    if not what["why"]:
        return "This figure is computed in the page, by the code of the notebook."
    return (
        f"Recorded: this figure moves between {what['frames']} pictures, because the page cannot "
        f"compute it. {what['why']}"
    )


def _summary(made: Made) -> str:
    """Return the sentence above the page: which figures compute."""
    count, computing = len(made.figures), made.computing
    if computing == count:
        which = "The live figure" if count == 1 else f"All {count} live figures"
        verb = "is" if count == 1 else "are"
        return f"{which} {verb} computed in this page, by the code of the notebook. Move a slider."
    if not computing:
        which = "The live figure moves" if count == 1 else f"All {count} live figures move"
        return f"{which} between pictures that were recorded when this page was made."
    rest = count - computing
    return (
        f"{computing} of {count} live figures {'is' if computing == 1 else 'are'} computed in this "
        f"page, by the code of the notebook. {'One moves' if rest == 1 else f'{rest} move'} "
        f"between pictures that were recorded when the page was made; the line under "
        f"{'it' if rest == 1 else 'each of them'} says why."
    )


# --- what comes into the page ---------------------------------------------------------------------


def _attach(ran: Ran) -> None:
    """Put the pictures that were pasted into cells of text into their addresses."""
    for cell in ran.notebook.cells:
        for name, kinds in cell.get("attachments", {}).items():
            kind, data = next(iter(kinds.items()))
            address = f"data:{kind};base64,{''.join(data.split())}"
            cell.source = cell.source.replace(f"attachment:{name}", address)


def _alone(body: str, folder: Path, ran: Ran, remarks: list[str]) -> str:
    """Return the text of a page with all pictures in it and without what would lead to, or load
    from, somewhere else; put into ``remarks`` what is therefore missing.
    """
    found = []
    for part in re.split(r'(?=<section class="cell)', body):
        at = re.match(r'<section class="cell[^"]*" id="cell-([^"]*)"', part)
        number = number_of(ran.notebook, at[1]) if at else 0
        where = f"Cell [{number}]" if number else "A cell of text"
        if RUNS.search(part):
            remarks.append(
                f"{where} shows HTML with a script or a frame of another page; neither runs in "
                "this page, so what they would draw is missing."
            )
            part = RUNS.sub("", part)
        found.append(ADDRESS.sub(_embedding(folder, where, remarks), part))
    return "".join(found)


def _embedding(folder: Path, where: str, remarks: list[str]) -> Callable[[re.Match[str]], str]:
    """Return how a tag with an address is written in the page."""

    def embed(tag: re.Match[str]) -> str:
        kind, at = tag[1].lower(), 3 if tag[3] is not None else 4
        address = html.unescape(tag[at])
        parts = urlsplit(address)
        if address.startswith("#") or parts.scheme == "data" or (kind == "a" and parts.scheme):
            return tag[0]
        outside = bool(parts.scheme or parts.netloc)
        file = folder / unquote(parts.path)
        if kind in EMBEDDED and not outside and file.is_file():
            mime = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            data = base64.b64encode(file.read_bytes()).decode()
            first, last = (place - tag.start() for place in tag.span(at))
            return f"{tag[0][:first]}data:{mime};base64,{data}{tag[0][last:]}"
        if kind == "a":
            remarks.append(f"{where} links to {address:.80}, which is not in the page.")
        else:
            why = "is on another host" if outside else "is not beside the notebook"
            remarks.append(
                f"{where} shows {address:.80}, which {why}, so the page has words alone."
            )
        if kind == "img":
            alt = ALT.search(tag[0])
            return f"<em>{alt[1]}</em>" if alt else ""
        return OUTSIDE.sub("", tag[0], count=1)

    return embed


def _other_widgets(ran: Ran) -> list[str]:
    """Return a sentence for each cell that shows a widget which is no live figure."""
    return [
        f"Cell [{number_of(ran.notebook, cell.id)}] shows a widget that needs Python; the page "
        "shows its description alone."
        for cell in ran.notebook.cells
        if any(VIEW in output.get("data", {}) for output in cell.get("outputs", ()))
    ]
