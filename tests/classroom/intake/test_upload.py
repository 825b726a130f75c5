"""Hand-ins as files: what a student packs, and what a teacher collects from the download of a
learning management system.
"""

from __future__ import annotations

import datetime
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from neurolib.classroom.course import ClassroomError, Course
from neurolib.classroom.intake import upload
from neurolib.classroom.intake.upload import collect, pack
from neurolib.classroom.student import student as student_module

WHEN = (2026, 11, 20, 10, 0, 0)


@pytest.fixture
def packed(tiny_course: Any, tmp_path: Path) -> Any:
    """``packed(student)`` is the ZIP that a student with right answers uploads."""
    tiny_course.release()

    def make(student: str, name: str | None = None, right: bool = True) -> bytes:
        folder = tmp_path / "work" / student / tiny_course.name
        tiny_course.answer(
            folder / tiny_course.released.name, **(tiny_course.right if right else {})
        )
        path = pack(folder, name or student, folder.parent)
        assert path.name == f"{tiny_course.name}-{name or student}.zip"
        return path.read_bytes()

    return make


def download(path: Path, files: dict[str, bytes], when: tuple[int, ...] = WHEN) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, when), data)
    return path


def enrol(course: Any, **names: str) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "neurolib") as book:
        for student, name in names.items():
            first, _, last = name.rpartition(" ")
            book.update_or_create_student(student, first_name=first, last_name=last)


