"""Live figures and the map in real JupyterLab: the mouse, the keyboard, the themes, a narrow page,
and a chapter.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.browser.conftest import Desk, open_desk, open_page
from tests.browser.notebooks import (
    CELL,
    LIGHTNESS,
    MAP,
    drag,
    finished,
    mean_lightness,
    notebook,
    nothing_keeps_anyone_out,
    pause,
    pixels,
    run_all,
    run_cells,
    settled,
    theme,
)

pytestmark = pytest.mark.slow

COURSE = Path(__file__).parents[2] / "course"
CHAPTER, LEARNING = (
    "1-principles/0-why-neuromorphic.ipynb",
    COURSE / "1-principles" / "3-the-machinery-of-memory.ipynb",
)

TOUCH = """
from dataclasses import dataclass

from neurolib import explore
from neurolib.model import Model, Quantity, param
from neurolib.units import ms
from neurolib.widgets import Handle, Knob, View

@dataclass(frozen=True, repr=False)
class Pressed(Model):
    "A model that counts what is pressed."
    n: float = param(0, "", "how often it was pressed", 0, 100)

def draw(axes, data):
    x, y, t = data
    axes[0].plot([x], [y], "o", markersize=9)
    axes[0].set(xlim=(-5, 105), ylim=(-5, 105))
    axes[1].plot([t / ms, t / ms], [0, 1])
    axes[1].set(xlim=(0, 100), ylim=(0, 2))

knobs = [Knob(name, Quantity("", f"the {name} of the point", 0, 100, step=1), 50) for name in "xy"]
time = Knob("t", Quantity("ms", "time of the spike", 0, 1, (0, 100*ms), 1*ms), 20*ms)
view = View(lambda m, x, y, t: (x, y, t), draw, lambda m, data: f"{data[0]:.0f} and {data[1]:.0f}, {data[2] / ms:.0f} ms, pressed {m.n:.0f}",
            grid={"ncols": 2}, handles=[Handle("x", "y"), Handle("t", 1.0, ax=1)], press=lambda m, **place: Pressed(m.n + 1),
            clicks=lambda data: 2)
