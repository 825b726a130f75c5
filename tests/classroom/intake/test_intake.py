"""Only ordinary files come in, the notebook is found whatever it is called, and what cannot be read
fails alone.
"""

import contextlib
import copy
import datetime
import gzip
import io
import os
import shutil
import socket
import sys
import time
import unicodedata
import zipfile
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import parse_utc

from neurolib.classroom.course import Fault
from neurolib.classroom.intake import files, limited_process
from neurolib.classroom.intake import intake as intake_module
from neurolib.classroom.intake.align import Handout
from neurolib.classroom.intake.files import Skipped, list_files
from neurolib.classroom.intake.intake import formatted_time, parsed_time, take, take_time
from neurolib.classroom.intake.limited_process import Refused


def teachers(title):
    """Return a teacher's notebook with one question and its test."""

    def meta(name, answer):
        flags = {
            "grade": not answer,
            "solution": answer,
            "locked": not answer,
            "task": False,
            "schema_version": 3,
        }
        return {"nbgrader": {**flags, "grade_id": name} | ({} if answer else {"points": 2})}

    answer = f"def {title}():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
    cells = [
        new_markdown_cell(f"# {title}, a long heading of this notebook", id="h"),
        new_code_cell(answer, metadata=meta(title, True)),
    ]
    return new_notebook(
        cells=[
            *cells,
            new_code_cell(f"assert {title}() == 1", metadata=meta(f"{title}-test", False)),
        ]
    )


def answered(nb, text="return 1"):
    nb = copy.deepcopy(nb)
    nb.cells[1].source = f"{nb.cells[1].source.splitlines()[0]}\n    {text}"
    return nb


ONE, TWO = teachers("one"), teachers("two")
STUB = answered(ONE, "raise NotImplementedError")
HANDOUTS = {"one": Handout.of(STUB, None, ONE)}
GOOD = nbformat.writes(answered(ONE))


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "submitted" / "anna" / "ps"
    path.mkdir(parents=True)
    return path


def write(folder, **names):
    for name, text in names.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def taken(folder):
    """Take a submission in; return the files by name, and the notes."""
    target = folder.parents[2] / "clean"
    target.mkdir()
    take(folder, target, HANDOUTS, take_time(folder, target))
    names = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    return names, nbformat.read(target / "one.ipynb", as_version=4).metadata.neurolib.repairs


def left(folder):
    out = Skipped()
    found = [file.name for file in list_files(folder, out)]
    return found, out.names


def seen(folder):
    return {
        path: (path.read_bytes() if path.is_file() else None, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
    }


def test_a_name_may_have_as_many_bytes_as_are_allowed_and_no_more(tmp_path: Path) -> None:
    for name in "x" * files.NAME, "x" * files.NAME + "y":
        (tmp_path / name).touch()
    skipped = Skipped()
    assert [file.name for file in list_files(tmp_path, skipped)] == ["x" * files.NAME]
    assert list(skipped.names) == [f"a name has at most {files.NAME} bytes"]


def test_guesses_for_the_table_of_a_class_stay_in_submitted_without_a_word(folder):
    write(folder, **{"one.ipynb": GOOD, files.GUESSES: "{}", f"src/{files.GUESSES}": "{}"})
    assert left(folder)[0] == [files.GUESSES, "one.ipynb", f"src/{files.GUESSES}"]
    assert taken(folder) == ({"one.ipynb"}, [])


def test_ordinary_files_come_in_and_submitted_stays_as_it_is(folder):
    write(
        folder,
        **{
            "one.ipynb": GOOD,
            "data.csv": "1",
            "src/tool.py": "x = 1",
            "one/notes.txt": "x",
            "Daten (ü).txt": "",
            "spare.ipynb": "{}",
        },
    )
    before = seen(folder)
    names, notes = taken(folder)
    assert names == {"one.ipynb", "data.csv", "src/tool.py", "one/notes.txt", "Daten (ü).txt"}
    assert notes == ["spare.ipynb is not a notebook: it holds no list of cells"]
    assert seen(folder) == before


def test_leavings_of_systems_are_passed_over_in_silence(folder):
    left = (
        ".DS_Store",
        "nbgrader_config.py",
        "jupyter_server_config.json",
        "jupyter_config.py",
        "__pycache__/a.pyc",
        "._x",
    )
    write(
        folder,
        **{"one.ipynb": GOOD, ".ipynb_checkpoints/one-checkpoint.ipynb": "{"},
        **dict.fromkeys(left, ""),
    )
    assert taken(folder) == ({"one.ipynb"}, [])


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_links_pipes_and_sockets_are_left_out(folder, tmp_path):
    (tmp_path / "secret").write_text("s")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "deep").symlink_to(tmp_path)
    os.link(tmp_path / "secret", folder / "hard")
    os.mkfifo(folder / "pipe")
    here = Path.cwd()
    os.chdir(folder)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as line:
        line.bind("s")
    os.chdir(here)
    assert left(folder) == (
        [],
        {
            "links are not followed": ["deep", "link"],
            "it is the same file as one elsewhere (a hard link)": ["hard"],
            "pipes, sockets and devices are not read": ["pipe", "s"],
        },
    )


