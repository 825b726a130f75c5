"""The figure style of the course: colours, line styles and fonts, for light and dark themes, with
text for readers who cannot see figures.

``style.use()`` in the first cell of a notebook is all that a chapter needs: from then on a plain
``plt.subplots()`` figure is shown as SVG whose ink is the page's own text colour, so that it
follows the theme, with alt text.
"""

from __future__ import annotations

import html as escape
import io
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import matplotlib
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import is_color_like, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec, SubplotSpec
from matplotlib.lines import Line2D
from matplotlib.text import Text

from .model import ParameterError, Quantity, expect
from .units import quantity

__all__ = [
    "BLUE",
    "FAINT",
    "GREEN",
    "INK",
    "LINES",
    "MUTED",
    "ORANGE",
    "PALETTE",
    "PURPLE",
    "SKY",
    "VERMILLION",
    "adaptive",
    "alt",
    "caption",
    "describe",
    "direct_labels",
    "html",
    "resize",
    "svg",
    "use",
    "wrap_titles",
]


def __dir__() -> list[str]:
    """List the names of this room alone, for tab completion."""
    return sorted(__all__)


# Okabe and Ito's colours (M. Okabe and K. Ito, Color Universal Design, 2008), those with contrast
# on white and on black first.
BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY = (
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#cc79a7",
    "#e69f00",
    "#56b4e9",
)
# neutral: each becomes a share of the page's text colour, grey words 65 %
INK, MUTED, FAINT = "#262626", "#595959", "#d9d9d9"
PALETTE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
# never colour alone
LINES = (
    "-",
    (0, (5, 1.5)),
    (0, (1, 1.2)),
    (0, (6, 1.5, 1, 1.5)),
    (0, (9, 2)),
    (0, (3, 1, 1, 1, 1, 1)),
)

NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
GAP = Quantity("", "space between a line and its name, in points", -1e3, 1e3)
INCHES = Quantity("", "size of a figure in inches", 0.1, 1000.0)

RC: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": MUTED,
    "axes.facecolor": "none",
    "axes.formatter.min_exponent": 5,  # 100 and 10000 on a logarithmic axis, not powers of ten
    "axes.labelcolor": INK,
    "axes.labelpad": 5,
    "axes.linewidth": 0.8,
    "axes.prop_cycle": cycler(color=PALETTE) + cycler(linestyle=LINES),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.unicode_minus": True,
    "figure.constrained_layout.use": True,
    "figure.figsize": (8.8, 3.6),  # as wide as a page's column
    "figure.titlesize": 11,
    "figure.titleweight": "bold",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "grid.color": FAINT,
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "legend.handlelength": 2.6,
    "lines.linewidth": 1.6,
    "lines.markersize": 5,
    "patch.linewidth": 0,
    "scatter.edgecolors": "none",
    "svg.fonttype": "path",
    "text.color": INK,
    "xtick.color": MUTED,
    "xtick.labelcolor": INK,
    "xtick.major.size": 3.5,
    "xtick.major.width": 0.8,
    "xtick.minor.size": 2,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
    "ytick.major.size": 3.5,
    "ytick.major.width": 0.8,
    "ytick.minor.size": 2,
}


def use() -> None:
    """Make this the style of every figure from here on and, in a notebook, show figures as SVG in
    the page's own colours.
    """
    matplotlib.rcParams.update(RC)
    shell: Any = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if getattr(shell, "kernel", None):
        # first, because it discards formatters that were registered before
        shell.enable_matplotlib("inline")
        shell.display_formatter.formatters["text/html"].for_type(Figure, html)
        # it is not shown, and takes half the time
        shell.display_formatter.formatters["image/png"].pop(Figure, None)


def describe(where: Axes | Figure, sentence: str) -> None:
    """Add a sentence to the alt text of a figure or of one of its axes, with its numbers:
    ``describe(ax, "250 pA: 41.7 Hz.")``.
    """
    expect(
        where,
        (Axes, Figure),
        "describe's where",
        "axes or a figure, as in fig, ax = plt.subplots()",
    )
    vars(where).setdefault("_alt", []).append(
        expect(sentence, str, "describe's sentence", "a sentence in quotes")
    )