explore(Pressed(), view, [*knobs, time], play="t")
"""
HEARD = """
heard = 0;
const begin = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { heard += 1; begin.call(this, at); };
"""
TAKEN = (
    "import os\nif os.path.exists('taken.py'):\n    exec(open('taken.py').read())\n    "
    "print('it ran:', model)"
)
STATIC = """
fig, ax = plt.subplots()
ax.plot(t / ms, 1 - np.exp(-t / (20*ms)))
style.describe(ax, "At 20 ms the line is at 0.632.");
"""


def film(page: Any, figure: Any) -> None:
    """Play moves its slider on to the end by itself, Pause and Step do what they say, and a hand on
    a slider stops it.
    """
    from playwright.sync_api import expect

    step, caption = (
        figure.get_by_role("slider", name="height of the step"),
        figure.locator(".caption"),
    )
    page.emulate_media(reduced_motion="reduce")  # or it may be at its end before it is paused
    figure.get_by_role("button", name="Step").click()
    expect(step).to_have_attribute("aria-valuetext", "0.2 mV")
    figure.get_by_role("button", name="Play").click()
    expect(step).not_to_have_attribute("aria-valuetext", re.compile(r"^0\.[0246] mV"))
    figure.get_by_role("button", name="Pause").click()
    stopped = step.get_attribute("aria-valuetext")
    page.wait_for_timeout(500)
    expect(step).to_have_attribute("aria-valuetext", str(stopped))
    step.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    figure.get_by_role("button", name="Step").click()
    expect(step).to_have_attribute("aria-valuetext", "20 mV")
    figure.get_by_role("button", name="Play").click()  # at the end it starts anew
    expect(step).not_to_have_attribute("aria-valuetext", "20 mV")
    step.focus()
    page.keyboard.press("Home")
    expect(figure.get_by_role("button", name="Play")).to_be_visible()
    expect(caption).to_have_text("After 100 ms the voltage is 0.00 mV.")
    page.emulate_media(reduced_motion="no-preference")


@pytest.fixture(scope="module")
def live(common_jupyterlab: tuple[str, Path], browser: Any) -> Iterator[Any]:
    """A page on a sharp screen with the live figures of ``CELL`` and ``TOUCH``, run once;
    ``page.work`` is the notebook's folder.
    """
    with open_desk(*common_jupyterlab) as desk, open_page(browser, device_scale_factor=2) as page:
        page.work = desk.work
        page.add_init_script(HEARD)
        notebook(
            desk.work / "live.ipynb",
            CELL,
            STATIC,
            "print(repr(figure.model))",
            TAKEN,
            TOUCH,
            *["print('a line of many\\n' * 60)"] * 6,
        )
        run_all(page, desk.doc("live.ipynb"))
        yield page


@pytest.fixture
def figure(live: Any, tmp_path: Path) -> Iterator[Any]:
    """The first of these figures as at its start, in light colours."""
    from playwright.sync_api import expect

    figure = live.locator(".neurolib-live").first
    if (shown := figure.get_by_role("button", name="Hide the code")).count():
        shown.click()
    if live.locator("body[data-jp-theme-light='true']").count() == 0:
        theme(live, "JupyterLab Light")
    figure.scroll_into_view_if_needed()
    figure.get_by_role("button", name="Reset").click()
    expect(figure.locator(".caption")).to_have_text("After 100 ms the voltage is 9.93 mV.")
    yield figure
    live.screenshot(path=tmp_path / "last-seen.png")  # where a failed test stood


def test_mouse_keyboard_presets_error_and_themes(
    live: Any, figure: Any, screenshot: Callable[[Any, str], Path]
) -> None:
    from playwright.sync_api import expect

    page = live
    caption, slider = (
        figure.locator(".caption"),
        figure.get_by_role("slider", name="membrane time constant"),
    )
    expect(caption).to_have_text("After 100 ms the voltage is 9.93 mV.")
    expect(figure.get_by_role("img").first).to_have_attribute(
        "aria-label", re.compile("After 100 ms the voltage is 9.93 mV")
    )
    expect(slider).to_have_attribute("aria-valuetext", "20 ms")

    seen, asked = pixels(figure), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    drag(page, slider, 0.2, 0.6)
    seen = settled(page, figure, seen)
    assert not [url for url in asked if "favicon" in url]  # nothing is fetched at a move
    expect(slider).to_have_attribute("aria-valuetext", "40 ms")
    expect(caption).to_have_text("After 100 ms the voltage is 9.18 mV.")  # 10 (1 - exp(-2.5))
    expect(figure.get_by_role("button", name="slow")).to_have_attribute("aria-pressed", "true")

    keyboard(page, slider)
    seen = settled(page, figure, seen)
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    expect(figure.get_by_role("slider", name="height of the step")).to_be_focused()
    expect(caption).to_have_text("After 100 ms the voltage is 0.00 mV.")

    film(page, figure)
    slider.focus()
    page.keyboard.press("End")
    expect(caption).to_have_text("Charging.tau_m is too long for this lesson; type tau_m=20*ms.")
    figure.get_by_role("button", name="tall").press("Enter")
    expect(caption).to_have_text("After 100 ms the voltage is 19.87 mV.")
    figure.get_by_role("button", name="Show the code").click()
    expect(figure.locator("pre")).to_contain_text("model = Charging(tau_m=20*ms)")
    screenshot(page, "live-light")

    seen, light = pixels(figure), mean_lightness(figure)
    theme(page, "JupyterLab Dark")
    settled(page, figure, seen)
    assert mean_lightness(figure) > light
    screenshot(page, "live-dark")
    static = page.locator(".neurolib-figure")
    expect(static.locator("svg").first).to_have_attribute(
        "aria-label", "At 20 ms the line is at 0.632."
    )
    text = page.locator(".jp-RenderedHTMLCommon").first
    expect(static.locator("svg").first).to_have_css(
        "fill", text.evaluate("element => getComputedStyle(element).color")
    )

    figure.get_by_role("button", name="Reset").click()
    expect(caption).to_have_text("After 100 ms the voltage is 9.93 mV.")
    expect(page.get_by_text("Charging(tau_m=20*ms)").last).to_be_visible()
    assert page.errors == []


@pytest.mark.exhaustive
def test_a_figure_out_of_sight_has_the_colours_of_a_new_theme_when_it_comes_back(
    live: Any, figure: Any, screenshot: Callable[[Any, str], Path]
) -> None:
    """JupyterLab lays out nothing that is scrolled away, so that no style of it changes with the
    theme.
    """
    from playwright.sync_api import expect

    page = live
    light, caption = mean_lightness(figure), figure.locator(".caption")
    for name, darker in ("JupyterLab Dark", False), ("JupyterLab Light", True):
        page.locator(".jp-Cell").last.evaluate("cell => cell.scrollIntoView({block: 'end'})")
        expect(figure).not_to_be_in_viewport()
        before = mean_lightness(figure)
        theme(page, name)
        pause(page, 2000)
        figure.evaluate("element => element.scrollIntoView()")
        expect(figure).to_be_in_viewport()
        page.wait_for_function(
            f"([canvas, before, darker]) => (({LIGHTNESS})(canvas) < before) === darker",
            arg=[figure.locator("canvas").element_handle(), before, darker],
        )
        figure.get_by_role("button", name="slow").click()  # the same colours when it is moved
        expect(caption).to_have_text("After 100 ms the voltage is 9.18 mV.")
        figure.get_by_role("button", name="Reset").click()
        expect(caption).to_have_text("After 100 ms the voltage is 9.93 mV.")
        assert (mean_lightness(figure) < before) == darker, name
        screenshot(page, f"away-{name.split()[1].lower()}")
    assert mean_lightness(figure) == pytest.approx(light, rel=0.05) and page.errors == []


@pytest.mark.exhaustive
def test_what_show_the_code_shows_runs_in_a_cell_of_ones_own(live: Any, figure: Any) -> None:
    from playwright.sync_api import expect

    page = live
    figure.get_by_role("button", name="slow").click()
    expect(figure.locator(".caption")).to_have_text("After 100 ms the voltage is 9.18 mV.")
    figure.get_by_role("button", name="Show the code").click()
    (page.work / "taken.py").write_text(figure.locator("pre").text_content(), encoding="utf-8")
    page.locator(".jp-Cell", has_text="taken.py").locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    expect(
        page.locator(".jp-OutputArea-output").get_by_text("it ran: Charging(tau_m=40*ms)")
    ).to_be_visible()
    assert page.errors == []


def keyboard(page: Any, slider: Any) -> None:
    """Every key does what it should, and the focus stays: JupyterLab must not see the key."""
    from playwright.sync_api import expect

    cells = page.locator(".jp-Notebook .jp-Cell").count()
    slider.focus()
    for key, value in (
        ("ArrowRight", "40.5 ms"),
        ("ArrowUp", "41 ms"),
        ("ArrowLeft", "40.5 ms"),
        ("ArrowDown", "40 ms"),
        ("Home", "10 ms"),
        ("PageUp", "15 ms"),
        ("PageDown", "10 ms"),
        ("a", "10 ms"),
        ("d", "10 ms"),
        ("d", "10 ms"),
        ("ArrowRight", "10.5 ms"),
    ):
        page.keyboard.press(key)
        expect(slider).to_have_attribute("aria-valuetext", value)
        expect(slider).to_be_focused()
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells


@pytest.mark.exhaustive
def test_points_are_taken_with_the_mouse_and_the_keyboard(
    live: Any, screenshot: Callable[[Any, str], Path]
) -> None:
    """A click into the axes, a drag of a point, Tab and arrows, Enter; sound; without its kernel
    the picture stays and says what to do.
    """
    from playwright.sync_api import expect

    page, figure = live, live.locator(".neurolib-live").nth(1)
    caption, x, y = (
        figure.locator(".caption"),
        *(figure.get_by_role("slider", name=f"the {name} of the point") for name in "xy"),
    )
    expect(caption).to_have_text("50 and 50, 20 ms, pressed 0")
    assert figure.locator(".sliders").get_by_role("slider").count() == 0

    figure.scroll_into_view_if_needed()
    plane, times = (figure.locator(".field").nth(k).bounding_box() for k in (0, 1))

    def place(box, right, up):
        return box["x"] + right * box["width"], box["y"] + (1 - up) * box["height"]

    seen = pixels(figure)
    page.mouse.click(*place(plane, 25 / 110, 85 / 110))  # from −5 to 105 is a width of 110
    expect(caption).to_have_text("20 and 80, 20 ms, pressed 1")
    expect(x).to_be_focused()
    expect(x).to_have_attribute("aria-valuetext", "20")
    seen = settled(page, figure, seen)
    handle = figure.locator(".handle").nth(1)
    handle.hover()
    page.mouse.down()
    page.mouse.move(*place(times, 0.4, 0.9), steps=3)  # in the direction in which it can move
    page.mouse.up()
    # the handle is pressed wherever it comes to
    expect(caption).to_have_text(re.compile(r"^20\sand\s80, 40\sms, pressed [2-5]$"))
    spike = figure.get_by_role("slider", name="time of the spike")
    expect(spike).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(caption).to_have_text(re.compile(r"^20\sand\s80, 41\sms"))
    settled(page, figure, seen)
    screenshot(page, "touch")

    figure.get_by_role("button", name="Reset").click()
    expect(caption).to_have_text("50 and 50, 20 ms, pressed 0")
    figure.get_by_role("button", name="Show the code").focus()
    page.keyboard.press("Tab")
    expect(x).to_be_focused()
    for key in "ArrowRight", "ArrowRight", "ArrowDown", "Enter", "Space":
        page.keyboard.press(key)
    expect(caption).to_have_text("52 and 49, 20 ms, pressed 2")
    # up and down are the other of the two sliders, whatever has the focus
    expect(y).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    expect(caption).to_have_text("52 and 49, 100 ms, pressed 2")

    sound, step = (
        figure.get_by_role("button", name=name, exact=True) for name in ("Sound", "Step")
    )
    page.keyboard.press("Home")
    step.click()
    expect(caption).to_have_text("52 and 49, 1 ms, pressed 2")
    assert page.evaluate("heard") == 0  # nobody has asked for it
    sound.press("Enter")
    expect(sound).to_have_attribute("aria-pressed", "true")
    step.click()
    expect(caption).to_have_text("52 and 49, 2 ms, pressed 2")
    assert page.evaluate("heard") == 2
    sound.click()
    step.click()
    expect(caption).to_have_text("52 and 49, 3 ms, pressed 2")
    assert page.evaluate("heard") == 2
    assert page.errors == []

    # as JupyterLab marks a saved one
    figure.evaluate("figure => figure.parentElement.classList.add('jupyter-widgets-disconnected')")
    seen = pixels(figure)
    page.mouse.click(*place(plane, 0.9, 0.9))
    expect(caption).to_contain_text("Run the notebook to move it.")
    expect(x).to_have_attribute("aria-valuetext", "52")
    assert pixels(figure) == seen


@pytest.mark.exhaustive
def test_a_narrow_page_has_readable_type_and_a_sharp_screen_more_pixels(
    live: Any, figure: Any, screenshot: Callable[[Any, str], Path]
) -> None:
    page = live
    box = (
        "canvas => [canvas.width, canvas.getBoundingClientRect().width, "
        "canvas.getBoundingClientRect().height]"
    )
    device, width, _ = figure.locator("canvas").evaluate(box)
    assert device == pytest.approx(2 * width, abs=1)

    page.set_viewport_size({"width": 420, "height": 900})
    figure.evaluate("element => element.style.width = '340px'")
    drawn_for_this_width = """figure => {
        const width = figure.querySelector("canvas").getBoundingClientRect().width;
        const points = Number(figure.querySelector(".plot svg").getAttribute("viewBox").split(" ")[2]);
        return width <= 340 && Math.abs(width / points - 4 / 3) < 0.1;  // a point is a point: the type has kept its size
    }"""
    # each of the two changes of width brings a picture
    page.wait_for_function(drawn_for_this_width, arg=figure.element_handle())
    layers = """figure => ["canvas", ".plot svg"].map((each) => {
        const { width, height } = figure.querySelector(each).getBoundingClientRect();
        return [width, height];
    })"""
    canvas, picture = figure.evaluate(layers)
    assert picture == pytest.approx(canvas, abs=1), "the two layers match"
    assert figure.evaluate("element => element.scrollWidth <= element.clientWidth")
    figure.evaluate("element => element.scrollIntoView()")
    screenshot(page, "live-narrow")
    figure.evaluate("element => element.style.width = ''")
    page.set_viewport_size({"width": 1400, "height": 900})


def test_the_map_opens_its_chapters_in_jupyterlab_with_the_keyboard(
    desk: Desk, page: Any, screenshot: Callable[[Any, str], Path]
) -> None:
    """Opened in a folder below the server's, beside another page; the next station is marked, and
    moves on with a tick.
    """
    from playwright.sync_api import expect

    course = desk.work / "course"
    (course / "1-part").mkdir(parents=True)
    notebook(course / "index.ipynb", MAP)
    for name in "1-basics.ipynb", "2-more.ipynb":
        notebook(course / "1-part" / name, f"print('{name}')")
    page.goto(desk.tab("course/index.ipynb"))
    run_cells(page)
    stations = page.locator(".neurolib-map")
    expect(stations.get_by_role("link", name="More", exact=True)).to_have_attribute(
        "href", re.compile("course/1-part/2-more.ipynb$")
    )
    expect(stations.locator("li[data-next]")).to_contain_text("Basics")
    stations.get_by_role("checkbox", name="Chapter 1 · Basics: done").focus()
    page.keyboard.press("Space")
    expect(stations.locator("li[data-next]")).to_contain_text("More")
    expect(stations).to_contain_text("1 of 2 done")
    expect(stations.locator("li[data-planned]")).to_have_text(re.compile("Lab.*planned"))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(stations.get_by_role("link", name="More", exact=True)).to_be_focused()
    screenshot(page, "map")
    page.keyboard.press("Enter")
    expect(page.locator(".jp-Notebook .cm-content").get_by_text("2-more.ipynb")).to_be_visible()
    expect(page.get_by_role("tab", name="index.ipynb")).to_have_count(1)  # it is still open
    assert page.errors == []


@pytest.fixture(scope="module")
def chapter(common_jupyterlab: tuple[str, Path], browser: Any) -> Iterator[Any]:
    """A page with chapter 0, run once, and below it chapter 3's stream of a thousand synapses,
    whose runs are shorter here.
    """
    from playwright.sync_api import expect

    names = (
        "setup",
        "neuron",
        "network",
        "slower",
        "faster",
        "control",
        "limits-run",
        "live-competition",
    )
    stream = [cell for cell in nbformat.read(LEARNING, 4).cells if cell.id in names]
    assert len(stream) == len(names)
    for long, short in {"60*s": "6*s", "200*s": "20*s", "400*s": "160*s"}.items():
        assert any(long in cell.source for cell in stream)
        for cell in stream:
            cell.source = cell.source.replace(long, short)
    with open_desk(*common_jupyterlab) as desk, open_page(browser) as page:
        shutil.copytree(COURSE, desk.work / "course")
        both = nbformat.read(COURSE / CHAPTER, 4)
        both.cells += [nbformat.v4.new_code_cell(cell.source) for cell in stream]
        nbformat.write(both, desk.work / "course" / CHAPTER)
        page.goto(desk.doc(f"course/{CHAPTER}"))
        run_cells(page)
        finished(page)
        figures, asked = page.locator(".neurolib-live"), page.locator(".neurolib-guess")
        expect(figures).to_have_count(2)
        expect(asked).to_have_count(2)
        for question in asked.all():  # a figure below a prediction waits until this is answered
            question.get_by_role("button", name="Show the answer").click()
            expect(question).to_contain_text("Found: ")
        figures.first.wait_for()
        yield page


@pytest.mark.exhaustive
def test_the_slider_of_a_chapter_moves_and_what_the_chapter_shows_keeps_nobody_out(
    chapter: Any, barriers: Callable[..., list[Any]], screenshot: Callable[[Any, str], Path]
) -> None:
    from playwright.sync_api import expect

    page, figure = chapter, chapter.locator(".neurolib-live").first
    slider = figure.get_by_role("slider").first
    words, seen = figure.locator(".caption").text_content(), pixels(figure)
    drag(page, slider, 0.3, 0.9)
    seen = settled(page, figure, seen)
    assert figure.locator(".caption").text_content() != words
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    settled(page, figure, seen)
    expect(slider).to_be_focused()
    figure.evaluate("element => element.scrollIntoView()")
    screenshot(page, "chapter-light")
    assert page.errors == []
    nothing_keeps_anyone_out(page, barriers, screenshot, "chapter")


@pytest.mark.exhaustive
def test_the_stream_of_a_chapter(chapter: Any, screenshot: Callable[[Any, str], Path]) -> None:
    """Chapter 3's thousand synapses: first the finished run; Play and Step run the engine, and
    whatever is moved begins a new run.
    """
    from playwright.sync_api import expect

    page, figure = chapter, chapter.locator(".neurolib-live").last
    theme(page, "JupyterLab Light")
    figure.scroll_into_view_if_needed()
    caption, play, step = (
        figure.locator(".caption"),
        *(figure.get_by_role("button", name=name) for name in ("Play", "Step")),
    )
    expect(caption).to_contain_text("The finished run of 160 s with inputs at 20 Hz")
    figure.evaluate("element => element.scrollIntoView()")
    screenshot(page, "stream-start")
    seen = pixels(figure)
    step.click()
    expect(caption).to_contain_text(
        "2 s with inputs at 20 Hz. In the last 2 s the mean weight went from 0."
    )
    seen = settled(page, figure, seen)
    step.press("Enter")
    expect(caption).to_contain_text("4 s with inputs at 20 Hz")
    # at a picture a second it is not at its end before it is paused
    page.emulate_media(reduced_motion="reduce")
    begun = page.evaluate("performance.now()")
    play.press("Space")
    expect(figure.get_by_role("button", name="Pause")).to_be_focused()
    reached, now = page.wait_for_function(
        "caption => /^[1-9]\\d\\ss with inputs at 20\\sHz/.test(caption.textContent)"
        " && [parseFloat(caption.textContent), performance.now()]",
        arg=caption.element_handle(),
    ).json_value()
    assert (reached - 4) / 2 <= (now - begun) / 1000 + 1
    figure.get_by_role("button", name="Pause").click()
    page.emulate_media(reduced_motion="no-preference")
    expect(caption).to_have_attribute("aria-busy", "false")
    stopped = caption.text_content()
    page.wait_for_timeout(1000)
    expect(caption).to_have_text(str(stopped))
    screenshot(page, "stream-light")
    theme(page, "JupyterLab Dark")
    settled(page, figure, seen)
    screenshot(page, "stream-dark")
    play.click()
    slider = figure.get_by_role("slider", name="depression to potentiation")
    slider.focus()
    page.keyboard.press("Home")  # a hand on a slider stops the old run, and a new one waits
    expect(caption).to_contain_text("Nothing has run yet")
    expect(play).to_be_visible()
    step.click()
    expect(caption).to_contain_text("2 s with inputs at 20 Hz")
    figure.get_by_role("button", name="fast inputs").click()
    expect(caption).to_contain_text("The finished run of 160 s with inputs at 40 Hz")
    figure.get_by_role("button", name="Reset").click()
    expect(caption).to_contain_text("The finished run of 160 s with inputs at 20 Hz")
    assert page.errors == []