@pytest.mark.parametrize(
    "name", ["a\nb", "a\x1b[1m", " ", "a ", "\u202etxt", "..\\up", "C:x", "a|b", "<img src=x>"]
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_odd_names_are_left_out(folder, name):
    (folder / name).write_text("x")
    assert left(folder) == ([], {"its name holds signs that not every system allows": [name]})


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_that_are_no_text_too_long_or_hidden_are_left_out(folder):
    for name in os.fsdecode(b"\xff.txt"), "x" * 250, ".ipython", "-rf", "$(id)":
        try:
            (folder / name).write_text("x")
        except (OSError, UnicodeEncodeError):
            pytest.skip("the file system has no such names")
    found, out = left(folder)
    assert found == ["$(id)", "-rf"]
    assert [len(names) for names in out.values()] == [1, 1, 1]
    assert all(sentence.isprintable() for sentence in Skipped(out).sentences())


def test_too_much_is_left_out_with_the_limit_in_the_sentence(folder, monkeypatch):
    write(folder, **{"a": "x" * 9, "b": "x" * 5, "c": "x" * 5, "d/e": "", "d/f": "", "d/g/h": ""})
    for name, value in {"FILE": 8, "WHOLE": 9, "FILES": 3, "DEPTH": 1}.items():
        monkeypatch.setattr(files, name, value)
    found, out = left(folder)
    assert found == ["b", "d/e", "d/f"]
    assert out["a file has at most 0 MB"] == ["a"] and out["files have at most 0 MB together"] == [
        "c"
    ]
    assert out["at most 1 folders lie in each other"] == ["d/g"]
    monkeypatch.setattr(files, "FILES", 2)
    assert left(folder)[1]["at most 2 files are taken"] == ["d/f"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_what_nobody_may_read_is_left_out(folder):
    write(folder, **{"one.ipynb": GOOD, "a": "x"})
    (folder / "a").chmod(0)
    assert taken(folder) == ({"one.ipynb"}, ["Left out a: it cannot be read"])


def test_an_archive_stays_packed(folder):
    write(folder, **{"one.ipynb": GOOD, "all.zip": "PK", "x.tar.gz": ""})
    assert taken(folder) == ({"one.ipynb", "all.zip", "x.tar.gz"}, [])


# --- the notebook ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "one (1).ipynb",
        "one-final.ipynb",
        "ONE.IPYNB",
        "one.ipynb.txt",
        "one.json",
        "one",
        "Untitled.ipynb",
        "on\u0065\u0301.ipynb",
    ],
)
def test_a_renamed_notebook_is_found(folder, name):
    write(folder, **{name: GOOD, "notes.txt": "x"})
    names, notes = taken(folder)
    assert names == {"one.ipynb", "notes.txt"} and notes == [f"{name} was taken for one.ipynb"]


