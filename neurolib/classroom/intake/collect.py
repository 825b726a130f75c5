"""Collecting from the exchange: only ordinary files, and a hand-in that cannot be collected stops
no other.

Every student can write to an exchange's inbound folder without ``nbgrader submit``. So nothing
there is trusted: links, pipes and files that are too large are not copied, as in :mod:`.intake`,
and names that lead elsewhere are ignored. ``nbgrader collect`` and Formgrader's *Collect* come here
by :func:`.secure`, ``neurolib grade`` by itself.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import itertools
import os
import tempfile
import time
from pathlib import Path, PurePosixPath
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from ..course import Course
from .files import WHOLE, Skipped, copy, list_files, shown
from .fullest import lay
from .hand_in import SKEW, TIME, collected, foreign, formatted_time, misnamed, parsed_time, utc
from .limited_process import run_limited

EARLIER = 5  # hand-ins before the last one that are looked at: each takes time
MOST = 20_000  # files and folders of a hand-in whose times are read


class Collect(ExchangeCollect):
    """nbgrader's collecting, without trust in what it finds. ``notes`` are remarks on each
    student's hand-in.
    """

    notes: dict[str, list[str]]
    src_records: list[dict[str, Any]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Describe a folder in the exchange; one that is no hand-in belongs to nobody and is older
        than any other.

        ``timestamp`` is the time in its name, or the time at which its last file arrived if that is
        earlier; ``counts`` is the time that decides whether it is late; ``owner`` is the login that
        owns it, if that is another student's.
        """
        folder, name = Path(path), Path(path).name
        student, assignment, stamp, *_ = [*name.rsplit("+", 3), "", ""]
        reason = "is not the name of a hand-in"
        try:
            if assignment != self.coursedir.assignment_id or not student or misnamed(student):
                raise ValueError
            claimed, came = parsed_time(stamp), _came(folder)
            if (
                not os.path.lexists(folder / TIME)
                and folder.is_dir()
                and not folder.is_symlink()
                and utc(time.time()) < came + SKEW
            ):
                reason = "is being handed in at this moment (try again in a few minutes)"
                raise ValueError
        except (OSError, ValueError):
            self.log.error("In the exchange, %s %s; it was left there.", shown(name), reason)
            if assignment == self.coursedir.assignment_id:
                sentence = f"In the exchange, {shown(name)} {reason}; it was left there"
                self._notes_of(shown(student or name)).append(sentence)
            return {"username": "", "filename": name, "timestamp": datetime.datetime.min}
        counts = claimed if abs(claimed - came) <= SKEW else came
        record: dict[str, Any] = {
            "username": student,
            "filename": name,
            "owner": foreign(folder, student, self._students),
        }
        record |= {
            "claimed": claimed,
            "came": came,
            "timestamp": min(claimed, came),
            "counts": counts,
        }
        self._all.append(record)
        return record

    @functools.cached_property
    def _students(self) -> set[str]:
        """All students with a hand-in."""
        return {name.rsplit("+", 3)[0] for name in os.listdir(self.inbound_path)}

    def _sort_by_timestamp(self, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Sort the newest first, and after all of a student's own hand-ins those that others made
        under the student's name.
        """
        return sorted(
            records, key=lambda record: (not record.get("owner"), record["timestamp"]), reverse=True
        )

    def init_src(self) -> None:
        """Choose the hand-ins as nbgrader does, by their real owner and time; note where these are
        not what the hand-ins claim.
        """
        self._all: list[dict[str, Any]] = []
        super().init_src()
        self.src_records = [record for record in self.src_records if record["username"]]
        for record in self._all:
            if record["owner"]:
                self._note(
                    record,
                    f"A hand-in under this name belongs to {record['owner']}; it takes "
                    f"the place of no other work",
                )
        for record in self.src_records:
            claimed, counts = record["claimed"], record["counts"]
            if counts < claimed or (counts > claimed and self.duedate and claimed <= self.duedate):
                times = f"{formatted_time(claimed)}, but its files came at {formatted_time(counts)}"
                self._note(record, f"The hand-in says that it is of {times}, which counts")
            from_sender = (
                other
                for other in self._all
                if other["username"] == record["username"] and not other["owner"]
            )
            last = max(from_sender, key=lambda other: other["came"], default=record)
            # a slow clock, unless all files are equally new, as after a restored backup
            if last is not record and counts == claimed:
                times = (
                    f"{formatted_time(last['came'])}, but says that it is of "
                    f"{formatted_time(last['claimed'])}"
                )
                self._note(
                    record,
                    f"A later hand-in came at {times}; that of "
                    f"{formatted_time(claimed)} was taken as the last",
                )

    def _notes_of(self, student: str) -> list[str]:
        self.notes = {} if not hasattr(self, "notes") else self.notes
        return self.notes.setdefault(student, [])

    def _note(self, record: dict[str, Any], sentence: str) -> None:
        self._notes_of(record["username"]).append(sentence)
        self.log.warning("%s: %s", record["username"], sentence)

    def copy_files(self) -> None:
        """Collect one hand-in after the other, each in spite of errors in others. An older one
        stays until the newer one is complete.
        """
        course = self.coursedir
        for record in self.src_records:
            target = Path(
                course.format_path(
                    course.submitted_directory, record["username"], course.assignment_id
                )
            )
            try:
                if self._due(record, target):
                    for before in self._before(record):  # whether one of them answers more
                        with contextlib.suppress(Exception):
                            if self._due(before, target):
                                self._place(before, target)
                    self._place(record, target)
            except Exception as error:  # nbgrader and dateutil raise many kinds
                self._note(
                    record,
                    f"What was handed in last could not be collected: "
                    f"{' '.join(str(error).split())[:300]}",
                )

    def _before(self, record: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the last of the student's own hand-ins before this one, the first of them
        first.
        """
        mine = [
            other
            for other in self._all
            if other["username"] == record["username"]
            and not other["owner"]
            and not record["owner"]
        ]
        return sorted(
            (each for each in mine if each["timestamp"] < record["timestamp"]),
            key=lambda each: each["timestamp"],
        )[-EARLIER:]

    def _due(self, record: dict[str, Any], target: Path) -> bool:
        """Whether a hand-in replaces what is in ``submitted/``: it may replace an earlier hand-in,
        never files that a person put there.
        """
        if not os.path.lexists(target):
            return True
        if record["owner"] or not self.update:
            return False
        if before := collected(target):
            return bool(
                before["name"] != record["filename"]
                and parsed_time(before["time"]) < record["timestamp"]
            )
        self._note(
            record,
            f"In submitted/ lies work that was not collected; it stays. To collect "
            f"{record['filename']} instead, remove it",
        )
        return False

    def _place(self, record: dict[str, Any], target: Path) -> None:
        """Copy the ordinary files of a hand-in beside the target, with a note of their time, and
        then move them into place.
        """
        folder = Path(self.inbound_path).resolve() / record["filename"]
        if folder.is_symlink() or not folder.is_dir():
            raise OSError("it is not a folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        self.coursedir.max_dir_size = 3 * WHOLE // 1000  # in kB: files have limits of their own
        with tempfile.TemporaryDirectory(prefix=".collecting-", dir=target.parent) as beside:
            new, whole = Path(beside, "new"), Path(beside, "whole")
            for sentence in run_limited(lambda: _copied(folder, new)):
                if record in self.src_records:
                    self._note(record, sentence)
            (new / TIME).write_text(formatted_time(record["counts"]), encoding="utf-8")
            about = {
                "name": record["filename"],
                "time": formatted_time(record["timestamp"]),
                "owner": record["owner"],
            }
            self.do_copy(str(new), str(whole), self.log)
            course = Course(Path(self.coursedir.root), self.config)
            if (
                less := lay(course, self.coursedir.assignment_id, record["username"], whole, about)
            ) and record in self.src_records:
                self.log.warning("%s: %s", record["username"], less)  # the report says so too


def _came(folder: Path) -> datetime.datetime:
    """When the last file of a hand-in arrived, by the change time, which the system sets; a student
    can choose the other times.
    """
    walk = os.walk(folder) if not folder.is_symlink() else []
    inside = (
        os.path.join(here, name) for here, folders, files in walk for name in (*folders, *files)
    )
    paths = [str(folder), *itertools.islice(inside, MOST)]
    return utc(time.time() if len(paths) > MOST else max(os.lstat(path).st_ctime for path in paths))


def _copied(folder: Path, new: Path) -> list[str]:
    """Copy the ordinary files of a hand-in to the folder ``new``; return what was left out."""
    skipped = Skipped()
    new.mkdir()
    for file in list_files(folder, skipped):
        # nor files in a folder of this name
        if PurePosixPath(file.name).parts[0].casefold() != TIME:
            copy(file, new / file.name, skipped, folder)
    return skipped.sentences()
