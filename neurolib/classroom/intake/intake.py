"""What is accepted of a submission: ordinary files of ordinary names and sizes, and the notebook
under any name.

``submitted/`` stays as it is. For each submission that is due, a cleaned copy is made in a folder
of this run, with notebooks that are rebuilt on those that were handed out. :class:`Intake` is
nbgrader's ``Autograde`` that reads this copy. Code that reads a student's bytes runs in a child
process (:mod:`.limited_process`), whose limits of time and memory concern this submission alone.
``nbgrader autograde`` and Formgrader come here by the exporter that :func:`.secure` names;
``neurolib grade`` runs :class:`Intake` itself, which needs no file called ``*.ipynb``.
"""

from __future__ import annotations

import contextlib
import fnmatch
import hashlib
import io
import os
import re
import shutil
import tempfile
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode, v4
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from ..course import ClassroomError, Course, Fault, counting, meant
from ..grading import tables
from ..grading.groups import HandIn, counted, is_of, note
from ..grading.isolated import Isolated
from ..grading.lock import held
from ..grading.marking import marks, note_changed
from ..grading.validation import names_of_notebooks, references
from ..sandbox import obstacle
from ..sandbox.bwrap import SandboxMissing
from ..sandbox.zygote import ForkError
from .align import Handout, answered, handout, related
from .files import (
    FILE,
    FILES,
    GUESSES,
    LEAVINGS,
    File,
    Skipped,
    copy,
    is_named,
    list_files,
    load,
    shown,
    some,
)
from .hand_in import MISNAMED, SKEW, TIME, formatted_time, misnamed, parsed_time, utc
from .limited_process import MEMORY, Refused, run_limited
from .read_notebook import read_notebook
from .repair import repair

CANDIDATES = 30  # files that are opened
ZIP, ENTRY = b"PK\x03\x04", b"PK\x01\x02"  # begin a ZIP and each entry of its table of contents
CLOSED = re.compile(r"(?i)\.(tar|tgz|gz|bz2|xz|7z|rar)$")


class Entrance(NotebookExporter):
    """The exporter by which an ``Autograde`` becomes an :class:`Intake`: nbgrader's exporter can be
    configured, its converter cannot.
    """


def _enter(
    converter: Autograde, look: Callable[[Autograde], None] = Autograde.init_notebooks
) -> None:
    """Turn a converter that is to use :class:`Entrance` into an :class:`Intake` before it looks for
    notebooks; leave any other.
    """
    if type(converter) is Autograde and issubclass(converter.exporter_class, Entrance):
        converter.__class__ = Intake
        converter.init_notebooks()
    else:
        look(converter)


Autograde.init_notebooks = _enter


