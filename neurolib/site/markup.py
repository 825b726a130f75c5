"""Cells as HTML: Markdown with formulas as MathML, which needs no script, code, and what the cells
left.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import mistune
from jinja2 import Environment, Template
from markupsafe import escape
from mistune.plugins import import_plugin
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from pygments.lexers import PythonLexer, get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, String

from .. import style
from ..classroom.reports.mathml import mathml
from .running import Ran

TAG = re.compile(r"\\tag\{(.*?)\}")
# of a figure, for a notebook that is not trusted
FALLBACK = re.compile(r'<img src="data:image/svg\+xml,[^"]*"[^>]*>')
FIGURE = re.compile(r"(Figure L?\d+\.\d+|Live)\. (.*)", re.DOTALL)
NAME = r"DV[^\")]*|[mp][0-9a-f]{10}|w\.\d+"
# the shape of a letter or a marker, and what a line is cut to
SHAPE = re.compile(
    r'<path id="(DV[^"]*|m[0-9a-f]{10})"[^>]*/>|<clipPath id="(p[0-9a-f]{10})">.*?</clipPath>'
)
SHEET = re.compile(r"<style>[^<]*</style>")
NAMESPACES = f"<svg {style.NAMESPACES}"  # which a figure needs outside of HTML alone
INHERITED = '<g style="fill:#262626;fill:currentColor"'  # as the whole figure has it
NAMED = re.compile(rf'(\sid="|\shref="#|url\(#)({NAME})(?=["\)])')
# of a piece of a figure that has no class yet; shapes keep theirs, wherever they are used
LOOKS = re.compile(r'(<(?:path|use|g|rect)\b(?![^>]* (?:class|id)=)[^>]*?) style="([^"]*)"')
FIGURES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
WORD = re.compile(r'(?:<use href="#DV[^"]*"(?: x="[^"]*")?/>){2,}')
FIELD = re.compile(r"^# (.*)\n?")
# named as Pygments does, because a chapter has five thousand of them
COLOURS = {
    Keyword: "k",
    Operator.Word: "k",
    String: "s",
    Number: "m",
    Name.Function: "n",
    Name.Class: "n",
    Name.Decorator: "n",
    Comment: "c",
}
PICTURES = "image/svg+xml", "image/png", "image/jpeg", "image/gif"
BLANK = re.compile(r"\bYOUR (CODE|ANSWER) HERE\b")


@dataclass
class Page:
    """What is found out about a page while it is written: its parts for the contents, the search
    and the gallery.
    """

    title: str = ""
    # anchor, words of a heading of the second level
    parts: list[tuple[str, str]] = field(default_factory=list)
    # anchor, heading, what stands beneath it: where, and the words
    texts: list[tuple[str, str, list[tuple[str, str]]]] = field(default_factory=list)
    # anchor, caption, drawings as SVG
    figures: list[tuple[str, str, list[str]]] = field(default_factory=list)
    live: int = 0
    # the anchor of the cell that is being written
    place: str = ""
    # anchor, words of every heading; the first paragraph beneath it
    headings: list[tuple[str, str]] = field(default_factory=list)
    firsts: dict[str, str] = field(default_factory=dict)
    # number → anchor, MathML, LaTeX, heading above it
    equations: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    # number of a figure → anchor, caption, cell, words for who cannot see it
    numbered: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    # formulas that are not understood: they are shown as they are typed
    typed: list[str] = field(default_factory=list)
    # what stands under a live figure
    note: Callable[[dict[str, Any]], str] = field(default=lambda what: note(what))

    def begins(self, level: int, words: str, shown: str) -> str:
        """Note a heading and return its anchor."""
        base = re.sub(r"[^\w.]+", "-", words).strip("-").lower() or "part"
        taken = {anchor for anchor, _, _ in self.texts}
        anchor = next(
            name for n in range(1, 1000) if (name := base if n == 1 else f"{base}-{n}") not in taken
        )
        if level == 1 and not self.title:
            self.title = words
        if level == 2:
            self.parts.append((anchor, shown))
        self.texts.append((anchor, words, []))
        self.headings.append((anchor, shown))
        return anchor

    def says(self, text: str) -> None:
        """Note words for the search."""
        if self.texts:
            self.texts[-1][2].append((self.place, text))

    def shows(self, text: str) -> None:
        """Note a paragraph, of which the first beneath a heading is its preview."""
        if self.headings and not re.fullmatch(r"<em>[^<]*</em>", text.strip()):
            self.firsts.setdefault(self.headings[-1][0], text)


class Writer(mistune.HTMLRenderer):
    """Markdown as HTML; ``link`` turns an address beside the source into one of the site, or into
    nothing where there is no page.
    """

    def __init__(self, page: Page, link: Callable[[str], str]) -> None:
        super().__init__(escape=False)
        self.page, self.to = page, link

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        """A heading with an anchor."""
        words = plain(text)
        anchor = self.page.begins(level, words, text)
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link to another page of the site, or out of it; what has no page is plain text."""
        address = url if re.match(r"(https?:|#)", url) else self.to(url)
        return f'<a href="{escape(address)}">{text}</a>' if address else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A picture that lies in the site."""
        return f'<img src="{escape(self.to(url))}" alt="{escape(plain(text))}">'

    def block_code(self, code: str, info: str | None = None) -> str:
        """Code in the colours of its language."""
        return coloured(code, (info or "").strip())

    def paragraph(self, text: str) -> str:
        """A paragraph, which the search finds beneath its heading."""
        self.page.shows(text)
        self.page.says(spoken(text))
        return super().paragraph(text)

    def block_text(self, text: str) -> str:
        """The words of a short item of a list."""
        self.page.says(spoken(text))
        return super().block_text(text)

    def table(self, text: str) -> str:
        """A table that scrolls by itself on a narrow page."""
        for row in re.findall(r"<tr>.*?</tr>", text, re.DOTALL):
            self.page.says(spoken(row))
        return f'<div class="wide"><table>{text}</table></div>\n'

    def inline_math(self, text: str) -> str:
        """A formula in a line."""
        return mathml(text) or self.as_typed(text)

    def as_typed(self, text: str) -> str:
        """A formula that is not understood, as it is typed."""
        self.page.typed.append(text.strip())
        return f"<code>{escape(text)}</code>"

    def block_math(self, text: str) -> str:
        """A formula of its own, with its number at the right."""
        number = TAG.search(text)
        shown = mathml(TAG.sub("", text), True) or self.as_typed(text)
        aside = f'<span class="number">({number[1]})</span>' if number else ""
        anchor = ""
        # of a chapter, and not of a docstring, where numbers begin anew
        if number and "." in number[1] and number[1] not in self.page.equations:
            name = f"equation-{number[1]}"
            heading = self.page.headings[-1][1] if self.page.headings else ""
            latex = " ".join(TAG.sub("", text).split())
            self.page.equations[number[1]] = name, shown, latex, heading
            anchor = f' id="{name}"'
        return f'<span class="formula"{anchor}><span class="wide">{shown}</span>{aside}</span>'

    def latex_environment(self, name: str, body: str) -> str:
        """An environment of LaTeX."""
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


def frame() -> Template:
    """Return what stands around the text of each page."""
    text = Path(__file__).with_name("page.html.j2").read_text(encoding="utf-8")
    return Environment(autoescape=True, trim_blocks=True).from_string(text)


def plain(text: str) -> str:
    """Return what HTML says, without marks; of a formula, its letters."""
    text = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return re.sub(
        r"\s+",
        " ",
        html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</(p|li|td|th|h\d|summary)>", " ", text))),
    ).strip()


def spoken(text: str) -> str:
    """Return what HTML says, with an ellipsis in place of each formula that is more than a symbol:
    its letters in a row would be no word.
    """

    def symbol(match: re.Match[str]) -> str:
        letters = plain(match[0])
        simple = len(letters) <= 6 and "<mfrac" not in match[0] and "=" not in letters
        return f" {letters} " if simple else " … "

    text = plain(re.sub(r"<math\b.*?</math>", symbol, text, flags=re.DOTALL))
    return re.sub(r" ([,.;:?!)])", r"\1", text)


def excerpt(text: str, limit: int = 200) -> str:
    """Return the first sentences of a page for those who list it, up to the end of a word."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def written(text: str, page: Page, link: Callable[[str], str]) -> str:
    """Return Markdown as HTML."""
    rules = [import_plugin(name) for name in ("strikethrough", "table")]
    return str(MarkdownWithMath(Writer(page, link), plugins=rules).render(text))


