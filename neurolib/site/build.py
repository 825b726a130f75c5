"""Puts the site together: pages of the course, problem sets, guide and reference, a gallery, run
times, and an index for the search.
"""

from __future__ import annotations

import gzip
import html
import json
import os
import platform
import posixpath
import re
import shutil
import time
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import nbformat
from markupsafe import Markup, escape

from ..bootstrap import ROOT
from ..classroom.release import refuse_secrets
from . import book, markup, offers, reference, references, showpiece, webassembly
from .markup import Page
from .offers import Citation, Offers
from .running import Ran, run
from .scripts import THEME, lay_records, script, sheet
from .thumbnails import thumbnail

HERE = Path(__file__).parent
COURSE = "Neuromorphic computing"
PARTS = {
    "1-principles": "I · Principles and mechanisms",
    "2-applications": "II · Applications and connections",
    "3-hands-on": "III · Hands-on",
}
# in this order, and no other
GUIDE = (
    "coming-from",
    "many-runs",
    "teaching",
    "for-a-class",
    "is-my-grade-safe",
    "seed",
    "extending",
    "defense-of-design",
)
# as site.js calls them → their files
WIDGETS = {"live": "live", "guessing": "guessing", "stations": "stations"}
# one after the other in one function; the last one calls the others
SCRIPTS = "references.js", "search.js", "questions.js", "site.js", "course.js"
SHOWPIECE = "static/showpiece.js"
PRICES = "1-a-new-kind-of-machine"  # the chapter that explains them
# pages of the course that are not read one after the other
BESIDE = "chips.html", "examples.html", "glossary.html", "reading.html"
NOTE = (
    "These results come from a run of the notebook. To run it yourself, type <code>python3 "
    "-m neurolib</code> in {copy} of the course."
)
SET = (
    "This is the problem set as it is handed out. To solve it, type <code>python3 -m "
    "neurolib</code> in {copy} of the course."
)
Show = Callable[[str, int, int], None]


@dataclass
class Leaf:
    """One page of the site before it has its frame."""

    href: str
    group: str
    name: str = ""
    body: str = ""
    note: str = ""
    # its notebook, from the top of the course
    notebook: str = ""
    page: Page = field(default_factory=Page)

    @property
    def root(self) -> str:
        """The way from this page to the top of the site."""
        return "../" * self.href.count("/")


@dataclass
class Site:
    """All pages by their source; ``out`` is where they are written."""

    root: Path
    out: Path
    leaves: dict[Path, Leaf] = field(default_factory=dict)
    ran: dict[Path, Ran] = field(default_factory=dict)
    places: references.Places = field(default_factory=references.Places)
    offers: Offers = field(default_factory=Offers)
    archive: str = ""
    pdf: str = ""

    def link(self, source: Path) -> Callable[[str], str]:
        """Return how an address beside ``source`` is written in its page: a page of the site, a
        picture, or nothing.
        """

        def to(url: str) -> str:
            path, _, anchor = unquote(url).partition("#")
            target = Path(os.path.normpath(source.parent / path))
            if target in self.leaves:
                return (
                    self.leaves[source].root
                    + self.leaves[target].href
                    + (f"#{anchor}" if anchor else "")
                )
            if target.suffix in (".svg", ".png") and target.is_file():
                (self.out / "pictures").mkdir(parents=True, exist_ok=True)
                shutil.copyfile(target, self.out / "pictures" / target.name)
                return f"{self.leaves[source].root}pictures/{target.name}"
            return ""

        return to


