"""The folder and the configuration of a course: one file for nbgrader, Formgrader and the commands
of neurolib.
"""

from __future__ import annotations

import contextlib
import difflib
import fnmatch
import glob
import io
import logging
import os
import re
import secrets
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import secure

# Made unavailable, so that jsonschema leaves out a check of web addresses whose grammar takes a
# second to build.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
CLONE = Path(__file__).resolve().parents[2]
CONFIG = "nbgrader_config.py"
EXCHANGE = "NEUROLIB_EXCHANGE"
LAB = re.compile(r"lab\d", re.IGNORECASE)
NUMBERED = re.compile(r"([a-z]+)[ _-]*([0-9]+)")  # a kind and a number, as in ps3 and lab 1


class ClassroomError(Exception):
    """The reason why a release, a submission or a grading stops, and what to do about it, in one
    sentence.
    """


class Fault(ClassroomError):
    """A fault of the grader or of its machine, in one sentence: never a grade. What it stopped is
    tried again, alone.

    ``killed`` says whether the kernel of a submission was killed, and nothing tells by whom.
    """

    def __init__(self, sentence: str, killed: bool = False) -> None:
        super().__init__(sentence, killed)
        self.killed = killed

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Course:
    """A teacher's course: its root and nbgrader's settings for it (a traitlets config)."""

    root: Path
    config: Any

    @classmethod
    def at(cls, root: Path) -> Course:
        """Return the course at ``root``, with its ``nbgrader_config.py`` where there is one,
        secured in any case.
        """
        from traitlets.config.loader import Config, PyFileConfigLoader

        root = root.resolve()
        config: Any = Config()
        if (root / CONFIG).is_file():
            config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
        config.CourseDirectory.root = str(root)
        if "course_id" not in config.CourseDirectory:
            config.CourseDirectory.course_id = root.name
        if "root" not in config.Exchange:
            config.Exchange.root = str(exchange(root))
        secure(config)
        return cls(root, config)

    @classmethod
    def find(cls, folder: Path | None = None) -> Course:
        """Return the course in ``folder``; without one, the nearest upwards from here, or the
        clone.

        A folder of a hand-in may look like a course, and to open one runs its settings as a
        program. So the course around it comes first.
        """
        here = (folder or Path.cwd()).resolve()
        if folder:
            found = [here] if (here / "solutions").is_dir() or (here / CONFIG).is_file() else []
        else:
            above = [root for root in (here, *here.parents) if (root / "solutions").is_dir()]
            around = [
                root
                for root in above
                if (root / CONFIG).is_file() and (root / "submitted").is_dir()
            ]
            found = [*around[-1:], *above, *([CLONE] if (CLONE / "solutions").is_dir() else [])]
        if found:
            return cls.at(found[0])
        raise ClassroomError(
            f"{here} is not a teacher's course: it has no folder solutions/. Name one, "
            f"as in --course DIR."
        )

    @property
    def id(self) -> str:
        """The course's name in the exchange; without one, nbgrader's, which is empty."""
        return str(self.config.CourseDirectory.get("course_id", ""))

    @property
    def exchange(self) -> Path:
        """The folder through which assignments and submissions travel; where the course names none,
        nbgrader's.
        """
        from nbgrader.exchange.default.exchange import Exchange

        return Path(self.config.Exchange.get("root", Exchange.root.default_value))

    @property
    def database(self) -> str:
        """The gradebook's address, as SQLAlchemy writes it; raise where no driver can open it.

        The sentence does not repeat the address, which may hold a password.
        """
        from sqlalchemy import make_url
        from sqlalchemy.exc import ArgumentError

        address = str(
            self.config.CourseDirectory.get("db_url", f"sqlite:///{self.root / 'gradebook.db'}")
        )
        try:
            make_url(address).get_dialect().import_dbapi()
        except ArgumentError:
            raise ClassroomError(
                "c.CourseDirectory.db_url names no kind of database; expected sqlite:/// or "
                "postgresql:// at its beginning."
            ) from None
        except ImportError as error:
            how = f": {error}."
            if address.startswith("postgresql:"):
                how = '. Run pip install "psycopg[binary]" "sqlalchemy>=2.1"'
            raise ClassroomError(
                f"c.CourseDirectory.db_url needs a driver that is not installed{how}"
            ) from None
        return address

    def folder(self, step: str) -> Path:
        """Return the folder of one of nbgrader's steps: source, release, submitted, autograded or
        feedback.
        """
        return self.root / str(self.config.CourseDirectory.get(f"{step}_directory", step))

    def assignments(self) -> list[str]:
        """Return the names of the assignments that have a source notebook."""
        return sorted(
            {notebook.parent.name for notebook in self.folder("source").glob("*/*.ipynb")},
            key=counting,
        )

    def known(self, assignment: str) -> None:
        """Raise with the names of all assignments if the course has no such assignment."""
        names = self.assignments()
        if assignment not in names:
            raise ClassroomError(
                f"{self.root} has no assignment {assignment}; {offered(assignment, names)}."
            )

    def released(self, assignment: str) -> None:
        """Raise with what to do if the gradebook has no notebook of an assignment: a release enters
        them, the files alone do not, nor does a due date.
        """
        from nbgrader.api import Gradebook, MissingEntry

        with Gradebook(self.database, self.id) as gradebook, contextlib.suppress(MissingEntry):
            if gradebook.find_assignment(assignment).notebooks:
                return
        how = f"press Generate in Formgrader, or run neurolib release {assignment}"
        raise ClassroomError(
            f"Release {assignment} first, so that the gradebook knows its problems: {how}."
        )