def coloured(code: str, language: str = "python") -> str:
    """Return code as HTML in the colours of its language; what is wider than the page scrolls."""
    lexer = PythonLexer() if language == "python" else get_lexer_by_name(language or "text")
    inside = ""
    kinds = lexer.get_tokens(code.strip("\n"))
    for colour, tokens in groupby(kinds, lambda token: _colour(token[0])):
        text = html.escape("".join(text for _, text in tokens), quote=False)
        inside += f'<span class="{colour}">{text}</span>' if colour else text
    return f'<pre class="code">{inside}</pre>\n'


@lru_cache(maxsize=500)
def _colour(kind: Any) -> str:
    """Return the class of a token's colour in the style sheets; most kinds of tokens have none."""
    return next((name for each, name in COLOURS.items() if kind in each), "")


def cells(ran: Ran, page: Page, link: Callable[[str], str], film: Callable[[str], str]) -> str:
    """Return a notebook that was run as HTML; ``film(cell)`` names the record of a live figure."""
    found = []
    for cell in ran.notebook.cells:
        page.place = f"cell-{cell.id}"
        if cell.cell_type == "markdown":
            text = written(cell.source, page, link)
        elif cell.cell_type == "code":
            text = _typed(cell) + _outputs(ran, cell, page, link, film)
        else:
            continue
        kind = "cell concept" if "concept" in cell.metadata.get("tags", []) else "cell"
        found.append(f'<section class="{kind}" id="cell-{cell.id}">\n{text}</section>\n')
    return "".join(found)


