"""The ordinary files of a submission, and the reasons why others are skipped: links, devices, odd
names, too many or too large.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from dataclasses import dataclass, field
from pathlib import Path

# bytes; notebooks are counted apart from what lies beside them
FILE, WHOLE = 100_000_000, 150_000_000
# of a name and of a path inside, bytes: one fits wherever the course lies
FILES, DEPTH, NAME, PATH = 2_000, 20, 200, 1_000
COLLECTED = ".collected"  # the file in a folder of submitted/ that names the hand-in
# of hidden files two are handed in: what a student measured on a chip of the student's own, and
# when
LEDGER = ".bench-ledger.json"
# and the guesses that a student hands in for the class's table: nothing but neurolib report reads
# them
GUESSES = ".class-guesses.json"
# What programs leave, and settings that Jupyter and nbgrader would run as programs where somebody
# starts them in a hand-in's folder.
LEAVINGS = re.compile(
    r"(nbgrader|jupyter_\w*)_?config\.(py|json)|\.collected|\.hints\.json|\.ipynb_checkpoints|__pycache__"
    r"|\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|__MACOSX"
)


@dataclass
class File:
    """An ordinary file of a submission; ``name`` is its path inside. ``odd`` says why a notebook
    cannot keep its name.
    """

    path: Path
    name: str
    size: int
    time: float
    odd: str = ""


@dataclass
class Skipped:
    """The files that were skipped, by reason."""

    names: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, name: str) -> None:
        """Note a file or folder."""
        self.names.setdefault(reason, []).append(name)

    def sentences(self) -> list[str]:
        """Say so, a sentence for each reason."""
        return [f"Left out {some(names)}: {reason}" for reason, names in self.names.items()]


def list_files(folder: Path, skipped: Skipped) -> list[File]:
    """Return the ordinary files below ``folder``, those at the top first; note the others in
    ``skipped``.

    Notebooks with an odd name are returned, too, because they get another name. Notebooks and other
    files have separate limits, so that many other files do not push a notebook out.
    """
    found: list[File] = []
    waiting = [(folder, 0, "")]
    # for notebooks and for other files: how many, how many bytes
    room = {True: [FILES, WHOLE], False: [FILES, WHOLE]}
    while waiting:
        here, depth, around = waiting.pop(0)
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError:
            skipped.add("it cannot be read", str(here.relative_to(folder)))
            continue
        for entry in entries:
            if LEAVINGS.fullmatch(entry.name):
                continue
            name = Path(entry.path).relative_to(folder).as_posix()
            status = entry.stat(follow_symlinks=False)
            odd = around or _odd(entry.name)
            inner = stat.S_ISDIR(status.st_mode)
            notebook = is_named(entry.name)
            reason = _kind(status) or (
                f"a path has at most {PATH} bytes" if len(os.fsencode(name)) > PATH else ""
            )
            if not reason and inner:
                if entry.name.startswith("."):
                    reason = odd
                elif depth == DEPTH:
                    reason = f"at most {DEPTH} folders lie in each other"
            elif not reason:
                reason = ("" if notebook else odd) or _too_much(room[notebook], status.st_size)
            if reason:
                skipped.add(reason, name)
            elif inner:
                waiting.append((Path(entry.path), depth + 1, odd))
            else:
                found.append(File(Path(entry.path), name, status.st_size, status.st_mtime, odd))
    return found


def is_named(name: str) -> bool:
    """Return whether a file is named like a notebook, also as mail programs, browsers and typing
    errors change the name.
    """
    return ".ipynb" in name.lower() and not re.fullmatch(r"\..*\.sw[a-p]|\.~.*|~\$.*", name)


def _too_much(room: list[int], size: int) -> str:
    """Count one more file against the limits, or return which of them it exceeds."""
    if not room[0]:
        return f"at most {FILES} files are taken"
    if room[1] < size:
        return f"files have at most {WHOLE // 10**6} MB together"
    room[0], room[1] = room[0] - 1, room[1] - size
    return ""


def _odd(name: str) -> str:
    """Why a name is not accepted."""
    if not name.isprintable() or name.strip() != name or re.search(r'[<>:"|?*\\]', name):
        return "its name holds signs that not every system allows"
    if len(name.encode()) > NAME:
        return f"a name has at most {NAME} bytes"
    if name.startswith(".") and name not in (LEDGER, GUESSES):
        return "hidden files are not taken"
    return ""


def _kind(status: os.stat_result) -> str:
    """Why a file is skipped."""
    if stat.S_ISLNK(status.st_mode):
        return "links are not followed"
    if stat.S_ISDIR(status.st_mode):
        return ""
    if not stat.S_ISREG(status.st_mode):
        return "pipes, sockets and devices are not read"
    if status.st_nlink > 1:
        return "it is the same file as one elsewhere (a hard link)"
    return f"a file has at most {FILE // 10**6} MB" if status.st_size > FILE else ""


def load(file: File, inside: Path | None = None, at_most: int = FILE) -> bytes:
    """Return the bytes of a file, if it is still the ordinary file that was listed.

    ``inside``, a path without links, is the folder in which it must lie if others can move folders
    meanwhile (checked on Linux).
    """
    flags = (
        os.O_RDONLY
        | getattr(os, "O_NOFOLLOW", 0)
        | getattr(os, "O_NONBLOCK", 0)
        | getattr(os, "O_BINARY", 0)
    )
    with os.fdopen(os.open(file.path, flags), "rb") as stream:
        there = Path(f"/proc/self/fd/{stream.fileno()}")
        moved = (
            inside and there.is_symlink() and not Path(os.readlink(there)).is_relative_to(inside)
        )
        if moved or _kind(os.fstat(stream.fileno())):
            raise OSError(f"{file.name} has changed")
        return stream.read(at_most)


def copy(file: File, target: Path, skipped: Skipped, inside: Path | None = None) -> None:
    """Copy a file to the path ``target``, with its time; note it in ``skipped`` if it cannot be
    read or the path is taken.
    """
    try:
        data = load(file, inside)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        os.utime(target, (file.time, file.time))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        skipped.add("it cannot be read", file.name)


def put(new: Path, target: Path, aside: Path) -> None:
    """Move a folder into place after moving the old one ``aside``, so that one complete folder
    exists at any time. Where it cannot be moved, or is stopped, the old one is there again.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if os.path.lexists(target):
            os.rename(target, aside)
        os.rename(new, target)
    except BaseException:
        if os.path.lexists(aside) and not os.path.lexists(target):
            os.rename(aside, target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def visible(text: str) -> str:
    """Return text with a question mark for every character that is invisible or a command to a
    terminal.
    """
    return "".join(char if char.isprintable() else "?" for char in text)


def shown(name: str) -> str:
    """Return a student's name of a file as a sentence can show it."""
    text = visible(name)
    return text if len(text) <= 60 else f"{text[:57]}..."


def some(names: list[str], most: int = 3) -> str:
    """Return a few of the names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(map(shown, names[:most])) + more
