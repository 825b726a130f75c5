"""From solutions to what students get: one assignment, or the whole course as an edition to
publish.
"""

from __future__ import annotations

import contextlib
import filecmp
import gzip
import json
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader import preprocessors
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    InvalidEntry,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.converters import GenerateAssignment
from nbgrader.exchange.default import ExchangeReleaseAssignment
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_solution
from sqlalchemy.exc import SQLAlchemyError

from ..hints import CELL
from . import SECRET
from .course import (
    CONFIG,
    ClassroomError,
    Course,
    course_secret,
    exchange,
    needs_exchange,
    quietly,
    silence,
)
from .grading.late import announce
from .intake.files import some
from .reports.outcomes import is_empty, is_test, title

# What is published: of a course, these files and folders; of a folder, files with these endings. So
# an editor's backups, tables of names and whatever else lies beside them is never published.
FILES = (
    *("README.md", "LICENSE", "LICENSE-TEXT", "CITATION.cff", "pyproject.toml"),
    *("requirements.lock", "requirements-dev.lock", ".gitignore"),
)
FOLDERS = ("course", "neurolib")
TEXTS = (".ipynb", ".md", ".txt", ".rst", ".html", ".pdf", ".bib")
PROGRAMS = (".py", ".pyi", ".js", ".css", ".j2", ".typed")
DATA = (
    ".csv",
    ".tsv",
    ".dat",
    ".json",
    ".yaml",
    ".yml",
    ".toml",
    ".npy",
    ".npz",
    ".mat",
    ".h5",
    ".hdf5",
    ".nir",
    ".gz",
    ".zip",
)
MEDIA = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".wav", ".mp3", ".mp4", ".webm")
BACKUPS = (".bak", ".orig", ".rej", ".swp", ".tmp", ".pyc")
WANTED = {*TEXTS, *PROGRAMS, *DATA, *MEDIA}
# in the README, and in no edition's
FOR_TEACHERS = re.compile(r"<!-- teachers -->\n.*?<!-- end -->\n\n?", re.DOTALL)
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
TABLES = (".csv", ".tsv")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")  # in which a mark is looked for
MARKS = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME")
CONFIGURATION = '''"""nbgrader's settings here, read by ``nbgrader …`` and ``neurolib …``."""

from pathlib import Path

from neurolib.classroom import secure
from neurolib.classroom.course import exchange

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - the loader's own
root = Path(__file__).resolve().parent
c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = {course!r}
c.Exchange.root = {exchange}
secure(c)
'''


MAY_FAIL = "raises-exception"  # Jupyter's own tag


# of each notebook of a set, to be written together: its name, its metadata, its kinds of cells
Cells = tuple[str, NotebookNode, list[dict[str, Any]]]
_kept: ContextVar[list[Cells] | None] = ContextVar("_kept", default=None)
KINDS = "new_grade_cells", "new_solution_cells", "new_task_cells", "new_source_cells"


class SaveCells(preprocessors.SaveCells):
    """Write the cells of a set into the gradebook also where hand-ins are there, which nbgrader
    refuses: each gets a row for a new cell, also in a new notebook, and loses those of a cell that
    is gone.
    """

    def _create_notebook(self, nb: NotebookNode) -> None:
        if (kept := _kept.get()) is not None:
            nb = nbformat.v4.new_notebook(metadata=nb.metadata)  # of before the steps that follow
            kept.append((self.notebook_id, nb, [getattr(self, kind) for kind in KINDS]))
            return
        try:
            notebook = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        except MissingEntry:
            kernel = json.dumps(nb.metadata.get("kernelspec", {}))
            names = self.notebook_id, self.assignment_id
            notebook = self.gradebook.add_notebook(*names, kernelspec=kernel)
            there = notebook.assignment.submissions
            copies = [SubmittedNotebook(notebook=notebook, assignment=each) for each in there]
            self.gradebook.db.add_all(copies)
        if notebook.submissions:
            self._bring_in_line(notebook)
        super()._create_notebook(nb)

    def _bring_in_line(self, notebook: Notebook) -> None:
        """Add and remove rows, all of them or none; refuse to remove what a person has written."""
        for kind, there, wanted in (
            (GradeCell, notebook.grade_cells, self.new_grade_cells),
            (SolutionCell, notebook.solution_cells, self.new_solution_cells),
            (TaskCell, notebook.task_cells, self.new_task_cells),
            (SourceCell, notebook.source_cells, self.new_source_cells),
        ):
            names = {cell.name for cell in there}
            for cell in sorted(there, key=lambda cell: str(cell.name)):
                if cell.name in wanted:
                    continue
                if kind in (SolutionCell, TaskCell):
                    raise ClassroomError(
                        f"{self.assignment_id} has handed-in work in the gradebook, so the answer "
                        f"{cell.name} cannot be removed or renamed any more: put back what was "
                        f"there. Its tests can be changed, added and removed."
                    )
                self._refuse_marked(cell)
                for row in (*getattr(cell, "grades", ()), cell):
                    self.gradebook.db.delete(row)
            for name in wanted.keys() - names:
                cell = kind(name=name, notebook=notebook, **wanted[name])
                for copy in notebook.submissions:
                    if kind in (GradeCell, TaskCell):
                        Grade(cell=cell, notebook=copy)
                    if kind in (SolutionCell, TaskCell):
                        Comment(cell=cell, notebook=copy)
                self.gradebook.db.add(cell)  # with its rows
        self.gradebook.db.commit()

    def _refuse_marked(self, cell: GradeCell | SourceCell) -> None:
        """Raise where a person has given points for a cell that is to be removed."""
        marked = sorted(
            grade.notebook.student.id
            for grade in getattr(cell, "grades", ())
            if grade.manual_score is not None or grade.extra_credit
        )
        if marked:
            raise ClassroomError(
                f"{self.assignment_id}: a person gave {some(marked)} points for {cell.name}, which "
                f"would be lost if it were removed or renamed. Put it back, or clear these points "
                f"in Formgrader first."
            )


