"""Hand-ins that come as files: what a student uploads to a learning management system, and how a
teacher collects the download.

Moodle's download has a folder for each student, ``Ada Lovelace_1234_assignsubmission_file`` or, by
another setting, files whose names begin so; Canvas's has files whose names begin with the
student's, ``lovelaceada_1234_5678_ps2-spikes-ada.zip``. Both systems know who uploaded a file. If
the gradebook knows this name, the name decides whose work it is. Otherwise the name that
:func:`pack` gives the file decides, unless two files have the same.
"""

from __future__ import annotations

import contextlib
import datetime
import filecmp
import io
import re
import tempfile
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from ...hints import TRIES
from ...workspace import files
from ..course import ClassroomError, Course
from ..grading.validation import names_of_notebooks
from ..keys import SECRET
from ..release import generate
from .files import COLLECTED, FILE, FILES, GUESSES, LEAVINGS, LEDGER, NAME, WHOLE, is_named, shown
from .fullest import lay
from .hand_in import TIME, collected, formatted_time, misnamed, parsed_time, utc
from .limited_process import FULL

# the person's name comes first, so a file whose name says more cannot change it
MOODLE = re.compile(r"(.+?)_(\d+)_assignsubmission_[a-z]+(_.*)?")
# a name that the student chooses, and the number of the student, then of the file
CANVAS = re.compile(r"([^_]+)_(?:LATE_)?(\d+)_\d+_(.+)")
NOT_HANDED_IN = {"feedback", TRIES}
# what a damaged or locked ZIP raises
UNREADABLE = (OSError, RuntimeError, EOFError, ValueError, zlib.error, zipfile.BadZipFile)
Read = Callable[[], bytes]


def packed(folder: Path, student: str) -> str:
    """Return the name of the file into which a problem set is packed."""
    return f"{folder.name}-{student}.zip"


def pack(folder: Path, student: str, target: Path, guesses: str = "") -> Path:
    """Write the files of a problem set to ``target/SET-STUDENT.zip``, with the ``guesses`` that the
    student wishes to hand in, for a teacher to collect; return its path.
    """
    path = target / packed(folder, student)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        ledger = [folder / LEDGER] if (folder / LEDGER).is_file() else []
        for file in [*ledger, *files(folder)]:
            inside = file.relative_to(folder)
            if inside.parts[0] not in NOT_HANDED_IN:
                archive.write(file, f"{student}/{folder.name}/{inside.as_posix()}")
        if guesses:
            archive.writestr(f"{student}/{folder.name}/{GUESSES}", guesses)
    return path


@dataclass
class Upload:
    """What one person uploaded: the name in the download, its files, which are read when they are
    needed, and the time of the newest.
    """

    label: str
    files: dict[str, Read]
    time: datetime.datetime


def collect(course: Course, assignment: str, download: Path) -> tuple[list[str], list[str]]:
    """Put the uploads of a download, a ZIP or a folder, into ``submitted/``; return what came of
    each, and what is wrong.

    A later download replaces what an earlier one brought, never what came otherwise.
    """
    course.known(assignment)
    # otherwise nothing tells what a hand-in answers, and an empty one would replace a finished one
    if not names_of_notebooks(CourseDirectory(config=course.config), assignment):
        with tempfile.TemporaryDirectory() as scratch:  # the released notebooks stay as they are
            generate(course, assignment, Path(scratch))
    with Gradebook(course.database, course.id) as gradebook:
        known = {
            student.id: f"{student.first_name or ''} {student.last_name or ''}".strip()
            for student in gradebook.students
        }
    with contextlib.ExitStack() as opened:
        uploads, troubles = _read(download, opened)
        if not uploads:
            raise ClassroomError(f"{download} holds no files of students.")
        by_student, done = defaultdict[str, list[Upload]](list), list[str]()
        for upload in uploads:
            student, trouble = _student(upload, assignment, known)
            troubles += [trouble] if trouble else []
            if student:
                by_student[student].append(upload)
        for student, theirs in sorted(by_student.items()):
            if len(theirs) > 1:
                names = ", ".join(shown(upload.label) for upload in theirs)
                troubles.append(
                    f"{student}: {names} all say that they are this student's, so none "
                    f"was taken: rename those that are not."
                )
                continue
            try:
                done.append(f"{shown(student)}: {_place(course, assignment, student, theirs[0])}")
            except UNREADABLE as error:  # of one student, and the others are collected
                if isinstance(error, OSError) and error.errno in FULL:
                    raise
                why = " ".join(str(getattr(error, "strerror", None) or error).split())[:200]
                troubles.append(
                    f"{shown(student)}: {shown(theirs[0].label)} could not be collected: {why}."
                )
    return done, troubles