def _outputs(
    ran: Ran, cell: Any, page: Page, link: Callable[[str], str], film: Callable[[str], str]
) -> str:
    """Return what a cell has left; of a widget, what stands in its place."""
    names = ran.shown(cell)
    if not names and (what := ran.kept(cell.id)):  # blanks, which are no widgets
        return _widget(what, "", cell.id, link, page)
    found = ""
    for place, output in enumerate(cell.outputs):
        shown = _output(output, cell, page, link)
        if place in names and (what := ran.kept(names[place])):
            if what["kind"] == "live":
                _note_live(shown, cell, page)
                page.live += 1
            shown = _widget(what, shown, film(names[place]), link, page)
        found += shown
    return found


def _typed(cell: Any) -> str:
    """Return the code of a cell; a folded one shows what its first line says it does."""
    if not cell.source.strip():
        return ""
    if "hide-input" not in cell.metadata.get("tags", []) and not cell.metadata.get(
        "jupyter", {}
    ).get("source_hidden"):
        return coloured(cell.source)
    says = FIELD.match(cell.source)
    return (
        f"<details "
        f'class="folded"><summary>{escape(says[1] if says else "Code")}</summary>'
        f"{coloured(cell.source)}</details>\n"
    )


def _output(output: Any, cell: Any, page: Page, link: Callable[[str], str]) -> str:
    if output.output_type == "stream":
        return _text(output.text) if output.name == "stdout" else ""
    if output.output_type == "error":
        return _text(f"{output.ename}: {output.evalue}")
    data = output.get("data", {})
    if shown := data.get("text/html"):
        return f'<div class="shown">{_figure(shown, cell, page)}</div>\n'
    for kind in "text/markdown", "text/latex":
        if text := data.get(kind):
            return f'<div class="shown">{written(text, page, link)}</div>\n'
    for kind in PICTURES:
        if picture := data.get(kind):
            packed = base64.b64encode(picture.encode()).decode() if "svg" in kind else picture
            return (
                f'<img class="shown" src="data:{kind};base64,{packed.strip()}" '
                f'alt="{escape(data.get("text/plain", ""))}">\n'
            )
    return _text(data["text/plain"]) if "text/plain" in data else ""