class Tidy(NbGraderPreprocessor):
    """Remove from a released notebook what depends on the machine, the editor or the day, and the
    source of its visible tests.

    The pictures and tests below an answer may fail, and *Run All Cells* goes on: the problems can
    be solved in any order.

    In a notebook that uses this library, the source of a visible test goes into the notebook's
    metadata, and its cell, folded, runs it from there (:mod:`neurolib.hints`). The gradebook has
    noted the whole test by then, and that is what is graded.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Keep the kernel's name, and of each cell nbgrader's metadata, locks and tags."""
        metadata = {
            key: nb.metadata[key] for key in ("kernelspec", "neurolib") if key in nb.metadata
        }
        language = metadata.get("kernelspec", {}).get("language", "python")
        if language == "python":
            metadata["kernelspec"] = NotebookNode(KERNEL)
        nb.metadata = NotebookNode(language_info=NotebookNode(name=language), **metadata)
        nb.nbformat, nb.nbformat_minor = 4, 5
        answered = False
        ours, tests = (
            language == "python" and any("neurolib" in cell.source for cell in nb.cells),
            dict[str, str](),
        )
        for number, cell in enumerate(nb.cells):
            cell.id = cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell-{number}"
            cell.metadata = NotebookNode(
                {
                    k: cell.metadata[k]
                    for k in ("deletable", "editable", "nbgrader", "tags")
                    if k in cell.metadata
                }
            )
            if cell.cell_type == "code":
                cell.execution_count, cell.outputs = None, []
            if is_empty(cell) and not cell.source.strip():
                cell.source = "# Hidden tests run here when your work is graded."
            elif ours and is_test(cell) and not is_empty(cell):
                tests[cell.id], cell.source = cell.source, CELL.format(title(cell), cell.id)
                cell.metadata["jupyter"] = NotebookNode(source_hidden=True)
            answered = answered or is_solution(cell)
            if answered and cell.cell_type == "code" and not is_solution(cell):
                cell.metadata["tags"] = sorted({*cell.metadata.get("tags", []), MAY_FAIL})
        if tests:
            nb.metadata["neurolib"] = {**nb.metadata.get("neurolib", {}), "tests": tests}
        return nb, resources


