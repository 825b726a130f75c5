"""Print how long each of Formgrader's pages takes for a large class.

Run: python -m tests.classroom.formgrader_pages [--students 1000] [--sets 1] [--stock] [--sqlite]

The gradebook is made up: every student has handed in every set, of 40 tests, 10 answers in code,
2 in words, and a task. Each page is asked for twice over HTTP, from Jupyter's own server with nbgrader's
extension, and the second answer counts. The gradebook is in a PostgreSQL server of this program's
own, with ``--sqlite`` in a file. With ``--stock``, nbgrader_config.py does not call ``secure``. 1000
students and one set take a minute.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader import api
from sqlalchemy import insert, text

from neurolib.classroom.grading.gradebook import prepare
from tests.ports import free_port

from . import postgres

ROOT = Path(__file__).parents[2]
TOKEN = "pages"
TESTS, ANSWERS, TEXTS = 40, 10, 2


def notebook() -> Any:
    """Return a set as a teacher writes it: answers in code, tests of one point, texts of four."""

    def cell(new: Any, name: str, source: str, **more: Any) -> Any:
        flags = {"grade": False, "solution": False, "locked": False, "task": False}
        meta = {"grade_id": name, "schema_version": 3, **flags, **more}
        return new(source, id=name, metadata={"nbgrader": meta})

    answers = [
        cell(new_code_cell, f"answer-{n}", f"def f{n}():\n    return {n}", solution=True)
        for n in range(ANSWERS)
    ]
    tests = [
        cell(
            new_code_cell,
            f"test-{n}",
            f"assert f{n % ANSWERS}() == {n % ANSWERS}",
            grade=True,
            locked=True,
            points=1,
        )
        for n in range(TESTS)
    ]
    texts = [
        cell(new_markdown_cell, f"text-{n}", "Because.", grade=True, solution=True, points=4)
        for n in range(TEXTS)
    ]
    task = cell(new_markdown_cell, "task", "Draw it.", task=True, locked=True, points=2)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=[*answers, *tests, *texts, task], metadata={"kernelspec": kernel})


def fill(root: Path, address: str, students: int, sets: int) -> None:
    """Write the folders of a graded class below ``root``, and its rows into an empty gradebook."""
    names = [f"student-{number:04}" for number in range(students)]
    handed_in = datetime.datetime(2026, 11, 29, 12)
    content = nbformat.writes(notebook())
    with api.Gradebook(address, "pages") as gradebook:
        rows: dict[Any, list[dict[str, Any]]] = {
            model: []
            for model in (
                api.Student,
                api.SubmittedAssignment,
                api.SubmittedNotebook,
                api.Grade,
                api.Comment,
            )
        }
        rows[api.Student] = [{"id": name, "first_name": name, "last_name": "A"} for name in names]
        for number in range(1, sets + 1):
            assignment = f"ps{number}"
            folders = [root / "solutions" / assignment, root / "exercises" / assignment]
            for folder in folders:
                folder.mkdir(parents=True)
                (folder / f"{assignment}.ipynb").write_text(content)
            gradebook.add_assignment(assignment)
            book = gradebook.add_notebook(assignment, assignment)
            graded, solved = _cells(gradebook, assignment)
            for name in names:
                submission, copy = uuid.uuid4().hex, uuid.uuid4().hex
                rows[api.SubmittedAssignment].append({
                    "id": submission,
                    "assignment_id": book.assignment.id,
                    "student_id": name,
                    "timestamp": handed_in,
                })  # fmt: skip
                rows[api.SubmittedNotebook].append(
                    {"id": copy, "notebook_id": book.id, "assignment_id": submission}
                )
                for order, (cell, worth) in enumerate(graded):
                    count = order + len(rows[api.SubmittedNotebook])
                    marked = worth > 1 and count % 5 == 0
                    rows[api.Grade].append({
                        "id": uuid.uuid4().hex,
                        "cell_id": cell,
                        "notebook_id": copy,
                        "auto_score": None if worth > 1 else float(count % 3 > 0),
                        "manual_score": 1.5 if marked else None,
                        "extra_credit": 0.5 if marked else None,
                        "needs_manual_grade": worth > 1 and not marked,
                    })  # fmt: skip
                rows[api.Comment] += [
                    {"id": uuid.uuid4().hex, "cell_id": cell, "notebook_id": copy}
                    for cell in solved
                ]
                for step in "submitted", "autograded":
                    folder = root / step / name / assignment
                    folder.mkdir(parents=True)
                    (folder / f"{assignment}.ipynb").write_text(content)
                    (folder / "timestamp.txt").write_text(f"{handed_in} UTC")
        gradebook.db.commit()
        for model, those in rows.items():
            gradebook.db.execute(insert(model), those)
        gradebook.db.commit()


def _cells(gradebook: api.Gradebook, name: str) -> tuple[list[tuple[str, float]], list[str]]:
    """Write the cells of the set; return those that are graded, with their points, and solved."""
    graded, solved = [], []
    for cell in notebook().cells:
        meta = cell.metadata.nbgrader
        words = name, name
        source = {"source": cell.source, "cell_type": cell.cell_type, "locked": meta.locked}
        gradebook.add_source_cell(meta.grade_id, *words, **source)
        if meta.grade:
            row = gradebook.add_grade_cell(
                meta.grade_id, *words, max_score=meta.points, cell_type=cell.cell_type
            )
            graded.append((row.id, float(meta.points)))
        if meta.task:
            row = gradebook.add_task_cell(
                meta.grade_id, *words, max_score=meta.points, cell_type=cell.cell_type
            )
            graded.append((row.id, float(meta.points)))
        if meta.solution:
            solved.append(gradebook.add_solution_cell(meta.grade_id, *words).id)
    return graded, solved


@contextlib.contextmanager
def served(root: Path, log: Path) -> Iterator[tuple[str, int]]:
    """Jupyter's server in a course; yield its address and the number of its process."""
    port = free_port()
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    words = {
        "port": port,
        "port_retries": 0,
        "open_browser": False,
        "allow_root": True,
        "root_dir": root,
    }
    with (
        open(log, "w", encoding="utf-8") as file,
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyter_server",
                f"--IdentityProvider.token={TOKEN}",
                *(f"--ServerApp.{name}={value}" for name, value in words.items()),
            ],
            cwd=root,
            env=os.environ | {"PATH": tools, "PYTHONPATH": str(ROOT)},
            stdout=file,
            stderr=file,
        ) as process,
    ):
        address = f"http://127.0.0.1:{port}"
        try:
            until = time.monotonic() + 120
            while process.poll() is None and time.monotonic() < until:
                with contextlib.suppress(OSError):
                    ask(address + "/api/status")
                    break
                time.sleep(0.2)
            yield address, process.pid
        finally:
            process.terminate()


