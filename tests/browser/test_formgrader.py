"""Formgrader's buttons on hostile submissions: they go the isolated way, and nothing of a student's
runs in the teacher's browser.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

if not shutil.which("bwrap") and os.environ.get("CI") != "true":
    pytest.skip(
        "bubblewrap is missing: install Debian's package bubblewrap", allow_module_level=True
    )

sys.path.insert(0, str(Path(__file__).parents[1] / "classroom"))
from hostile import CASES
from hostile.assignment import NAME, POINTS
from hostile.batch import World

from neurolib.classroom.course import Course
from neurolib.classroom.release import release

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform == "win32", reason="nbgrader's exchange does not run on Windows"
    ),
]

FORGED, ODD = "kernel-run-cell-replaced", 'script-x" onmouseover="pwned()" y="'
TOLD = [
    "written-answer",
    "markdown-cells",
    "attachments",
    "names-in-the-file",
    "text-with-controls",
    "message-with-marks",
]
# all before a release
SCRIPTS = [
    f"script-{name}" for name in (TOLD if os.environ.get("NEUROLIB_HOSTILE") == "all" else TOLD[:2])
]
# graded by a press of the button, and then again with all others by the command
PRESSED = ["honest-everything", FORGED, ODD]


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """A course with the submissions of ``request.param``."""
    world = World(case for case in CASES if case.who in request.param)
    assert len(world.cases) == len(request.param)
    yield world
    world.remove()


@pytest.fixture
def watched(new_page: Callable[[], Any]) -> Any:
    """A page whose ``heard`` lists every call of a payload's function, every dialog, and every
    request to another host.
    """
    page = new_page()
    page.heard = []
    page.context.expose_function("pwned", lambda *what: page.heard.append(f"ran {what}"))
    page.context.on("dialog", lambda dialog: (page.heard.append(dialog.message), dialog.dismiss()))
    page.context.on(
        "request",
        lambda request: None if _ours(request.url) else page.heard.append(request.url[:200]),
    )
    return page


def _ours(url: str) -> bool:
    return url.startswith(
        ("http://127.0.0.1:", "data:image/", "data:,", "file:///", "blob:http://127.0.0.1:")
    )


def test_the_watch_hears_what_runs(watched: Any) -> None:
    watched.set_content(
        "<img src=x onerror=pwned()><script "
        "src='http://192.0.2.1/x.js'></script><script>alert('seen')</script>",
        wait_until="commit",
    )
    watched.wait_for_timeout(1000)
    assert {"ran ()", "seen", "http://192.0.2.1/x.js"} <= set(watched.heard)


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "world", [["honest-everything", FORGED, ODD, *SCRIPTS]], indirect=True, ids=[""]
)
def test_hostile_submissions_by_button(
    world: World,
    jupyterlab: Callable[..., str],
    watched: Any,
    screenshot: Callable[[Any, str], Path],
) -> None:
    """A few stored scripts, one forgery, and one honest submission."""
    page, url = watched, jupyterlab(world.course)
    page.goto(url + f"formgrader/manage_submissions/{NAME}")
    for who in PRESSED:
        said = press(page, who, "autograde")
        assert ("Successfully autograded" in said) == (who != ODD) and (
            "rename the folder" in said
        ) == (who == ODD), said
    assert "Successfully generated" in press(page, "honest-everything", "generate-feedback")
    screenshot(page, "formgrader-submissions")
    by_button = cells(world)
    assert set(by_button) == {*PRESSED} - {ODD}
    for case in world.cases:
        assert case.who not in PRESSED or world.findings(case) == [], case.who

    shutil.rmtree(world.course / "autograded")
    world.grade()
    assert by_button.items() <= cells(world).items()
    graded = [case for case in world.cases if case.who != ODD]
    for case in graded:
        assert case.who in PRESSED or world.findings(case) == [], case.who
        read(page, url, case.who)
        if case.who == SCRIPTS[0]:
            screenshot(page, "formgrader-hostile")
    grade_by_hand(page, url, world)
    screenshot(page, "formgrader-grading")
    for place in (
        "manage_students",
        "manage_students/script-attachments",
        f"gradebook/{NAME}",
        "manage_assignments",
    ):
        page.goto(url + f"formgrader/{place}")
        page.locator("#main-table tr td").first.wait_for()

    world.run("neurolib.cli", "feedback", NAME, "--course", str(world.course))
    for case in graded:
        page.goto((world.course / "feedback" / case.who / NAME / f"{NAME}.html").as_uri())
        click_everything(page)
    screenshot(page, "feedback")
    assert page.heard == [] and page.errors == []


def cells(world: World) -> dict[str, Any]:
    """Points by cell of every submission that was graded, but for what a person gave."""
    return {case.who: graded[0] for case in world.cases if (graded := world.points(case))}


def press(page: Any, student: str, button: str) -> str:
    """Press a button in a student's row, close what says how it went, and return it."""
    from playwright.sync_api import expect

    row = page.locator(
        "#main-table tr", has=page.locator(f"td.student-id[data-order={json.dumps(student)}]")
    )
    row.locator(f"td.{button} a").click()
    modal = page.locator("#success-modal, #error-modal")
    expect(modal).to_be_visible()
    said = str(modal.inner_text())
    modal.locator("button.close").first.click()
    expect(modal).to_have_count(0)
    return said