class Intake(Autograde):
    """Grade clean copies of submissions. A submission that cannot be read stops no other;
    :class:`.Refused` is in the log.

    What a :class:`.Fault` stops is graded again at the end, unless whoever calls sees to that.
    Where grading fails, the student has the grade of before, or none.
    """

    notebooks: Any  # nbgrader's, of the submission in hand
    force: bool
    is_held = False  # whether whoever calls holds the assignment already

    def init_notebooks(self) -> None:
        """Find the hand-ins that count, and raise nbgrader's own error if there are none; their
        files are read later.
        """
        self._misnamed: list[str] = []
        try:
            if not self.is_held:  # by the command, which checks for itself
                for sentence in tables.check(Course(Path(self.coursedir.root), self.config)):
                    self.log.warning(sentence)
            self._origins = self._find()
            if not self.is_held:
                for assignment in dict.fromkeys(ids[0] for ids in self._origins):
                    Course(Path(self.coursedir.root), self.config).released(assignment)
        except ClassroomError as error:  # in a table of the course
            self.log.error(str(error))
            raise NbGraderException(str(error)) from None
        if not self._origins and not self._misnamed:
            super().init_notebooks()

    def convert_notebooks(self) -> None:
        """Grade what is due, from a folder of clean copies."""
        self._graded = Path(
            self.coursedir.format_path(self.coursedir.autograded_directory, ".", ".")
        )
        try:
            with (
                contextlib.nullcontext()
                if self.is_held
                else held(self._graded, self.coursedir.assignment_id)
            ):
                self._convert()
        except ClassroomError as error:  # nbgrader ends in order for errors of its own
            if self.is_held:
                raise
            self.log.error(str(error))
            raise NbGraderException(str(error)) from None

    def _convert(self) -> None:
        submitted = self.coursedir.submitted_directory
        # nbgrader reads the path as a pattern
        patterns = not re.fullmatch(r"[\w./-]+", tempfile.gettempdir())
        with tempfile.TemporaryDirectory(
            prefix=".neurolib-intake-", dir=self.coursedir.root if patterns else None
        ) as clean:
            self._known = {
                assignment: names_of_notebooks(self.coursedir, assignment)
                for assignment in {ids[0] for ids in self._origins}
            }
            self._last, self._again = Path(clean, "none"), dict[tuple[str, str], bool]()
            try:
                self.coursedir.submitted_directory = clean if not patterns else Path(clean).name
                # before any submission runs; neurolib grade has done both
                if "references" not in self.exporter.config.Isolated:
                    if reason := obstacle(Isolated(config=self.config).trust_students):
                        raise ClassroomError(reason)
                    self.exporter.config.Isolated.references = references(
                        self.config, self.coursedir.assignment_id
                    )
                self.assignments = {}
                for ids in self._origins:
                    folder = self._format_source(*ids)
                    names = fnmatch.filter(self._known[ids[0]], self.coursedir.notebook_id)
                    self.assignments[folder] = [
                        os.path.join(folder, f"{name}.ipynb") for name in names
                    ]
                self._convert_all()
                if self._misnamed:
                    raise ClassroomError(f"{some(self._misnamed)}: {MISNAMED}")
            finally:
                self.coursedir.submitted_directory = submitted

    def _convert_all(self) -> None:
        """Grade what is due, and then once more what a fault stopped."""
        failure, faults, others = self._convert_once()
        if faults and self.is_held:
            raise next(iter(faults.values()))
        if faults:
            self.log.warning(
                "%s of the submissions stopped by a fault of this machine; now they are "
                "graded once more",
                len(faults),
            )
            self._again = {ids: fault.killed for ids, fault in faults.items()}
            folders = [self._format_source(*ids) for ids in faults]
            self.assignments = {
                folder: books for folder, books in self.assignments.items() if folder in folders
            }
            second, faults, _ = self._convert_once()
            failure = failure if others else second
        if faults:
            raise ClassroomError(
                " ".join(f"{ids[1]} got no new grade. {fault}" for ids, fault in faults.items())
            )
        if failure:
            raise failure

    def _convert_once(self) -> tuple[NbGraderException | None, dict[tuple[str, str], Fault], bool]:
        """Grade what is due. Return nbgrader's error, the faults, and whether anything else failed,
        too.
        """
        self._faults = dict[tuple[str, str], Fault]()
        self._before = dict[tuple[str, str], _Before]()
        failure = None
        try:
            super().convert_notebooks()
        except NbGraderException as error:
            failure = error
        finally:
            for before in self._before.values():
                before.put_back()
        return failure, self._faults, bool(self._before.keys() - self._faults.keys())

    @contextlib.contextmanager
    def _noting_faults(self) -> Iterator[None]:
        try:
            yield
        except (Fault, OSError, MemoryError, SQLAlchemyError, SandboxMissing, ForkError) as error:
            why = " ".join(str(error).split())[:300] or type(error).__name__
            fault = (
                error
                if isinstance(error, Fault)
                else Fault(f"Grading it failed: {why}. Mend that on this machine, and grade again.")
            )
            self._faults[self._ids] = fault
            raise fault from error

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Grade a notebook; a fault is noted."""
        if self._again:
            self.exporter.config.Isolated.killed = self._again[self._ids]
        with self._noting_faults():
            super().convert_single_notebook(notebook_filename)

    def set_permissions(self, assignment_id: str, student_id: str) -> None:
        """Do as nbgrader does where all of a submission is graded."""
        super().set_permissions(assignment_id, student_id)
        self._before.pop(self._ids).drop()

    def _find(self) -> dict[tuple[str, str], HandIn]:
        """The hand-ins that count, by assignment and student."""
        course = Course(Path(self.coursedir.root), self.config)
        found = dict[tuple[str, str], HandIn]()
        self._submitted = course.folder("submitted")
        wanted = self.coursedir.student_id
        excluded = str(self.coursedir.student_id_exclude or "").split(",")
        there = {path.name for path in self._submitted.glob("*/*")}
        for assignment in sorted(fnmatch.filter(there, self.coursedir.assignment_id), key=counting):
            hand_ins = counted(course, assignment)
            for student in meant(hand_ins, wanted):
                if student in excluded:
                    continue
                if misnamed(student):
                    self._misnamed.append(shown(student))
                    self.log.error("%s: %s", self._misnamed[-1], MISNAMED)
                else:
                    found[assignment, student] = hand_ins[student]
        return found

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """Copy the time of the submission and decide as nbgrader does whether it is due; if it is,
        put aside what was there.
        """
        shutil.rmtree(self._last, ignore_errors=True)
        self._last = Path(self._format_source(assignment_id, student_id))
        self._last.mkdir(parents=True)
        hand_in = self._origins[assignment_id, student_id]
        self._late = [hand_in.remark] if hand_in.remark else []
        self._late += take_time(hand_in.folder, self._last)
        self._ids = (assignment_id, student_id)
        graded = Path(self._format_dest(assignment_id, student_id))
        before = _Before(self._graded, graded, self.coursedir, self._ids)
        books = [graded / Path(notebook).name for notebook in self.notebooks]
        stamp, known = (
            self.coursedir.get_existing_timestamp(str(folder)) for folder in (self._last, graded)
        )
        newer = bool(stamp and known and stamp > known)
        due = (
            self.force
            or before.is_due
            or newer
            or not is_of(graded, hand_in)
            or not all(map(Path.exists, [graded, *books]))
        )
        if due:
            self._before[self._ids] = before
            before.put_aside([] if self.coursedir.notebook_id == "*" else books)
        return due

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy the files, then continue as nbgrader does; a fault is noted."""
        with self._noting_faults():
            self._init_assignment(assignment_id, student_id)

    def _init_assignment(self, assignment_id: str, student_id: str) -> None:
        books = {
            name: handout(self.coursedir, self.config, assignment_id, name)
            for name in self._known[assignment_id]
        }
        if books:
            hand_in = self._origins[assignment_id, student_id]
            take(hand_in.folder, self._last, books, self._late)
            note(self._last, hand_in, self._submitted / student_id / assignment_id)
            self.notebooks = [path for path in self.notebooks if os.path.isfile(path)]
            if not self.notebooks:
                raise Refused(f"It holds no notebook {self.coursedir.notebook_id}.")
        super().init_assignment(assignment_id, student_id)