def _student(upload: Upload, assignment: str, known: dict[str, str]) -> tuple[str, str]:
    """Return whose upload this is, and a sentence where that is unknown or doubtful."""
    label = shown(upload.label)
    moodle, canvas = MOODLE.fullmatch(upload.label), CANVAS.fullmatch(upload.label)
    person = _plain((moodle or canvas or [upload.label, upload.label])[1])
    named = [
        student
        for student, name in known.items()
        if person in _forms(name) or person == _plain(student)
    ]
    said = {
        _said(PurePosixPath(name).name, read, assignment, known)
        for name, read in upload.files.items()
    } - {""}
    if len(named) == 1:
        doubt = ""
        if other := said - set(named):
            others = ", ".join(sorted(map(shown, other)))
            doubt = f"{label} is {named[0]}'s, though its file says {others}."
        return named[0], doubt
    if len(said) == 1 and not misnamed(student := said.pop()) and "/" not in student:
        return student, ""
    who = "several students of the gradebook have" if named else "no student of the gradebook has"
    return "", (
        f"{label}: {who} this name, and its file has not the name {assignment}-STUDENT.zip, which "
        f"neurolib submit {assignment} --file gives it. "
        f"Rename the file, or add the student with first and last name in Formgrader "
        f"(Manage Students)."
    )


def _said(name: str, read: Read, assignment: str, known: Container[str]) -> str:
    """Return the student whom the name of a packed file says, "" where it is none. A browser or the
    system may have added a number.

    Whether a number at the end is such a one or the student's, the folder in the file decides,
    which :func:`pack` names.
    """
    packed = re.fullmatch(rf"(?:.*_)?{re.escape(assignment)}-(.+)\.zip", name)
    if not packed:
        return ""
    whole, short = packed[1], re.sub(r"( ?\(\d+\)|-\d+)$", "", packed[1])
    inside = set[str]()
    if whole != short:
        with contextlib.suppress(*UNREADABLE), zipfile.ZipFile(io.BytesIO(read())) as archive:
            inside = {entry.split("/")[0] for entry in archive.namelist()}
    return next(
        (each for names in (inside, known) for each in (short, whole) if each in names and each),
        short,
    )