def _text(text: str) -> str:
    return f'<pre class="printed">{escape(text.rstrip())}</pre>\n'


def _figure(shown: str, cell: Any, page: Page) -> str:
    """Return the HTML of a figure without its third copy, and note it for the gallery and the
    search.
    """
    shown = FALLBACK.sub("", shown)
    caption = re.search(r"<figcaption[^>]*>(.*?)</figcaption>", shown, re.DOTALL)
    pictures = re.findall(r"<svg.*?</svg>", shown, re.DOTALL)
    if caption and pictures and (numbered := FIGURE.match(plain(caption[1]))):
        page.figures.append((f"cell-{cell.id}", plain(caption[1]), pictures))
        number = numbered[1].removeprefix("Figure ")
        label = re.search(r'aria-label="([^"]*)"', pictures[-1])
        alt = html.unescape(label[1]) if label else ""
        if number not in page.numbered:
            page.numbered[number] = f"figure-{number}", caption[1], f"cell-{cell.id}", alt
            shown = shown.replace("<figure", f'<figure id="figure-{number}"', 1)
    if caption:
        page.says(spoken(caption[1]))
    return shown


def with_shared_shapes(body: str) -> str:
    """Return the body of a page whose figures share the shapes of their letters and markers, what
    they clip, words that occur in several, and their looks: each figure brings all of its own
    along, a third of a page.
    """
    shapes, sheets = dict[str, str](), set[str]()

    def taken(shape: re.Match[str]) -> str:
        name = shape[1] or shape[2]
        return "" if shapes.setdefault(name, shape[0]) == shape[0] else shape[0]

    def once(sheet: re.Match[str]) -> str:
        known = sheet[0] in sheets
        sheets.add(sheet[0])
        return "" if known else sheet[0]

    body = SHAPE.sub(taken, body).replace("<defs></defs>", "")
    body = SHEET.sub(once, body.replace(NAMESPACES, "<svg").replace(INHERITED, "<g"))
    if not shapes:
        return body
    counted = Counter(WORD.findall(body))
    words = [word for word, n in counted.items() if (n - 1) * len(word) > 20 * (n + 1)]
    names = {word: f"w.{k}" for k, word in enumerate(words)}
    body = WORD.sub(
        lambda word: f'<use href="#{names[word[0]]}"/>' if word[0] in names else word[0], body
    )
    body, looks = _with_shared_looks(body)
    # not display: none, under which no shape would be found
    shared = (
        f'<svg width="0" height="0" style="position:absolute" aria-hidden="true">{looks}<defs>'
        + "".join(shapes.values())
        + "".join(f'<g id="{name}">{word}</g>' for word, name in names.items())
        + "</defs></svg>\n"
    )
    return _with_short_names(shared + body, {*shapes, *names.values()})


def _with_shared_looks(body: str) -> tuple[str, str]:
    """Return the body of a page in which pieces of figures that look alike have a class, and the
    style sheet of these classes.
    """
    counted = Counter(style for _, style in LOOKS.findall(body))
    many = [style for style, n in counted.most_common() if (n - 1) * len(style) > 10 * (n + 1)]
    classes = {style: f"f{k}" for k, style in enumerate(many)}

    def look(piece: re.Match[str]) -> str:
        return f'{piece[1]} class="{classes[piece[2]]}"' if piece[2] in classes else piece[0]

    sheet = "".join(f".{name}{{{style}}}" for style, name in classes.items())
    return LOOKS.sub(look, body), f"<style>{sheet}</style>" if sheet else ""