@pytest.mark.parametrize(
    "name",
    [
        "one: final.ipynb",
        "one.ipynb ",
        "Was ist das?.ipynb",
        ".one.ipynb",
        "o\nne.ipynb",
        "x" * 240 + ".ipynb",
        "one.nb",
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_notebook_of_an_odd_name_is_found_too(folder, name):
    write(folder, **{name: GOOD, "a|b.txt": "x", ".one.ipynb.swp": "x"})
    names, notes = taken(folder)
    assert (
        names == {"one.ipynb"}
        and notes[0].endswith("was taken for one.ipynb")
        and notes[0].isprintable()
    )
    assert [note.split(":")[0] for note in notes[1:]] == [
        "Left out .one.ipynb.swp",
        "Left out a|b.txt",
    ]


def test_a_notebook_in_a_folder_of_an_odd_name_is_found_without_its_neighbours(folder):
    write(
        folder,
        **{
            "set: 1/one.ipynb": GOOD,
            "set: 1/tool.py": "x",
            "set: 1/b.ipynb": GOOD,
            ".git/one.ipynb": GOOD,
        },
    )
    names, notes = taken(folder)
    assert names == {"one.ipynb"} and notes[0] == "set: 1/one.ipynb was taken for one.ipynb"
    assert notes[-2:] == [
        "Left out .git: hidden files are not taken",
        "Left out set: 1/tool.py: its name holds signs that not every system allows",
    ]


def test_no_number_of_files_and_no_size_pushes_the_notebook_out(folder, monkeypatch):
    for name, value in {"WHOLE": 10_000, "FILES": 5}.items():
        monkeypatch.setattr(files, name, value)
    write(
        folder,
        **{f"data {n}": "x" for n in range(50)},
        **{"a": "x" * 9_999, "deep/er/one.ipynb": GOOD},
    )
    names, notes = taken(folder)
    assert (
        len(names) == 3
        and "one.ipynb" in names
        and "deep/er/one.ipynb was taken for one.ipynb" in notes
    )
    assert "more: at most 5 files are taken" in str(notes) or "together" in str(notes)


def zipped(**names):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in names.items():
            archive.writestr(name, text)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "note"),
    [
        # as the course packs it
        ("one.zip", zipped(**{"my work/one.ipynb": GOOD, "__MACOSX/._one.ipynb": "x"}), []),
        (
            "one.zip",
            zipped(**{"work.ipynb": GOOD}),
            ["work.ipynb in one.zip was taken for one.ipynb"],
        ),
        ("one.ipynb", zipped(**{"../../../up/one.ipynb": GOOD}), ["one.ipynb is an archive"]),
    ],
)
def test_a_notebook_that_is_packed_is_found_where_there_is_no_other(folder, name, data, note):
    (folder / name).write_bytes(data)
    assert taken(folder)[1] == note and not (folder.parents[2] / "up").exists()
    shutil.rmtree(folder.parents[2] / "clean")
    write(folder, **{"other.ipynb": GOOD})
    assert "other.ipynb was taken for one.ipynb" in taken(folder)[1]


BURSTING = object()  # made by the test: it takes longer than all that collects tests here


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 nothing",
        b"\x1f\x8b nothing",
        zipped(**{"one.ipynb": "x"}),
        BURSTING,
    ],
    ids=["begins like one", "begins like another", "another name", "bursts"],
)
def test_archives_that_hold_nothing_or_burst_are_refused(folder, data):
    data = gzip.compress(b"\0" * 200_000_000) if data is BURSTING else data
    (folder / "one.zip").write_bytes(data)
    with pytest.raises(Refused, match="It holds no one.ipynb; it holds one.zip"):
        taken(folder)


@pytest.mark.parametrize(
    "name", ["one.tar.gz", "one.ipynb.gz", "one.ipynb.bz2", "work.7z", "ONE.RAR"]
)
def test_an_archive_that_is_not_opened_is_named_for_what_it_is(folder, name):
    (folder / name).write_bytes(gzip.compress(GOOD.encode()))
    with pytest.raises(Refused) as refusal:
        taken(folder)
    assert str(refusal.value) == (
        f"It holds no one.ipynb; it holds {name}; {name} cannot be opened: only a ZIP archive can."
    )


def test_a_name_that_is_composed_otherwise_is_the_same_name(folder, tmp_path):
    name = unicodedata.normalize("NFD", "übung")
    write(folder, **{f"{name}.ipynb": GOOD})
    target = tmp_path / "clean"
    target.mkdir()
    take(folder, target, {"übung": HANDOUTS["one"]}, [])
    assert len(list(target.iterdir())) == 1


