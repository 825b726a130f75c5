"""The whole round in three browsers: two students and a teacher on the hub of ``deploy/``, with the
exchange of a class, the gradebook in PostgreSQL, and grading by Dask workers.

Every part is the real one, and each person is a user of the system. The teacher releases and gives
feedback by Formgrader's buttons and grades by the command of the guide in JupyterLab's terminal;
students use the Assignment List.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from neurolib.bootstrap import settings
from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE, open_page
from tests.browser.notebooks import run_cells
from tests.classroom import postgres
from tests.ports import free_port

sys.path.insert(0, str(Path(__file__).resolve().parent))
from classroom import PASSWORD, Classroom, missing, running

SET = "ps0-tiny"
NAMES = ["ada", "ben", "teacher"]
RIGHT, CUBE, FOURTH = "return x**2", "return x**3", "return x**4"


def absent() -> str:
    """Return why the round cannot be run here; nothing if it can."""
    if reason := missing() or postgres.missing():
        return reason
    if not CHROMIUM:
        return "Chromium is missing; install it with: apt install chromium"
    for program, package in ("bwrap", "bubblewrap"), ("openssl", "openssl"):
        if not shutil.which(program):
            return f"{program} is missing; install it with: apt install {package}"
    if not Path(sys.executable).with_name("dask").exists():
        return 'Dask is missing; install it with: pip install "neurolib-course[dask]"'
    return ""


pytestmark = [
    pytest.mark.exhaustive,
    pytest.mark.slow,
    pytest.mark.skipif(bool(absent()), reason=absent() or "all parts are here"),
]


def test_two_students_and_a_teacher_do_the_whole_round(tiny_course: Any, tmp_path: Path) -> None:
    kept = Path(os.environ.get("NEUROLIB_SCREENSHOTS", tmp_path / "screenshots"))
    kept.mkdir(parents=True, exist_ok=True)
    # Playwright's loop stays in its thread, where other tests of the hub could not run theirs
    with ThreadPoolExecutor(1) as thread:
        thread.submit(whole_round, tiny_course.root, kept).result()


def whole_round(course: Path, kept: Path) -> None:
    """Play the round; ``course`` holds the teacher's set, and ``kept`` gets the screenshots."""
    with machine(course) as (room, database), browsers() as browse:
        scheduler = workers(room)
        people = [Person(room, name, browse(), kept) for name in NAMES]
        try:
            stations(database, scheduler, *people)
        finally:
            for person in people:
                for number, page in enumerate(person.page.context.pages):
                    person.see(f"last-seen-of-{person.name}-{number}", page)
        for person in people:
            assert not person.errors(), "\n".join([person.name, *person.errors()])


def stations(
    database: postgres.Server, scheduler: str, ada: Person, ben: Person, teacher: Person
) -> None:
    """Go from one station to the next."""
    room = teacher.room
    ada.come("01-ada-logs-in", ".jp-NotebookPanel h1")  # before a release: she has to fetch the set
    teacher.come("02-teacher-logs-in", ".jp-Launcher")
    form = release(teacher)
    ben.come("04-ben-logs-in", ".jp-NotebookPanel h1")  # after it: the set is in his copy

    ada.open_from_menu("Assignment List")
    ada.page.get_by_role("button", name="Fetch", exact=True).click()
    ada.solve(RIGHT, CUBE, "05-ada")
    ada.submit("06-ada-submits")
    ben.open_from_menu("Assignment List")
    ben.solve(RIGHT, FOURTH, "07-ben")
    ben.submit("08-ben-submits")

    grade(teacher, form, scheduler)
    assert points(database) == [("ada", 6.0), ("ben", 3.0)]
    assert jobs(room, scheduler) == 2, "one for each hand-in"
    found = room.run_as("teacher", "ls", "-A", room.place / "home" / "teacher" / "clone")
    assert "gradebook.db" not in found.stdout and "autograded" in found.stdout
    feedback(teacher, form)

    ada.read_feedback("6 of 6 points", ben, "12-ada")
    ben.read_feedback("3 of 6 points", ada, "13-ben")
    listed = ["set -o pipefail", "neurolib grades | tee ~/grades"]
    ben.type_in_terminal(*listed, seen="14-ben-lists-grades")
    grades = room.run_as("ben", "sh", "-c", "cat ~/grades").stdout
    assert "3 / 6" in grades and "6 / 6" not in grades, grades


# --- the machine ----------------------------------------------------------------------------------