def caption(figure: Figure, text: str) -> None:
    """Write a caption under a figure, in the same output: ``caption(fig, "Figure 2.3. **Blue**: the
    voltage $V$. …")``.

    It may hold ``**bold**``, ``*emphasis*``,
    ```code``` and formulas of one line, as in ``$\\tau_m$``, which are set in HTML, so that they
    look the same where no LaTeX is rendered. The last caption given counts.
    """
    vars(_figure(figure, "caption"))["_caption"] = _in_html(
        expect(text, str, "caption's text", "words in quotes")
    )


def _figure(figure: Any, verb: str) -> Figure:
    """Return a figure as it is, or refuse what is none."""
    return expect(figure, Figure, f"{verb}'s figure", "a figure, as in fig, ax = plt.subplots()")


def alt(figure: Figure) -> str:
    """Return what a reader who cannot see the figure hears: the sentences given to
    :func:`describe`, or what the axes hold.
    """
    texts = [" ".join(vars(_figure(figure, "alt")).get("_alt", []))]
    for ax in figure.axes:
        texts += [" ".join(vars(ax).get("_alt", [])) or _summary(ax)]
    return " ".join(filter(None, texts)) or "Figure."


def _summary(ax: Axes) -> str:
    """Describe in words what one set of axes shows: its title, its labels, and the range of each
    line or, without lines, its words.
    """
    title = ax.get_title("left") or ax.get_title()
    parts = [
        f"{ax.get_ylabel()} against {ax.get_xlabel()}"
        if ax.get_xlabel() and ax.get_ylabel()
        else ax.get_ylabel() or ax.get_xlabel()
    ]
    parts += [_range(line) for line in ax.lines[:6]] or [each.get_text() for each in ax.texts[:6]]
    text = "; ".join(filter(None, parts))
    words = f"{title}: {text}" if title and text else title or text
    words = re.sub(r"\$.*?\$", lambda match: match[0].replace("-", " − "), words)
    # $\tau_{\mathrm{w}}$ becomes tau w
    words = re.sub(r"[${}]|\\(mathrm|mathit|mathbf)?", "", words).replace("_", " ")
    return f"{words}." if words else ""


def _range(line: Line2D) -> str:
    """Describe a line in words: a named one from its first value to its last, a nameless one
    between its lowest and its highest.
    """
    y = np.asarray(line.get_ydata(), dtype=float)
    y = y[np.isfinite(y)]
    name = "" if str(line.get_label()).startswith("_") else str(line.get_label())
    if len(y) < 3:  # a line across the axes
        return ""
    y = np.where(np.abs(y) < 1e-9 * np.abs(y).max(), 0.0, y)  # 0, but for rounding
    first, last, low, high = (quantity(value) for value in (y[0], y[-1], y.min(), y.max()))
    if low == high:
        return f"{name} at {low}" if name else ""
    whole = f"between {low} and {high}"
    return (
        f"{name} from {first} to {last}, {whole}"
        if name and first != last
        else f"{name or 'a line'} {whole}"
    )


def direct_labels(ax: Axes, gap: float = 4.0) -> None:
    """Write each labelled line's name at its right end, in its colour, instead of a legend; names
    keep clear of each other.
    """
    expect(ax, Axes, "direct_labels's ax", "the axes of a figure, as in fig, ax = plt.subplots()")
    gap = GAP.number(gap, "direct_labels's gap")
    lines = [
        line
        for line in ax.lines
        if not str(line.get_label()).startswith("_") and len(line.get_ydata())
    ]
    ax.autoscale_view()
    to_axes = ax.transData + ax.transAxes.inverted()
    ends = np.array(
        [to_axes.transform((line.get_xdata()[-1], line.get_ydata()[-1]))[1] for line in lines]
    )
    order = np.argsort(ends)
    room = (
        1.35
        * float(matplotlib.rcParams["font.size"])
        / 72
        / (ax.get_position().height * ax.get_figure().get_figheight())
    )
    for _ in range(40):  # neighbours that are too near push each other apart
        push = np.maximum(0, room - np.diff(ends[order])) / 2
        ends[order[:-1]] -= push
        ends[order[1:]] += push
    for line, y in zip(lines, ends, strict=True):
        place = {
            "xycoords": "axes fraction",
            "xytext": (gap, 0),
            "textcoords": "offset points",
            "va": "center",
            "annotation_clip": False,
        }
        ax.annotate(str(line.get_label()), (1, y), color=line.get_color(), **place)