def test_a_notebook_in_a_folder_brings_its_neighbours(folder):
    write(
        folder,
        **{
            "my work/one.ipynb": GOOD,
            "my work/tool.py": "",
            "my work/data/x.csv": "",
            "other.txt": "",
        },
    )
    names, notes = taken(folder)
    assert names == {"one.ipynb", "tool.py", "data/x.csv", "other.txt"} and notes == [
        "my work/one.ipynb was taken for one.ipynb"
    ]


def test_of_several_the_answered_one_counts_and_the_named_one_before_others(folder):
    stub = nbformat.writes(STUB)
    write(folder, **{"one.ipynb": stub, "one (1).ipynb": GOOD, "one (2).ipynb": stub})
    assert taken(folder)[1] == ["one (1).ipynb was taken for one.ipynb"]
    (folder.parents[2] / "clean" / "one.ipynb").unlink()
    (folder.parents[2] / "clean").rmdir()
    write(folder, **{"one.ipynb": GOOD})
    assert taken(folder)[1] == ["There are answers in one (1).ipynb too; these were not graded"]


def test_of_two_alike_the_newer_counts(folder):
    write(folder, **{"a.ipynb": GOOD, "b.ipynb": GOOD})
    os.utime(folder / "b.ipynb", (1, 1))
    assert taken(folder)[1] == [
        "a.ipynb was taken for one.ipynb",
        "There are answers in b.ipynb too; these were not graded",
    ]


@pytest.fixture
def here(monkeypatch):
    """Submissions are read in this process."""
    monkeypatch.setattr(intake_module, "run_limited", lambda does: does())


@pytest.mark.parametrize(
    ("chosen", "other"),
    [
        ("one.ipynb", "deep/one.ipynb"),
        ("deep/one.ipynb", "a.ipynb"),
        ("deep/ONE.ipynb", "a.ipynb"),
        ("z.ipynb", "one (1).txt"),
    ],
    ids=["the name and place", "the name", "the name but for capitals", "the time"],
)
def test_of_two_answered_ones_the_better_named_counts_before_the_newer(folder, here, chosen, other):
    write(folder, **{chosen: GOOD, other: GOOD})
    os.utime(folder / (other if chosen == "z.ipynb" else chosen), (1, 1))
    renamed = [f"{chosen} was taken for one.ipynb"] if chosen != "one.ipynb" else []
    assert taken(folder)[1] == [
        *renamed,
        f"There are answers in {other} too; these were not graded",
    ]


@pytest.mark.parametrize("name", ["z.ipynb", "z.json", "z.TXT", "z.nb", "z.pynb", "z"])
def test_of_very_many_files_those_named_like_a_notebook_are_opened_first(
    folder, here, monkeypatch, name
):
    monkeypatch.setattr(intake_module, "CANDIDATES", 1)
    write(folder, **{"a.csv": "x", name: GOOD})
    assert taken(folder)[1] == [f"{name} was taken for one.ipynb"]
    write(folder, **{"a.ipynb": GOOD})
    shutil.rmtree(folder.parents[2] / "clean")
    assert taken(folder)[1] == ["a.ipynb was taken for one.ipynb"]


def test_what_stands_where_the_notebook_belongs_is_left_out(folder, here):
    write(
        folder,
        **{
            "deep/one.ipynb": GOOD,
            "deep/x.csv": "1",
            "deep/timestamp.txt": "1",
            "one.ipynb/x.csv": "1",
        },
    )
    names, notes = taken(folder)
    assert (
        names == {"one.ipynb", "x.csv"}
        and notes[1] == "Left out one.ipynb/x.csv: it stands where the notebook belongs"
    )


def test_a_folder_named_like_the_time_is_left_out_and_a_file_of_that_name_elsewhere_is_not(folder):
    write(folder, **{"one.ipynb": GOOD, "timestamp.txt/x.csv": "1", "data/timestamp.txt": "1"})
    names, notes = taken(folder)
    assert names == {"one.ipynb", "data/timestamp.txt"} and notes == [
        "timestamp.txt tells no time; the submission counts as not late"
    ]


