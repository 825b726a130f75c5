"""Due dates as a teacher sets them and a student sees them: the table of more time, the bank of
late days, what is left of both.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from neurolib.classroom.course import ClassroomError
from neurolib.classroom.grading.late import DAY, LateDays, changes, rows, told


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("student,assignment,days\nada,ps1,2\n", [("ada", "ps1", "2")]),
        ("\ufeffstudent, assignment ,days\n ada ,ps1, 2 \n,,\n\n", [("ada", "ps1", "2")]),
        ("days,why,student,assignment\n2,ill,ada,ps1\n", [("ada", "ps1", "2")]),
        ("student,assignment,days\nada\n", [("ada", "", "")]),
        ("student,assignment,days\n", []),
        (None, []),
    ],
    ids=["plain", "spaces and an empty line", "more columns", "a short line", "no line", "no file"],
)
def test_a_table_of_a_teachers_is_read_as_it_was_meant(
    tmp_path: Path, text: str | None, found: list[tuple[str, ...]]
) -> None:
    if text is not None:
        (tmp_path / "late.csv").write_text(text, encoding="utf-8")
    assert [
        tuple(row.values()) for row in rows(tmp_path / "late.csv", "student", "assignment", "days")
    ] == found


@pytest.mark.parametrize(
    ("text", "heads"), [("student,days\nada,1\n", "student, days"), ("", "none")]
)
def test_a_table_without_its_columns_is_refused(tmp_path: Path, text: str, heads: str) -> None:
    (tmp_path / "late.csv").write_text(text, encoding="utf-8")
    with pytest.raises(
        ClassroomError,
        match=f"late.csv has the columns {heads}; its first line should read "
        f"student,assignment,days",
    ):
        rows(tmp_path / "late.csv", "student", "assignment", "days")


def rules(root: Path, bank: Any = 0, table: str = "") -> LateDays:
    (root / "late.csv").write_text(f"student,assignment,days\n{table}", encoding="utf-8")
    return LateDays(SimpleNamespace(root=root, config=SimpleNamespace(LateDays={"bank": bank})))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("bank", "allowed"),
    [(0, True), (1, True), (-1, False), (True, False), (1.5, False), ("4", False)],
)
def test_a_bank_is_a_whole_number_of_days(tmp_path: Path, bank: Any, allowed: bool) -> None:
    if allowed:
        assert rules(tmp_path, bank).bank == bank
    else:
        with pytest.raises(ClassroomError, match="expected a whole number of days"):
            rules(tmp_path, bank)


@pytest.mark.parametrize("days", ["some", "1e99", "", "-2"])
def test_more_time_is_a_number_of_days(tmp_path: Path, days: str) -> None:
    with pytest.raises(
        ClassroomError, match=f"late.csv gives ada {days!r} days for ps1; expected a number"
    ):
        rules(tmp_path, table=f"ada,ps1,{days}\n")


def test_more_time_may_have_a_comma_and_is_given_in_one_line(tmp_path: Path) -> None:
    assert rules(tmp_path, table='ada,ps1,"1,5"\n').more == {
        ("ada", "ps1"): datetime.timedelta(days=1.5)
    }
    with pytest.raises(ClassroomError, match="gives ada more time for ps1 in two lines"):
        rules(tmp_path, table="ada,ps1,2\nben,ps1,2\nada,ps1,1\n")


class Handed:
    """A submission of ada's as the gradebook has it, due on day 7, and by default handed in a day
    and a half later.
    """

    student_id, duedate = "ada", datetime.datetime(2026, 1, 7)

    def __init__(
        self, name: str, late: float = 1.5, duedate: Any = duedate, extension: Any = None
    ) -> None:
        self.assignment, self.extension, self._late = (
            SimpleNamespace(name=name, duedate=duedate),
            extension,
            late * DAY,
        )
        self.timestamp = duedate and duedate + datetime.timedelta(days=late)

    @property
    def total_seconds_late(self) -> float:
        return max(0.0, self._late - (self.extension.total_seconds() if self.extension else 0.0))


def seconds_late(rule: LateDays, submission: Handed, *others: Handed) -> float:
    """In days."""
    found = dict(
        rule.of(SimpleNamespace(student_submissions=lambda _: [submission, *others]), "ada")
    )  # type: ignore[arg-type]
    return found[submission].seconds / DAY


def test_more_time_counts_where_the_table_gives_it_and_what_nbgrader_gave_stays_elsewhere(
    tmp_path: Path,
) -> None:
    day = datetime.timedelta(days=1)
    rule = rules(tmp_path, table="ada,ps1,1\nada,ps2,0\nben,ps3,9\n")
    assert (
        seconds_late(rule, Handed("ps1"))
        == 0.5
        == seconds_late(rule, Handed("ps1", extension=3 * day))
    )
    assert seconds_late(rule, Handed("ps2", extension=day)) == 1.5, (
        "no time is more than the table gives"
    )
    assert seconds_late(rule, Handed("ps3", extension=day)) == 0.5, "the table says nothing of it"
    assert seconds_late(rule, Handed("ps3", late=0)) == 0


@pytest.mark.parametrize(
    ("other", "left"),
    [
        (Handed("ps0"), 1),
        (Handed("ps2"), 3),  # due at the same time: in the order of names
        (Handed("ps9", duedate=datetime.datetime(2026, 1, 6)), 1),
        (Handed("ps0", duedate=datetime.datetime(2026, 1, 8)), 3),
        (Handed("ps0", duedate=None), 3),
        (Handed("ps0", late=0), 3),
        (Handed("ps0", late=2), 1),
        (Handed("ps0", late=9), 0),
        (Handed("ps-more", late=2), 2),
    ],
)
def test_what_is_left_of_the_bank_after_another_set(
    tmp_path: Path, other: Handed, left: int
) -> None:
    rule = rules(tmp_path, 3, "ada,ps-more,1\n")
    assert (
        seconds_late(rule, Handed("ps1", late=5), other) == 5 - left
        and seconds_late(rule, Handed("ps1", late=left), other) == 0
    )


def test_what_each_set_used_of_the_bank_and_left_is_told(tmp_path: Path) -> None:
    handed = [
        Handed("ps2", late=2),
        Handed("ps1"),
        Handed("ps3", late=0),
        Handed("ps0", late=0, duedate=None),
    ]
    found = rules(tmp_path, 3).of(SimpleNamespace(student_submissions=lambda _: handed), "ada")  # type: ignore[arg-type]
    days = {
        submission.assignment.name: (late.used, late.left, late.seconds / DAY)
        for submission, late in found
    }
    assert days == {"ps1": (2, 1, 0), "ps2": (1, 0, 1), "ps3": (0, 0, 0), "ps0": (0, 0, 0)}
    assert [submission.assignment.name for submission, _ in found] == [
        "ps1",
        "ps2",
        "ps3",
        "ps0",
    ], "no due date is the last"


def test_a_changed_penalty_is_one_sentence_for_each_set() -> None:
    assert changes({"ada": ["ps2", "ps1"], "ben": ["ps2"], "cleo": []}) == [
        "ps1: the late penalty of ada has changed. To update the feedback, run neurolib "
        "feedback ps1",
        "ps2: the late penalty of ada, ben has changed. To update the feedback, run "
        "neurolib feedback ps2",
    ]


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (96, "It is due on 10 January 2026, 12:00 UTC, in 4 days."),
        (48, "in 2 days."),
        (47, "in 47 hours."),
        (2, "in 2 hours."),
        (1.5, "in 90 minutes."),
        (1 / 60, "in 1 minute."),
        (0, "It is due on 10 January 2026, 12:00 UTC, in 1 minute."),
        (
            -0.5,
            "It was due on 10 January 2026, 12:00 UTC, 30 minutes ago, if you were "
            "given no more time.",
        ),
        (-72, "3 days ago, if you were given no more time."),
    ],
)
def test_how_long_it_is_to_a_due_date(tmp_path: Path, hours: float, said: str) -> None:
    (tmp_path / ".due.json").write_text(
        '{"ps1": "2026-01-10T12:00:00", "ps2": null}', encoding="utf-8"
    )
    now = datetime.datetime(2026, 1, 10, 12) - datetime.timedelta(hours=hours)
    assert told(tmp_path, "ps1", now).endswith(said) and told(tmp_path, "ps2", now) == "" == told(
        tmp_path, "ps3", now
    )


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("student,days\nzoe,2\n".encode("utf-8-sig"), "2"),
        # as a spreadsheet writes it where numbers have a comma
        (b"student;days\nzoe;2,5\n", "2,5"),
        (b"student\tdays\nzoe\t2\n", "2"),
    ],
)
def test_a_table_is_read_as_spreadsheets_write_it(
    tmp_path: Path, content: bytes, found: str
) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    assert rows(tmp_path / "a.csv", "student", "days") == [{"student": "zoe", "days": found}]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("student,days\nzoë,2\n".encode("cp1252"), "a.csv is not written in UTF-8.*CSV UTF-8"),
        (
            f"student,days\nzoe,{'1' * 200_000}\n".encode(),
            "a.csv cannot be read as a table: line 2: field larger than",
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_a_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(ClassroomError, match=said):
        rows(tmp_path / "a.csv", "student", "days")