def adaptive(color: Any) -> str:
    """Return the CSS colour that a matplotlib colour becomes on a page.

    Black and greys become shares of the page's text colour and white its ground. The palette leans
    a little towards the text: darker on white, lighter on black, the same hue on both. Any other
    colour, as in a colour map, stays.
    """
    if not is_color_like(color):
        raise ParameterError(
            f"adaptive's color is {color!r:.60}; expected a colour of matplotlib, as in '#0072b2'."
        )
    code = to_hex(color)
    red = to_rgb(color)[0]
    if code == "#ffffff":
        return "var(--jp-layout-color0, var(--color-background-primary, Canvas))"
    # exactly: the middle of a colour map is nearly grey, and stays
    if code[1:3] == code[3:5] == code[5:7]:
        share = 1.0 if red < 0.2 else 1 - red
        return (
            "currentColor"
            if share == 1
            else f"color-mix(in srgb, currentColor {100 * share:.0f}%, transparent)"
        )
    return f"color-mix(in srgb, {code} 80%, currentColor)" if code in PALETTE else code


def wrap_titles(figure: Figure) -> None:
    """Let titles that are wider than the figure go on in a second line."""
    for ax in _figure(figure, "wrap_titles").axes:
        for text in [
            each for each in ax.get_children() if isinstance(each, Text) and each not in ax.texts
        ]:
            text.set_wrap(True)


def resize(figure: Figure, width: float, height: float) -> None:
    """Lay a figure out for a width in inches; on a narrow one the panels of a single row stand one
    below the other.
    """
    width, height = INCHES.number(width, "resize's width"), INCHES.number(height, "resize's height")
    row: dict[Axes, tuple[SubplotSpec, bool]] = vars(_figure(figure, "resize")).setdefault(
        "_row", _row(figure)
    )
    narrow = len(row) if width <= 1.2 * NARROW else 0
    column = GridSpec(narrow, 1, figure=figure) if narrow else None
    for k, (ax, (spec, labelled)) in enumerate(row.items()):
        ax.set_subplotspec(column[k] if column else spec)
        # a shared axis is labelled at the left of its row alone
        ax.tick_params(labelleft=labelled or bool(narrow))
    figure.set_size_inches(width, height * max(1, 0.8 * narrow))


def _row(figure: Figure) -> dict[Axes, tuple[SubplotSpec, bool]]:
    """Return the panels of a figure of one row, each with its place and whether its y axis has
    labels; nothing for any other.
    """
    specs = {ax: ax.get_subplotspec() for ax in figure.axes}
    found = {
        ax: (spec, ax.yaxis.get_tick_params().get("labelleft", True))
        for ax, spec in specs.items()
        if spec is not None
    }
    grids = {spec.get_gridspec() for spec, _ in found.values()}
    alone = (
        len(found) == len(specs) > 1
        and len(grids) == 1
        and next(iter(grids)).get_geometry() == (1, len(found))
    )
    return found if alone else {}