@pytest.mark.parametrize(
    ("limit", "name", "found"),
    [
        ({"FILES": 2}, "one.ipynb", True),
        ({"FILES": 1}, "one.ipynb", False),
        ({"FILE": len(GOOD.encode())}, "one.ipynb", True),
        ({"FILE": len(GOOD.encode()) - 1}, "one.ipynb", False),
        ({}, "__MACOSX/one.ipynb", False),
        ({}, "deep/one (1).ipynb", True),
        ({}, "deep/one.txt", False),
    ],
)
def test_what_is_packed_has_limits_of_its_own(folder, here, monkeypatch, limit, name, found):
    for what, value in limit.items():
        monkeypatch.setattr(intake_module, what, value)
    (folder / "one.zip").write_bytes(zipped(**{"a.csv": "x", name: GOOD}))
    with (
        contextlib.nullcontext()
        if found
        else pytest.raises(Refused, match="It holds no one.ipynb; it holds one.zip")
    ):
        assert taken(folder)[1] == [f"{Path(name).name} in one.zip was taken for one.ipynb"] * (
            Path(name).name != "one.ipynb"
        )


@pytest.mark.parametrize(
    "names, sentence",
    [
        ({}, "It holds no one.ipynb; it holds nothing that can be read."),
        ({"essay.ipynb": nbformat.writes(TWO)}, "It holds no one.ipynb; it holds essay.ipynb."),
        ({"one.ipynb": ""}, "one.ipynb is empty."),
        ({"one.ipynb/x": "1"}, "It holds no one.ipynb; it holds one.ipynb/x."),
    ],
)
def test_what_holds_no_notebook_is_refused_in_one_sentence(folder, names, sentence):
    write(folder, **names)
    with pytest.raises(Refused) as refusal:
        taken(folder)
    assert str(refusal.value) == sentence


@pytest.mark.skipif(os.name == "nt", reason="links are rare there")
def test_a_link_in_the_place_of_a_notebook_or_a_folder_is_refused(folder, tmp_path):
    write(tmp_path, **{"theirs.ipynb": GOOD})
    (folder / "one.ipynb").symlink_to(tmp_path / "theirs.ipynb")
    with pytest.raises(Refused, match="Left out one.ipynb: links are not followed"):
        taken(folder)
    (folder / "file").write_text(GOOD)
    with pytest.raises(Refused, match="^file is a file; a submission is a folder"):
        take(folder / "file", tmp_path / "clean", HANDOUTS, [])
    (tmp_path / "link").symlink_to(folder)
    with pytest.raises(Refused, match="is a link to another place"):
        take(tmp_path / "link", tmp_path / "clean", HANDOUTS, [])


@pytest.mark.parametrize(
    "text, kept",
    [
        ("2026-01-01 00:00:00 UTC", True),
        ("gestern", False),
        ("9" * 99, False),
        ("", False),
        ("\0", False),
    ],
)
def test_a_time_that_tells_none_is_left_out(folder, text, kept):
    write(folder, **{"one.ipynb": GOOD, "timestamp.txt": text})
    names, notes = taken(folder)
    assert ("timestamp.txt" in names) == kept
    assert notes == (
        [] if kept else ["timestamp.txt tells no time; the submission counts as not late"]
    )


def test_a_time_that_is_yet_to_come_is_that_at_which_the_file_came(folder):
    write(folder, **{"one.ipynb": GOOD, "timestamp.txt": "2999-01-01 00:00:00 UTC"})
    _, notes = taken(folder)
    told = (folder.parents[2] / "clean" / "timestamp.txt").read_text()
    assert (
        abs(
            parse_utc(told).replace(tzinfo=datetime.UTC).timestamp()
            - (folder / "timestamp.txt").stat().st_ctime
        )
        < 1
    )
    assert "yet to come" in notes[0] and told in notes[0]


@pytest.mark.parametrize(("ahead", "kept"), [(-60, True), (0, True), (300, True), (301, False)])
def test_a_clock_that_is_five_minutes_ahead_is_believed(folder, monkeypatch, ahead, kept):
    now = datetime.datetime(2026, 1, 1, 10, tzinfo=datetime.UTC)
    write(folder, **{"timestamp.txt": formatted_time(now + datetime.timedelta(seconds=ahead))})
    monkeypatch.setattr(intake_module, "time", SimpleNamespace(time=now.timestamp))
    assert (take_time(folder, folder.parent) == []) == kept


