"""The course as one book to print: all chapters and labs in one page, which Chromium turns into a
PDF. Where the site's address is known, each live figure has a short address at which it moves.
"""

from __future__ import annotations

import html
import os
import posixpath
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..bootstrap import Stop

BROWSERS = "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"
SECONDS = 1800
NAME = "course.pdf"
LIVE = re.compile(r'<div class="live(?: computes)?" data-film="([^"]*)"')
# from an address to the rows of a code that a phone reads, 1 for a dark square
Code = Callable[[str], Sequence[Sequence[int]]]
QUIET = 4  # light squares around a code
# of letters, which all pages have in common
SHARED = "DV-"
PRINT = """
@page { size: A4; margin: 18mm 16mm 20mm; @bottom-center { content: counter(page);
  font: 9pt sans-serif; } }
:root { color-scheme: light; }
body { font-size: 10.5pt; }
main { padding: 0; }
main > * { max-width: none; }
.chapter { break-before: page; }
.folded, .offers, .note, script, .recorded { display: none; }
figure, .formula, tr, pre, .blank { break-inside: avoid; }
h1, h2, h3, h4, h2 + p:has(> em:only-child) { break-after: avoid; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 8.5pt; }
.wide { overflow: visible; }
a.ref, a.term { text-decoration: none; }
.front { break-after: page; padding-top: 30vh; text-align: center; }
.moves-at { display: flex; gap: 1rem; align-items: center; color: var(--soft); font-size: .9em;
  break-inside: avoid; }
.moves-at svg { width: 22mm; height: 22mm; }
"""


@dataclass(frozen=True)
class Chapter:
    """A page of the book: its address in the site, its title and its HTML."""

    href: str
    title: str
    body: str

    @property
    def slug(self) -> str:
        """What its anchors begin with."""
        return re.sub(r"\W+", "-", self.href.removesuffix(".html"))

    def place(self, film: str) -> str:
        """Return the address of a live figure by the name of its record."""
        stem = self.href.rpartition("/")[2].removesuffix(".html")
        return f"{self.href}#cell-{film.removeprefix(stem + '-')}"


def short_addresses(chapters: Iterable[Chapter]) -> dict[str, str]:
    """Return a short address within the site for each live figure, ``l/1.html`` and so on, and
    where it leads.
    """
    places = [chapter.place(film) for chapter in chapters for film in LIVE.findall(chapter.body)]
    return {f"l/{number}.html": place for number, place in enumerate(places, 1)}


def lay_short_addresses(found: Mapping[str, str], out: Path) -> None:
    """Write the pages that lead from the short addresses to the figures."""
    for short, href in found.items():
        path = out / short
        path.parent.mkdir(parents=True, exist_ok=True)
        address = html.escape(f"../{href}")
        path.write_text(
            f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Live figure</title>'
            f'<meta http-equiv="refresh" content="0; url={address}">'
            f'<p><a href="{address}">To the live figure</a></p></html>\n',
            encoding="utf-8",
        )


def joined(
    title: str,
    told: str,
    chapters: list[Chapter],
    sheet: str,
    address: str = "",
    code: Code | None = None,
) -> str:
    """Return the page of the book; links between its chapters stay inside it, and all others lead
    to ``address``, or nowhere where the site has none. ``code`` gives the code that a phone reads
    beside a live figure.
    """
    slugs = {chapter.href: chapter.slug for chapter in chapters}
    short = {place: name for name, place in short_addresses(chapters).items()}
    contents = "".join(
        f'<li><a href="#{each.slug}">{html.escape(each.title)}</a></li>' for each in chapters
    )
    parts = [
        f'<section class="chapter" id="{each.slug}">\n'
        f"{_body(each, slugs, short, address, code)}</section>"
        for each in chapters
    ]
    return (
        f'<!doctype html>\n<html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title><style>{sheet}{PRINT}</style></head><body><main>"
        f'<div class="front"><h1>{html.escape(title)}</h1><p>{html.escape(told)}</p></div>'
        f'<h2>Contents</h2><ul class="contents">{contents}</ul>{"".join(parts)}'
        f"</main></body></html>"
    )


