"""One figure style: readable on white and on black, and in words."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from neurolib import style
from neurolib.model import ParameterError


@pytest.fixture
def figure() -> Iterator[Figure]:
    with matplotlib.rc_context(style.RC):
        yield three_lines()


def three_lines() -> Figure:
    figure = Figure()
    ax = figure.subplots()
    x = np.linspace(0, 1, 50)
    for k in (1, 2, 3):
        ax.plot(x, k * x, label=f"slope {k}")
    ax.set(xlabel="time (s)", ylabel=r"$\tau_{\mathrm{w}}$ (ms)", title="Three lines")
    return figure


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Contrast ratio of two sRGB colours, by the Web Content Accessibility Guidelines 2.2, section
    1.4.3.
    """
    lights = []
    for colour in one, other:
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour]
        lights.append(float(np.dot(linear, (0.2126, 0.7152, 0.0722))) + 0.05)
    return max(lights) / min(lights)


def on_page(colour: str, text: float) -> tuple[float, ...]:
    """What a browser makes of ``adaptive(colour)`` where text is a grey of this lightness."""
    found = re.fullmatch(
        r"color-mix\(in srgb, (#\w+) (\d+)%, currentColor\)", style.adaptive(colour)
    )
    assert found, style.adaptive(colour)
    share = int(found[2]) / 100
    return tuple(share * v + (1 - share) * text for v in to_rgb(found[1]))


@pytest.mark.parametrize("colour", style.PALETTE)
def test_every_colour_stands_out_on_white_and_on_black(colour: str) -> None:
    white, black = (1.0, 1.0, 1.0), (17 / 255,) * 3  # JupyterLab's two grounds
    assert contrast(on_page(colour, 0.13), white) >= 3  # WCAG 1.4.11, graphics
    assert contrast(on_page(colour, 0.87), black) >= 3


@pytest.mark.parametrize(
    "text", [0.0, 0.13]
)  # the page may be black on white, or as JupyterLab has it
def test_grey_words_can_be_read_on_white_and_on_black(text: float) -> None:
    found = re.fullmatch(
        r"color-mix\(in srgb, currentColor (\d+)%, transparent\)", style.adaptive(style.MUTED)
    )
    assert found
    share = int(found[1]) / 100
    on_white, on_black = share * text + (1 - share), share * (1 - text) + (1 - share) * 17 / 255
    assert contrast((on_white,) * 3, (1.0, 1.0, 1.0)) >= 4.5  # WCAG 1.4.3, text
    assert contrast((on_black,) * 3, (17 / 255,) * 3) >= 4.5


def test_contrast_has_its_known_ends() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)) == pytest.approx(1)


def test_black_is_the_pages_ink_grey_a_share_of_it_and_a_colour_map_stays() -> None:
    assert style.adaptive("k") == style.adaptive(style.INK) == "currentColor"
    assert style.adaptive("0.5") == "color-mix(in srgb, currentColor 50%, transparent)"
    assert "--jp-layout-color0" in style.adaptive("w")
    # of viridis, and the middle of cividis
    assert style.adaptive("#fde725") == "#fde725" and style.adaptive("#7b7b78") == "#7b7b78"


def test_lines_differ_by_more_than_colour(figure: Figure) -> None:
    looks = [
        (line.get_color(), str(line.get_linestyle()), line._dash_pattern)
        for line in figure.axes[0].lines
    ]  # type: ignore[attr-defined]
    assert len({colour for colour, _, _ in looks}) == len({str(dash) for _, _, dash in looks}) == 3
    assert len(style.PALETTE) == len(style.LINES) == len({str(line) for line in style.LINES})


def test_the_svg_is_one_named_element_that_styles_nothing_else(figure: Figure) -> None:
    text = style.svg(figure, 'A "<name>" & more')
    root = ElementTree.fromstring(text)
    assert (
        root.tag.endswith("svg")
        and root.get("role") == "img"
        and root.get("aria-label") == 'A "<name>" & more'
    )
    assert "<style" not in text and "width=" not in text.split(">")[0]
    assert "#262626;" in text and not re.search(r"(stroke|fill):#262626(?!;\1:currentColor)", text)
    used, named = (
        set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', text)),
        re.findall(r' id="([^"]+)"', text),
    )
    assert {a or b for a, b in used} == set(named) and len(named) == len(set(named))