def build(
    out: Path,
    notebooks: Iterable[Path] | None = None,
    show: Show = lambda doing, n, of: None,
    root: Path = ROOT,
    offered: Offers | None = None,
    slides: Callable[[Path, dict[Path, Ran]], dict[str, int]] | None = None,
    projected: Collection[Path] = (),
    code: book.Code | None = None,
) -> dict[str, Any]:
    """Write the site into the folder ``out`` and return its measures; ``notebooks`` are those to be
    run, all of the course by default, and ``offered`` is what the pages link to besides.
    ``slides(folder, ran)`` writes screens for lectures and returns how many each notebook has;
    their pages then link to them. The figures of the notebooks that are ``projected`` are laid out
    for these screens, too. ``code`` draws the code of a short address for the printed book.
    """
    began, site = time.monotonic(), Site(root, out, offers=offered or Offers())
    older = "index.html static frames pictures previews notebooks slides l"
    for name in older.split():
        shutil.rmtree(out / name, ignore_errors=True)
    _plan(site, _notebooks(root) if notebooks is None else notebooks)
    running = [
        path for path in site.leaves if path.suffix == ".ipynb" and "exercises" not in path.parts
    ]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        cache = root / "build" / "site-cache"
        jobs = {path: pool.submit(run, path, cache, path in projected) for path in running}
        for number, path in enumerate(running):
            show(f"running {path.name}", number, len(running))
            site.ran[path] = jobs[path].result()
    show("writing the pages", len(running), len(running))
    lectures = slides(out / "slides", site.ran) if slides else {}
    for path, leaf in site.leaves.items():
        if path.stem in lectures:
            leaf.note += (
                f' For a lecture, there are <a href="{leaf.root}slides/{path.stem}.html">'
                f"{lectures[path.stem]} screens</a> of this chapter."
            )
    for path, leaf in site.leaves.items():
        _write_body(site, path, leaf)
    why = _showpiece(site)
    _gallery(site)
    connected = _connect(site)
    films = _films(site)
    _times(site, films)
    if site.offers.edition:
        show("writing the edition for students", len(running), len(running))
        site.archive = offers.lay_edition(root, out)
    if site.offers.pdf:
        show("printing the book", len(running), len(running))
        site.pdf = _book(site, code)
    _frames(site, site.leaves.values())
    _static(site)
    _weights(site, films)
    live = [each for ran in site.ran.values() for each in ran.live().values()]
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    measures = {
        "pages": len(site.leaves),
        "live": len(live),
        "frames": sum(each["frames"] for each in live),
        "bytes": size,
        "why": why,
    }
    measures |= {
        "named": connected.named,
        "links": connected.links,
        "terms": connected.terms,
        "unknown": connected.faults,
    }
    return measures | {"seconds": time.monotonic() - began, "faults": faults(out)}


def _notebooks(root: Path) -> list[Path]:
    found = sorted(
        (root / "course").rglob("*.ipynb"),
        key=lambda path: (len(path.parts), path.parent, path.stem != "index", _number(path)),
    )
    return [
        path
        for path in found
        if ".ipynb_checkpoints" not in path.parts and not path.stem.endswith(".mine")
    ]


def _number(path: Path) -> tuple[int, str]:
    """Return by what notebooks are sorted: 9 comes before 10, also in ps9 and ps10, and in lab9 and
    lab10.
    """
    found = re.match(r"(?:ps|lab)?(\d+)-", path.name)
    return int(found[1]) if found else -1, path.name


def _plan(site: Site, notebooks: Iterable[Path]) -> None:
    """Name every page, so that others can link to it."""
    course = site.root / "course"
    for path in notebooks:
        inside = path.relative_to(course)
        group = PARTS.get(inside.parts[0], "Course")
        leaf = Leaf(inside.with_suffix(".html").as_posix(), group, note=NOTE)
        leaf.notebook = path.relative_to(site.root).as_posix()
        site.leaves[path] = leaf
    exercises = [
        path
        for path in (site.root / "exercises").glob("*/*.ipynb")
        if re.match(r"(?:ps|lab)\d+-", path.name)
    ]
    # those of the chapters, then the labs
    for path in sorted(exercises, key=lambda path: (path.name.startswith("lab"), _number(path))):
        site.leaves[path] = Leaf(f"exercises/{path.stem}.html", "Problem sets", note=SET)
        site.leaves[path].notebook = path.relative_to(site.root).as_posix()
    for name in GUIDE:
        if (path := course / "guide" / f"{name}.md").is_file():
            site.leaves[path] = Leaf(f"guide/{name}.html", "Guide")
    for file, title, _ in reference.ROOMS:
        site.leaves[site.root / "neurolib" / file] = Leaf(
            f"reference/{file}.html", "Reference of the library", title
        )
    site.leaves[site.root / "gallery"] = Leaf("gallery.html", "More", "Gallery")
    site.leaves[site.root / "times"] = Leaf("times.html", "More", "Run times")
    site.leaves[site.root / "search"] = Leaf(
        "search.html", "", "Search", body='<h1>Search</h1>\n<div id="results"></div>'
    )


