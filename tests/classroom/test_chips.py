"""The wall of chips: what the ledgers of a class show, without names, and nothing in them believed."""

from __future__ import annotations

import base64
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neurolib.applications.chip import row_by_row
from neurolib.applications.chip.own_chip import Ledger, drawn, own_bench, reveal
from neurolib.classroom.course import ClassroomError, Course
from neurolib.classroom.intake.files import LEDGER
from neurolib.classroom.reports import chips
from neurolib.classroom.reports.chips import LARGEST, page, survey
from neurolib.widgets.chip_drawing import spelled
from tests.applications.chip.truth import betrayed


def truth(student: str, count: int) -> list[list[float]]:
    return [[n.rheobase, n.tau, n.t_ref] for n in drawn(student).neurons[:count]]


def laid(course: Any, student: str, content: Any) -> Path:
    """Lay a ledger beside a submission."""
    folder = Path(course.root, "submitted", student, course.name)
    folder.mkdir(parents=True, exist_ok=True)
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / LEDGER).write_bytes(data)
    return folder


def found(course: Any) -> Any:
    return survey(Course.find(course.root), course.name, truth)


@pytest.fixture
def worked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """``worked(student, report)`` measures the student's chip and returns the ledger."""

    def work(student: str, report: bool = False) -> Any:
        folder = tmp_path / "home" / student
        folder.mkdir(parents=True)
        monkeypatch.chdir(folder)
        bench = own_bench(student, 30)
        bench.read(row_by_row()[: 10 + len(student)])
        bench.count(3, [100, 400], 1.0)
        if report:
            true = np.array(truth(student, 4))
            reveal(student, 1.004 * true, [0.005, 0.003, 0.005] * true, ledger=Ledger(student))
        return json.loads((folder / LEDGER).read_text())

    return work


def test_a_wall_shows_what_was_measured_and_stated_and_names_nobody(
    tiny_course: Any, worked: Any
) -> None:
    for student in "adalovelace", "bohrniels":
        laid(tiny_course, student, worked(student, report=student == "adalovelace"))
    (zipped := Path(tiny_course.root, "submitted", "curiemarie", tiny_course.name)).mkdir(
        parents=True
    )
    with zipfile.ZipFile(zipped / "hand-in.zip", "w") as archive:
        archive.writestr(LEDGER, json.dumps(worked("curiemarie")))
    wall = found(tiny_course)
    assert wall.troubles == [] and len(wall.chips) == 3
    ada, bohr, _ = sorted(wall.chips, key=lambda each: each.student)
    assert sum(map(bool, ada.cells)) == 21 * 64 and sum(map(bool, ada.neurons)) == 1
    assert ada.minutes == pytest.approx((21 * 0.1 + 2) / 60) and ada.sessions == ada.days == 1
    assert np.allclose(ada.off, [[0.8, 4 / 3, 0.8]] * 4) and ada.covered == 8 and bohr.off == []
    assert [each.number for each in wall.chips] == sorted(each.number for each in wall.chips)
    text = page(wall)
    assert "This wall shows 3 chips. 1 student has made a report: 8 of 12 stated" in text
    # a chip's number is drawn from the course's secret, and its six digits may be those of a value
    unnumbered = re.sub("|".join(spelled(each.number) for each in wall.chips), "", text)
    for each in wall.chips:
        assert f"Chip {spelled(each.number)}" in text and each.student not in text
        assert each.student in page(wall, names=True)
        assert betrayed(unnumbered, drawn(each.student)) == []
    assert text.count("No report yet.") == 2 and text.count("<circle") == 12
    assert "time constant +1.3, +1.3, +1.3, +1.3" in text
    assert "1344 of 4096 cells and 1 of 64 neurons measured" in text
    assert not re.search(r"https?://(?!www\.w3\.org)|<script", text)
    assert "'unsafe-inline'" not in text and "style=" not in text
    assert "style-src 'sha256-" in text and "img-src data:;" in text
    assert all(re.search(r'alt="[^"]+"', each) for each in re.findall("<img[^>]*>", text))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        ([1, 2], "holds no ledger"),
        (b" " * (LARGEST + 1), f"more than {LARGEST // 1000} kB"),
        ({"mallory": {"days": {}}}, "it has nothing of this student"),
        ({"ada": 3}, "it has nothing of this student"),
    ],
)
def test_a_file_that_is_no_ledger_of_the_student_does_not_count(
    tiny_course: Any, content: Any, sentence: str
) -> None:
    laid(tiny_course, "ada", content)
    wall = found(tiny_course)
    assert wall.chips == [] and len(wall.troubles) == 1
    assert sentence in wall.troubles[0] and LEDGER in wall.troubles[0]
    assert "This wall shows 0 chips." in page(wall)


HOSTILE: dict[str, Any] = {
    "number": "<script>alert(1)</script>",
    "days": {
        "<b>": {"seconds": -5, "sessions": 1e300, "granted": "many"},
        "x": 3,
        "y": {"seconds": 1e500, "sessions": True, "granted": [1]},
    },
    "measured": {"cells": "<img onerror=1>", "neurons": 5, "joules": "NaN"},
    "report": {"values": [[1, 2, "<b>"]], "errors": [[1, 2, 3]]},
}


