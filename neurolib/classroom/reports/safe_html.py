"""A student's cells as HTML without scripts: for the page on which a teacher grades and for the
feedback page.

The pages are built from text instead of cleaning HTML: text is escaped, code is coloured, Markdown
keeps a short list of tags without attributes, formulas are MathML (:mod:`.mathml`), and pictures
are PNG or JPEG inside the page. All other content is shown as plain text or left out. No link of a
student's can be clicked, and no element of a student's has a name, so that none can replace a box
of Formgrader's. The policy in each page's head is a second protection: browsers run no script
except Formgrader's own, and load nothing from elsewhere.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import shorten
from typing import Any

import bleach
import mistune
from markupsafe import Markup, escape
from mistune.plugins import import_plugin
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from nbformat import NotebookNode

from .mathml import mathml

# characters: longer Markdown and code are shown as text, longer text is cut
WRITTEN, SHOWN = 20_000, 100_000
# characters of Markdown and code that are laid out on one page; what follows is shown as text
PAGE = 200_000
# of HTML: the time that bleach takes for the cells of a table grows with the square of their number
MARKS = 4_000
ROWS, LETTERS = 15, 40  # of a block that surely needs no scrolling, on a narrow screen too
PICTURE = 8 * 2**20  # bytes of a picture that lies beside the notebook
PIXELS = 40_000_000  # of a picture; a browser takes four bytes for each, or more
STARTS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
TAGS = frozenset(
    "p br hr em strong b i del sub sup code pre kbd blockquote ul ol li h1 h2 h3 h4 h5 "
    "h6 table thead tbody tr th td img span".split()
)
# signs that let text be read in another order than it runs
BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
CONTROLS = re.compile(
    rf"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-?]*[ "
    rf"-/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f{BIDI}]"
)

_NONCE = secrets.token_urlsafe(16)


def nonce(page: object) -> str:
    """Return the nonce by which the page's policy allows Formgrader's own scripts; it is random and
    unknown to students.
    """
    return _NONCE


def harmless(cell: NotebookNode, page: dict[str, Any] | None = None) -> Markup:
    """Return a cell with its outputs. In templates: ``cell | harmless(resources)``.

    ``page`` are nbconvert's resources, which hold the folder for pictures of Markdown and count how
    much of the page is laid out.
    """
    page = {} if page is None else page
    room = page["laid_out"] = page.get("laid_out", 0) + len(cell.source)
    plain = len(cell.source) > WRITTEN or room > PAGE
    if cell.cell_type == "markdown":
        folder = page.get("metadata", {}).get("path", "")
        return Markup('<div class="written">{}</div>').format(
            _text(cell.source, "raw") if plain else _written(cell, folder)
        )
    if cell.cell_type != "code":
        return _text(cell.source, "raw")
    source = _text(cell.source, "typed") if plain else _typed(cell.source)
    return Markup("").join([source, *map(_output, cell.get("outputs", []))])


def _typed(source: str) -> Markup:
    """Code, coloured as Python whatever the notebook says it is."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    # the lexer takes a time that grows with the square of such a gap
    if re.search(r"\s{300}", source):
        return _text(source, "typed")
    if not source.strip():
        return Markup("")
    coloured = highlight(
        CONTROLS.sub("\N{REPLACEMENT CHARACTER}", source), PythonLexer(), HtmlFormatter(nowrap=True)
    )
    return Markup('<pre class="typed"{}>{}</pre>').format(_focus(source), Markup(coloured))


def _text(text: str, kind: str) -> Markup:
    """Plain text, without the commands of terminals."""
    shown = CONTROLS.sub("", text[:SHOWN]) + (" … (cut here)" if len(text) > SHOWN else "")
    return Markup('<pre class="{}"{}>{}</pre>').format(kind, _focus(shown), shown)


def _focus(text: str) -> Markup:
    """An attribute for a block of lines that may scroll, so that it can be reached, and then
    scrolled, with the keyboard.
    """
    return Markup(' tabindex="0"' if len(text) > ROWS * LETTERS or text.count("\n") > ROWS else "")


def _scrolls(formula: str) -> Markup:
    """The same for a formula that may be wider than a phone."""
    return Markup(' tabindex="0"' if len(formula) > LETTERS else "")


def _output(output: NotebookNode) -> Markup:
    if output.output_type == "error":
        return _text("\n".join(line.rstrip("\n") for line in output.get("traceback", [])), "error")
    if output.output_type == "stream":
        return _text(output.get("text", ""), "stream")
    data = output.get("data", {})
    words = str(data.get("text/plain", ""))
    for kind in STARTS:
        if address := _picture(kind, data.get(kind)):
            figure = words.startswith("<Figure")
            alt = "a figure" if figure else shorten(words, 500, placeholder=" …")
            return Markup('<img class="shown" src="{}" alt="{}">').format(address, alt)
    return _text(words, "result") if words else Markup("")


def _picture(kind: str, data: object) -> str:
    """The data address of a picture in the page; empty unless its bytes are of the kind that it
    claims.
    """
    plain = re.sub(r"\s", "", data) if isinstance(data, str) else ""
    try:
        content = base64.b64decode(plain, validate=True)
    except ValueError:
        return ""
    right = kind in STARTS and content.startswith(STARTS[kind]) and _pixels(content) <= PIXELS
    return f"data:{kind};base64,{plain}" if right else ""