def _write_body(site: Site, path: Path, leaf: Leaf) -> None:
    link = site.link(path)
    if leaf.notebook:
        offers.lay_notebook(path, leaf.notebook, site.out)
    if path in site.ran:
        leaf.body = markup.cells(
            site.ran[path], leaf.page, link, lambda cell: f"{path.stem}-{cell}"
        )
    elif path.suffix == ".ipynb":
        refuse_secrets(path)
        leaf.body = markup.exercise(nbformat.read(path, as_version=4), leaf.page, link)
    elif path.suffix == ".md":
        leaf.body = markup.written(path.read_text(encoding="utf-8"), leaf.page, link)
    leaf.name = leaf.name or (
        "Map" if leaf.href == "index.html" else leaf.page.title.removeprefix("Problem set ")
    )
    if path.parent == site.root / "neurolib":
        modules = next(modules for file, _, modules in reference.rooms() if file == path.name)
        leaf.body = reference.page(leaf.name, modules, leaf.page, link)


def _showpiece(site: Site) -> str:
    """Put the network that runs in the page behind the first paragraph of the home page; return in
    a sentence why it stays a picture, or ``""``.
    """
    home = next((leaf for leaf in site.leaves.values() if leaf.href == "index.html"), None)
    if home is None:
        return ""
    if not (why := webassembly.obstacle()):
        (site.out / "static").mkdir(parents=True, exist_ok=True)
        (site.out / SHOWPIECE).write_text(showpiece.script(), encoding="utf-8")
    chapter = next((leaf.href for path, leaf in site.leaves.items() if path.stem == PRICES), "")
    figure = showpiece.figure("" if why else SHOWPIECE, chapter)
    first, close, rest = home.body.partition("</section>")  # of the first cell
    before, end, after = first.partition("</p>")
    home.body = f"{before}{end}\n{figure}{after}{close}{rest}"
    return why


# ---- pages that are made of others ---------------------------------------------------------------


def _gallery(site: Site) -> None:
    """Write a thumbnail for each numbered figure, chapter by chapter."""
    leaf = site.leaves[site.root / "gallery"]
    leaf.body = (
        "<h1>Gallery</h1>\n<p>All numbered figures and all live figures of the course. Each "
        "leads to its place in the chapter.</p>\n"
    )
    folder = site.out / "pictures" / "gallery"
    folder.mkdir(parents=True, exist_ok=True)
    for each in [each for each in site.leaves.values() if each.page.figures]:
        anchor = leaf.page.begins(2, each.name, str(escape(each.name)))
        leaf.body += f'<h2 id="{anchor}">{escape(each.name)}</h2>\n<ul class="cards">\n'
        for place, caption, pictures in each.page.figures:
            name = f"{Path(each.href).stem}-{place}.svg"
            (folder / name).write_text(thumbnail(pictures), encoding="utf-8")
            number, rest = markup.FIGURE.match(caption).groups()  # type: ignore[union-attr]
            words = rest if len(rest) < 110 else f"{rest[:110].rsplit(' ', 1)[0]} …"
            label = re.search(r'aria-label="([^"]*)"', pictures[0])
            image = (
                f'<img src="pictures/gallery/{name}" alt="{label[1] if label else number}" '
                f'loading="lazy">'
            )
            number = f'<span class="moves">{number}</span>' if number == "Live" else number
            leaf.body += (
                f'<li><a href="{each.href}#{place}">{image}<strong>{number}</strong> '
                f"{escape(words)}</a></li>\n"
            )
        leaf.body += "</ul>\n"