def test_nothing_in_a_ledger_is_believed_or_written_into_the_page(tiny_course: Any) -> None:
    laid(tiny_course, "ada", {"ada": HOSTILE})
    (chip,) = found(tiny_course).chips
    assert (chip.number, chip.minutes, chip.sessions, chip.joules, chip.off) == (None, 0, 0, 0, [])
    assert not any(chip.cells) and not any(chip.neurons) and chip.granted == 0
    text = page(found(tiny_course), names=True)
    assert "A chip without a number" in text and "onerror" not in text and "alert" not in text


@pytest.mark.parametrize(
    "change",
    [
        {"number": 10**6},
        {"number": -1},
        {"number": True},
        {"number": 1.5},
        {"measured": []},
        {"measured": {"cells": base64.b64encode(bytes(9)).decode()}},
        {"days": [1]},
        {"report": {"values": [[1, 2, 3]] * 65, "errors": [[1, 2, 3]] * 65}},
        {"report": {"values": [[1, 2, 3]], "errors": [[1, 2, 0]]}},
        {"report": {"values": [[1, 2, 3]], "errors": [[1, 2, 3]] * 2}},
        {"report": {"values": [[1, 2, 3, 4]], "errors": [[1, 2, 3]]}},
        {"report": {"values": [[1, 2, float("nan")]], "errors": [[1, 2, 3]]}},
        {"report": {"values": [], "errors": []}},
    ],
)
def test_what_is_out_of_range_does_not_count(tiny_course: Any, change: dict[str, Any]) -> None:
    laid(tiny_course, "ada", {"ada": change})
    (chip,) = found(tiny_course).chips
    assert (chip.number, chip.off, chip.minutes) == (None, [], 0) and not any(chip.cells)


@pytest.mark.parametrize("error", [1e-18, 1e-300, 5e-324])
def test_a_forged_report_does_not_give_the_true_values_away(tiny_course: Any, error: float) -> None:
    report = {"values": [[0, 0, 0]], "errors": [[error] * 3]}
    laid(tiny_course, "ada", {"ada": {"report": report}})
    text = page(found(tiny_course))
    assert "rheobase −9.9; time constant −9.9; refractory time −9.9" in text
    assert set(re.findall(r'cx="([^"]*)"', text)) == {"22"} and "inf" not in text


def test_no_place_on_the_wall_is_finer_than_a_tenth_of_a_stated_error(tiny_course: Any) -> None:
    true = truth("ada", 1)[0]
    report = {"values": [[0, 0, 0]], "errors": [[each / 2.12345 for each in true]]}
    laid(tiny_course, "ada", {"ada": {"report": report}})
    text = page(found(tiny_course))
    assert "rheobase −2.1;" in text
    assert {int(each) for each in re.findall(r'cx="([^"]*)"', text)} == {150 - 84}


def test_an_error_too_small_to_be_measured_is_refused_in_a_sentence(tiny_course: Any) -> None:
    for student, error in ("ada", 0.9e-4), ("ben", 1.1e-4):
        true = np.array(truth(student, 2))
        errors = 0.01 * true
        errors[1, 2] = error * true[1, 2]
        report = {"values": true.tolist(), "errors": errors.tolist()}
        laid(tiny_course, student, {student: {"number": 7, "report": report}})
    wall = found(tiny_course)
    assert [bool(each.off) for each in wall.chips] == [False, True]
    (trouble,) = wall.troubles
    assert "ada: the report in .bench-ledger.json does not count" in trouble
    assert "in row 1 it states the refractory time" in trouble
    assert "less than 0.0001 of the value" in trouble


def test_a_link_is_not_followed_and_a_hand_in_without_a_ledger_is_left_out(
    tiny_course: Any, tmp_path: Path
) -> None:
    (secret := tmp_path / "secret").write_text(json.dumps({"ada": {"number": 5}}))
    folder = Path(tiny_course.root, "submitted", "ada", tiny_course.name)
    folder.mkdir(parents=True)
    (folder / LEDGER).symlink_to(secret)
    with pytest.raises(ClassroomError, match="contains a ledger of bench time, .bench-ledger.json"):
        found(tiny_course)


def test_the_command_writes_the_wall(
    tiny_course: Any, worked: Any, neurolib: Any, tmp_path: Path
) -> None:
    laid(tiny_course, "adalovelace", worked("adalovelace", report=True))
    file, course = tmp_path / "wall.html", ["--course", str(tiny_course.root)]
    status, said = neurolib("report", tiny_course.name, "--chips", str(file), *course)
    assert status == 0 and "1 chip, 1 with a report, is on" in said
    assert "adalovelace" not in file.read_text()
    status, said = neurolib("report", tiny_course.name, "--chips", str(file), "--names", *course)
    assert status == 0 and "adalovelace" in file.read_text()
    status, said = neurolib("report", tiny_course.name, "--names", *course)
    assert status != 0 and "add --chips wall.html" in " ".join(said.split())
    status, said = neurolib("report", "--gain", "--chips", str(file), *course)
    assert status != 0


def test_the_room_of_reports_knows_the_form_of_a_ledger() -> None:
    from neurolib.applications.chip import own_chip
    from neurolib.applications.chip.chip import LINES

    assert (chips.LINES, chips.NUMBERS, chips.LEDGER) == (LINES, own_chip.NUMBERS, own_chip.LEDGER)