class _Before:
    """What a student had before a submission is graded; it is put aside, and back again where
    grading fails.

    Two empty files beside the graded folders say that the work is not done: one that a folder is
    not complete, as after a run that was killed, the other that a folder holds the grade of before.
    """

    def __init__(self, place: Path, graded: Path, course: Any, ids: tuple[str, str]) -> None:
        name = hashlib.sha256("/".join(ids).encode()).hexdigest()[:16]
        self._unfinished, self._again, self._kept = (
            place / f".{what}-{name}" for what in ("unfinished", "again", "kept")
        )
        self._graded, self._course, self._ids = graded, course, ids
        self.is_due = self._unfinished.exists() or self._again.exists()
        with self._gradebook() as gradebook:
            self._rows = {
                row.id: {name: getattr(row, name) for name in names}
                for row, names in _rows(gradebook, ids)
            }
            self._marks = marks(gradebook.find_submission(*ids)) if self._rows else {}

    def _gradebook(self) -> Gradebook:
        return Gradebook(self._course.db_url, self._course.course_id)

    def put_aside(self, books: list[Path]) -> None:
        """Put the graded folder aside; where ``books`` alone are to be graded, leave a copy of it
        without them.
        """
        if self._graded.exists() and not self._unfinished.exists():
            shutil.rmtree(self._kept, ignore_errors=True)
            os.rename(self._graded, self._kept)
            if books:
                shutil.copytree(self._kept, self._graded)
        for book in books:
            book.unlink(missing_ok=True)
        if not books:
            shutil.rmtree(self._graded, ignore_errors=True)
        self._unfinished.touch()

    def drop(self) -> None:
        """Forget it, because something else is there now; note which marked texts have changed."""
        if gone := note_changed(self._kept, self._graded, self._marks):
            with self._gradebook() as gradebook:
                for notebook, part in gone:
                    gradebook.find_grade(part, notebook, *self._ids).needs_manual_grade = True
                gradebook.db.commit()
        shutil.rmtree(self._kept, ignore_errors=True)
        self._unfinished.unlink(missing_ok=True)
        self._again.unlink(missing_ok=True)

    def put_back(self) -> None:
        """Restore folder and rows."""
        shutil.rmtree(self._graded, ignore_errors=True)
        if self._kept.exists():
            os.rename(self._kept, self._graded)
            self._again.touch()
        self._unfinished.unlink(missing_ok=True)
        with self._gradebook() as gradebook:
            if not self._rows:
                with contextlib.suppress(MissingEntry):
                    gradebook.remove_submission(*self._ids)
            for row, names in _rows(gradebook, self._ids):
                for name in names if row.id in self._rows else ():
                    setattr(row, name, self._rows[row.id][name])
            gradebook.db.commit()