def test_a_student_packs_all_but_what_is_not_handed_in(
    tiny_course: Any, packed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "copy"
    folder = work / "exercises" / tiny_course.name
    tiny_course.answer(folder / tiny_course.released.name)
    for name in "helper.py", ".bench-ledger.json", ".hints.json", "feedback/now/page.html":
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("", encoding="utf-8")
    monkeypatch.setenv("NEUROLIB_STUDENT", "ada")
    said = student_module.submit(tiny_course.name, work=work, file=True)
    path = work / f"{tiny_course.name}-ada.zip"
    assert f"packed as ada: {path}" in said
    inside = {
        name.removeprefix(f"ada/{tiny_course.name}/") for name in zipfile.ZipFile(path).namelist()
    }
    assert inside == {"helper.py", ".bench-ledger.json", tiny_course.released.name}
    assert "as ben" in student_module.submit(tiny_course.name, "ben", work, file=True)


def test_the_name_for_the_exchange_is_the_variables(
    tiny_course: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny_course.publish()
    work = tiny_course.root / "work"
    tiny_course.answer(work / "exercises" / tiny_course.name / tiny_course.released.name)
    monkeypatch.setenv("NEUROLIB_STUDENT", "ada")
    assert "Submitted ps0-tiny as ada" in student_module.submit(tiny_course.name, work=work)
    inbound = tiny_course.root / ".exchange" / "neurolib" / "inbound"
    assert [path.name.split("+")[0] for path in inbound.iterdir()] == ["ada"]


def test_moodles_and_canvas_downloads_are_graded(
    tiny_course: Any, packed: Any, neurolib: Any, tmp_path: Path
) -> None:
    name = tiny_course.name
    enrol(tiny_course, ada="Ada Lovelace", ben="Zoë de Vries")
    files = {
        f"Ada Lovelace_1234_assignsubmission_file/{name}-ada.zip": packed("ada"),
        f"Zoë de Vries_77_assignsubmission_file/{name} (1).ipynb": tiny_course.released.read_bytes(),
        "Nobody_78_assignsubmission_onlinetext/onlinetext.html": b"<p>",
        f"lovelaceada2_LATE_5_6_{name}-cleo-1.zip": packed("cleo"),
    }
    code, text = neurolib(
        "collect", name, download(tmp_path / "all.zip", files), "--course", tiny_course.root
    )
    assert (
        code == 0 and "3 students" in text and "ada: ps0-tiny-ada.zip (Ada Lovelace_1234_" in text
    )
    code, text = neurolib("grade", name, "--course", tiny_course.root)
    assert {line.split()[0]: line.split()[1:4] for line in text.splitlines()[1:4]} == {
        "ada": ["6", "/", "6"], "ben": ["0", "/", "6"], "cleo": ["6", "/", "6"],
    }, text  # fmt: skip

    code, text = neurolib("collect", name, tmp_path / "all.zip", "--course", tiny_course.root)
    assert code == 0 and text.count("was collected before") == 3
    later = download(
        tmp_path / "later.zip",
        {f"Zoë de Vries_77_assignsubmission_file/{name}-ben.zip": packed("ben")},
        (2026, 11, 21, 0, 0, 0),
    )
    assert collect(Course.at(tiny_course.root), name, later)[0] == [
        "ben: ps0-tiny-ben.zip (Zoë de Vries_77_assignsubmission_file)"
    ]
    code, text = neurolib("grade", name, "--course", tiny_course.root)
    assert code == 0 and "ben      6 / 6" in text


def test_the_system_knows_better_than_the_file_whose_it_is(
    tiny_course: Any, packed: Any, tmp_path: Path
) -> None:
    name, course = tiny_course.name, Course.at(tiny_course.root)
    enrol(tiny_course, ada="Ada Lovelace", eve="Eve Adams")
    files = {
        f"Eve Adams_1_assignsubmission_file/{name}-ada.zip": packed("eve", "ada", right=False),
        f"Ada Lovelace_2_assignsubmission_file/{name}-ada.zip": packed("ada"),
    }
    done, troubles = collect(course, name, download(tmp_path / "all.zip", files))
    assert [line.split(":")[0] for line in done] == ["ada", "eve"]
    assert troubles == ["Eve Adams_1_assignsubmission_file is eve's, though its file says ada."]


@pytest.mark.parametrize("form", ["{}_{}_assignsubmission_file_", "{}_{}_assignsubmission_file/"])
def test_moodle_says_whose_it_is_in_a_download_without_folders_too(
    tiny_course: Any, packed: Any, tmp_path: Path, form: str
) -> None:
    name = tiny_course.name
    enrol(tiny_course, ada="Ada Lovelace", ben="Zoë de Vries")
    ada, ben = form.format("Ada Lovelace", 12), form.format("Zoë de Vries", 77)
    files = {
        f"{ada}{name}-ben.zip": packed("ben"),
        f"{ada}x_77_assignsubmission_file_y.txt": b"",
        f"{ben}{name}.ipynb": tiny_course.released.read_bytes(),
        f"{ben}notes.txt": b"",
    }
    done, troubles = collect(
        Course.at(tiny_course.root), name, download(tmp_path / "all.zip", files)
    )
    assert [line.partition(":")[0] for line in done] == ["ada", "ben"]
    assert len(troubles) == 1 and "is ada's, though its file says ben" in troubles[0]
    there = tiny_course.root / "submitted" / "ben" / name
    assert len([path for path in there.iterdir() if path.name != ".collected"]) == 2


@pytest.mark.parametrize(
    ("form", "top", "known"),
    [
        ("Download/{}_{}_assignsubmission_file/", "", True),
        ("Download/{}_{}_9_", "", True),
        # the upload of one person: nothing in it says whose another file is
        ("Eve_1_assignsubmission_file/{}_{}_assignsubmission_file_", "", False),
        ("Download/{}_{}_assignsubmission_file/", "readme.txt", False),
    ],
)
def test_one_folder_around_a_download_that_was_packed_again_is_taken_away(
    tiny_course: Any, packed: Any, tmp_path: Path, form: str, top: str, known: bool
) -> None:
    name = tiny_course.name
    enrol(tiny_course, ada="Ada Lovelace", ben="Ben Nevis", eve="Eve")
    whose = {"ada": form.format("Ada Lovelace", 12), "ben": form.format("Ben Nevis", 77)}
    files = {f"{before}{name}-{who}.zip": packed(who) for who, before in whose.items()}
    files |= {top: b""} if top else {}
    done, _ = collect(Course.at(tiny_course.root), name, download(tmp_path / "all.zip", files))
    assert (["ada", "ben"] == [line.partition(":")[0] for line in done]) == known
    assert known or not {line.partition(":")[0] for line in done} & {"ada", "ben"}


def test_a_name_of_several_words_is_known_with_the_last_name_first(
    tiny_course: Any, packed: Any, tmp_path: Path
) -> None:
    name = tiny_course.name
    enrol(tiny_course, ada="Ada Lovelace", juan="Juan Pérez García", zoe="Zoë de Vries")
    files = {
        f"pérezgarcíajuan_12_34_{name}-ada.zip": packed("ada"),
        f"devrieszoë_13_35_{name}.ipynb": tiny_course.released.read_bytes(),
    }
    done, troubles = collect(
        Course.at(tiny_course.root), name, download(tmp_path / "all.zip", files)
    )
    assert [line.partition(":")[0] for line in done] == ["juan", "zoe"]
    assert len(troubles) == 1 and "is juan's, though its file says ada" in troubles[0]


def test_a_later_download_of_the_same_files_replaces_nothing(
    tiny_course: Any, packed: Any, tmp_path: Path
) -> None:
    course, name = Course.at(tiny_course.root), f"adalovelace_1_2_{tiny_course.name}-ada.zip"
    first = {name: packed("ada")}
    collect(course, tiny_course.name, download(tmp_path / "1.zip", first))
    kept = tiny_course.root / "submitted" / "ada" / tiny_course.name
    before = (kept / ".collected").read_bytes()
    day = (2026, 11, 21, 0, 0, 0)
    done, _ = collect(course, tiny_course.name, download(tmp_path / "2.zip", first, day))
    assert done == ["ada: was collected before"] and (kept / ".collected").read_bytes() == before
    other = {name: packed("ada", right=False)}
    done, _ = collect(course, tiny_course.name, download(tmp_path / "3.zip", other, day))
    assert "was collected before" not in done[0] and (kept / name).read_bytes() == other[name]


def test_no_uploaded_file_says_when_it_came_or_who_may_read_its_feedback(
    tiny_course: Any, packed: Any, tmp_path: Path
) -> None:
    enrol(tiny_course, ada="Ada Lovelace")
    here = "Ada Lovelace_1_assignsubmission_file"
    files = {
        f"{here}/{tiny_course.name}-ada.zip": packed("ada"),
        f"{here}/timestamp.txt": b"2020-01-01 00:00:00 UTC",
        f"{here}/Submission_secret.txt": b"a" * 64,
    }
    collect(Course.at(tiny_course.root), tiny_course.name, download(tmp_path / "all.zip", files))
    there = tiny_course.root / "submitted" / "ada" / tiny_course.name
    assert {path.name for path in there.iterdir()} == {".collected", f"{tiny_course.name}-ada.zip"}


def test_two_files_of_one_name_are_nobodys(tiny_course: Any, packed: Any, tmp_path: Path) -> None:
    name, folder = tiny_course.name, tmp_path / "mails"
    for mail, student in {"one": "ada", "two": "ada", "three": "ben"}.items():
        (folder / mail).mkdir(parents=True)
        (folder / mail / f"{name}-{student}.zip").write_bytes(packed(student))
    done, troubles = collect(Course.at(tiny_course.root), name, folder)
    assert [line.split(":")[0] for line in done] == ["ben"]
    assert (
        len(troubles) == 1
        and "ada: one, two all say that they are this student's, so none was taken" in troubles[0]
    )


def test_two_people_of_one_name_in_canvas_are_two(
    tiny_course: Any, packed: Any, tmp_path: Path
) -> None:
    """Canvas numbers its users, and each of their files; what one of them uploads never joins what
    the other did.
    """
    name = tiny_course.name
    enrol(tiny_course, ada="Ada Lovelace")
    files = {
        f"lovelaceada_1111_5001_{name}-ada.zip": packed("ada"),
        f"lovelaceada_LATE_2222_5002_{name}.ipynb": tiny_course.released.read_bytes(),
    }
    done, troubles = collect(
        Course.at(tiny_course.root), name, download(tmp_path / "all.zip", files)
    )
    assert not done and len(troubles) == 1
    assert (
        "ada: lovelaceada_1111_" in troubles[0]
        and "lovelaceada_2222_" in troubles[0]
        and "none was taken" in troubles[0]
    )
    one = {
        f"lovelaceada_1111_5001_{name}-ada.zip": packed("ada"),
        "lovelaceada_1111_5003_data.csv": b"1",
    }
    done, troubles = collect(Course.at(tiny_course.root), name, download(tmp_path / "one.zip", one))
    assert not troubles and done == [f"ada: {', '.join(one)} (lovelaceada_1111_0_files)"]


def test_a_number_at_the_end_is_the_students_or_the_systems(
    tiny_course: Any, packed: Any, tmp_path: Path
) -> None:
    """As the folder says that the student's own program writes into the file; ada-2 is another than
    ada, whose second file it may be.
    """
    name = tiny_course.name
    files = {
        f"a/{name}-s-1001.zip": packed("s-1001"),
        f"b/{name}-s-1002.zip": packed("s-1002"),
        f"c/{name}-ada-2.zip": packed("ada"),
        f"d/{name}-ben-2.zip": packed("ben-2"),
        f"e/{name}-cleo (1).zip": b"damaged",
    }
    enrol(tiny_course, **{"ada-2": "", "ben": "", "ben-2": "", "ada": ""})
    done, _ = collect(Course.at(tiny_course.root), name, download(tmp_path / "all.zip", files))
    assert [line.split(":")[0] for line in done] == ["ada", "ben-2", "cleo", "s-1001", "s-1002"]


def test_what_one_person_uploads_stops_no_other(
    tiny_course: Any, packed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by its size and number, nor by its names, nor by damage."""
    name, good = tiny_course.name, packed("ada")
    monkeypatch.setattr(upload, "FILE", len(good) + 100)
    monkeypatch.setattr(upload, "WHOLE", len(good) + 200)
    monkeypatch.setattr(upload, "FILES", 2)
    files = {
        f"a/{name}-ada.zip": good,
        "b/x.zip": b"x" * (len(good) + 101),
        **{f"c/{n}.zip": b"x" * (len(good) // 2) for n in range(3)},
        **{f"d/{n}.zip": b"" for n in range(3)},
        f"e/{'学' * 100}.ipynb": b"{}",
        f"f/{name}-{'x' * 300}.zip": good,
        ".": b"x",
        f"z/{name}-zoe.zip": good,
    }
    enrol(tiny_course, c="", d="", e="")
    path = download(tmp_path / "all.zip", files)
    data = bytearray(path.read_bytes())
    done, troubles = collect(Course.at(tiny_course.root), name, path)
    assert [line.split(":")[0] for line in done] == ["ada", "c", "d", "e", "zoe"]
    assert [line.split(":")[0] for line in troubles[:3]] == ["b", "c", "d"] and all(
        "was left out" in line for line in troubles[:3]
    )
    assert len(troubles) == 4 and "could not be collected: File name too long" in troubles[3]
    place = data.index(good[40:80])  # inside of ada's file
    data[place : place + 40] = bytes(40)
    path.write_bytes(data)
    for student in "ada", "zoe":
        shutil.rmtree(tiny_course.root / "submitted" / student)
    done, troubles = collect(Course.at(tiny_course.root), name, path)
    assert any(
        line.startswith("ada: a could not be collected: Bad CRC-32") for line in troubles
    ) and done[-1].startswith("zoe: ")


def test_a_file_of_nobody_is_said_and_the_rest_is_taken(
    tiny_course: Any, packed: Any, neurolib: Any, tmp_path: Path
) -> None:
    name = tiny_course.name
    files = {
        "Ada_1_assignsubmission_file/homework.ipynb": b"{}",
        f"x/{name}-ben.zip": packed("ben"),
        f"y/{name}-..zip": b"PK",
    }
    code, text = neurolib(
        "collect", name, download(tmp_path / "all.zip", files), "--course", tiny_course.root
    )
    assert (
        code == 1
        and "no student of the gradebook has this name" in text
        and "Manage Students" in text
        and "1 student." in text
    )
    assert [path.name for path in (tiny_course.root / "submitted").iterdir()] == ["ben"]


def test_work_that_a_person_laid_there_stays(tiny_course: Any, packed: Any, tmp_path: Path) -> None:
    name = tiny_course.name
    path = tiny_course.submitted("ada")
    before = path.read_bytes()
    done, _ = collect(
        Course.at(tiny_course.root),
        name,
        download(tmp_path / "all.zip", {f"{name}-ada.zip": packed("ada")}),
    )
    assert "it stays" in done[0] and path.read_bytes() == before


def test_paths_in_a_download_lead_nowhere(tiny_course: Any, packed: Any, tmp_path: Path) -> None:
    name = tiny_course.name
    files = {
        f"../../out/{name}-ada.zip": packed("ada"),
        f"a/../../b/{name}-ben.zip": packed("ben"),
        f"c/d/{name}-cleo.zip": packed("cleo"),
    }
    done, _ = collect(Course.at(tiny_course.root), name, download(tmp_path / "all.zip", files))
    assert [line.split(":")[0] for line in done] == ["cleo"]
    assert {path.name for path in (tiny_course.root / "submitted" / "cleo" / name).iterdir()} == {
        f"{name}-cleo.zip",
        ".collected",
    }


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 damaged", b"{}"])
def test_a_file_that_is_no_download_is_a_sentence(
    content: bytes, tiny_course: Any, tmp_path: Path
) -> None:
    (tmp_path / "all.zip").write_bytes(content)
    with pytest.raises(ClassroomError, match="not a ZIP that can be read"):
        collect(Course.at(tiny_course.root), tiny_course.name, tmp_path / "all.zip")
    with pytest.raises(ClassroomError, match=r"There is no .*; name the ZIP"):
        collect(Course.at(tiny_course.root), tiny_course.name, tmp_path / "nothing")
    with pytest.raises(ClassroomError, match="holds no files of students"):
        (tmp_path / "empty").mkdir()
        collect(Course.at(tiny_course.root), tiny_course.name, tmp_path / "empty")


def test_a_due_date_is_set_by_a_command(tiny_course: Any, neurolib: Any) -> None:
    from neurolib.classroom.grading.late import due_dates

    tiny_course.publish()
    name, course = tiny_course.name, Course.at(tiny_course.root)
    assert neurolib("due", "--course", tiny_course.root)[1].split()[-1] == "–"
    code, text = neurolib("due", name, "2026-11-29 12:00+02:00", "--course", tiny_course.root)
    assert code == 0 and f"{name} is due on 29 November 2026, 10:00 UTC." in text
    assert due_dates(course) == {name: datetime.datetime(2026, 11, 29, 10)}
    assert (
        "2026-11-29T10:00:00"
        in (course.exchange / "neurolib" / "outbound" / ".due.json").read_text()
    )
    for wrong in "tomorrow", "2026-11-29", "29.11.2026 12:00", "2026-11-31 12:00":
        code, text = neurolib("due", name, wrong, "--course", tiny_course.root)
        assert code == 3 and "expected a day and a time" in text
    assert "has no due date" in neurolib("due", name, "none", "--course", tiny_course.root)[
        1
    ] and due_dates(course) == {name: None}