def svg(figure: Figure, words: str = "") -> str:
    """Return the figure as one SVG element to be put into a page: in the page's colours, as wide as
    fits, named by ``words``.
    """
    wrap_titles(_figure(figure, "svg"))
    expect(words, str, "svg's words", "words in quotes")
    buffer = io.StringIO()
    with matplotlib.rc_context(_DRAWN), _laid_out(figure):
        figure.savefig(
            buffer,
            format="svg",
            facecolor="none",
            edgecolor="none",
            metadata={"Date": None, "Creator": None},
        )
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    # matplotlib's style would rule the whole page
    text = re.sub(r"\s*<metadata>.*?</metadata>|<style.*?</style>", "", text, flags=re.S)
    text = re.sub(r"(stroke|fill): (#[0-9a-f]{6})", _recolour, text)
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', text))
    text = re.sub(r' id="([^"]+)"', lambda match: match[0] if match[1] in used else "", text)
    width, height = figure.get_size_inches() * 72
    role = f'role="img" aria-label="{escape.escape(words)}"' if words else 'aria-hidden="true"'
    look = (
        f"width:100%;max-width:{width * 4 / 3:.0f}px;height:auto;vertical-align:top;"
        f"fill:currentColor;stroke-linejoin:round"
    )
    head = f'<svg {NAMESPACES} viewBox="0 0 {width:g} {height:g}" {role} style="{look}">'
    return re.sub(r"<svg[^>]*>", lambda _: head, _shorter(text), count=1)


# Letters as outlines; outlines of markers named by what they are, and not by chance: figures of a
# page then share them, and a page that is built again is the same.
_DRAWN = {
    "svg.fonttype": "path",
    "svg.hashsalt": "neurolib",
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
}


@contextmanager
def _laid_out(figure: Figure) -> Iterator[None]:
    """Lay a figure out as for an SVG file, and let it stay so: savefig would draw all of it once
    more for that.
    """
    engine, canvas, dpi = figure.get_layout_engine(), figure.canvas, figure.dpi
    FigureCanvasSVG(figure)  # its letters are as wide as they are drawn
    try:
        if engine is not None:
            figure.dpi = 72
            engine.execute(figure)
            figure.set_layout_engine(None)
        yield
    finally:
        figure.set_layout_engine(engine)
        figure.dpi = dpi
        figure.set_canvas(canvas)


def _shorter(text: str) -> str:
    """Write the same picture in a fourth of the characters: a notebook that has been run holds
    dozens of them.
    """
    text = re.sub(r"<!--.*?-->|\n(?=[ <])", "", text, flags=re.S)
    text = re.sub(
        r' d="[^"]*"',
        lambda match: ' d="' + re.sub(r"\s*([A-Za-z])\s*", r"\1", match[0][4:-1]).strip() + '"',
        text,
    )
    # a glyph
    text = re.sub(r'(<use [^>]*)transform="translate\((\S+) (\S+)\)"/>', r'\1x="\2" y="\3"/>', text)
    text = re.sub(
        r' (d|x|y|width|height)="[^"]*"|translate\(.*?\)',
        lambda match: _LONG.sub(_rounded, match[0]),
        text,
    )
    text = re.sub(
        r' d="([^"]*)"', lambda match: f' d="{_PIECE.sub(_along_an_axis(), match[1])}"', text
    )
    text = re.sub(r'style="[^"]*"', lambda match: re.sub(r"([:;,]) ", r"\1", match[0]), text)
    text = (
        re.sub(r">\s+<", "><", text)
        .replace('xlink:href="#', 'href="#')
        .replace("DejaVuSans", "DV")
        .replace(' y="0"/>', "/>")
    )
    text = re.sub(r"scale\(0(\.\d+) -0(\.\d+)\)", r"scale(\1 -\2)", text)
    text = _without_empty_groups(text.replace("<g/>", "").replace("<defs></defs>", ""))
    strokes = {
        name: (set(css.split(";")), bool(_STRAIGHT.fullmatch(path)))
        for name, path, css in _OUTLINE.findall(text)
    }
    text = re.sub(
        r'<use href="#(m[^"]+)"([^>]*?) style="([^"]*)"/>',
        lambda match: _once(match, strokes),
        text,
    )
    text = _ALIKE_MARKS.sub(
        lambda match: f'<g style="{match[2]}">{match[0].replace(_styled(match[2]), "")}</g>', text
    )
    text = _ALIKE_STROKES.sub(_one_path, text)
    return re.sub(r' d="([^"]*)"', lambda match: f' d="{_by_steps(match[1])}"', text)