def read(page: Any, url: str, student: str) -> None:
    """Open the page on which a student's notebook is graded, and touch all that a student may have
    put there.
    """
    page.goto(url + f"formgrader/manage_students/{student}/{NAME}")
    page.locator("#main-table a").first.click()
    ready(page)
    click_everything(page)


def ready(page: Any) -> None:
    """Wait until Formgrader has filled its boxes: each then says in grey what the machine gave."""
    from playwright.sync_api import expect

    expect(page.locator("#spikes-test")).to_have_attribute("placeholder", re.compile(r"\d"))
    expect(page.locator("#explain-comment")).to_have_attribute("placeholder", re.compile("."))


def click_everything(page: Any) -> None:
    """Move over and press whatever is there, but for links, buttons and boxes of the page itself."""
    page.evaluate(
        """() => {
          for (const element of document.querySelectorAll(".panel-body *, section *"))
            if (!element.closest("button, .panel-heading, .panel-footer"))
              for (const kind of ["mouseover", "mouseenter", "mousedown", "focus", "click"])
                element.dispatchEvent(new MouseEvent(kind, {bubbles: true, cancelable: true}));
        }"""
    )
    page.wait_for_timeout(200)


def grade_by_hand(page: Any, url: str, world: World) -> None:
    """Score, comment, undo, flag, see the name, ask for help, go to the next one: what Formgrader's
    own page can, ours can.
    """
    from nbgrader.api import Gradebook
    from playwright.sync_api import expect

    read(page, url, "script-written-answer")
    first = page.url
    box = page.locator(".nbgrader_cell", has=page.locator("#explain"))
    for field, value in {"#explain": "4", "#explain_extra_credit": "0.5"}.items():
        page.locator(field).fill(value)
        # nbgrader's page: of two saves on the way one may be lost
        with page.expect_response(lambda answer: "/api/grade/" in answer.url):
            page.locator(field).blur()
    page.locator("#explain-comment").fill("Good, but <b>why</b>?")
    page.keyboard.press("Escape")
    expect(box.locator(".comment-saved")).to_be_visible()
    test = page.locator(".nbgrader_cell", has=page.locator("#tau-visible"))
    for button, value in {"no-credit": "0", "full-credit": "1"}.items():
        test.locator(f".{button}").click()
        expect(page.locator("#tau-visible")).to_have_value(value)
    page.locator(".glyphicon-eye-open").click()
    expect(page.locator("a.name-shown")).to_have_text("script-written-answer")
    page.locator(".help").click()
    expect(page.locator("#help-dialog")).to_contain_text("Flag the submission")
    page.locator("#help-dialog .btn-primary").click()
    expect(page.locator("#help-dialog")).to_have_count(0)
    page.keyboard.press("Control+Shift+F")
    expect(page.locator("#statusmessage")).to_have_text("Submission flagged")
    page.goto(first)
    ready(page)
    expect(page.locator("#explain")).to_have_value("4")
    expect(page.locator("#explain_extra_credit")).to_have_value("0.5")
    expect(page.locator("#explain-comment")).to_have_value("Good, but <b>why</b>?")
    page.get_by_role("link", name="Next").click()
    page.wait_for_url(lambda now: now != first)
    with Gradebook(f"sqlite:///{world.course}/gradebook.db", "hostile") as gradebook:
        notebook = gradebook.find_submission_notebook(NAME, NAME, "script-written-answer")
        assert notebook.score == sum(POINTS.values()) - POINTS["explain"] + 4.5 and notebook.flagged


def by_menu(page: Any, url: str, folder: Path) -> int:
    """Open a course as JupyterLab's menu *Formgrader (local)* does, in a frame of a page of
    JupyterLab's; return the answer's status.
    """
    page.goto(url + "lab", wait_until="domcontentloaded")
    with page.expect_response(lambda answer: "formgrader?path=" in answer.url) as answer:
        page.evaluate(
            "address => "
            "document.documentElement.appendChild(Object.assign(document.createElement('iframe'), "
            "{src: address}))",
            f"{url}formgrader?path={quote(str(folder))}",
        )
    return int(answer.value.status)