def _plain(name: str) -> str:
    """Return a name as Canvas writes it: letters and digits alone, without accents and capitals."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[\W_]", "", letters).casefold() or name.casefold()


def _forms(name: str) -> set[str]:
    """Return the forms in which a download may have a name: first and last, last and first. Each of
    the two may be several words.
    """
    words = name.split()
    return {_plain("".join(words[k:] + words[:k])) for k in range(len(words))} - {""}


def _place(course: Course, assignment: str, student: str, upload: Upload) -> str:
    """Lay the files of an upload into ``submitted/``, unless what is there came later or otherwise;
    return a sentence.
    """
    target = course.folder("submitted") / student / assignment
    if target.exists():
        if not (before := collected(target)):
            return (
                f"in submitted/ lies work that was not collected; it stays, and "
                f"{shown(upload.label)} was left out"
            )
        if (then := parsed_time(before["time"])) >= upload.time:
            if then == upload.time:
                return "was collected before"
            return f"a later hand-in of {before['time']} is there; it stays"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".collecting-", dir=target.parent) as beside:
        new = Path(beside, "new")
        new.mkdir()
        for number, (name, read) in enumerate(sorted(upload.files.items())):
            if PurePosixPath(name).name.casefold() in (TIME, SECRET):
                continue  # the exchange writes these: nothing that is uploaded says when it came
            # its end says what it is
            file = new / PurePosixPath(name).name.encode(errors="replace")[-NAME:].decode(
                errors="ignore"
            )
            (file if not file.exists() else new / f"{number}-{file.name}").write_bytes(read())
        if _is_same(new, target):
            return "was collected before"
        time = formatted_time(upload.time)
        about = {"name": f"{student}+{assignment}+{time}+file", "time": time}
        less = lay(course, assignment, student, new, about)
    taken = (
        f"{', '.join(shown(PurePosixPath(name).name) for name in sorted(upload.files))} "
        f"({shown(upload.label)})"
    )
    return f"{taken}. {less}" if less else taken


def _is_same(new: Path, target: Path) -> bool:
    """Return whether a hand-in was collected with the same files. Canvas dates all files anew at
    each download, and what is collected again is graded again.
    """
    names = sorted(path.name for path in new.iterdir())
    there = target.iterdir() if target.is_dir() else ()
    if names != sorted(path.name for path in there if path.name not in (COLLECTED, TIME)):
        return False
    return filecmp.cmpfiles(new, target, names, shallow=False)[0] == names


def _read(download: Path, opened: contextlib.ExitStack) -> tuple[list[Upload], list[str]]:
    """Return the uploads of a download, and a sentence for each whose files are too many or too
    large. No path of a ZIP is followed.
    """
    found = defaultdict[str, dict[str, tuple[Read, datetime.datetime]]](dict)
    room = defaultdict[str, list[int]](lambda: [FILES, WHOLE])
    full = dict[str, str]()
    entries = _zipped(download, opened) if download.is_file() else _unpacked(download)
    around = _around([name for name, *_ in entries])
    for name, size, time, read in entries:
        name = name.removeprefix(around)
        parts = PurePosixPath(name).parts
        label = _label(parts[0], len(parts) > 1)
        files, space = room[label]
        if not files or size > min(FILE, space):
            full[label] = (
                f"{shown(label)}: {shown(parts[-1])} was left out, because one person's "
                f"files are at most {FILES}, each has at most {FILE // 10**6} MB, and all have at "
                f"most {WHOLE // 10**6} MB."
            )
            continue
        room[label] = [files - 1, space - size]
        found[label][name] = read, time
    uploads = [
        Upload(
            label,
            {name: read for name, (read, _) in content.items()},
            max(time for _, time in content.values()),
        )
        for label, content in sorted(found.items())
        if any(is_named(name) or name.lower().endswith(".zip") for name in content)
    ]
    return uploads, list(full.values())


def _around(names: list[str]) -> str:
    """Return the folder around the whole download, with its slash, "" where there is none: who
    unpacks a download and packs it again often packs the folder, too.
    """
    top, inner = names[0].partition("/")[0] if names else "", set[str]()
    for name in names:
        first, _, rest = name.partition("/")
        if first != top or not rest:
            return ""
        inner.add(rest.partition("/")[0])
    known = any(MOODLE.fullmatch(name) or CANVAS.fullmatch(name) for name in inner)
    return f"{top}/" if known and not MOODLE.fullmatch(top) else ""


def _label(name: str, folder: bool) -> str:
    """Return what the names of one student's files, or of the folders around them, have in
    common.
    """
    if moodle := MOODLE.fullmatch(name):
        return f"{moodle[1]}_{moodle[2]}_assignsubmission_file"
    canvas = None if folder else CANVAS.fullmatch(name)
    return f"{canvas[1]}_{canvas[2]}_0_files" if canvas else name


def _zipped(
    path: Path, opened: contextlib.ExitStack
) -> list[tuple[str, int, datetime.datetime, Read]]:
    """Return name, size and time of the files in a ZIP, and how each is read."""
    try:
        archive = opened.enter_context(zipfile.ZipFile(path))
    except UNREADABLE as error:
        raise ClassroomError(
            f"{path} is not a ZIP that can be read: {' '.join(str(error).split())[:200]}"
        ) from error

    def read(entry: zipfile.ZipInfo) -> bytes:
        with archive.open(entry) as stream:
            return stream.read(FILE)

    return [
        (entry.filename.replace("\\", "/"), entry.file_size, _time(entry), partial(read, entry))
        for entry in archive.infolist()
        if not entry.is_dir() and not _is_leaving(entry.filename)
    ]


def _time(entry: zipfile.ZipInfo) -> datetime.datetime:
    with contextlib.suppress(ValueError):
        return datetime.datetime(*entry.date_time)
    return datetime.datetime(1980, 1, 1)


def _unpacked(folder: Path) -> list[tuple[str, int, datetime.datetime, Read]]:
    """Return name, size and time of the files in a folder, and how each is read."""
    if not folder.is_dir():
        raise ClassroomError(
            f"There is no {folder}; name the ZIP that your learning management system "
            f"wrote, or the folder of its files."
        )
    here = [
        (file, file.relative_to(folder).as_posix(), file.stat())
        for file in files(folder)
        if not file.is_symlink()
    ]
    return [
        (name, status.st_size, utc(status.st_mtime), file.read_bytes) for file, name, status in here
    ]


def _is_leaving(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not parts or any(LEAVINGS.fullmatch(part) or part in ("..", "") for part in parts)