def _connect(site: Site) -> references.Connected:
    """Make a link of each place that a sentence names, and write the previews of all places as
    scripts, one for each page.
    """
    chapters = {
        leaf.href: leaf.page for leaf in site.leaves.values() if leaf.group in PARTS.values()
    }
    sets = {leaf.href: leaf.page for leaf in site.leaves.values() if leaf.group == "Problem sets"}
    files = [*(site.root / "course").glob("*/*.ipynb")]
    course = [
        f"L{n}" if path.name.startswith("lab") else str(n)
        for path in files
        if (n := _number(path)[0]) >= 0 and not path.stem.endswith(".mine")
    ]
    places = site.places = references.collect(chapters, sets, course)
    for leaf in site.leaves.values():
        if leaf.href in chapters:
            leaf.body = references.objectives(leaf.body, leaf.href, places)
        if leaf.href == "glossary.html":
            leaf.body = references.glossary(leaf.body, leaf.href, places)
    connected = references.Connected(faults=places.twice)
    for leaf in site.leaves.values():
        if leaf.group == "Reference of the library" or leaf.href in ("gallery.html", "times.html"):
            continue
        chapter = references.chapter_of(leaf.page.title)
        if belongs := re.match(r"Problem set (L?\d+) ", leaf.page.title):
            chapter = belongs[1]
        connector = references.Connector(places, connected, leaf.href, chapter, bool(chapter))
        leaf.body = connector.page(leaf.body)
    folder = site.out / "previews"
    folder.mkdir(parents=True)
    for page, previews in places.previews().items():
        name = page.removesuffix(".html").replace("/", "-")
        (folder / f"{name}.js").write_text(references.script(previews, page), encoding="utf-8")
    return connected


def _films(site: Site) -> dict[Path, dict[str, int]]:
    """Write the records of the live figures, and what others compute with; return the bytes of each
    figure of each page.
    """
    return {
        path: lay_records(ran, path.stem, site.out / "frames") for path, ran in site.ran.items()
    }


def _times(site: Site, films: dict[Path, dict[str, int]]) -> None:
    """Write how long each notebook ran."""
    leaf = site.leaves[site.root / "times"]
    rows, total, figures = list[str](), 0.0, list[str]()
    for path, ran in site.ran.items():
        spent, slowest = sum(ran.seconds.values()), max(ran.seconds.values(), default=0.0)
        frames = sum(each["frames"] for each in ran.live().values())
        total += spent
        rows.append(
            f"| {site.leaves[path].name} | {spent:.1f} | {slowest:.1f} | "
            f"{len(ran.live())} | {frames} | {sum(films[path].values()) / 1e6:.1f} |"
        )
        figures += [
            f"| {site.leaves[path].name} | {cell} | {'no' if kept['why'] else 'yes'} | "
            f"{kept['frames'] or ''} | {films[path][cell] / 1e3:.0f} | {kept['why']} |"
            for cell, kept in ran.live().items()
        ]
    machine = (
        f"{os.cpu_count()} processor cores, Python {platform.python_version()}, {platform.system()}"
    )
    text = f"""# Run times

How long each notebook ran when this site was built, from a fresh kernel, {os.cpu_count()} notebooks
at a time ({machine}). All together: {total:.0f} s. The last three columns are about the live
figures: how many there are, between how many recorded pictures they move on this site, and how
large all that they need is.

| notebook | s | slowest cell, s | live figures | pictures | MB |
|:--|--:|--:|--:|--:|--:|
{chr(10).join(rows)}

## Live figures

A figure that computes runs the equations of the library in the page, and each of its sliders has
the stops that it has in JupyterLab. Any other figure shows the recorded picture that is
nearest to its sliders.

| notebook | figure | computes | pictures | kB | why it does not compute |
|:--|:--|:--|--:|--:|:--|
{chr(10).join(figures)}
"""
    leaf.body = markup.written(text, leaf.page, lambda url: "")