def _without_empty_groups(text: str) -> str:
    """Leave out groups that neither place nor colour what they hold, as those around each tick."""
    open_ones: list[bool] = []

    def kept(match: re.Match[str]) -> str:
        if match[0] != "</g>":
            open_ones.append(match[0] != "<g>")
            return match[0] if open_ones[-1] else ""
        return match[0] if open_ones.pop() else ""

    return re.sub(r"<g\b[^>]*(?<!/)>|</g>", kept, text)


def _once(match: re.Match[str], strokes: dict[str, tuple[set[str], bool]]) -> str:
    """Do not say at each mark what its outline says already; nor how a single stroke would be
    filled.
    """
    styles, single = strokes.get(match[1], (set(), False))
    css = [
        each
        for each in match[3].split(";")
        if each not in styles and not (single and each.startswith("fill"))
    ]
    return f'<use href="#{match[1]}"{match[2]}' + (_styled(";".join(css)) if css else "") + "/>"


_OUTLINE = re.compile(r'<path id="(m[^"]+)" d="([^"]*)" style="([^"]*)"/>')
_STRAIGHT = re.compile(r"M[^A-Za-z]*[LHV][^A-Za-z]*")
_LONG = re.compile(r"-?\d+\.\d{2,}")
_GLYPH = r'<path id="DV[^>]*/>'
_ALIKE_MARKS = re.compile(
    r'<use href="#([^"]+)"[^>]*? style="([^"]*)"/>(?:<use href="#\1"[^>]*? style="\2"/>)+'
)
_ALIKE_STROKES = re.compile(
    r'<path d="[^"]*"((?: clip-path="[^"]*")? style="fill:none;[^"]*"/>)(?:<path d="[^"]*"\1)+'
)


def _rounded(match: re.Match[str]) -> str:
    """Write a length to a tenth of a point, and a small one, as in a mark or a glyph, to a
    hundredth.
    """
    length = float(match[0])
    short = f"{length:.{1 if abs(length) >= 10 else 2}f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def _along_an_axis() -> Callable[[re.Match[str]], str]:
    """Return what writes the pieces of one outline, one after the other: a straight one along an
    axis with one number instead of two.
    """
    last: list[str] = ["", ""]

    def written(match: re.Match[str]) -> str:
        letter, numbers = match[1], match[2].split()
        before, last[:] = last[:], numbers[-2:] if len(numbers) > 1 else ["", ""]
        if letter != "L" or len(numbers) != 2 or "" in before:
            return match[0]
        return (
            f"V{numbers[1]}"
            if numbers[0] == before[0]
            else f"H{numbers[0]}"
            if numbers[1] == before[1]
            else match[0]
        )

    return written


_PIECE = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_AXES = {"H": (0,), "V": (1,)}  # of the numbers of a piece, in turn; of others along x and y
FEW = 6  # pieces of an outline that is written by places, as of a tick or a box


def _by_steps(outline: str) -> str:
    """Write an outline as steps from the end of one piece to the next, which are shorter numbers
    than places, and without letters and spaces that SVG does not need. Steps of whole hundredths
    lead to exactly the same places.
    """
    pieces = _PIECE.findall(outline)
    if len(pieces) <= FEW or not {letter for letter, _ in pieces} <= set("MLHVQCz"):
        return outline
    text, last, here, begun = "", "", [0, 0], [0, 0]
    for letter, places in pieces:
        if letter == "z":
            text, last, here = f"{text}z", "z", [*begun]
            continue
        axes = _AXES.get(letter, (0, 1))
        ends = [round(100 * float(each)) for each in places.split()]
        steps = [end - here[axes[k % len(axes)]] for k, end in enumerate(ends)]
        for axis, end in zip(axes, ends[-len(axes) :], strict=True):
            here[axis] = end
        begun = [*here] if letter == "M" else begun
        name = letter.lower() if text else letter
        # without a letter, steps go on as those before, and after m as lines
        goes_on = name == last != "m" or (name, last) == ("l", "m")
        text = _with_numbers(text if goes_on else text + name, steps)
        last = name
    return text