def _rows(gradebook: Gradebook, ids: tuple[str, str]) -> list[tuple[Any, list[str]]]:
    """The rows of a submission, each with the names of its columns; none where it has none."""
    try:
        submission = gradebook.find_submission(*ids)
    except MissingEntry:
        return []
    books = submission.notebooks
    rows = [submission, *books, *(row for book in books for row in [*book.grades, *book.comments])]
    return [(row, [column.key for column in inspect(type(row)).column_attrs]) for row in rows]


def take(folder: Path, target: Path, handouts: dict[str, Handout], notes: list[str]) -> None:
    """Copy the submission in ``folder`` to the folder ``target``: for each handout a notebook of
    its name, and other files.

    The notebooks are those that were handed out, with the student's answers. Their metadata list,
    after ``notes``, what was left out, renamed or repaired. Raises :class:`.Refused` if no notebook
    is found, or if reading them exceeds a limit.
    """
    run_limited(lambda: _take(folder, target, handouts, notes))


def _take(folder: Path, target: Path, handouts: dict[str, Handout], notes: list[str]) -> None:
    if folder.is_symlink() or folder.parent.is_symlink():
        raise Refused("The folder of this submission is a link to another place.")
    if not folder.is_dir():
        raise Refused(
            f"{shown(folder.name)} is a file; a submission is a folder of this name "
            f"with the notebook in it."
        )
    skipped, notes = Skipped(), list(notes)
    files = list_files(folder, skipped)
    chosen = choose(files, handouts, notes, skipped)
    base = PurePosixPath(next(iter(chosen.values()))[0].name).parent
    taken = {file.name for file, _ in chosen.values()}
    for file in files:
        inside = PurePosixPath(file.name)
        inside = inside.relative_to(base) if inside.is_relative_to(base) else inside
        if (
            file.name in taken
            or inside.parts[0].casefold() == TIME
            or inside.name == GUESSES  # no part of the work: it goes no further than submitted/
            or file.name.lower().endswith(".ipynb")
        ):
            continue
        if file.odd:
            skipped.add(file.odd, file.name)
        elif inside.parts[0] in {f"{name}.ipynb" for name in handouts}:
            skipped.add("it stands where the notebook belongs", file.name)
        else:
            copy(file, target / inside, skipped)
    notes += skipped.sentences()
    for name, (_, nb) in chosen.items():
        nb.metadata.neurolib["repairs"] = notes + nb.metadata.neurolib["repairs"]
        notes = []
        (target / f"{name}.ipynb").write_text(
            v4.writes(repair(nb, handouts[name])), encoding="utf-8"
        )


def take_time(folder: Path, target: Path) -> list[str]:
    """Copy the time of a submission that the exchange noted, if it is a valid time; return remarks
    on it.
    """
    path = folder / TIME
    if not os.path.lexists(path):
        return []
    try:
        text = load(File(path, TIME, 0, 0), at_most=200).decode().strip()
        stamp, came, notes = parsed_time(text), utc(path.lstat().st_ctime), []
        if stamp > utc(time.time()) + SKEW:
            stamp = came
            notes = [
                f"{TIME} tells a time that is yet to come, {text}; when it came "
                f"here counts, {formatted_time(came)}"
            ]
        (target / TIME).write_text(formatted_time(stamp), encoding="utf-8")
    except (OSError, ValueError):
        return [f"{TIME} tells no time; the submission counts as not late"]
    return notes


def choose(
    files: list[File], handouts: dict[str, Handout], notes: list[str], skipped: Skipped
) -> dict[str, tuple[File, NotebookNode]]:
    """Return for each handout the file that holds it: the one of its name if it is answered,
    otherwise the one with most answers.
    """
    files, troubles = sorted(files, key=lambda file: _likely(file, handouts)), list[str]()
    candidates = _candidates(_notebooks(files, troubles), handouts) or _candidates(
        _zipped(files), handouts
    )
    chosen: dict[str, tuple[File, NotebookNode]] = {}
    beside = []
    for key, name, file, nb in sorted(candidates, key=lambda candidate: candidate[0], reverse=True):
        if file.name in [other.name for other, _ in chosen.values()]:
            continue
        if name not in chosen:
            chosen[name] = file, nb
            right = f"{name}.ipynb"
            # a ZIP: as it is packed
            if file.name != right and not file.name.startswith(f"{right} in "):
                notes.append(f"{shown(file.name)} was taken for {right}")
        elif key[0]:
            beside.append(file.name)
    if not chosen:
        right = " or ".join(sorted(f"{name}.ipynb" for name in handouts))
        here = some([file.name for file in files]) or "nothing that can be read"
        reasons = troubles or [f"It holds no {right}; it holds {here}"]
        closed = [file.name for file in files if CLOSED.search(file.name)]
        reasons += [f"{some(closed)} cannot be opened: only a ZIP archive can"] if closed else []
        raise Refused(f"{'; '.join([*reasons, *skipped.sentences()])}.")
    notes += [f"There are answers in {some(beside)} too; these were not graded"] if beside else []
    notes += troubles
    notes += [
        f"There is no {name}.ipynb; its problems count as not answered"
        for name in handouts
        if name not in chosen
    ]
    return chosen