def test_a_picture_takes_few_characters_and_stays_the_same() -> None:
    """Strokes that differ in their place alone are one path, dots share their style, and a tenth of
    a point is enough.
    """
    with matplotlib.rc_context(style.RC):
        figure = Figure(figsize=(6, 3))
        ax = figure.subplots()
        ax.vlines(np.linspace(0, 1, 300) ** 2, 0, 1, colors=style.BLUE)
        ax.plot(np.linspace(0, 1, 300), np.linspace(0, 1, 300) ** 3, "o", color=style.GREEN)
        # a stroke shines through the other
        ax.vlines([0.2, 0.3], 0, 1, colors=style.ORANGE, alpha=0.5)
        text = style.svg(figure)
    root = ElementTree.fromstring(text)
    assert len(text) < 29_000 and not re.search(r"\d\.\d{3}", re.sub(r"scale\(.*?\)", "", text))
    strokes = [path.get("d", "") for path in root.iter("{http://www.w3.org/2000/svg}path")]
    assert (
        max(d.lower().count("m") for d in strokes) == 300
        and sum("stroke-opacity" in path.get("style", "") for path in root.iter()) == 2
    )
    dots = [
        list(group) for group in root.iter("{http://www.w3.org/2000/svg}g") if len(group) == 300
    ]
    assert len(dots) == 1 and all("style" not in dot.attrib for dot in dots[0])
    width = figure.get_size_inches()[0] * 72
    assert [float(dot.get("x", "")) for dot in dots[0]] == pytest.approx(
        ax.transData.transform(np.column_stack([np.linspace(0, 1, 300), np.zeros(300)]))[:, 0]
        * 72
        / figure.dpi,
        abs=0.051,
    ) and width == pytest.approx(432)


def test_a_figure_is_laid_out_once_and_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Figure] = []
    draw = Figure.draw
    monkeypatch.setattr(
        Figure, "draw", lambda self, renderer: (drawn.append(self), draw(self, renderer))
    )
    pictures = []
    for way in (style._laid_out, nullcontext):  # and as savefig lays it out itself
        monkeypatch.setattr(style, "_laid_out", lambda figure, way=way: way(figure))
        with matplotlib.rc_context(style.RC):
            figure, before = Figure(figsize=(6, 3), dpi=110), len(drawn)
            canvas, axes = figure.canvas, figure.subplots(1, 2)
            axes[0].plot([0, 1], [0, 1000], label="a line")
            axes[0].set(xlabel="time (ms)", ylabel=r"$V_\mathrm{m}$ (mV)")
            axes[0].legend()
            axes[1].set_aspect("equal")
            engine = figure.get_layout_engine()
            pictures.append((style.svg(figure), len(drawn) - before))
        assert figure.get_layout_engine() is engine and figure.canvas is canvas
        assert figure.dpi == 110
    (ours, once), (theirs, twice) = pictures
    assert ours == theirs and once == 1 < twice


def test_a_figure_is_the_same_text_in_another_process_and_shares_its_markers(
    figure: Figure,
) -> None:
    first = style.html(figure)
    text = """import matplotlib
from neurolib import style
from tests.test_style import three_lines
matplotlib.rcParams.update(style.RC)
print(style.html(three_lines()))"""
    other = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == first
    wide, narrow = re.findall(r"<svg.*?</svg>", first)
    names = [set(re.findall(r'<path id="(m[^"]+)"', each)) for each in (wide, narrow)]
    assert names[0] == names[1] != set()


def places(outline: str) -> list[tuple[Any, ...]]:
    """Return the pieces of an outline with the places to which they lead, as SVG 2 reads it."""
    words = re.findall(r"[A-Za-z]|-?(?:\d+(?:\.\d*)?|\.\d+)", outline)
    here, begun, letter, found = [0.0, 0.0], [0.0, 0.0], "", []
    many = {"M": 2, "L": 2, "H": 1, "V": 1, "Q": 4, "C": 6}
    while words:
        if words[0].isalpha():
            letter = words.pop(0)
        elif letter in "Mm":  # what follows without a letter is a line
            letter = "L" if letter == "M" else "l"
        if letter in "Zz":
            here = [*begun]
            found.append(("z", *(np.round(here, 3) + 0.0)))
            continue
        n = many[letter.upper()]
        numbers, words = [float(word) for word in words[:n]], words[n:]
        axes = {"H": [0], "V": [1]}.get(letter.upper(), [0, 1])
        at = [each + here[axes[k % len(axes)]] * letter.islower() for k, each in enumerate(numbers)]
        for axis, each in zip(axes, at[-len(axes) :], strict=True):
            here[axis] = each
        begun = [*here] if letter in "Mm" else begun
        kind = "L" if letter.upper() in "HV" else letter.upper()
        found.append((kind, *np.round(here if kind == "L" else at, 3) + 0.0))
    return found


LINE = st.tuples(st.just("L"), st.tuples(*[st.integers(-99999, 99999)] * 2))
MOVE = st.tuples(st.just("M"), st.tuples(*[st.integers(-99999, 99999)] * 2))
CURVE = st.tuples(st.just("Q"), st.tuples(*[st.integers(-9999, 9999)] * 4))
END = st.just(("z", ()))
ALONG = st.tuples(st.sampled_from("HV"), st.tuples(st.integers(-99999, 99999)))