# ---- writing -------------------------------------------------------------------------------------


def _frames(site: Site, leaves: Iterable[Leaf]) -> None:
    """Put pages into their frames and write them."""
    template = markup.frame()
    shown = [leaf for leaf in site.leaves.values() if leaf.group]
    order = [
        leaf
        for leaf in shown
        if leaf.group in ("Course", *PARTS.values()) and leaf.href not in BESIDE
    ]
    url = site.offers.source_of("") or site.offers.address
    citation = Citation.read(site.root / "CITATION.cff", url)
    for leaf in leaves:
        copy = f'<a href="{leaf.root}{site.archive}">a copy</a>' if site.archive else "a copy"
        first = leaf.page.firsts.get(leaf.page.headings[0][0], "") if leaf.page.headings else ""
        tree = [
            (group, [(each.name, each.href, each is leaf) for each in shown if each.group == group])
            for group in dict.fromkeys(each.group for each in shown)
        ]
        at = order.index(leaf) if leaf in order else None
        before, after = (
            order[at - 1] if at else None,
            order[at + 1] if at is not None and at + 1 < len(order) else None,
        )
        text = template.render(
            title=COURSE if leaf.href == "index.html" else leaf.page.title or leaf.name,
            course=COURSE,
            root=leaf.root,
            tree=tree,
            body=Markup(markup.with_shared_shapes(leaf.body)),
            note=Markup(leaf.note.replace("{copy}", copy)),
            offers=Markup(offers.row(leaf, site.offers)),
            description=markup.excerpt(markup.spoken(first)) or f"{leaf.name}: {COURSE}",
            address=site.offers.address and f"{site.offers.address.rstrip('/')}/{leaf.href}",
            citation=citation,
            names=citation.names,
            source=site.offers.source_of("") if "{path}" not in site.offers.source else "",
            archive=site.archive,
            pdf=site.pdf,
            parts=[(anchor, Markup(words)) for anchor, words in leaf.page.parts],
            before=before and (before.name, before.href),
            after=after and (after.name, after.href),
        )
        path = site.out / leaf.href
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _weights(site: Site, films: dict[Path, dict[str, int]]) -> None:
    """Add to the page of run times what each page with live figures weighs, and the whole site."""
    static = [site.out / "static" / name for name in ("site.css", "theme.js", "site.js")]
    common, packed = (sum(map(each, static)) for each in (_bytes, _sent))
    rows = []
    for path, ran in site.ran.items():
        leaf = site.leaves[path]
        if not (live := ran.live()) and leaf.href != "index.html":
            continue
        page = site.out / leaf.href
        computes = sum(films[path][name] for name, kept in live.items() if not kept["why"])
        records = sum(films[path][name] for name, kept in live.items() if kept["why"])
        if leaf.href == "index.html" and (site.out / SHOWPIECE).exists():
            computes += _bytes(site.out / SHOWPIECE)
        whole, sent = _bytes(page) + common + computes, _sent(page) + packed + computes
        numbers = _bytes(page), common, computes, whole, sent, records
        cells = " | ".join(f"{each / 1e3:.0f}" for each in numbers)
        rows.append(f"| {leaf.name} | {cells} |")
    parts: dict[str, int] = {}
    for file in site.out.rglob("*"):
        if file.is_file():
            inside = file.relative_to(site.out)
            kind = "pages" if file.suffix == ".html" else inside.parts[0]
            parts[kind] = parts.get(kind, 0) + _bytes(file)
    largest = sorted(parts.items(), key=lambda each: -each[1])
    text = f"""## Weights

What a reader's browser loads of a page, in kB: its text with all still figures, the script and the
style that all pages share, and what its live figures compute with. *Together* is the sum, and
*sent* the same from a web server that compresses text. The records of figures that do not compute
come besides, each only when its figure is near: one half for wide pages, the other half for narrow
ones.

| page | text | shared | computes with | together | sent | records |
|:--|--:|--:|--:|--:|--:|--:|
{chr(10).join(rows)}

The whole site takes {sum(parts.values()) / 1e6:.1f} MB.

| folder | MB |
|:--|--:|
{chr(10).join(f"| {name} | {size / 1e6:.1f} |" for name, size in largest)}
"""
    leaf = site.leaves[site.root / "times"]
    leaf.body += markup.written(text, leaf.page, lambda url: "")
    _frames(site, [leaf])


