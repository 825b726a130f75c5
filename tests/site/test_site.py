"""The site without a browser: what its pages hold, what they must never hold, and what is recorded
of a figure.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from neurolib import style
from neurolib.bootstrap import ONE_THREAD
from neurolib.classroom.course import ClassroomError
from neurolib.model import Model, Quantity
from neurolib.site import reference
from neurolib.site.build import build, faults
from neurolib.site.markup import (
    COLOURS,
    FALLBACK,
    INHERITED,
    Page,
    coloured,
    with_shared_shapes,
    written,
)
from neurolib.site.record import HOLE, record
from neurolib.site.running import _environment, execute
from neurolib.units import mV
from neurolib.widgets import LiveFigure, View, explore
from tests.site.small_site import CANARY, small_site
from tests.widgets.test_widgets import PRESETS, STEP, VIEW, Charging, Knob

ROOT = Path(__file__).parents[2]

__all__ = ["small_site"]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pages(small_site: tuple[Path, dict[str, Any]]) -> dict[str, str]:
    return {
        path.relative_to(small_site[0]).as_posix(): path.read_text(encoding="utf-8")
        for path in small_site[0].rglob("*.html")
    }


def test_links_lead_somewhere_and_nothing_comes_from_another_host(
    small_site: tuple[Path, dict[str, Any]], pages: dict[str, str]
) -> None:
    assert small_site[1]["faults"] == []
    assert (
        "somewhere" in pages["1-principles/1-charging.html"]
        and "nowhere" not in pages["1-principles/1-charging.html"]
    )
    for path in [*(small_site[0] / "static").iterdir(), *(small_site[0] / "previews").iterdir()]:
        text = path.read_text(encoding="utf-8")
        # a name, and no request
        text = text.replace("http://www.w3.org/2000/svg", "").replace(
            "new URL(href, `https://x/${folder}`)", ""
        )
        assert path.name == "search.js" or not re.search(
            r"https?://\w|url\(\s*['\"]?(?!#)|@import|importScripts|WebSocket", text
        ), path.name


def test_a_dead_link_and_a_script_from_outside_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<p id="here"><a href="#here">x</a><a href="https://doi.org/1">x</a></p>', encoding="utf-8"
    )
    assert faults(tmp_path) == []
    (tmp_path / "b.html").write_text(
        '<a href="a.html#there">x</a><a href="c.html">x</a><img src="//cdn/x.png">',
        encoding="utf-8",
    )
    assert len(faults(tmp_path)) == 3


def test_every_picture_has_words(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        assert all(re.search(r'\salt="[^"]+"', tag) for tag in re.findall(r"<img\b[^>]*>", text)), (
            name
        )
        for tag in re.findall(r"<svg\b[^>]*>", text):
            assert re.search(r'aria-label="[^"]+"|aria-hidden="true"', tag), name
    assert "between 0 and" in pages["1-principles/1-charging.html"]  # the numbers


def test_figures_share_the_shapes_of_their_letters_and_their_words(pages: dict[str, str]) -> None:
    shared = words = 0
    for name, text in pages.items():
        there = re.findall(r'<(?:path|g|clipPath) id="(\.\w+)"', text)
        assert len(there) == len(set(there)), name
        used = re.findall(r'(?:<use href="#|url\(#)(\.\w+)["\)]', text)
        assert set(used) == set(there), name
        assert not re.search(r'(?:<use href="#|url\(#)(DV|[mp][0-9a-f]{10}["\)])', text), name
        shared += len(there)
        groups = re.findall(r'<g id="(\.\w+)"', text)
        words += sum(text.count(f'<use href="#{each}"') for each in groups)
    assert shared > 20 and words > 4


def test_code_has_one_part_for_each_colour() -> None:
    text = coloured('def f(x: float) -> str:  # a <name>\n    return f"{x:.2f} & on"')
    assert "f(x: float) -&gt; str:  <span" in text.replace('<span class="n">f</span>', "f")
    assert '<span class="c"># a &lt;name&gt;</span>' in text
    assert re.findall(r'class="(\w+)"', text) == ("code k n c k s s".split())
    assert html.unescape(re.sub(r"<[^>]*>", "", text)).strip().endswith('{x:.2f} & on"')
    for sheet in (ROOT / "neurolib/site/site.css", ROOT / "neurolib/lecture/lecture.css"):
        rules = sheet.read_text(encoding="utf-8")
        assert all(f".code .{name} {{" in rules for name in COLOURS.values())


def test_names_are_links_and_what_names_nothing_is_reported(
    small_site: tuple[Path, dict[str, Any]], pages: dict[str, str]
) -> None:
    text = pages["1-principles/1-charging.html"]
    assert '<a class="ref" href="#equation-1.1">equation (1.1)</a>' in text
    assert '<a class="ref" href="#figure-1.1">Figure 1.1</a>' in text
    assert '<a class="term" href="../glossary.html#term-membrane-time-constant">tau</a>' in text
    assert 'id="equation-1.1"' in text and 'id="figure-1.1"' in text
    expected = "a figure of this course"
    of_the_chapter = [each for each in small_site[1]["unknown"] if each.startswith("1-principles")]
    assert of_the_chapter == [
        f"1-principles/1-charging.html: “Figure 1.7” names nothing; expected the number of {expected}."
    ]
    previews = small_site[0] / "previews" / "1-principles-1-charging.js"
    assert "1-charging.html#equation-1.1" in previews.read_text(encoding="utf-8")


def test_a_chapter_shows_its_formulas_figures_code_and_folded_answers(
    pages: dict[str, str],
) -> None:
    text = pages["1-principles/1-charging.html"]
    assert "<mfrac>" in text and '<span class="number">(1.1)</span>' in text
    assert "\\tau" not in re.sub(r"<pre.*?</pre>", "", text, flags=re.DOTALL)  # but in its code
    assert (
        '<h2 id="1-how-a-membrane-charges">' in text
        and '<a href="#1-how-a-membrane-charges">' in text
    )
    assert "<summary>Draws Figure 1.1</summary>" in text and "tau is 20 ms" in text
    assert re.search(
        r"<summary>Answer</summary><p>Found: <strong>20 ms</strong>. It is <em>C</em> over", text
    )
    assert re.search(r"<details><summary>Derivation, 1 line</summary>\s*<p>Divide by <math", text)
    assert text.count('class="live"') == 3 and text.count('class="guess"') == 3
    assert (
        '<a href="../index.html">the map</a>' in text
        and 'href="https://doi.org/10.1017/CBO9781107447615"' in text
    )
    assert (
        'href="1-principles/1-charging.html"' in pages["index.html"]
        and "Later (planned)" in pages["index.html"]
    )


def test_pages_offer_their_notebook_and_say_who_made_them(
    small_site: tuple[Path, dict[str, Any]], pages: dict[str, str]
) -> None:
    for name, notebook in (
        ("1-principles/1-charging.html", "course/1-principles/1-charging.ipynb"),
        ("exercises/ps1-energy.html", "exercises/ps1-energy/ps1-energy.ipynb"),
    ):
        assert f'href="../notebooks/{notebook}" download' in pages[name]
        laid = nbformat.read(small_site[0] / "notebooks" / notebook, as_version=4)
        assert not any(cell.get("outputs") for cell in laid.cells)
    for name, text in pages.items():
        for part in ("description", "author"):
            assert re.search(rf'<meta name="{part}" content="[^"]*">', text), name
        assert 'property="og:title"' in text and "How to cite" in text and "@software{" in text
    chapter = pages["1-principles/1-charging.html"]
    assert '<meta name="description" content="A first page.">' in chapter


def test_a_blank_ships_no_more_than_its_value_and_a_question_is_marked(
    pages: dict[str, str],
) -> None:
    text = pages["1-principles/1-charging.html"]
    assert "To fill in: the voltage after a short and a long time." in text
    assert '<section class="cell concept" id="cell-concept">' in text
    assert "all 2 values" not in text  # in Base64


def test_gallery_run_times_and_search_know_the_chapter(
    small_site: tuple[Path, dict[str, Any]], pages: dict[str, str]
) -> None:
    assert 'href="1-principles/1-charging.html#cell-figure"' in pages["gallery.html"]
    assert (
        (small_site[0] / "pictures" / "gallery" / "1-charging-cell-figure.svg")
        .read_text(encoding="utf-8")
        .startswith("<svg")
    )
    small = small_site[0] / "pictures" / "gallery" / "1-charging-cell-live.svg"
    assert "DV-" not in small.read_text(encoding="utf-8")  # no words of axes
    assert '<span class="moves">Live</span>' in pages["gallery.html"]
    assert re.search(r"<td[^>]*>1 · Charging</td>", pages["times.html"])
    index = json.loads(
        (small_site[0] / "static" / "search.js")
        .read_text(encoding="utf-8")
        .removeprefix('neurolibArrived("search", ')
        .rstrip(")\n")
    )
    (found,) = [entry for entry in index if entry[1] == "1-how-a-membrane-charges"]
    assert found[0] == "1-principles/1-charging.html" and "The membrane charges as in" in found[4]


def test_the_page_of_run_times_weighs_the_pages_and_the_site(
    small_site: tuple[Path, dict[str, Any]], pages: dict[str, str]
) -> None:
    out, measures = small_site
    weights = pages["times.html"].partition('id="weights"')[2]
    rows = {
        cells[0]: [float(each) for each in cells[1:]]
        for row in re.findall(r"<tr>(.*?)</tr>", weights, re.DOTALL)
        if len(cells := re.findall(r"<td[^>]*>(.*?)</td>", row)) == 7
    }
    assert set(rows) == {"Map", "1 · Charging"}
    text, shared, computes, together, sent, records = rows["1 · Charging"]
    chapter = (out / "1-principles" / "1-charging.html").stat().st_size
    static = sum(
        (out / "static" / name).stat().st_size for name in ("site.css", "theme.js", "site.js")
    )
    assert abs(text - chapter / 1e3) <= 0.5 and abs(shared - static / 1e3) <= 0.5
    assert computes == 0 < sent < together < 1500 and abs(text + shared - together) <= 1
    frames = sum(path.stat().st_size for path in (out / "frames").iterdir())
    assert abs(records - frames / 1e3) <= 0.5
    whole = re.search(r"The whole site takes ([\d.]+) MB", weights)
    assert whole and abs(float(whole[1]) - measures["bytes"] / 1e6) < 0.1


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_the_scripts_fit_together(small_site: tuple[Path, dict[str, Any]]) -> None:
    """They are joined to one, in which no name may be given twice."""
    for path in [*small_site[0].glob("static/*.js"), *small_site[0].glob("previews/*.js")]:
        done = subprocess.run(["node", "--check", str(path)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


# --- what must not be there -----------------------------------------------------------------------


def everything(out: Path) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in out.rglob("*")
        if path.suffix in (".html", ".js", ".svg", ".css")
    )


def regions(path: Path) -> set[str]:
    """Return the telling lines of a source notebook that no student sees: those of its solutions,
    and of its hidden tests.
    """
    found = set()
    for cell in nbformat.read(path, as_version=4).cells:
        for inside in re.findall(
            r"### BEGIN (?:SOLUTION|HIDDEN TESTS)(.*?)### END", cell.source, re.DOTALL
        ):
            found |= {line.strip() for line in inside.splitlines() if len(line.strip()) > 30}
    return found


@pytest.mark.skipif(
    not (ROOT / "solutions").is_dir(), reason="an edition for students has no solutions"
)
def test_no_solution_and_no_hidden_or_visible_test_reaches_the_site(
    small_site: tuple[Path, dict[str, Any]], pages: dict[str, str]
) -> None:
    from html import unescape

    plain = unescape(re.sub(r"<[^>]+>", "", pages["exercises/ps1-energy.html"]))
    assert (
        CANARY not in everything(small_site[0])
        and "NotImplementedError" in plain
        and "hidden test" in plain
    )
    secret = regions(ROOT / "solutions" / "ps1-energy" / "ps1-energy.ipynb")
    assert len(secret) > 20
    assert not [line for line in secret if line in plain]
    tests = nbformat.read(
        ROOT / "exercises" / "ps1-energy" / "ps1-energy.ipynb", as_version=4
    ).metadata["neurolib"]["tests"]
    lines = [
        line.strip()
        for source in tests.values()
        for line in source.splitlines()
        if line.strip().startswith(("expect(", "wrong="))
    ]
    assert lines and not [line for line in lines if line in plain]


def test_a_set_that_still_holds_a_solution_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "exercises" / "ps1-a" / "ps1-a.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(
        new_notebook(cells=[new_code_cell("### BEGIN SOLUTION\nx = 1\n### END SOLUTION")]), path
    )
    with pytest.raises(ClassroomError, match="still holds BEGIN SOLUTION"):
        build(tmp_path / "site", root=tmp_path)


def test_a_kernel_uses_one_thread_and_a_page_of_text_needs_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ONE_THREAD:
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "threads.ipynb"
    cell = new_code_cell("import os; print(os.environ['OPENBLAS_NUM_THREADS'])", id="threads")
    nbformat.write(new_notebook(cells=[cell]), path)
    ran = execute(path, tmp_path)
    assert ran.notebook.cells[0].outputs[0].text == "1\n" and list(ran.seconds) == ["threads"]
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")  # as a user asks for
    assert _environment()["OPENBLAS_NUM_THREADS"] == "2"
    text = new_markdown_cell("# Text", id="title")
    nbformat.write(new_notebook(cells=[text, new_code_cell("", id="empty")]), path)

    def never(self: Any, **more: Any) -> None:
        raise AssertionError("a kernel was started")

    monkeypatch.setattr("nbclient.NotebookClient.execute", never)
    ran = execute(path, tmp_path)
    assert [each.id for each in ran.notebook.cells] == ["title", "empty"] and not ran.seconds


def test_figures_of_a_page_share_shapes_names_and_looks_and_stay_the_same() -> None:
    with matplotlib.rc_context(style.RC):
        shown = ""
        for k in range(2):
            figure, axes = plt.subplots(1, 2)
            for ax in axes:
                ax.plot([0, 1], [0, 1 + k], "o-", color=style.BLUE)
                ax.set(xlabel="time (ms)", ylabel="V (mV)")
            shown += FALLBACK.sub("", style.html(figure))
            plt.close(figure)
    page = with_shared_shapes(shown)
    assert len(page) < 0.6 * len(shown)
    names = re.findall(r'\sid="([^"]+)"', page)
    assert len(names) == len(set(names)) and max(map(len, names)) <= 3
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', page)) <= set(names)
    assert page.count("<style>.neurolib-figure") == 1 and "xmlns" not in page
    sheet = dict(re.findall(r"\.(f\d+)\{(.*?)\}", page))
    assert len(sheet) >= 3
    # each piece has the look that it had
    had, has = (
        re.findall(r"<(?:path|use|g|rect)\b(?![^>]* id=)[^>]*? (?:style|class)=\"([^\"]*)\"", each)
        for each in (shown.replace(INHERITED, "<g"), page.partition("</defs></svg>")[2])
    )
    assert [sheet.get(each, each) for each in has] == had


# --- what is recorded -----------------------------------------------------------------------------


def unpacked(packed: bytes) -> dict[str, Any]:
    """Read a record as ``site.js`` does."""
    data = gzip.decompress(packed)
    size = int.from_bytes(data[:4], "little")
    film = json.loads(data[4 : 4 + size])
    x, y = np.frombuffer(data[4 + size :], np.uint8).reshape(2, 4, -1)
    unsigned = np.stack([each.T.copy().view("<u4")[:, 0] for each in (x, y)], axis=1)
    steps = (unsigned >> 1).astype(np.int32) ^ -(unsigned & 1).astype(np.int32)
    whole, before, at = np.zeros_like(steps), dict[int, np.ndarray](), 0
    for frame in film["frames"]:
        n = frame.get("n", 0)
        own = steps[at : at + n]
        found = before[n] + own if frame.get("like") else np.cumsum(own, axis=0, dtype=np.int32)
        whole[at : at + n] = before[n] = found
        at += n
    points = np.where(whole == HOLE, np.nan, whole / 20)
    ends = np.cumsum([frame.get("n", 0) for frame in film["frames"]])
    return film | {"points": np.split(points, ends[:-1])}


@pytest.fixture(scope="module")
def live() -> LiveFigure:
    return explore(Charging(), VIEW, ["tau_m", "V_0", Knob("step", STEP, 10 * mV)], PRESETS)


@pytest.fixture(scope="module")
def film(live: LiveFigure) -> dict[str, Any]:
    before = live.caption
    film = unpacked(record(live)["wide"][1])
    assert live.caption == before  # it is at its start again
    return film


def test_a_record_holds_what_python_answers_at_each_place(
    live: LiveFigure, film: dict[str, Any]
) -> None:
    stops = {spec["name"]: spec["labels"] for spec in film["state"]["sliders"]}
    assert all(10 <= len(labels) <= 31 + 2 * len(PRESETS) for labels in stops.values())
    alone = {name: {frame["knobs"][name][0] for frame in film["words"]} for name in stops}
    assert alone == {name: set(range(len(labels))) for name, labels in stops.items()}
    for number in [*range(0, len(film["words"]), 17), *film["scenes"].values()]:
        words = film["words"][number]
        if words["error"] or words["preset"]:
            continue
        live.reset()
        live.answer(
            {
                "set": {
                    name: live.sliders[name].nearest(_value(live, name, label))
                    for name, (_, label) in words["knobs"].items()
                }
            }
        )
        assert words["caption"] == live.caption and words["code"] == live.code
        assert np.isfinite(film["points"][number]).any()
    assert set(film["scenes"]) == {"", *PRESETS}


def _value(live: LiveFigure, name: str, label: str) -> float:
    return next(
        stop for stop in live.sliders[name].stops if live.sliders[name].label(stop) == label
    )


def test_points_come_back_to_a_twentieth(live: LiveFigure, film: dict[str, Any]) -> None:
    frame, buffers = live.answer({"reset": True})
    own = np.frombuffer(buffers[0], "<f4").reshape(-1, 2)
    assert (
        film["frames"][0]["n"] == len(own)
        and film["kept"][film["frames"][0]["marks"]][0]["n"] == frame["marks"][0]["n"]
    )
    shown = film["points"][0]
    # the same axes, whatever their limits
    assert np.ptp(shown[:, 0]) == pytest.approx(np.ptp(own[:, 0]), abs=0.1)


def test_what_stays_in_a_picture_is_packed_once() -> None:
    x, y = np.random.default_rng(1).uniform(0, 1, (2, 12_000))

    def draw(ax: Any, height: float) -> None:
        ax.plot(x, y)
        ax.plot([0, 1], [height, height])
        ax.set(xlim=(0, 1), ylim=(0, 1))

    figure = explore(
        Charging(),
        View(lambda m, at: at, draw, lambda m, at: f"{at:.3f}"),
        [Knob("at", Quantity("", "height", 0, 1, step=0.02), 0.5)],
    )
    frames, packed = record(figure)["wide"]
    assert frames > 25 and len(packed) < 120_000  # 25 pictures of their own would be 1.2 MB
    first, *others = unpacked(packed)["points"][1:]
    for points in others:
        np.testing.assert_array_equal(points[:12_000], first[:12_000])
        assert points[-1, 1] == points[-2, 1]


def test_a_stream_is_recorded_in_its_order() -> None:
    def walk(m: Charging, n: float) -> Any:
        yield from (np.ones(k) for k in range(1, 5))

    figure = explore(
        Charging(),
        View(walk, lambda ax, y: ax.plot(y), lambda m, y: f"{len(y)}"),
        [Knob("n", Quantity("", "number", 0, 1, step=1), 0)],
    )
    film = unpacked(record(figure)["wide"][1])
    assert [words["caption"] for words in film["words"][:5]] == ["1", "2", "3", "4", "1"]
    assert ["head" in words for words in film["words"][:5]] == [False, True, True, True, False]

    assert sum("head" not in words for words in film["words"]) == 2  # one at each of two stops


def test_each_picture_is_computed_once_for_all_layouts() -> None:
    asked = []

    def walk(m: Charging, n: float) -> Any:
        for k in range(1, 5):
            asked.append((n, k))
            yield np.ones(k)

    figure = explore(
        Charging(),
        View(walk, lambda ax, y: ax.plot(y), lambda m, y: f"{n_of(y)}", grid={"ncols": 1}),
        [Knob("n", Quantity("", "number", 0, 1, step=1), 0)],
    )
    made = record(figure)
    later = [each for each in asked if each[1] > 1]  # first pictures are asked for limits, too
    assert sorted(later) == [(n, k) for n in (0, 1) for k in (2, 3, 4)]
    wide, narrow = (unpacked(made[layout][1]) for layout in ("wide", "narrow"))
    assert made["wide"][0] == made["narrow"][0] == 8
    assert [each["n"] for each in wide["frames"]] == [each["n"] for each in narrow["frames"]]
    assert wide["frames"][0]["size"][0] > 300 > narrow["frames"][0]["size"][0]
    assert figure.canvas.figure.get_size_inches()[0] == pytest.approx(7.2)


def n_of(y: np.ndarray) -> int:
    return len(y)


# --- the reference --------------------------------------------------------------------------------


def told(text: str, link: Callable[[str], str] = lambda url: "") -> str:
    return written(reference.docs(text), Page(), link)


def test_a_docstring_becomes_text_with_equations_names_and_sources() -> None:
    text = told(
        "Return ``x*y``, see :class:`~neurolib.model.Model` and :mod:`.record`, of V_T "
        "and 2*x.\n\n.. math::\n\n    a = b \\tag{1}\n    c \\tag{2}\n\nSource: "
        "doi:10.1000/x.y."
    )
    assert "<code>x*y</code>" in text and "<code>Model</code>" in text and "V_T and 2*x" in text
    assert '<span class="number">(1)</span>' in text and '<span class="number">(2)</span>' in text
    assert '<a href="https://doi.org/10.1000/x.y">' in text


def test_the_reference_has_every_public_name_with_its_equations(pages: dict[str, str]) -> None:
    import neurolib

    text = "\n".join(page for name, page in pages.items() if name.startswith("reference/"))
    assert not re.search(
        r":(class|func|meth|mod|math):`|\.\. (math|code-block)::|<code>\\(?!tag)", text
    )
    for name in neurolib._public():
        thing = getattr(neurolib, name)
        if name in ("codes", "energy", "noise", "plot", "style", "trains", "units"):
            continue
        entries = re.findall(rf'<h3 id="{name}">.*?</section>', text, re.DOTALL)
        tags = thing.equations() if isinstance(thing, type) and issubclass(thing, Model) else {}
        assert any(
            all(f'<span class="number">({tag})</span>' in entry for tag in tags)
            for entry in entries
        ), name