def test_a_link_opens_no_folder_as_a_course(
    tiny_course: Any, jupyterlab: Callable[..., str], watched: Any, tmp_path: Path
) -> None:
    """The settings of a course are a program; that of a student's hand-in never runs, however the
    teacher comes to it.
    """
    release(Course.at(tiny_course.root), tiny_course.name)
    program = f"from pathlib import Path\nPath({str(tmp_path / 'owned')!r}).touch()\n"
    handed_in = tiny_course.submitted("mallory").parent
    for folder in handed_in, tmp_path / "elsewhere":
        folder.mkdir(exist_ok=True)
        (folder / "nbgrader_config.py").write_text(program, encoding="utf-8")
    page, url = watched, jupyterlab(tiny_course.root)
    page.context.route(
        "http://elsewhere.localhost/*",
        lambda route: route.fulfill(content_type="text/html", body="<p>Elsewhere</p>"),
    )
    for folder in handed_in, tmp_path / "elsewhere":
        address = f"{url}formgrader?path={quote(str(folder))}"
        assert page.goto(address).status == 403
        for origin in "http://elsewhere.localhost/", url + "lab":
            page.goto(origin, wait_until="domcontentloaded")
            with page.expect_navigation(url=address) as answer:
                page.evaluate("address => { window.location = address }", address)
            assert answer.value.status == 403
    assert by_menu(page, url, handed_in) == 403
    assert not (tmp_path / "owned").exists()
    assert page.goto(url + "formgrader").status == 200


@pytest.mark.exhaustive
@pytest.mark.parametrize("world", [SCRIPTS[:1]], indirect=True, ids=[""])
def test_a_course_opened_from_another_folder_gets_the_same_pages(
    world: World, jupyterlab: Callable[..., str], watched: Any
) -> None:
    """JupyterLab above several courses: Formgrader takes the settings of the one that is opened,
    and must take its pages too.
    """
    settings = world.course / "nbgrader_config.py"
    settings.write_text(
        settings.read_text().replace(
            "secure(c)", f"c.CourseDirectory.root = {str(world.course)!r}\nsecure(c)"
        )
    )
    page, url = watched, jupyterlab(world.root)
    by_menu(page, url, world.course)
    page.goto(url + f"formgrader/manage_submissions/{NAME}")
    assert "Successfully autograded" in press(page, "script-written-answer", "autograde")
    read(page, url, "script-written-answer")
    assert page.heard == [] and page.errors == []


# as JSON
TASK = (
    r"## 0.1 The square\n\nOf $x_1 \\ge 0$ in\n\n$$C\\,\\frac{dV}{dt} = -g_L\\,(V - E_L) + "
    r"\\sqrt{I_\\mathrm{in}} .$$"
)
ANSWER = """def square(x):
    return 2*x  # with a comment that the lexer colours, as in {'a': 1}"""


@pytest.mark.exhaustive
def test_a_teacher_reads_sentences_and_can_reach_everything(
    tiny_course: Any,
    jupyterlab: Callable[..., str],
    watched: Any,
    barriers: Callable[[Any], list[Any]],
    screenshot: Callable[[Any, str], Path],
) -> None:
    """The box after a button holds the report's sentences; the page for grading has a main part,
    dark words and keys for its blocks.
    """
    from playwright.sync_api import expect

    course, page = tiny_course, watched
    source = course.root / "solutions" / course.name / f"{course.name}.ipynb"
    source.write_text(
        source.read_text(encoding="utf-8").replace("## 0.1 The square", TASK), encoding="utf-8"
    )
    release(Course.at(course.root), course.name)
    path = course.submitted(
        "ada",
        square=ANSWER,
        cube="def cube(x):\n    " + "\n    ".join(f"y = {n}" for n in range(60)),
    )
    path.rename(path.parent / "my answers.ipynb")
    url = jupyterlab(course.root)
    page.goto(url + f"formgrader/manage_submissions/{course.name}")
    said = press(page, "ada", "autograde")
    assert "0 of 6 points." in said and "my answers.ipynb was taken for" in said
    assert "[" not in said and "checksum" not in said and "Converting" not in said
    said = press(page, "ada", "generate-feedback")
    assert "Successfully generated" in said and "Log Output" not in said
    page.goto(url + f"formgrader/manage_students/ada/{course.name}")
    page.locator("#main-table a").first.click()
    expect(page.locator("#square-comment")).to_have_attribute(
        "placeholder", "Type any comments here (Markdown and $LaTeX$)"
    )
    page.locator(".help").wait_for()
    assert page.locator("main math").count() == 2 and "$" not in page.locator("main").inner_text()
    line, fraction = (
        page.locator(f"main {name}").first.bounding_box() for name in ("math", "mfrac")
    )
    # it is laid out, one above the other
    assert 8 < line["height"] < fraction["height"] < 60 and fraction["width"] < fraction["height"]
    screenshot(page, "formgrader-page")
    found = barriers(page)
    assert not found, "\n".join(map(str, found))
    page.locator("#square-comment").fill("Try $x^2$, not $\\href{javascript:pwned()}{2x}$.")
    page.keyboard.press("Escape")
    expect(
        page.locator(".nbgrader_cell", has=page.locator("#square-comment")).locator(
            ".comment-saved"
        )
    ).to_be_visible()
    page.goto(url + f"formgrader/manage_submissions/{course.name}")
    assert "Successfully generated" in press(page, "ada", "generate-feedback")
    page.goto((course.root / "feedback" / "ada" / course.name / f"{course.name}.html").as_uri())
    comment = page.locator(".comment")
    assert (
        comment.locator("math").count() == 2
        and "$" not in comment.inner_text()
        and comment.locator("a, [href]").count() == 0
    )
    click_everything(page)
    screenshot(page, "formgrader-comment")
    assert page.heard == [] and page.errors == []