def _body(
    chapter: Chapter,
    slugs: Mapping[str, str],
    short: Mapping[str, str],
    address: str,
    code: Code | None,
) -> str:
    """Return a chapter with anchors of its own, open blocks, and links as the book has them."""

    def link(match: re.Match[str]) -> str:
        led = _address(html.unescape(match[2]), chapter, slugs, address)
        return f'{match[1]} href="{html.escape(led)}"' if led else match[1]

    def moves(match: re.Match[str]) -> str:
        name = short.get(chapter.place(match[1]))
        if not address or not name:
            return match[0]
        led = f"{address.rstrip('/')}/{name}"
        url, drawn = html.escape(led), _drawn(code(led)) if code else ""
        words = f'<span>This figure moves at <a href="{url}">{url}</a>.</span>'
        return f'<p class="moves-at">{drawn}{words}</p>{match[0]}'

    text = re.sub(r"<script\b.*?</script>", "", chapter.body, flags=re.DOTALL)
    text = re.sub(r'(<a\b[^>]*?)\shref="([^"]*)"', link, text)
    text = LIVE.sub(moves, text)
    text = re.sub(rf'(\sid="|url\(#|<use href="#)(?!{SHARED})', rf"\g<1>{chapter.slug}-", text)
    return re.sub(r'<details(?! class="folded")', "<details open", text)


def _drawn(rows: Sequence[Sequence[int]]) -> str:
    """Return a code as a picture, dark on white in every theme, with its quiet edge."""
    size = len(rows) + 2 * QUIET
    squares = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return (
        f'<svg viewBox="0 0 {size} {size}" role="img" aria-label="QR code of this address" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>'
        f'<path fill="#000" d="{squares}"/></svg>'
    )


def _address(href: str, chapter: Chapter, slugs: Mapping[str, str], address: str) -> str:
    """Return where a link of a chapter leads in the book; nothing where it leads nowhere."""
    if re.match(r"https?:", href):
        return href
    page, _, anchor = href.partition("#")
    beside = posixpath.join(posixpath.dirname(chapter.href), page)
    target = posixpath.normpath(beside) if page else chapter.href
    if target in slugs:
        return f"#{slugs[target]}-{anchor}" if anchor else f"#{slugs[target]}"
    if not address:
        return ""
    return f"{address.rstrip('/')}/{target}" + (f"#{anchor}" if anchor else "")


def print_pdf(page: str, out: Path) -> str:
    """Print the page of the book beside the site, and return the PDF's address."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise Stop(
            "--pdf needs Chromium or Chrome to print the pages, and none is on the path. Install "
            "one, as in apt install chromium, or leave --pdf out."
        )
    with tempfile.TemporaryDirectory() as folder:
        # beside the site, so that its pictures are found
        source = out / "book.html"
        source.write_text(page, encoding="utf-8")
        options = ["--headless", "--disable-gpu", "--no-first-run", f"--user-data-dir={folder}"]
        options += ["--no-pdf-header-footer", "--generate-pdf-document-outline"]
        # who builds as root, as in a container, has no other way
        options += ["--no-sandbox"] * (hasattr(os, "geteuid") and os.geteuid() == 0)
        try:
            done = subprocess.run(
                [browser, *options, f"--print-to-pdf={out / NAME}", source.as_uri()],
                capture_output=True,
                text=True,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise Stop(
                f"{browser} did not print the course within {SECONDS // 60} minutes; build it "
                f"without --pdf, or on a machine that is less busy.",
                1,
            ) from None
        finally:
            source.unlink()
    if not (out / NAME).is_file():
        raise Stop(f"{browser} printed no PDF: {done.stderr.strip()[-300:]}", 1)
    return NAME