def _with_numbers(text: str, hundredths: list[int]) -> str:
    """Add numbers to an outline, with a space where nothing else parts one from another."""
    for each in hundredths:
        number = f"{abs(each) / 100:.2f}".rstrip("0").rstrip(".").removeprefix("0") or "0"
        number = f"-{number}" if each < 0 else number
        parted = (
            number[0] == "-"
            or text[-1].isalpha()
            or (number[0] == "." and _FRACTION.search(text[-8:]))
        )
        text += number if parted else f" {number}"
    return text


_FRACTION = re.compile(r"\.\d+$")  # after which a point begins another number


def _styled(css: str) -> str:
    return f' style="{css}"'


def _one_path(match: re.Match[str]) -> str:
    """Join strokes that differ in their place alone, unless they are so transparent that one shines
    through another.
    """
    joined = "".join(re.findall(r' d="([^"]*)"', match[0]))
    return match[0] if "opacity" in match[1] else f'<path d="{joined}"{match[1]}'


def _recolour(match: re.Match[str]) -> str:
    """Write a plain colour and after it the adaptive one, which SVG readers that do not know it
    ignore.
    """
    property, code = match.groups()
    css = adaptive(code)
    return match[0] if css == code else f"{match[0]}; {property}: {css}"


def html(figure: Figure, words: str = "") -> str:
    """Return the figure as HTML for a notebook or a page.

    It holds a second layout for a narrow screen, where type keeps its size; and the picture once
    more as an image, which shows only where SVG and style are filtered out, as in a notebook that
    JupyterLab does not trust yet.
    """
    width, height = _figure(figure, "html").get_size_inches()
    words = expect(words, str, "html's words", "words in quotes") or alt(figure)
    narrow = ""
    if width > 1.2 * NARROW:
        resize(figure, NARROW, height)
        narrow = svg(figure, words)
        resize(figure, width, height)
    drawn = svg(figure, words)
    # of two outlines of one name in a page, the first one is drawn
    shared = set(re.findall(_GLYPH, drawn))
    narrow = re.sub(_GLYPH, lambda match: "" if match[0] in shared else match[0], narrow)
    on_white = _ADAPTIVE.sub("", drawn).replace(
        ">", '><rect width="100%" height="100%" fill="#fff"/>', 1
    )
    on_white = on_white.replace('"', "'")  # it holds no ' itself: see escape
    address = f"data:image/svg+xml,{quote(on_white, safe=_PLAIN)}"
    image = (
        f'<img src="{address}" width="{width * 96:.0f}" alt="{escape.escape(words)}" '
        f'loading="lazy">'
    )
    page = (
        f'<div class="neurolib-figure" '
        f'style="container-type:inline-size"><style>{_SWITCH}</style>{drawn}{narrow}{image}</div>'
    )
    if below := vars(figure).get("_caption"):
        look = f"max-width:{max(width, 6) * 96:.0f}px;margin:0.5em auto 0;line-height:1.45"
        page = (
            f'<figure style="margin:0">{page}<figcaption '
            f'style="{look}">{below}</figcaption></figure>'
        )
    return page


# after the plain colour, which does on white
_ADAPTIVE = re.compile(r";(?:stroke|fill):(?:currentColor|(?:color-mix|var)\([^;\"]*\))")
_PLAIN = " !$'()*+,-./:;=@[]_`{|}~"  # what an address in quotation marks may hold as it is
NARROW = 3.6  # inches: a phone's 360 pixels with some margin
_SWITCH = (
    ".neurolib-figure+figcaption "
    ":is(sub,sup){line-height:0}.neurolib-figure>svg{display:block;margin:0 auto}"
    ".neurolib-figure>img,.neurolib-figure>svg+svg{display:none}"
    f"@container (max-width:{1.2 * NARROW * 96:.0f}px){{"
    ".neurolib-figure>svg:first-of-type:not(:only-of-type){display:none}.neurolib-figure>svg+svg{display:block}}"
)


