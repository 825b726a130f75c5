"""What is an ordinary file of a submission, where each limit lies, and how files are read, copied,
put into place and named.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from neurolib.classroom.intake import files
from neurolib.classroom.intake.files import (
    File,
    Skipped,
    copy,
    is_named,
    list_files,
    load,
    put,
    shown,
    some,
)

MANY, LARGE = "at most 2 files are taken", "files have at most 0 MB together"
needs_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


def write(folder: Path, **sizes: int) -> None:
    for name, size in sizes.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x" * size)


def listed(folder: Path) -> tuple[list[str], dict[str, list[str]]]:
    skipped = Skipped()
    return [file.name for file in list_files(folder, skipped)], skipped.names


def file_at(path: Path, name: str = "a") -> File:
    return File(path, name, 1, 1000.0)


# --- what comes in --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "sizes", "found", "out"),
    [
        ({"FILE": 8}, {"a": 8, "b": 9}, ["a"], {"a file has at most 0 MB": ["b"]}),
        ({"WHOLE": 9}, {"a": 9, "b": 0, "c": 1}, ["a", "b"], {LARGE: ["c"]}),
        # what is left out takes no room
        ({"WHOLE": 9}, {"a": 5, "b": 5, "c": 4, "d": 1}, ["a", "c"], {LARGE: ["b", "d"]}),
        ({"FILES": 2}, {"a": 0, "b": 0, "c": 0, "d": 0}, ["a", "b"], {MANY: ["c", "d"]}),
        (
            {"FILES": 2, "WHOLE": 9},
            {"a": 9, "b": 1, "c": 0, "d": 0},
            ["a", "c"],
            {LARGE: ["b"], MANY: ["d"]},
        ),
        # counted apart
        (
            {"FILES": 2, "WHOLE": 9},
            {"a": 9, "b": 0, "c.ipynb": 9, "d.ipynb": 0},
            ["a", "b", "c.ipynb", "d.ipynb"],
            {},
        ),
        (
            {"DEPTH": 1},
            {"a": 0, "b/c": 0, "b/d/e": 0},
            ["a", "b/c"],
            {"at most 1 folders lie in each other": ["b/d"]},
        ),
        (
            {"PATH": 5},
            {"a": 0, "bbb/c": 0, "bbb/cc": 0},
            ["a", "bbb/c"],
            {"a path has at most 5 bytes": ["bbb/cc"]},
        ),
        ({"DEPTH": 0}, {"a": 0, "b/c": 0}, ["a"], {"at most 0 folders lie in each other": ["b"]}),
    ],
)
def test_the_last_that_is_allowed_comes_in_and_the_next_does_not(
    tmp_path, monkeypatch, limits, sizes, found, out
) -> None:
    for name, value in limits.items():
        monkeypatch.setattr(files, name, value)
    write(tmp_path, **sizes)
    assert listed(tmp_path) == (found, out)


def test_the_ledger_of_measurements_is_the_one_hidden_file_that_comes_in(tmp_path: Path) -> None:
    from neurolib.applications.chip.own_chip import LEDGER

    write(tmp_path, **{LEDGER: 1, ".other": 1})
    assert listed(tmp_path) == ([LEDGER], {"hidden files are not taken": [".other"]})


@needs_posix
def test_below_a_folder_of_an_odd_name_notebooks_alone_come_in_and_what_is_hidden_stays_closed(
    tmp_path: Path,
) -> None:
    names = [
        "a/b/x.txt",
        "a/x.ipynb",
        "set: 1/a/x.txt",
        "set: 1/x.ipynb",
        ".git/x.ipynb",
        ".profile",
        ".x.ipynb",
        "z.txt",
    ]
    write(tmp_path, **dict.fromkeys(names, 1))
    skipped = Skipped()
    found = {file.name: file.odd for file in list_files(tmp_path, skipped)}
    signs, hidden = (
        "its name holds signs that not every system allows",
        "hidden files are not taken",
    )
    assert list(found) == [".x.ipynb", "z.txt", "a/x.ipynb", "set: 1/x.ipynb", "a/b/x.txt"], (
        "those at the top come first"
    )
    assert found == {
        ".x.ipynb": hidden,
        "z.txt": "",
        "a/x.ipynb": "",
        "set: 1/x.ipynb": signs,
        "a/b/x.txt": "",
    }
    assert skipped.names == {hidden: [".git", ".profile"], signs: ["set: 1/a/x.txt"]}


def test_a_folder_that_cannot_be_read_is_left_out_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(path: Path) -> Any:
        if path.name == "b":
            raise PermissionError
        return real(path)

    real = os.scandir
    write(tmp_path, **{"a/x": 1, "b/x": 1, "c/x": 1})
    monkeypatch.setattr(os, "scandir", closed)
    assert listed(tmp_path) == (["a/x", "c/x"], {"it cannot be read": ["b"]})


@pytest.mark.parametrize(
    ("name", "is_notebook"),
    [
        ("one.ipynb", True),
        ("ONE.IPYNB", True),
        ("one.ipynb.txt", True),
        (".one.ipynb", True),
        ("one.txt", False),
        (".one.ipynb.swp", False),  # what editors and office programs keep beside an open file
        (".~one.ipynb", False),
        ("~$one.ipynb", False),
    ],
)
def test_a_notebook_is_known_by_its_name_and_not_what_a_program_keeps_beside_it(
    name: str, is_notebook: bool
) -> None:
    assert is_named(name) is is_notebook


# --- read, copied, put into place -----------------------------------------------------------------


def test_of_a_file_as_much_is_read_as_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abcd")
    assert [load(file_at(tmp_path / "a"), at_most=size) for size in (3, 4, 5)] == [
        b"abc",
        b"abcd",
        b"abcd",
    ]
    assert load(file_at(tmp_path / "a"), tmp_path.resolve()) == b"abcd"


@needs_posix
def test_what_became_another_file_meanwhile_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, **{"here/a": 1, "here/b": 9, "elsewhere/a": 1})
    os.link(tmp_path / "elsewhere" / "a", tmp_path / "here" / "hard")
    (tmp_path / "here" / "link").symlink_to(tmp_path / "elsewhere" / "a")
    monkeypatch.setattr(files, "FILE", 8)
    for name in "hard", "link", "b":
        with pytest.raises(OSError):
            load(file_at(tmp_path / "here" / name))
    (tmp_path / "here" / "moved").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "here" / "hard").unlink()
    assert load(file_at(tmp_path / "here" / "moved" / "a")) == b"x"
    if Path("/proc/self/fd").is_dir():
        with pytest.raises(OSError, match="^my file has changed$"):
            load(file_at(tmp_path / "here" / "moved" / "a", "my file"), tmp_path.resolve() / "here")


def test_a_copy_keeps_its_time_and_what_has_no_room_is_told(tmp_path: Path) -> None:
    write(tmp_path, a=3)
    skipped = Skipped()
    copy(file_at(tmp_path / "a"), tmp_path / "new" / "deep" / "a", skipped)
    assert (tmp_path / "new" / "deep" / "a").read_bytes() == b"xxx"
    assert (tmp_path / "new" / "deep" / "a").stat().st_mtime == 1000 and skipped.sentences() == []
    copy(file_at(tmp_path / "a"), tmp_path / "new" / "deep", skipped)  # a folder has its name
    copy(file_at(tmp_path / "gone", "gone"), tmp_path / "b", skipped)
    assert skipped.sentences() == ["Left out a, gone: it cannot be read"]


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_nobodys_fault_and_stops_the_copying(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    def full(path: Path, data: bytes) -> int:
        raise OSError(reason, os.strerror(reason))

    write(tmp_path, a=1)
    skipped = Skipped()
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match=os.strerror(reason)):
        copy(file_at(tmp_path / "a"), tmp_path / "b", skipped)
    assert skipped.names == {}


@pytest.mark.parametrize("before", ["nothing", "folder", "link"])
def test_a_new_folder_takes_the_place_of_the_old_one(tmp_path: Path, before: str) -> None:
    target, aside = tmp_path / "deep" / "target", tmp_path / "aside"
    write(
        tmp_path,
        **{"new/a": 1, "other/c": 1} | ({"deep/target/b": 1} if before == "folder" else {}),
    )
    if before == "link":
        if os.name == "nt":
            pytest.skip("links are rare there")
        target.parent.mkdir()
        target.symlink_to(tmp_path / "other")
    put(tmp_path / "new", target, aside)
    assert (
        [path.name for path in target.iterdir()] == ["a"]
        and not target.is_symlink()
        and not (tmp_path / "new").exists()
    )
    assert (tmp_path / "other" / "c").exists(), "what a link led to is left alone"
    assert before == "link" or not aside.exists()


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_a_folder_whose_successor_does_not_come_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    """Who calls removes what was moved aside, and a hand-in would be gone."""
    write(tmp_path, **{"new/a": 1, "target/b": 1})
    rename = os.rename

    def fail(source: Path, target: Path) -> None:
        if Path(source).name == "new":
            raise error
        rename(source, target)

    monkeypatch.setattr(os, "rename", fail)
    with pytest.raises(error):
        put(tmp_path / "new", tmp_path / "target", tmp_path / "aside")
    assert [path.name for path in (tmp_path / "target").iterdir()] == ["b"]


# --- how a sentence names them --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 57 + "..."),
        ("Übung (1).ipynb", "Übung (1).ipynb"),
        ("a\nb\x1b[31m\u202e", "a?b?[31m?"),
    ],
)
def test_a_name_is_shown_without_commands_and_not_too_long(name: str, text: str) -> None:
    assert shown(name) == text


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ("a", "a"),
        ("abc", "a, b, c"),
        ("abcd", "a, b, c and 1 more"),
        ("abcde", "a, b, c and 2 more"),
        ("\n", "?"),
    ],
)
def test_of_many_names_three_are_said_and_how_many_more_there_are(names: str, text: str) -> None:
    assert some(list(names)) == text
    skipped = Skipped()
    for name in names:
        skipped.add("why", name)
    assert skipped.sentences() == [f"Left out {text}: why"]