def generate(course: Course, assignment: str, exercises: Path, gradebook: str | None = "") -> Path:
    """Write the release version of one assignment below ``exercises`` and its cells into the
    gradebook; return the folder.

    The same source gives the same bytes. ``gradebook`` is an address as SQLAlchemy writes it, the
    course's own by default; None is none.
    """
    course.known(assignment)
    _refuse_links_and_copies(course.folder("source") / assignment)
    exercises.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="neurolib-release-") as scratch,
        # on the disk of what it replaces, so that a full disk is found before anything changes
        tempfile.TemporaryDirectory(prefix=".releasing-", dir=exercises) as beside,
    ):
        made, old, new = Path(scratch, "made"), Path(beside, "old"), Path(beside, "new")
        address = gradebook or course.database
        config = Course.at(course.root).config
        config.CourseDirectory.release_directory = str(made)
        config.CourseDirectory.db_url = address
        config.GenerateAssignment.no_database = True  # see _record
        config.SaveCells.enabled = gradebook is not None
        config.Rehearse.enabled = False  # see release
        kept: list[Cells] = []
        token = _kept.set(kept)
        try:
            quietly(GenerateAssignment, config, assignment, force=True)
        finally:
            _kept.reset(token)
        shutil.copytree(made / assignment, new, ignore=_unwanted, copy_function=_publish)
        if gradebook is not None:
            try:
                _record(course, assignment, address, kept)
            except (SQLAlchemyError, InvalidEntry) as error:
                said = re.sub(r"^\([\w.]+\) ", "", str(getattr(error, "orig", error)))
                said = " ".join(said.split())[:300].rstrip(".")
                raise ClassroomError(
                    f"The cells of {assignment} could not be written into the gradebook: {said}."
                ) from error
        with contextlib.suppress(FileNotFoundError):
            # a folder of a container's image cannot be renamed; it is copied
            shutil.move(exercises / assignment, old)
        try:
            new.rename(exercises / assignment)
        except BaseException:  # also where somebody stops it
            if old.exists():
                shutil.move(old, exercises / assignment)
            raise
    return exercises / assignment


def _record(course: Course, assignment: str, address: str, kept: list[Cells]) -> None:
    """Write the notebooks of a set into a gradebook, all of them or none."""
    with (
        silence(),
        Gradebook(address, course.id) as gradebook,
        gradebook.engine.begin() as connection,
    ):
        # then nbgrader's commits, which come row by row, end no transaction
        gradebook.db.remove()
        gradebook.db.configure(bind=connection)
        saver = SaveCells()
        saver.gradebook, saver.assignment_id = gradebook, assignment
        known = gradebook.update_or_create_assignment(assignment)
        for gone in sorted({book.name for book in known.notebooks} - {name for name, *_ in kept}):
            if students := sorted(each.student_id for each in known.submissions):
                raise ClassroomError(
                    f"{assignment} has hand-ins of {some(students)} in the gradebook, so its "
                    f"notebook {gone}.ipynb cannot be removed or renamed any more: put it back "
                    f"into {course.folder('source') / assignment}, and run neurolib release "
                    f"{assignment} again. A notebook can be added."
                )
            gradebook.remove_notebook(gone, assignment)
        for saver.notebook_id, nb, kinds in kept:
            for kind, cells in zip(KINDS, kinds, strict=True):
                setattr(saver, kind, cells)
            saver._create_notebook(nb)


