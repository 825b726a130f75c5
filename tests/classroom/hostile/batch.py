"""A course on which every case is handed in, planted with things that no student may reach, and what became of them."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import nbformat

from .assignment import FILES, NAME, source
from .handin import Case, HandIn, Places
from .pages import active

CLONE = Path(__file__).resolve().parents[3]
TIMEOUT = 6  # seconds a cell may take here: a batch holds thirty endless loops
CONTROLS = ("honest-everything", "honest-victim")  # in every batch: pages are compared with the one's, attacks aim at the other's
CONFIG = f"""from neurolib.classroom import secure

c = get_config()
c.CourseDirectory.course_id = "hostile"
c.Execute.timeout = {TIMEOUT}
secure(c)
"""


class Server:
    """Listens where a sandboxed kernel must not come: TCP, UDP, an abstract socket and one in the file system."""

    def __init__(self, folder: Path) -> None:
        self.heard: list[bytes] = []
        tcp, udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        tcp.bind(("127.0.0.1", 0))
        self.port = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", self.port))
        abstract, named = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        abstract.bind(f"\0hostile-{self.port}")
        named.bind(str(folder / "kernel-1-ipc-1"))
        self.sockets = [tcp, udp, abstract, named]
        for line in self.sockets:
            if line is not udp:
                line.listen(50)
            threading.Thread(target=self._listen, args=(line, line is udp), daemon=True).start()

    def _listen(self, line: socket.socket, datagrams: bool) -> None:
        with contextlib.suppress(OSError):
            while True:
                if datagrams:
                    self.heard.append(line.recv(4096))
                    continue
                guest, _ = line.accept()
                with guest, contextlib.suppress(OSError):
                    guest.settimeout(1)
                    self.heard.append(b"connection")
                    self.heard[-1] = guest.recv(4096) or b"connection"

    def close(self) -> None:
        """Stop listening."""
        for line in self.sockets:
            line.close()


class World:
    """A course in a folder of its own, with submissions, a home, planted words, and a server; graded by the true commands."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="hostile-"))
        self.cases = list(cases)
        self.course, self.home, self.outside = (self.root / name for name in ("course", "home", "outside"))
        names = ("source", "gradebook", "classmate", "home", "environment", "command")
        self.words = {name: f"planted-{secrets.token_hex(8)}" for name in names} | {"secret": secrets.token_hex(32)}
        for folder in self.course, self.outside, self.root / "tmp":
            folder.mkdir(mode=0o777)
        self.server = Server(self.outside)
        self.places = Places(self.course, self.home, self.outside, self.server.port)
        self.plant_home()
        self._build()
        self.reports: dict[str, dict[str, Any]] = {}
        self.before = self._fingerprints()
        kept = [path for path in map(Path, self.before) if "submitted" not in path.parts or "honest-victim" in path.parts]
        self.kept = {path: path.read_bytes() for path in kept if path.is_file()}

    # --- before ---

    def plant(self) -> None:
        """Put back what a case that was graded alone may have spoilt for the next."""
        self.plant_home()
        for path in self.marks():
            path.unlink(missing_ok=True)
        for path, data in self.kept.items():
            if not path.is_file() or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink(missing_ok=True)
                path.write_bytes(data)
        self.before = self._fingerprints()

    def plant_home(self) -> None:
        """Make the grader's home anew, with things worth reading."""
        shutil.rmtree(self.home, ignore_errors=True)
        for name in ".ssh/id_ed25519", ".local/share/jupyter/runtime/kernel-other.json", "notes.txt":
            (self.home / name).parent.mkdir(parents=True, exist_ok=True)
            (self.home / name).write_text(self.words["home"])

    def _build(self) -> None:
        from nbgrader.api import Gradebook

        from neurolib.classroom.course import Course
        from neurolib.classroom.release import generate

        (self.course / "solutions" / NAME).mkdir(parents=True)
        (self.course / "nbgrader_config.py").write_text(CONFIG)
        (self.course / ".course-secret").write_text(self.words["secret"])
        nbformat.write(source(self.words["source"]), self.course / "solutions" / NAME / f"{NAME}.ipynb")
        for name, text in FILES.items():
            (self.course / "solutions" / NAME / name).write_text(text)
        released = generate(Course.at(self.course), NAME, self.course / "exercises") / f"{NAME}.ipynb"
        with Gradebook(f"sqlite:///{self.course}/gradebook.db", "hostile") as gradebook:
            gradebook.update_or_create_student("a-classmate", last_name=self.words["gradebook"])
        self.released = nbformat.read(released, as_version=4)
        for case in sorted(self.cases, key=lambda case: case.name != "victim"):  # the victim's work is there for others to link to
            self._hand_in(case)

    def _hand_in(self, case: Case) -> None:
        folder = self.course / "submitted" / case.who / NAME
        folder.mkdir(parents=True)
        hand = HandIn(case.who, self.released, folder, self.places)
        case.build(hand)
        if case.name == "victim":
            hand.extra(f"# {self.words['classmate']}")
        hand.save()

    # --- the run ---

    def run(self, *words: str, seconds: float = 7200) -> subprocess.CompletedProcess[str]:
        """Run a Python module's command in the course, as a teacher would in a terminal; code −1 where it took too long."""
        keep = {name: os.environ[name] for name in ("LANG", "LC_ALL", "CI") if name in os.environ}
        tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        env = {**keep, "PATH": tools, "HOME": str(self.home), "TMPDIR": str(self.root / "tmp"), "PYTHONPATH": str(CLONE)}
        env |= {"A_TOKEN": self.words["environment"], "COLUMNS": "120"}
        command = [sys.executable, "-m", *words]
        with subprocess.Popen(command, cwd=self.course, env=env, text=True, stdout=-1, stderr=-2, start_new_session=True) as process:
            try:
                output, _ = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                return subprocess.CompletedProcess(command, -1, process.communicate()[0], "")
        return subprocess.CompletedProcess(command, process.returncode, output, "")

    def grade(self, *options: str, seconds: float = 7200) -> subprocess.CompletedProcess[str]:
        """Grade by ``neurolib grade`` and keep the reports."""
        file = self.root / "reports.json"
        file.unlink(missing_ok=True)
        done = self.run("neurolib.cli", "grade", NAME, "--course", str(self.course), "--json", str(file), *options, seconds=seconds)
        if file.is_file():
            self.reports |= {report["student"]: report for report in json.loads(file.read_text(encoding="utf-8"))}
        return done

    def decoy(self) -> subprocess.Popen[bytes]:
        """Start a process whose command line holds a planted word, for as long as the run takes."""
        return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(86400)", self.words["command"]], start_new_session=True)

    # --- after ---

    def points(self, case: Case) -> tuple[dict[str, float | None], float] | None:
        """Return what the gradebook holds: points by grade_id and the score, manual marks included; None without an entry."""
        from nbgrader.api import Gradebook, MissingEntry

        with Gradebook(f"sqlite:///{self.course}/gradebook.db", "hostile") as gradebook:
            try:
                submission = gradebook.find_submission(NAME, case.who)
            except MissingEntry:
                return None
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            return {grade.name: grade.auto_score for grade in grades}, submission.score

    def findings(self, case: Case) -> list[str]:
        """Return in sentences all that is not as it should be with a case that was graded."""
        return [*self._wrong_points(case), *self._leaks(case), *self._traces(case), *self._scripts(case)]

    def _wrong_points(self, case: Case) -> list[str]:
        """What differs from what is deserved; who deserves nothing may have no grade instead."""
        got = self.points(case)
        if got is None:
            return ["no grade at all"] if case.deserved["explain"] is None or any(case.deserved.values()) else []
        cells, score = got
        wrong = [
            f"{name}: {cells.get(name)} instead of {right}"
            for name, right in case.deserved.items()
            if cells.get(name) != right and (cells.get(name) or right != 0)
        ]
        total = sum(value or 0 for value in case.deserved.values())
        return wrong + ([f"score {score:g} instead of {total:g}"] if score != total else [])

    def _leaks(self, case: Case) -> list[str]:
        """What the student's own outputs, files, feedback and report tell that they must not."""
        shown = [_outputs(path) if path.suffix == ".ipynb" else _text(path) for path in self._files("autograded", case)]
        texts = {"output": " ".join(shown), "feedback": " ".join(_text(path) for path in self._files("feedback", case))}
        texts["report"] = str(self.reports.get(case.who, ""))
        words = {name: word for name, word in self.words.items() if (name, case.name) != ("classmate", "victim")}
        found = [f"{where} holds the word of {name}" for where, text in texts.items() for name, word in words.items() if word in text]
        return found + sorted(set(re.findall(r"REACHED [^'\"\\\n]{,60}", texts["output"])))

    def _files(self, step: str, case: Case) -> list[Path]:
        folder = self.course / step / case.who
        return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and path.stat().st_size < 50e6]

    def _traces(self, case: Case) -> list[str]:
        found = [f"wrote {path}" for path, text in self.marks().items() if case.who in text.splitlines()]
        notebooks = [path for path in (self.course / "autograded" / case.who).rglob("*.ipynb") if path.is_file()]
        found += [f"left a notebook of {path.stat().st_size / 1e6:.0f} MB" for path in notebooks if path.stat().st_size > 60e6]
        return found + (["reached the server"] if any(case.who.encode() in heard for heard in self.server.heard) else [])

    def marks(self) -> dict[Path, str]:
        """Return the files named after a break-in, wherever one was tried, with what they say of who made them."""
        own = {"autograded", "submitted", "feedback"}
        places = [self.outside, self.home, self.root / "tmp", *(path for path in self.course.iterdir() if path.name not in own)]
        found = [path for place in places for path in [place, *place.rglob("*")] if "pwned" in path.name]
        found += [path for step in own for path in (self.course / step).glob("*/pwned*")]
        for place in Path(sys.prefix), *map(Path, ("/", "/tmp", "/var/tmp", "/dev/shm", "/usr", "/run")), self.root, self.course:
            found += place.glob("pwned*")
        touched = [self.home / name for name in (".bashrc", ".profile") if (self.home / name).is_file()]
        return {path: _text(path) for path in [*found, *touched] if path.is_file()}

    def _scripts(self, case: Case) -> list[str]:
        found = []
        for kind, page in (
            {"feedback": self.feedback_page, "Formgrader": self.formgrader_page}.items()
            if case.family in ("script", "broken", "honest")
            else ()
        ):
            try:
                html, honest = page(case.who), self.control[kind]
            except Exception as error:  # whatever a template stumbles over
                found.append(f"{kind} cannot show the page: {type(error).__name__} {error}")
                continue
            if html and honest:
                found += [f"{kind} runs {what}" for what in active(html, honest)]
        return found

    @functools.cached_property
    def control(self) -> dict[str, str]:
        """The pages of who did nothing wrong."""
        return {"feedback": self.feedback_page(CONTROLS[0]), "Formgrader": self.formgrader_page(CONTROLS[0])}

    def feedback_page(self, who: str) -> str:
        """Return the page that the student gets, or nothing."""
        path = self.course / "feedback" / who / NAME / f"{NAME}.html"
        return _text(path) if path.is_file() else ""

    def formgrader_page(self, who: str) -> str:
        """Return the page that Formgrader shows to the teacher, or nothing."""
        path = self.course / "autograded" / who / NAME / f"{NAME}.ipynb"
        if not path.is_file():
            return ""
        names = {"assignment_id": NAME, "notebook_id": NAME, "submission_id": "0" * 32, "index": 0, "total": 1, "base_url": ""}
        names |= {"student": who, "last_name": None, "first_name": None, "notebook_path": f"autograded/{who}/{NAME}/{NAME}.ipynb"}
        return str(self.formgrader.from_filename(str(path), resources=names)[0])

    @functools.cached_property
    def formgrader(self) -> Any:
        """The exporter of Formgrader's own extension, configured by this course's file."""
        from nbconvert.exporters import HTMLExporter
        from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension

        with contextlib.chdir(self.course):
            extension = FormgradeExtension()
            extension.initialize([])
        return HTMLExporter(config=extension.config)

    def changed(self) -> list[str]:
        """Return the teacher's files and the submissions that are not as they were before the run."""
        now = self._fingerprints()
        return sorted(path for path in self.before.keys() | now.keys() if self.before.get(path) != now.get(path))

    def _fingerprints(self) -> dict[str, Any]:
        files = [self.course / "nbgrader_config.py", self.course / ".course-secret"]
        files += [path for name in ("solutions", "exercises", "submitted") for path in (self.course / name).rglob("*")]
        found = {str(path): _fingerprint(path) for path in files}
        return {path: seen for path, seen in found.items() if seen}

    def survivors(self) -> list[int]:
        """Return the processes that a submission left behind, and end them."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            words = _text(path)
            if "sleeper-of-" in words and str(self.course) in words:
                found.append(int(path.parent.name))
                with contextlib.suppress(OSError):
                    os.kill(found[-1], signal.SIGKILL)
        return found

    def settle(self) -> None:
        """Wait for what may come seconds after a run, where a case has left something behind for then."""
        time.sleep(9 * any(case.late for case in self.cases))

    def remove(self) -> None:
        """Take everything away again, break-ins included."""
        self.server.close()
        for path in self.marks():
            path.unlink(missing_ok=True)
        for folder in self.root.rglob("locked"):
            folder.chmod(0o700)
        shutil.rmtree(self.root, ignore_errors=True)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _outputs(path: Path) -> str:
    """Return what a graded notebook shows, but for the errors of tests: a traceback for the teacher may quote the test."""
    try:
        cells = json.loads(_text(path))["cells"]
    except (ValueError, KeyError, RecursionError):
        return ""
    shown = [(output, cell["metadata"].get("nbgrader", {}).get("grade")) for cell in cells for output in cell.get("outputs", [])]
    return str([output for output, test in shown if not (test and output["output_type"] == "error")])


def _fingerprint(path: Path) -> Any:
    try:
        status = path.lstat()
    except OSError:
        return None
    linked = status.st_nlink > 1 and not path.is_dir()  # a hard link to the gradebook changes with it
    return None if linked else (status.st_mode, status.st_size, 0 if path.is_dir() else status.st_mtime_ns)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows in columns, the last one free."""
    widths = [max(map(len, column)) for column in list(zip(*rows, strict=True))[:-1]]
    return "\n".join("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in rows)