@given(st.lists(st.one_of(LINE, ALONG, MOVE, CURVE, END), max_size=30))
def test_an_outline_that_is_written_by_steps_leads_to_the_same_places(pieces: Any) -> None:
    text = "M1 -2" + "".join(
        letter + " ".join(f"{each / 100:g}" for each in numbers) for letter, numbers in pieces
    )
    short = style._by_steps(text)
    assert places(short) == places(text)
    assert (short == text) or len(pieces) >= style.FEW


def test_an_outline_of_many_pieces_takes_two_thirds_of_the_characters() -> None:
    x = np.linspace(20, 600, 200)
    y = np.round(200 + 100 * np.sin(x / 40), 1)
    text = "M" + "L".join(f"{a:.1f} {b}" for a, b in zip(x, y, strict=True))
    assert len(style._by_steps(text)) < 0.65 * len(text)
    assert style._by_steps("M0.5 0.5L1.5 -0.5V2Q2 3 4 5zM1 1L1.25 1.5V1.5") == (
        "M.5.5l1-1v2.5q.5 1 2.5 3zm.5.5.25.5v0"
    )


def test_a_tick_says_its_place_alone_and_what_can_be_seen_stays() -> None:
    with matplotlib.rc_context(style.RC):
        figure = Figure(figsize=(6, 3))
        ax = figure.subplots()
        ax.loglog([1, 1e4], [1, 1e6], "o", color=style.BLUE, markeredgecolor=style.GREEN)
        ax.scatter(np.arange(1, 90), np.arange(1, 90), c=np.arange(89), cmap="viridis")
        wide = style.svg(figure)
        image = unquote(re.findall(r'src="data:image/svg\+xml,([^"]*)"', style.html(figure))[0])
    root = ElementTree.fromstring(wide)
    uses = list(root.iter("{http://www.w3.org/2000/svg}use"))
    outlines = {path.get("id"): path for path in root.iter("{http://www.w3.org/2000/svg}path")}
    ticks = [
        each
        for each in uses
        if re.fullmatch("M[^A-Z]*[LHV][^A-Z]*", outlines[each.get("href", "")[1:]].get("d", ""))
    ]
    assert len(ticks) > 30 and not any(each.get("style") for each in ticks)
    assert all("stroke" in outlines[each.get("href", "")[1:]].get("style", "") for each in ticks)
    dots = [each.get("style", "") for each in uses if each.get("href", "").startswith("#C")]
    assert len(dots) == 89 and len(set(dots)) == 89  # a colour each
    # one number where a piece runs along an axis
    assert 'd="M0 0V3.5"' in wide and 'd="M0 0H-3.5"' in wide
    assert wide.count("<g>") == 0 and style.BLUE in wide and style.GREEN in wide
    ElementTree.fromstring(image)
    assert "color-mix" in wide and "color-mix" not in image and style.BLUE in image


def test_html_holds_a_narrow_layout_and_an_image_for_where_svg_is_filtered_out(
    figure: Figure,
) -> None:
    text = style.html(figure, "Three lines.")
    boxes = [float(box.split()[2]) for box in re.findall(r'viewBox="([^"]+)"', text)]
    assert boxes == pytest.approx([72 * figure.get_figwidth(), 72 * style.NARROW])
    assert text.count('aria-label="Three lines."') == 2 and text.count('alt="Three lines."') == 1
    image = re.search(r'<img src="data:image/svg\+xml,([^"]*)"', text)
    assert (
        image
        and ElementTree.fromstring(unquote(image[1])).tag.endswith("svg")
        and len(image[1]) < 1.3 * len(unquote(image[1]))
    )
    wide, narrow = re.findall(r"<svg.*?</svg>", text)
    names, used = (
        set(re.findall(pattern, wide + narrow))
        for pattern in (r' id="(DV[^"]+)"', r'href="#(DV[^"]+)"')
    )
    # each letter is drawn as in the first of the two
    assert used == names and "DV" in narrow and '<path id="DV' not in narrow
    # a figure with one layout stays where the page is narrow
    assert "svg:first-of-type:not(:only-of-type){display:none}" in text
    assert tuple(figure.get_size_inches()) == style.RC["figure.figsize"]