def _in_html(text: str) -> str:
    """Turn a line of Markdown, with formulas, into HTML."""
    parts: list[str] = []

    def keep(match: re.Match[str]) -> str:
        parts.append(_formula(match[1]) if match[1] else f"<code>{escape.escape(match[2])}</code>")
        return f"\0{len(parts) - 1}\0"

    html = escape.escape(re.sub(r"\$(.+?)\$|`(.+?)`", keep, text), quote=False)
    html = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html)
    html = re.sub(r"(?<![\w*])\*(\S.*?)\*(?![\w*])", r"<em>\1</em>", html)
    return re.sub("\0(.*?)\0", lambda match: parts[int(match[1])], html)


_LETTERS = dict(zip(
    (
        "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi rho sigma tau "
        "phi chi psi omega varphi"
    ).split(),
    "αβγδεζηθκλμνξρστφχψωϕ", strict=True,
))  # fmt: skip
_SIGNS = {
    "-": "−", "*": "∗", "'": "′", "\\Delta": "Δ", "\\Omega": "Ω", "\\Theta": "Θ", "\\infty": "∞",
    "\\pm": "±", "\\times": "×",
    "\\cdot": "·",    "\\langle": "⟨",
    "\\rangle": "⟩",    "\\ln": "ln", "\\log": "log", "\\exp": "exp", "\\max": "max",
    "\\min": "min", "\\pi": "π", "\\%": "%", "\\,": " ",
    "\\;": " ", "\\ ": " ", "\\!": "", "&": "&amp;",
}  # fmt: skip
_RELATIONS = {
    "=": "=", "<": "&lt;", ">": "&gt;", "\\to": "→", "\\le": "≤", "\\ge": "≥", "\\ne": "≠",
    "\\approx": "≈", "\\sim": "∼", "\\propto": "∝",
}  # fmt: skip


def _formula(latex: str) -> str:
    """Set a formula of one line in HTML: letters in italics, sub- and superscripts, Greek; refuse
    what takes more.
    """
    tokens = re.findall(r"\\[A-Za-z]+|\\.|\s+|.", latex)
    html, i = "", 0
    while i < len(tokens):
        piece, i = _piece(tokens, i)
        html += piece
    return html


def _piece(tokens: list[str], i: int) -> tuple[str, int]:
    """Return the HTML of what begins at ``i``, a token or a group in braces, and where it ends."""
    if i >= len(tokens):
        raise ParameterError(
            f"A formula in a caption ends too early: {''.join(tokens)}; give each _ and "
            f"^ what it raises or lowers."
        )
    token, i = tokens[i], i + 1
    if token == "{":
        html = ""
        while tokens[i : i + 1] != ["}"]:
            piece, i = _piece(tokens, i)
            html += piece
        return html, i + 1
    if token in ("_", "^"):
        inside, i = _piece(tokens, i)
        return (f"<sub>{inside}</sub>" if token == "_" else f"<sup>{inside}</sup>"), i
    if token in ("\\mathrm", "\\text"):
        inside, i = _piece(tokens, i)
        return re.sub(r"</?i>", "", inside), i
    if token in _RELATIONS:
        return f" {_RELATIONS[token]} ", i
    if token in _SIGNS:
        return _SIGNS[token], i
    if token.isalpha() or token[1:] in _LETTERS:
        return f"<i>{_LETTERS.get(token[1:], token)}</i>", i
    if token.startswith("\\"):
        raise ParameterError(
            f"A formula in a caption has {token}, which takes more than one line; put "
            f"it into the text and refer to it."
        )
    return ("" if token.isspace() else token), i