def _refuse_links_and_copies(folder: Path) -> None:
    """Raise where a set holds a link, which may lead to what is not published, or two notebooks
    with the same cells.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and not path.name.startswith("."):
            lead = "is a link, and students would get what it leads to: put the file itself there."
            raise ClassroomError(f"{path.relative_to(folder)} in {folder} {lead}")
    first: dict[frozenset[str], str] = {}
    for path in sorted(folder.glob("*.ipynb")):
        graded = (
            cell.metadata.get("nbgrader", {}).get("grade_id", "")
            for cell in nbformat.read(path, as_version=4).cells
        )
        if (names := frozenset(graded) - {""}) and first.setdefault(names, path.name) != path.name:
            raise ClassroomError(
                f"{first[names]} and {path.name} both hold the cells of the same "
                f"problems, so every point would count twice. "
                "Delete the notebook that is a copy, and release the set again."
            )


def _unwanted(folder: str, names: list[str]) -> set[str]:
    """Return what of a folder is not published: links, hidden files, and files whose ending is not
    among :data:`WANTED`.
    """

    def wanted(path: Path) -> bool:
        if path.name.startswith(".") or path.is_symlink():
            return False
        return (
            path.name != "__pycache__"
            if path.is_dir()
            else path.is_file() and path.suffix.lower() in WANTED
        )

    return {name for name in names if not wanted(Path(folder, name))}


def _publish(source: str, target: str) -> None:
    """Copy one file that is to be published, after a look for secrets."""
    refuse_secrets(Path(source))
    shutil.copy2(source, target)


def refuse_secrets(path: Path) -> None:
    """Raise if a file about to be released contains the mark of a solution or of a hidden test, or
    is a table of students.
    """
    for content in _contents(path):
        for mark in MARKS:
            if any(mark.encode(encoding) in content for encoding in ENCODINGS):
                raise ClassroomError(
                    f"{path.name} still holds {mark}: nbgrader takes these out of "
                    f"answer and test cells alone."
                )
        first = content[:1000].partition(b"\n")[0].decode(errors="replace").lower()
        if path.suffix.lower() in TABLES and "student" in re.split(r"\W+", first):
            raise ClassroomError(
                f"{path.name} is a table of students by its first line. Move it out of "
                f"the folder that is released."
            )


def _contents(path: Path) -> Iterator[bytes]:
    """Yield what a file holds and, where it is a ZIP or gzip file, what is packed in it."""
    yield path.read_bytes()
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                yield from (packed.read(name) for name in packed.namelist())
        elif path.suffix.lower() == ".gz":
            with gzip.open(path) as unpacked:
                yield unpacked.read()
    except (
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        zlib.error,
        zipfile.BadZipFile,
    ) as error:
        raise ClassroomError(
            f"{path.name} cannot be unpacked, so nothing tells whether it holds a "
            f"solution: {error}."
        ) from error


def release(course: Course, assignment: str) -> Path:
    """Write ``exercises/ASSIGNMENT`` and record its cells in the gradebook; return the folder."""
    return generate(course, assignment, course.folder("release"))


def left_out(course: Course, assignment: str) -> list[str]:
    """Return a sentence for each file of an assignment whose ending is unknown, so that students do
    not get it.
    """
    source = course.folder("source") / assignment
    files = [
        path
        for path in sorted(source.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    ]
    unknown = [
        path
        for path in files
        if path.suffix.lower() not in {*WANTED, *BACKUPS} and not path.name.endswith("~")
    ]
    known = "Students get files with known endings only, such as .csv, .npz, .txt, .zip or .py."
    return [
        f"{path.relative_to(source)} was not released. {known}"
        for path in unknown
        if "__pycache__" not in path.parts
    ]


def validate(course: Course, assignment: str) -> list[str]:
    """Grade the reference solution of an assignment under the course's own secret; raise where it
    fails a test.

    Returns a sentence for every test that an answer passes which solves nothing.
    """
    from .grading.validation import rehearsed, sound

    course.known(assignment)
    paths = sorted((course.folder("source") / assignment).glob("*.ipynb"))
    return sound(assignment, [rehearsed(path, course.config) for path in paths])


def publish(course: Course, assignment: str) -> Path:
    """Put a released assignment into the exchange, in place of an older one; return its path
    there.
    """
    needs_exchange()
    quietly(ExchangeReleaseAssignment, course.config, assignment, force=True)
    announce(course)
    return course.exchange / course.id / "outbound" / assignment


def offer(course: Course) -> None:
    """Put every released assignment that is new or changed into the exchange, so that a student on
    this machine can fetch it.
    """
    for folder in sorted(
        path for path in course.folder("release").glob("*") if any(path.glob("*.ipynb"))
    ):
        there = course.exchange / course.id / "outbound" / folder.name
        names = [path.name for path in folder.iterdir() if path.is_file()]
        if not there.is_dir() or filecmp.cmpfiles(folder, there, names, shallow=False)[0] != names:
            publish(course, folder.name)


def edition(course: Course, target: Path) -> list[str]:
    """Write the course without solutions, tests and hidden tests into the new folder ``target``;
    return its assignments.
    """
    target = target.resolve()
    if target.exists() and any(target.iterdir()):
        raise ClassroomError(f"{target} is not empty; name a new folder for the edition.")
    if course.root == target or course.root in target.parents:
        raise ClassroomError(f"{target} lies inside the course; name a folder outside it.")
    new = not target.exists()
    target.mkdir(parents=True, exist_ok=True)
    try:
        names = _write_edition(course, target)
    except BaseException:  # what is refused is not left there, ready to be given away
        for path in target.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if new:
            target.rmdir()
        raise
    course_secret(course.root / SECRET)
    return names


def _write_edition(course: Course, target: Path) -> list[str]:
    """Write an edition into the empty folder ``target``; return its assignments."""
    for name in FILES:
        if (course.root / name).is_file():
            shutil.copy2(course.root / name, target / name)
    for name in FOLDERS:
        if (course.root / name).is_dir():
            shutil.copytree(course.root / name, target / name, ignore=_unwanted)
    for path in (target / "course").rglob("*.*"):
        # the library and the guide for teachers may name the marks
        if path.is_file() and path.suffix != ".md":
            refuse_secrets(path)
    if (course.root / CONFIG).is_file():
        shared = (
            "str(exchange(root))"
            if course.exchange == exchange(course.root)
            else repr(str(course.exchange))
        )
        (target / CONFIG).write_text(
            CONFIGURATION.format(course=course.id, exchange=shared), encoding="utf-8"
        )
    if (readme := target / "README.md").is_file():
        readme.write_text(
            FOR_TEACHERS.sub("", readme.read_text(encoding="utf-8")), encoding="utf-8"
        )
    names = course.assignments()
    for assignment in names:
        generate(course, assignment, target / "exercises", None)
    return names