BREAKS = [
    'x";pwned();//',
    "</script><script>pwned()</script>",
    "<img src=x onerror=pwned()>",
    "x\\",
    "x\u2028pwned()",
]
PLACES = ["gradebook", "gradebook/mini", "manage_submissions", "manage_students"]


def test_an_address_puts_nothing_into_a_page(
    tiny_course: Any, jupyterlab: Callable[..., str], watched: Any, tmp_path: Path
) -> None:
    """No script in an address runs, neither where the teacher opens it nor where a page of another
    site leads to it.
    """
    release(Course.at(tiny_course.root), tiny_course.name)
    page, url = watched, jupyterlab(tiny_course.root)
    page.context.route(
        "http://elsewhere.localhost/*",
        lambda route: route.fulfill(content_type="text/html", body="<p>Elsewhere</p>"),
    )
    assert page.goto(url + "formgrader/manage_assignments").status == 200
    page.locator("#main-table tr td").first.wait_for()
    for place in PLACES:
        for script in BREAKS:
            address = f"{url}formgrader/{place}/{quote(script, safe='')}"
            assert page.goto(address).status == 404, address
            page.goto("http://elsewhere.localhost/")
            with page.expect_navigation(url=address):
                page.evaluate("address => { window.location = address }", address)
    for name in tiny_course.name, "o'brien", "Zoë Ångström":
        assert page.goto(f"{url}formgrader/manage_students/{quote(name)}").status == 200
    page.wait_for_timeout(500)
    assert [heard for heard in page.heard if "elsewhere.localhost" not in heard] == []


@pytest.mark.exhaustive
def test_assignments_stand_in_counting_order(
    tiny_course: Any, jupyterlab: Callable[..., str], page: Any
) -> None:
    from playwright.sync_api import expect

    (source,) = (tiny_course.root / "solutions" / tiny_course.name).glob("*.ipynb")
    for name in "ps10-ten", "ps2-two":
        (tiny_course.root / "solutions" / name).mkdir()
        shutil.copy(source, tiny_course.root / "solutions" / name / f"{name}.ipynb")
    page.goto(jupyterlab(tiny_course.root) + "formgrader/manage_assignments")
    names = page.locator("#main-table td.name")
    expect(names).to_have_text([tiny_course.name, "ps2-two", "ps10-ten"])
    assert page.errors == []


@pytest.mark.exhaustive
def test_who_has_no_name_in_the_gradebook_is_listed_by_the_login(
    tiny_course: Any, jupyterlab: Callable[..., str], page: Any
) -> None:
    from nbgrader.api import Gradebook
    from playwright.sync_api import expect

    course = tiny_course
    release(Course.at(course.root), course.name)
    names = {"ada": ("Ada", "Lovelace"), "ben": (None, "Bunsen"), "cai": (None, None)}
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        for student, (first, last) in names.items():
            course.submitted(student)
            book.add_student(student, first_name=first, last_name=last)
    url = jupyterlab(course.root)
    for place, cell in (
        ("manage_students", "name"),
        (f"manage_submissions/{course.name}", "student-name"),
    ):
        page.goto(f"{url}formgrader/{place}")
        listed = page.locator(f"#main-table td.{cell}")
        expect(listed).to_have_text(["Bunsen", "cai", "Lovelace, Ada"])
    assert page.errors == []