def _with_short_names(body: str, names: set[str]) -> str:
    """Return the body of a page in which what figures share has short names, the shorter the more
    often it is used.
    """
    counted = Counter(name for _, name in NAMED.findall(body) if name in names)
    short = {name: f".{_in_letters(k)}" for k, (name, _) in enumerate(counted.most_common())}
    return NAMED.sub(lambda name: name[1] + short.get(name[2], name[2]), body)


def _in_letters(number: int) -> str:
    """Return a number in as few letters and figures as possible."""
    more, last = divmod(number, len(FIGURES))
    return (_in_letters(more - 1) if more else "") + FIGURES[last]


def _note_live(shown: str, cell: Any, page: Page) -> None:
    """Note a live figure for the gallery: its first picture, and the sentence beneath it."""
    caption = re.search(r"<figcaption[^>]*>(.*?)</figcaption>", shown, re.DOTALL)
    if caption and (pictures := re.findall(r"<svg.*?</svg>", shown, re.DOTALL)):
        page.figures.append((f"cell-{cell.id}", f"Live. {plain(caption[1])}", pictures))


def note(what: dict[str, Any]) -> str:
    """Return what stands under a live figure: where its numbers come from."""
    if what["why"]:
        return (
            f"Recorded: this figure moves between {what['frames']} pictures. In JupyterLab each of "
            f"them is computed anew."
        )
    return "This figure is computed in the page, with the equations of the library."


def _widget(
    what: dict[str, Any], shown: str, film: str, link: Callable[[str], str], page: Page
) -> str:
    """Return what stands in place of a widget: a picture, a folded answer or a list, which
    ``site.js`` brings to life.
    """
    if what["kind"] == "live":
        kind = "live" if what["why"] else "live computes"
        return (
            f'<div class="{kind}" data-film="{escape(film)}" '
            f'data-note="{escape(page.note(what))}">{shown}</div>\n'
        )
    if what["kind"] == "map":
        for task in (
            task for part in what["parts"] for each in part["stations"] for task in each["tasks"]
        ):
            task["href"] = link(task["href"])
        shown = _listed(what["parts"])
    if what["kind"] == "blank":
        shown = "".join(f"<p>To fill in: {each['what']}.</p>" for each in what["blanks"])
    data = json.dumps(what, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<div class="{what["kind"]}">{shown}<script '
        f'type="application/json">{data}</script></div>\n'
    )


def _listed(parts: list[dict[str, Any]]) -> str:
    """Return the map as a list, for a page without scripts."""
    found = ""
    for part in parts:
        found += f"<p><strong>{escape(part['title'])}</strong></p><ul>"
        for each in part["stations"]:
            links = [
                f'<a href="{escape(task["href"])}">{escape(task["name"])}</a>'
                for task in each["tasks"]
            ]
            found += (
                f"<li>{' · '.join(links) or escape(each['title'] + ' (planned)')}: "
                f"{escape(each['learn'])}</li>"
            )
        found += "</ul>"
    return found


def exercise(notebook: Any, page: Page, link: Callable[[str], str]) -> str:
    """Return a problem set as HTML, as it is handed out: texts, stubs, and the titles of its
    tests.
    """
    found = []
    for cell in notebook.cells:
        page.place = f"cell-{cell.id}"
        if cell.cell_type == "markdown":
            text = written(BLANK.sub("*your answer*", cell.source), page, link)
        elif cell.metadata.get("nbgrader", {}).get("grade"):
            title = FIELD.match(cell.source)
            text = f'<p class="test">{escape(title[1])}</p>\n' if title else ""
        else:
            text = coloured(cell.source)
        found.append(f'<section class="cell" id="cell-{cell.id}">\n{text}</section>\n')
    return "".join(found)