def _bytes(file: Path) -> int:
    return file.stat().st_size


def _sent(file: Path) -> int:
    """Return the bytes of a file as a web server sends it."""
    return len(gzip.compress(file.read_bytes(), 6))


def _book(site: Site, code: book.Code | None) -> str:
    """Print all chapters and labs as one PDF, and return its address."""
    chapters = [
        book.Chapter(leaf.href, leaf.page.title, leaf.body)
        for leaf in site.leaves.values()
        if leaf.group in PARTS.values()
    ]
    book.lay_short_addresses(book.short_addresses(chapters), site.out)
    sheet = (HERE / "site.css").read_text(encoding="utf-8")
    told = Citation.read(site.root / "CITATION.cff", site.offers.address).text
    page = book.joined(COURSE, told, chapters, sheet, site.offers.address, code)
    return book.print_pdf(page, site.out)


def _static(site: Site) -> None:
    """Write the style sheet, the scripts with the shipped widgets in them, and the index of the
    search.
    """
    folder = site.out / "static"
    folder.mkdir(parents=True, exist_ok=True)
    style = sheet(WIDGETS.values(), HERE / "site.css")
    (folder / "site.css").write_text(style, encoding="utf-8")
    shutil.copyfile(THEME, folder / "theme.js")
    own = [HERE / name for name in SCRIPTS]
    (folder / "site.js").write_text(script(WIDGETS, *own), encoding="utf-8")
    text = json.dumps(_index(site), ensure_ascii=False, separators=(",", ":"))
    (folder / "search.js").write_text(f'neurolibArrived("search", {text})\n', encoding="utf-8")


def _index(site: Site) -> list[list[Any]]:
    """Return what the search looks through, a heading each: address of the page, anchor, title of
    the page, words of the heading, the paragraphs beneath it in a line each, and the anchors of
    these paragraphs where they differ from the heading's.
    """
    found: list[list[Any]] = []
    for leaf in site.leaves.values():
        for anchor, heading, said in leaf.page.texts:
            if leaf.href == "glossary.html" and anchor == "terms":
                for term in site.places.terms.values():
                    address = term.place.href.partition("#")[2]
                    found.append([leaf.href, address, leaf.page.title, term.heading, term.meaning])
                continue
            lines = [(place, " ".join(words.split())) for place, words in said]
            lines = [(place, words) for place, words in lines if words]
            entry = [leaf.href, anchor, leaf.page.title or leaf.name, heading]
            found.append([*entry, "\n".join(words for _, words in lines)])
            if any(place for place, _ in lines):
                found[-1].append([place for place, _ in lines])
    return found


def faults(out: Path) -> list[str]:
    """Return what is wrong with the links of a site: what leads nowhere, and what a browser would
    load from another host.
    """
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(out.rglob("*.html"))}
    anchors = {path: set(re.findall(r'\sid="([^"]+)"', text)) for path, text in pages.items()}
    found = []
    for path, text in pages.items():
        place = path.relative_to(out).as_posix()
        for tag, name, address in re.findall(r'<(\w+)\b[^>]*?\s(href|src)="([^"]*)"', text):
            parts = urlsplit(html.unescape(address))
            if parts.scheme or parts.netloc:
                outside = tag != "a" and parts.scheme != "data"
                found += [f"{place}: <{tag} {name}> loads {address:.80}"] * outside
                continue
            target = (
                Path(posixpath.normpath((path.parent / unquote(parts.path)).as_posix()))
                if parts.path
                else path
            )
            if not target.is_file() or (
                parts.fragment
                and tag == "a"
                and unquote(parts.fragment) not in anchors.get(target, ())
            ):
                found.append(f"{place}: {address} leads nowhere")
    return found