def _pixels(content: bytes) -> int:
    """The number of pixels that a PNG or a JPEG says it has: a few kilobytes can claim to fill the
    memory of a browser.

    A JPEG says so in its start of frame; of several, and of bytes that look like one, the largest
    counts.
    """
    if content.startswith(STARTS["image/png"]):
        return int.from_bytes(content[16:20]) * int.from_bytes(content[20:24])
    frames = re.findall(
        rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf].{3}(..)(..)", content, re.DOTALL
    )
    return max(
        (int.from_bytes(height) * int.from_bytes(width) for height, width in frames), default=0
    )


def _written(cell: NotebookNode, folder: str) -> Markup:
    """Markdown as HTML of a few tags, or as plain text if it is too long for the parser."""
    pictures = dict(_attached(cell))
    try:
        plugins = [import_plugin(name) for name in ("strikethrough", "table")]
        renderer = _Plain(lambda address: pictures.get(address) or _beside(folder, address))
        html = MarkdownWithMath(renderer, plugins=plugins).render(CONTROLS.sub("", cell.source))
        if html.count("<") > MARKS:
            return _text(cell.source, "raw")
        return Markup(
            renderer.fill(bleach.clean(html, tags=TAGS, attributes=_allowed, protocols={"data"}))
        )
    except Exception:  # any error of the parser
        return _text(cell.source, "raw")


def _attached(cell: NotebookNode) -> Iterator[tuple[str, str]]:
    """The pictures attached to a cell: name, address."""
    attachments = cell.get("attachments")
    for name, bundle in attachments.items() if isinstance(attachments, dict) else ():
        for kind, data in bundle.items() if isinstance(bundle, dict) else ():
            if address := _picture(kind, data):
                yield f"attachment:{name}", address


def _beside(folder: str, name: str) -> str:
    """The data address of a picture that was handed in beside the notebook; empty for any other
    path, and for links.
    """
    path = Path(folder, name)
    if (
        not folder
        or not re.fullmatch(r"\w[\w .()+-]*\.(png|jpe?g)", name, re.IGNORECASE)
        or path.is_symlink()
        or not path.is_file()
        or path.stat().st_size > PICTURE
    ):
        return ""
    kind = "image/png" if name.lower().endswith("png") else "image/jpeg"
    return _picture(kind, base64.b64encode(path.read_bytes()).decode())


def _allowed(tag: str, name: str, value: str) -> bool:
    """The few attributes that Markdown needs."""
    if tag == "img":
        return name == "alt" or (
            name == "src"
            and bool(re.fullmatch(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=]+", value))
        )
    if tag == "ol":
        return name == "start" and value.isdigit()
    if tag == "pre":
        return (name, value) == ("tabindex", "0")
    return tag == "span" and name == "class" and value in ("math", "address")


class _Plain(mistune.HTMLRenderer):
    """Markdown without links, names and frames: an address is shown as text, and a formula has a
    place that is filled afterwards.

    So the cleaner, which is slow and knows HTML alone, sees a word that no student can foresee
    where the formula will stand.
    """

    def __init__(self, picture: Callable[[str], str]) -> None:
        super().__init__(escape=True)
        self._picture = picture
        self._word = secrets.token_hex(12)
        # as typed, without dollars, whether it has a line of its own
        self._formulas: list[tuple[str, str, bool]] = []

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """The words and, where they differ, the address."""
        return (
            text if text == escape(url) else f'{text} <span class="address">({escape(url)})</span>'
        )

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A picture in the page, or its alternative text."""
        plain = re.sub(
            rf"{self._word}-(\d+)",
            lambda found: self._formulas[int(found[1])][0],
            Markup(text).striptags(),
        )
        words, address = escape(plain or "picture"), self._picture(url)
        return f'<img src="{address}" alt="{words}">' if address else self.link(words, url)

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        """A heading without a name."""
        return f"<h{level}>{text}</h{level}>\n"

    def block_code(self, code: str, info: str | None = None) -> str:
        """Code as it is, in no language."""
        return f"<pre{_focus(code)}><code>{escape(code)}</code></pre>\n"

    def inline_math(self, body: str) -> str:
        """A place for a formula in a line."""
        return self._place(f"${body}$", body, False)

    def block_math(self, body: str) -> str:
        """A place for a formula of a line of its own."""
        return self._place(f"$${body}$$", body, True)

    def latex_environment(self, name: str, body: str) -> str:
        """A place for an environment of LaTeX."""
        typed = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self._place(typed, typed, True)

    def _place(self, typed: str, latex: str, block: bool) -> str:
        self._formulas.append((typed, latex, block))
        return f'<span class="math">{self._word}-{len(self._formulas) - 1}</span>'

    def fill(self, html: str) -> str:
        """Put each formula into its place, as MathML or, if nobody understands it, as it was
        typed.
        """
        return re.sub(
            rf'<span class="math">{self._word}-(\d+)</span>',
            lambda found: self._formula(int(found[1])),
            html,
        )

    def _formula(self, number: int) -> str:
        typed, latex, block = self._formulas[number]
        if not (shown := mathml(latex, block)):
            return f'<span class="math">{escape(typed)}</span>'
        return f'<span class="line"{_scrolls(typed)}>{shown}</span>' if block else shown