def test_the_panels_of_a_row_stand_one_below_the_other_on_a_narrow_screen_and_go_back() -> None:
    with matplotlib.rc_context(style.RC):
        figure = Figure(figsize=(8.8, 3.0))
        axes = figure.subplots(1, 3, sharey=True, width_ratios=[2, 1, 1])

        def boxes() -> np.ndarray:
            figure.draw_without_rendering()
            return np.array([ax.get_position().bounds for ax in axes])

        wide = boxes()
        style.resize(figure, style.NARROW, 3.0)
        left, bottom, width, _ = boxes().T
        assert (
            np.ptp(left) < 1e-6
            and np.ptp(width) < 1e-6
            and (np.diff(bottom) < 0).all()
            and figure.get_figheight() > 6
        )
        assert all(ax.yaxis.get_tick_params()["labelleft"] for ax in axes)
        style.resize(figure, 8.8, 3.0)
        assert boxes() == pytest.approx(wide, abs=1e-3) and figure.get_figheight() == 3.0
        assert not axes[1].yaxis.get_tick_params()["labelleft"]
        two_rows = Figure(figsize=(8.8, 3.0))
        two_rows.subplots(2, 2)
        style.resize(two_rows, style.NARROW, 3.0)
        assert two_rows.get_figheight() == 3.0


def test_alt_text_is_what_was_said_or_what_is_there(figure: Figure) -> None:
    assert style.alt(figure).startswith(
        "Three lines: tau w (ms) against time (s); slope 1 from 0 to 1, between 0 and "
        "1; slope 2 from 0 to 2"
    )
    style.describe(figure.axes[0], "250 pA: 41.7 Hz.")
    style.describe(figure.axes[0], "300 pA: 63.0 Hz.")
    assert style.alt(figure) == "250 pA: 41.7 Hz. 300 pA: 63.0 Hz."
    assert style.alt(Figure()) == "Figure."


def test_alt_text_that_nobody_wrote_has_no_nonsense_in_it() -> None:
    figure = Figure()
    ax = figure.subplots()
    ax.plot([0, 0, 0, 0])
    ax.plot([0, 1, 0, -3.4e-17])
    ax.plot([5, 5, 5], label="limit")
    ax.plot([-1, 0, -2], label="t_post")
    ax.set(xlabel=r"$t_\mathrm{post}-t_\mathrm{pre}$ (ms)", ylabel="w_max")
    words = (
        "w max against t post − t pre (ms); a line between 0 and 1; limit at 5; t post from "
        "−1 to −2, between −2 and 0."
    )
    assert style.alt(figure) == words


def test_a_caption_stands_under_the_figure_in_html_alone(figure: Figure) -> None:
    assert "<figcaption" not in style.html(figure, "Three lines.")
    style.caption(figure, "an earlier one")
    style.caption(
        figure,
        r"Figure 2.3. **Blue**: $V_\mathrm{th}$ < 0 at $\tau_m=10^{-3}$, *dashed*, "
        r"3*4*5, `a_1*b*`, **bold $x<y$**.",
    )
    text = style.html(figure, "Three lines.")
    assert text.startswith("<figure") and "an earlier one" not in text
    caption = re.search(r"<figcaption[^>]*>(.*)</figcaption></figure>$", text)
    assert caption and caption[1] == (
        "Figure 2.3. <strong>Blue</strong>: <i>V</i><sub>th</sub> &lt; 0 at "
        "<i>τ</i><sub><i>m</i></sub> = 10<sup>−3</sup>, <em>dashed</em>,"
        " 3*4*5, <code>a_1*b*</code>, <strong>bold <i>x</i> &lt; <i>y</i></strong>."
    )
    assert text.index("Three lines.") < text.index("<figcaption")
    assert "color" not in text[text.index("<figcaption") :]  # it has the page's


@pytest.mark.parametrize(
    ("formula", "says"),
    [(r"\frac12", r"has \\frac, which takes more than one line"), ("a_", "ends too early: a_")],
)
def test_a_formula_that_a_caption_cannot_show_is_refused(
    figure: Figure, formula: str, says: str
) -> None:
    with pytest.raises(ParameterError, match=says):
        style.caption(figure, f"Here ${formula}$.")


def test_direct_labels_keep_apart_and_in_order() -> None:
    with matplotlib.rc_context(style.RC):
        figure = Figure()
        ax = figure.subplots()
        for k, end in enumerate((0.50, 0.51, 0.52, 3.0)):
            ax.plot([0, 1], [0, end], label=f"line {k}")
        style.direct_labels(ax)
        figure.draw_without_rendering()
        boxes = [text.get_window_extent() for text in ax.texts]
    middles = [(box.y0 + box.y1) / 2 for box in boxes]
    assert middles == sorted(middles)
    assert all(above.y0 > below.y1 - 1 for below, above in zip(boxes, boxes[1:], strict=False))
    assert [text.get_color() for text in ax.texts] == list(style.PALETTE[:4])


def test_a_plain_script_may_use_it() -> None:
    code = (
        "from neurolib import style; style.use(); import matplotlib as m; "
        "print(m.rcParams['axes.spines.top'], m.rcParams['font.size'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "9.0"]