@pytest.mark.parametrize("zone", ["/etc/hostname", "../../../etc/hostname", "A/../../x", "a" * 300])
def test_a_time_zone_leads_to_no_file(zone):
    with pytest.raises(ValueError, match="is no time"):
        parsed_time(f"2026-01-01 00:00:00 {zone}")


# --- limits ---------------------------------------------------------------------------------------

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows cannot fork")


@needs_fork
@pytest.mark.parametrize(
    ("does", "limit", "sentence"),
    [
        ("spin", ("PROCESSOR", 1), "Reading it took more than 1 s of the processor's time."),
        (
            "sleep",
            ("WALL", 0.2),
            "Reading it took longer than 0.2 s, although not of the processor's time",
        ),
        ("full", ("WALL", 600), "No space left on device"),
        ("fill", ("MEMORY", 100), "Reading it takes more than 100 MB of memory."),
        ("die", ("WALL", 600), "ended without a word .signal 9."),
        ("raise", ("WALL", 600), "It cannot be read: KeyError 'x'"),
        ("refuse", ("WALL", 600), "^no$"),
        ("leave", ("WALL", 600), "SystemExit"),
    ],
)
def test_what_passes_a_limit_is_refused_in_a_child(monkeypatch, does, limit, sentence):
    def refuse():
        raise Refused("no")

    things = {
        "spin": lambda: next(n for n in iter(int, 1) if n),
        "sleep": lambda: time.sleep(60),
        "fill": lambda: len(bytearray(10**9)),
        "die": lambda: os.kill(os.getpid(), 9),
        "raise": lambda: {}["x"],
        "refuse": refuse,
        "leave": lambda: sys.exit(3),
        "full": lambda: Path("/dev/full").write_text("x"),
    }
    monkeypatch.setattr(limited_process, *limit)
    if does == "fill" and sys.platform != "linux":
        pytest.skip("the limit of memory is Linux's")
    ours = does in ("sleep", "die", "full")  # and no fault of the file's
    with pytest.raises(Fault if ours else Refused, match=sentence):
        limited_process.run_limited(things[does])


def children():
    """The processes that this one has started and that are still there, dead ones that nobody has
    asked for among them.
    """
    return {task.read_text() for task in Path("/proc/self/task").glob("*/children")}


@needs_fork
def test_a_child_gives_back_plain_data_of_any_size_and_leaves_nothing():
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    here, others = [], children()
    assert limited_process.run_limited(lambda: here.append(1) or ["x" * 10**6, {"a": None}]) == [
        "x" * 10**6,
        {"a": None},
    ]
    assert here == [], "it ran in a process of its own"
    assert not before or len(os.listdir("/proc/self/fd")) == before
    assert children() == others


@needs_fork
@pytest.mark.parametrize("limit", [{"PROCESSOR": 2}, {"MEMORY": 60}])
def test_a_file_that_asks_for_too_much_costs_its_submission_alone(folder, monkeypatch, limit):
    for name, value in limit.items():
        monkeypatch.setattr(limited_process, name, value)
        monkeypatch.setattr(intake_module, name, value, raising=False)
    write(folder, **{"one.ipynb": '{"cells": [' + '{"a": [0.5]},' * 3_000_000 + "1]}"})
    with pytest.raises(Refused, match="more than|not look|at most 5000"):
        taken(folder)


@needs_fork
def test_a_good_notebook_counts_although_others_take_too_much(folder, monkeypatch):
    monkeypatch.setattr(limited_process, "MEMORY", 200)
    write(
        folder,
        **{"one.ipynb": GOOD, "a.ipynb": '{"cells": [' + '{"a": [0.5]},' * 3_000_000 + "1]}"},
    )
    names, notes = taken(folder)
    assert names == {"one.ipynb"} and "a.ipynb takes more than" in notes[0]


def test_the_notebook_of_the_right_name_is_read_first(folder, monkeypatch):
    monkeypatch.setattr(intake_module, "CANDIDATES", 1)
    write(
        folder,
        **{f"a{n}.ipynb": nbformat.writes(STUB) for n in range(40)},
        **{"deep/one.ipynb": GOOD},
    )
    assert "deep/one.ipynb was taken for one.ipynb" in taken(folder)[1]