def notebooks(files: list[File]) -> Iterator[NotebookNode]:
    """Yield the notebooks among the files of a hand-in; if there are none, those that are packed in
    its ZIP files.
    """
    found = list(_notebooks(files, [])) or list(_zipped(files))
    yield from (notebook for _, notebook in found)


def _candidates(
    books: Iterable[tuple[File, NotebookNode]], handouts: dict[str, Handout]
) -> list[tuple[Any, str, File, NotebookNode]]:
    """The files that may be one of the notebooks, each with a key by which the best is chosen."""
    candidates, names = [], {f"{name}.ipynb" for name in handouts}
    for file, nb in books:
        for name, master in handouts.items():
            exact = file.name == f"{name}.ipynb"
            alike = _normalised(file.name) == _normalised(f"{name}.ipynb")
            if exact or (related(nb.cells, master) and file.name not in names):
                count = answered(nb.cells, master)
                candidates.append(((count > 0, exact, alike, count, file.time), name, file, nb))
    return candidates


def _notebooks(files: list[File], troubles: list[str]) -> Iterator[tuple[File, NotebookNode]]:
    """The files that are notebooks, the likely ones first; ``troubles`` gets the reason for each
    that should be one and is not.
    """
    for file in files[:CANDIDATES]:
        name, named = shown(file.name), is_named(PurePosixPath(file.name).name)
        try:
            data = load(file)
            if data.startswith(ZIP):
                raise Refused(f"{name} is an archive.")
            if (named and not CLOSED.search(name)) or b"cell_type" in data.replace(b"\0", b""):
                yield file, read_notebook(data, name)
        except OSError:
            troubles += [f"{name} cannot be read"] if named else []
        except MemoryError:
            troubles += (
                [f"{name} takes more than {MEMORY} MB of memory to be read"] if named else []
            )
        except Refused as refusal:
            troubles += [str(refusal).removesuffix(".")] if named else []


def _zipped(files: list[File]) -> Iterator[tuple[File, NotebookNode]]:
    """The notebooks in ZIP files, used if there are no others. They are read in memory, so that no
    path in an archive is followed.
    """
    for file in files[:CANDIDATES]:
        place = PurePosixPath(file.name)
        # damaged, or locked
        with contextlib.suppress(
            OSError, RuntimeError, ValueError, EOFError, zlib.error, zipfile.BadZipFile
        ):
            data = load(file)
            if data.startswith(ZIP) and data.count(ENTRY) <= FILES:
                archive = zipfile.ZipFile(io.BytesIO(data))
                for entry in islice(filter(_is_packed_notebook, archive.infolist()), CANDIDATES):
                    name = place.with_name(f"{PurePosixPath(entry.filename).name} in {place.name}")
                    with archive.open(entry) as stream, contextlib.suppress(Refused, MemoryError):
                        yield (
                            File(file.path, str(name), entry.file_size, file.time),
                            read_notebook(stream.read(FILE), shown(str(name))),
                        )


def _is_packed_notebook(entry: zipfile.ZipInfo) -> bool:
    parts = entry.filename.split("/")
    return (
        is_named(parts[-1]) and entry.file_size <= FILE and not any(map(LEAVINGS.fullmatch, parts))
    )


def _likely(file: File, handouts: Iterable[str]) -> tuple[bool, bool, bool, int]:
    """The key that sorts files by how likely they are a notebook."""
    name = PurePosixPath(file.name).name
    right = _normalised(name) in {_normalised(f"{handout}.ipynb") for handout in handouts}
    return (
        not right,
        not is_named(name),
        not re.search(r"(?i)\.(json|txt|i?p?y?nb\w*)$|^[^.]+$", name),
        file.name.count("/"),
    )


def _normalised(name: str) -> str:
    return unicodedata.normalize("NFC", PurePosixPath(name).name).casefold()