@contextmanager
def machine(course: Path) -> Iterator[tuple[Classroom, postgres.Server]]:
    """The hub, its users, the exchange and a gradebook that the teacher alone can reach; the
    teacher has a clone.
    """
    with ExitStack() as stack:
        made = tempfile.TemporaryDirectory(prefix="hub-", ignore_cleanup_errors=True)
        place = Path(stack.enter_context(made))
        place.chmod(0o755)
        (place / "exchange").mkdir()
        (place / "exchange").chmod(0o1777)
        clone = place / "home" / "teacher" / "clone"
        database = stack.enter_context(postgres.server())
        variables = {
            "NEUROLIB_CLONE": str(clone),
            "NEUROLIB_CLONE_PYTHON": sys.executable,
            "NEUROLIB_TEACHERS": "teacher",
        }
        settings.extend(place / "jupyter")  # as the set-up of a clone does it for its environment
        also = {"JUPYTER_CONFIG_PATH": str(place / "jupyter")}
        theirs = f"c.Spawner.environment.update({also!r})\n"
        room = stack.enter_context(running(place, NAMES, theirs, **variables))
        address = gradebook(database, room.uid("teacher"))
        shutil.copytree(course, place / "made")
        config = place / "made" / "nbgrader_config.py"
        text = config.read_text(encoding="utf-8")
        text = re.sub("c.Exchange.root = .*", f"c.Exchange.root = {str(room.exchange)!r}", text)
        text = text.replace("secure(c)", f"c.CourseDirectory.db_url = {address!r}\nsecure(c)")
        config.write_text(text, encoding="utf-8")
        make = [sys.executable, "-m", "neurolib.cli", "exchange", room.exchange, "--course", clone]
        for words in ["cp", "-r", place / "made", clone], make:
            done = room.run_as("teacher", *words)
            assert done.returncode == 0, done.stdout + done.stderr
        shutil.rmtree(place / "made")
        asks = f"import psycopg; psycopg.connect({address!r})"
        assert room.python_as("teacher", asks).returncode == 0
        refused = room.python_as("ada", asks)
        assert refused.returncode and "Permission denied" in refused.stderr
        yield room, database


def gradebook(database: postgres.Server, teacher: int) -> str:
    """Make the teacher's database, with a user of its own, and let only the teacher to its socket;
    return its address.
    """
    database.execute("CREATE ROLE grades LOGIN")
    database.execute("CREATE DATABASE course OWNER grades")
    os.chown(database.folder, -1, teacher)
    database.folder.chmod(0o710)
    return f"postgresql:///course?host={database.folder}&user=grades"


def points(database: postgres.Server) -> list[tuple[Any, ...]]:
    """The points of each student in the gradebook."""
    return database.execute(
        """SELECT a.student_id, sum(g.auto_score) FROM grade g
        JOIN submitted_notebook s ON g.notebook_id = s.id
        JOIN submitted_assignment a ON s.assignment_id = a.id
        GROUP BY a.student_id ORDER BY a.student_id""",
        "course",
    )


TLS = ("--tls-ca-file", "grader.pem", "--tls-cert", "grader.pem", "--tls-key", "grader.key")
WHERE = """
from dask import config
names = {"ca-file": "grader.pem", "client.cert": "grader.pem", "client.key": "grader.key"}
config.set({f"distributed.comm.tls.{name}": path for name, path in names.items()})
from distributed import Client
client = Client(ADDRESS, timeout="300s")
"""