def ask(address: str) -> bytes:
    """Return what an address of the server answers."""
    request = urllib.request.Request(address, headers={"Authorization": f"token {TOKEN}"})
    with urllib.request.urlopen(request, timeout=600) as answer:
        return bytes(answer.read())


def pages(address: str) -> Iterator[tuple[str, str]]:
    """Yield the pages with a list that grows with the class, each by its name and what it loads."""
    at, student, assignment = f"{address}/formgrader", "student-0001", "ps1"
    book = f"{assignment}/{assignment}"
    yield "assignments", f"{at}/api/assignments"
    yield "submissions of a set", f"{at}/api/submissions/{assignment}"
    yield "notebooks of a set", f"{at}/api/notebooks/{assignment}"
    yield "hand-ins to mark", f"{at}/api/submitted_notebooks/{book}"
    yield "students", f"{at}/api/students"
    yield "one student", f"{at}/api/student_submissions/{student}"
    yield "one student's notebooks", f"{at}/api/student_notebook_submissions/{student}/{assignment}"
    found = json.loads(ask(f"{at}/api/submitted_notebooks/{book}"))
    first = found[len(found) // 2]["id"]
    yield "a hand-in", f"{at}/submissions/{first}/"
    for step in "next", "prev", "next_incorrect":
        yield f"{step} from there", f"{at}/submissions/{first}/{step}"
    yield "the points of a hand-in", f"{at}/api/grades?submission_id={first}"


def measured(address: str, spent: Callable[[], float]) -> Iterator[tuple[str, float, float]]:
    """Yield for each page the seconds that it takes the second time, and those of the processors."""
    for name, page in pages(address):
        for _ in range(2):
            begun, before = time.perf_counter(), spent()
            ask(page)
            seconds, cpu = time.perf_counter() - begun, spent() - before
        yield name, seconds, cpu


def busy(processes: list[psutil.Process]) -> float:
    """Return the seconds that processes and what they started have kept the processors busy."""
    found = 0.0
    for process in processes:
        # what a child has spent becomes its parent's when it has ended
        for one in [process, *process.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                found += sum(one.cpu_times()[:4])
    return found


@contextlib.contextmanager
def course(
    students: int, sets: int, stock: bool = False, sqlite: bool = False
) -> Iterator[tuple[Path, list[int]]]:
    """A course of graded students in a folder that is removed; yield it, and the number of the
    database's process where it has one.
    """
    with contextlib.ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="neurolib-pages-")))
        address, others = f"sqlite:///{root}/gradebook.db", []
        if not sqlite:
            server = stack.enter_context(postgres.server(shared_buffers="128MB"))
            address, others = server.database("course"), [server.process()]
        lines = [
            "c = get_config()",
            'c.CourseDirectory.course_id = "pages"',
            f"c.CourseDirectory.db_url = {address!r}",
            f"c.CourseDirectory.root = {str(root)!r}",
        ]
        if stock:
            lines.append('c.CourseDirectory.source_directory = "solutions"')
        else:
            lines += ["from neurolib.classroom import secure", "secure(c)"]
        (root / "nbgrader_config.py").write_text("\n".join(lines) + "\n")
        fill(root, address, students, sets)
        if not stock:
            with contextlib.closing(api.Gradebook(address, "pages")) as gradebook:
                prepare(gradebook)
        # as the server does by itself, a minute after many rows were written
        with contextlib.closing(api.Gradebook(address, "pages")) as gradebook:
            gradebook.db.execute(text("ANALYZE"))
            gradebook.db.commit()
            if not sqlite:
                ask_size = text("SELECT pg_database_size(current_database())")
                print(f"gradebook: {gradebook.db.execute(ask_size).scalar_one() / 1e6:.1f} MB")
        yield root, others


def main() -> None:
    """Print the table."""
    words = argparse.ArgumentParser()
    words.add_argument("--students", type=int, default=1000)
    words.add_argument("--sets", type=int, default=1)
    words.add_argument("--stock", action="store_true")
    words.add_argument("--sqlite", action="store_true")
    asked = words.parse_args()
    tools = str(Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join([tools, os.environ.get("PATH", os.defpath)])
    with course(asked.students, asked.sets, asked.stock, asked.sqlite) as (root, others):
        print(f"{asked.students} students × {asked.sets} sets, load {os.getloadavg()[0]:.1f}")
        print(f"  {'page':26} seconds   seconds of the processors")
        with served(root, root / "log") as (address, own):
            processes = [psutil.Process(one) for one in (own, *others)]
            try:
                for name, seconds, cpu in measured(address, lambda: busy(processes)):
                    print(f"  {name:26} {seconds:7.2f} {cpu:7.2f}", flush=True)
            except urllib.error.URLError as error:
                sys.exit(f"{error}\n{(root / 'log').read_text()[-3000:]}")


if __name__ == "__main__":
    main()