def counting(name: str) -> tuple[bool, list[int | str]]:
    """Return a key that sorts names in counting order: ps2 before ps10, and the labs after the sets
    of the chapters.
    """
    parts = re.split(r"(\d+)", name)
    return bool(LAB.match(name)), [int(part) if part.isdecimal() else part for part in parts]


def meant(names: Iterable[str], wanted: str) -> list[str]:
    """Return which names an option of nbgrader's means: the very one, such as ``a[b]``, escaped or
    not, otherwise all that it describes as a pattern.

    ``*`` is everybody, also where somebody is called so: it is what nbgrader takes unless told.
    """
    names = sorted(names)
    escaped = [name for name in names if glob.escape(name) == wanted]
    very = [name for name in names if name == wanted != "*"]
    return escaped or very or fnmatch.filter(names, wanted)


def offered(name: str, names: list[str]) -> str:
    """Return which names there are, and which of them may be meant, to end a sentence about one
    that is not there.
    """
    near = _near(name.strip().casefold(), names)
    meant = f"did you mean {near[0]}? It" if len(near) == 1 else "it"
    return f"{meant} has {', '.join(names) or 'nothing yet'}"


def _near(name: str, names: list[str]) -> list[str]:
    """The names that may be meant: that begin so, with a slip of the hand, of this topic, of this
    kind and number, or with most letters.

    Numbers change from one year to the next, so a topic (ps9-chip of lab1-chip) says more than a
    number.
    """
    if begun := [one for one in names if one.casefold().startswith(name)]:
        exact = [one for one in begun if one.casefold().partition("-")[0] == name]
        return exact or begun
    folded = {one.casefold(): one for one in names}
    if typed := difflib.get_close_matches(name, folded, 1, 0.9):
        return [folded[typed[0]]]
    topics = {one.partition("-")[2].casefold(): one for one in names if "-" in one}
    topic = difflib.get_close_matches(name.partition("-")[2] or name, topics, 1)
    if topic:
        return [topics[topic[0]]]
    if wanted := NUMBERED.match(name):
        kind, number = wanted[1], int(wanted[2])
        numbered = [(NUMBERED.match(one.casefold()), one) for one in names]
        if same := [
            one
            for has, one in numbered
            if has and has[1].startswith(kind) and int(has[2]) == number
        ]:
            return same
    return [folded[one] for one in difflib.get_close_matches(name, folded, 1)]


def exchange(root: Path) -> Path:
    """Return the exchange of the course at ``root``: ``$NEUROLIB_EXCHANGE``, or a folder inside the
    course.
    """
    return Path(os.environ.get(EXCHANGE) or root / ".exchange").expanduser().resolve()


def course_secret(path: Path) -> str:
    """Return the secret kept in ``path``; make it first, readable by its owner alone, where there
    is none.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret := secrets.token_hex(32))
    return secret


def needs_exchange() -> None:
    """Raise on systems on which nbgrader's exchange does not run."""
    if sys.platform == "win32":
        raise ClassroomError(
            "nbgrader's exchange does not run on Windows: hand in the file that "
            "neurolib submit writes."
        )


# --- nbgrader's steps as functions ----------------------------------------------------------------


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Suppress the warnings that nbgrader's gradebook causes by its order of adding rows, and the
    tracebacks of errors that it raises.
    """
    from sqlalchemy.exc import SAWarning

    log = logging.getLogger("tornado.application")
    before, log.disabled = log.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)
            yield
    finally:
        log.disabled = before


def quietly(step: type, config: Any, assignment: str, student: str = "*", **options: Any) -> None:
    """Run ``step`` (a converter, or a step of the exchange) without its log;
    :class:`ClassroomError` says why it failed.
    """
    from nbgrader.auth import Authenticator
    from nbgrader.converters.base import BaseConverter
    from nbgrader.coursedir import CourseDirectory

    text, log, here = io.StringIO(), logging.Logger("neurolib.classroom"), Path.cwd()
    # which writes at once: what nbgrader logs may not last
    log.addHandler(logging.StreamHandler(text))
    directory = CourseDirectory(config=config, log=log)
    directory.assignment_id, directory.student_id = assignment, student
    extra = {}
    if not issubclass(step, BaseConverter):
        extra["authenticator"] = Authenticator(config=config, log=log)
    try:
        with silence():
            instance = step(coursedir=directory, config=config, log=log, **extra)
            for name, value in options.items():
                setattr(instance, name, value)
            instance.start()
    # nbgrader raises every kind; each becomes that step's sentence
    except (Exception, SystemExit) as error:
        raise ClassroomError(reason(error, text.getvalue())) from error
    finally:
        os.chdir(here)


def reason(error: BaseException, log: str) -> str:
    """Return why a step of nbgrader's failed as one sentence: its error's own or, where that only
    points to the log, the log's.
    """
    from nbgrader.converters.base import NbGraderException

    said = " ".join(str(error).split()) or type(error).__name__
    reasons = re.findall(r"^Traceback .*\n(?:[ \t].*\n|\n)*(\S.*)", log, re.MULTILINE)
    if isinstance(error, NbGraderException) and reasons:
        said = re.sub(r"^([\w.]*\.)?(\w+): ", r"\2: ", reasons[-1])
        said = said.removeprefix("Refused: ").removeprefix("Fault: ")
        # what a database says, as SQLAlchemy writes it
        said = re.sub(r"^\w+: \([\w.]+\) ", "The gradebook could not be read or written: ", said)
    return said[:300]