def workers(room: Classroom) -> str:
    """Start the teacher's Dask scheduler and two workers, which ask for the teacher's certificate;
    return the address.
    """
    home, dask = room.place / "home" / "teacher", Path(sys.executable).with_name("dask")
    at = ["env", f"--chdir={home}"]
    new = "openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=grader"
    words = [*new.split(), "-keyout", "grader.key", "-out", "grader.pem"]
    made = room.run_as("teacher", *at, *words)
    assert made.returncode == 0, made.stderr
    port = free_port()
    address = f"tls://127.0.0.1:{port}"
    serve = ["--protocol", "tls", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    room.start_as("teacher", *at, dask, "scheduler", *serve, *TLS)
    for _ in range(2):
        work = ["worker", address, "--nthreads", "1", "--no-dashboard"]
        room.start_as("teacher", *at, dask, *work, *TLS)
    asked(room, address, "client.wait_for_workers(2, timeout=300)")
    return address


def asked(room: Classroom, address: str, code: str) -> str:
    """Run code of the teacher's with a client of the scheduler; return what it printed."""
    home = room.place / "home" / "teacher"
    begin = f"import os; os.chdir({str(home)!r})" + WHERE.replace("ADDRESS", repr(address))
    done = room.python_as("teacher", begin + code)
    assert done.returncode == 0, done.stderr
    return done.stdout


def jobs(room: Classroom, address: str) -> int:
    """How many hand-ins the workers have graded, as the scheduler noted it."""
    code = """
def noted(dask_scheduler):
    moves = dask_scheduler.transition_log
    return [str(move[0]) for move in moves if move[2] == "memory"]
print(sum(key.startswith("grade") for key in client.run_on_scheduler(noted)))
"""
    return int(asked(room, address, code))


@contextmanager
def browsers() -> Iterator[Callable[[], Any]]:
    """A function that opens a page with cookies of its own, as another browser has them."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright, ExitStack() as stack:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        stack.callback(chromium.close)

        def browse() -> Any:
            page = stack.enter_context(open_page(chromium))
            page.context.set_default_timeout(PATIENCE)
            page.set_default_timeout(PATIENCE)
            return page

        yield browse


PICTURES = """() => [...document.querySelectorAll(".jp-NotebookPanel img")].every(
  (picture) => picture.complete && picture.naturalWidth)"""  # of an open notebook, are there


# --- people ---------------------------------------------------------------------------------------


class Person:
    """Somebody at a browser."""

    def __init__(self, room: Classroom, name: str, page: Any, kept: Path) -> None:
        self.room, self.name, self.page, self.kept = room, name, page, kept
        self.answers: list[Any] = []  # of all pages, also those in a new tab
        page.context.on("response", lambda answer: self.answers.append(answer))

    def errors(self) -> list[str]:
        """What the browser's console complained about, and each address that was not answered.

        JupyterLab asks for the language server, without which a student's server runs.
        """
        said = [error for error in self.page.errors if "Failed to load resource" not in error]
        failed = [f"{each.status} {each.url}" for each in self.answers if each.status >= 400]
        return said + [line for line in failed if "/lsp/status" not in line]

    def see(self, name: str, page: Any = None) -> None:
        """Keep what the browser shows, or what another page of it does."""
        (page or self.page).screenshot(path=self.kept / f"{name}.png")

    def come(self, seen: str, first: str) -> None:
        """Log in, wait for the server as everybody does, and see what JupyterLab opens first."""
        self.page.goto(f"{self.room.url}/hub/login")
        self.page.locator("#username_input").fill(self.name)
        self.page.locator("#password_input").fill(PASSWORD)
        self.see(f"{seen}-1-form")
        self.page.locator("#login_submit").click()
        self.page.get_by_role("menuitem", name="Nbgrader").wait_for()
        self.page.locator(first).wait_for()
        self.page.locator(".jp-DirListing-item").first.wait_for()
        self.page.wait_for_function(PICTURES)
        self.see(f"{seen}-2-jupyterlab")

    def open_from_menu(self, entry: str) -> None:
        """Choose an entry of nbgrader's menu."""
        self.page.get_by_role("menuitem", name="Nbgrader").click()
        self.page.get_by_role("menuitem", name=entry, exact=True).click()

    def solve(self, square: str, cube: str, seen: str) -> None:
        """Open the set from the list, type two answers, run all, and read what the test says."""
        page = self.page
        page.locator("#fetched_assignments_list a.assignment-notebooks-link").click()
        page.locator(f"#nbgrader-neurolib-{SET} a").wait_for()
        self.see(f"{seen}-has-the-set")
        page.locator(f"#nbgrader-neurolib-{SET} a").click()
        notebook = page.locator(".jp-Notebook", has_text="A tiny problem set")
        notebook.locator(".jp-Cell").nth(8).wait_for()
        for index, name, line in (3, "square", square), (7, "cube", cube):
            notebook.locator(".jp-Cell").nth(index).locator(".cm-content").click()
            page.keyboard.press("Control+A")
            page.keyboard.type(f"def {name}(x):\n{line}")
        panel = page.locator(".jp-NotebookPanel", has=notebook)
        run_cells(page, panel)
        panel.locator(".jp-OutputArea-output").get_by_text("The square is right.").wait_for()
        self.see(f"{seen}-solves")
        panel.get_by_role("button", name="Validate").click()  # it saves first
        page.get_by_text("Success! Your notebook passes all the tests.").wait_for()
        self.see(f"{seen}-validates")
        page.get_by_role("button", name="Ok", exact=True).click()

    def submit(self, seen: str) -> None:
        """Hand in from the Assignment List."""
        from playwright.sync_api import expect

        self.page.get_by_role("tab", name="Assignments").click()
        self.page.get_by_role("button", name="Submit", exact=True).click()
        expect(self.page.locator("#submitted_assignments_list")).to_contain_text(
            re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d")
        )
        self.see(seen)

    def type_in_terminal(self, *lines: str, seen: str) -> None:
        """Type lines in a terminal of JupyterLab, and wait until the last one has done its work."""
        page = self.page
        page.get_by_role("menuitem", name="File", exact=True).click()
        page.get_by_text("New", exact=True).first.hover()
        page.get_by_role("menuitem", name="Terminal", exact=True).click()
        page.locator(".jp-Terminal .xterm-screen").click()
        for line in lines[:-1]:
            page.keyboard.type(f"{line}\n")
        page.keyboard.type(f"{lines[-1]}; echo $? > ~/ended\n")
        code, end = "", time.monotonic() + 900
        while not code and time.monotonic() < end:
            page.wait_for_timeout(200)
            code = self.room.run_as(self.name, "sh", "-c", "cat ~/ended").stdout.strip()
        self.see(seen)
        assert code == "0", code or "it has not ended"

    def read_feedback(self, own: str, other: Person, seen: str) -> None:
        """Fetch the feedback, open its page, and find the own points and nothing of the other's."""
        from playwright.sync_api import expect

        page = self.page
        page.get_by_role("tab", name="Assignments").click()
        page.get_by_role("button", name="Fetch Feedback").click()
        page.get_by_text("view feedback").click()
        page.locator(".jp-DirListing-item", has_text=f"{SET}.html").dblclick()
        said = page.frame_locator(".jp-HTMLViewer iframe").locator("main")
        expect(said).to_contain_text(own)
        expect(said).to_contain_text(f"{self.name}, handed in on")
        assert other.name not in said.inner_text()
        self.see(f"{seen}-reads-feedback")
        home = self.room.place / "home" / self.name
        found = self.room.run_as(self.name, "find", home, "-name", f"{SET}.html")
        assert len(found.stdout.splitlines()) == 1, "one page, the own"


def release(teacher: Person) -> Any:
    """Open Formgrader by the menu, generate and release the set by its buttons; return its page."""
    teacher.open_from_menu("Formgrader")
    button = teacher.page.frame_locator("iframe").get_by_role("button", name="Open Formgrader")
    button.wait_for()
    teacher.see("03-teacher-1-menu")
    with teacher.page.expect_popup() as opened:
        button.click()
    form = opened.value
    press(form, "assign")
    press(form, "release")
    teacher.see("03-teacher-2-releases", form)
    with form.expect_popup() as opened:
        form.locator("td.preview a").click()
    opened.value.locator(".jp-DirListing-item", has_text=f"{SET}.ipynb").wait_for()
    teacher.see("03-teacher-3-looks-at-the-release", opened.value)
    opened.value.close()
    return form


def press(form: Any, cell: str) -> None:
    """Press a button in a line of Formgrader's table, and take note of its success."""
    from playwright.sync_api import expect

    form.locator(f"td.{cell} a").click()
    expect(form.locator("#success-modal")).to_be_visible()
    form.locator("#success-modal button.close, #success-modal [data-dismiss=modal]").first.click()
    expect(form.locator("#success-modal")).to_have_count(0)


def grade(teacher: Person, form: Any, scheduler: str) -> None:
    """Grade by the command of the guide in JupyterLab's terminal, and look at Formgrader's page."""
    from playwright.sync_api import expect

    certificate = "export DASK_DISTRIBUTED__COMM__TLS__"
    teacher.type_in_terminal(
        f"{certificate}CA_FILE=~/grader.pem",
        f"{certificate}CLIENT__CERT=~/grader.pem",
        f"{certificate}CLIENT__KEY=~/grader.key",
        f"neurolib grade {SET} --scheduler {scheduler}",
        seen="09-teacher-grades",
    )
    form.get_by_role("link", name="Manage Assignments").click()
    form.locator("td.num-submissions a").click()
    lines = form.locator("tbody tr")
    expect(lines).to_have_count(2)
    for line, name, score in (0, "ada", "6 / 6"), (1, "ben", "3 / 6"):
        expect(lines.nth(line).locator("td.student-id")).to_have_text(name)
        expect(lines.nth(line).locator("td.score")).to_have_text(score)
    teacher.see("10-teacher-sees-points", form)


def feedback(teacher: Person, form: Any) -> None:
    """Generate and release the feedback by Formgrader's buttons."""
    from playwright.sync_api import expect

    form.get_by_role("link", name="Manage Assignments").click()
    # The page that is being left has a button of feedback, too, and its dialog goes with it.
    expect(form.locator("td.num-submissions a")).to_be_visible()
    press(form, "generate-feedback")
    press(form, "release-feedback")
    teacher.see("11-teacher-releases-feedback", form)
