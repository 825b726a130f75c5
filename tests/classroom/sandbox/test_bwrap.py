"""What the command of bubblewrap shows of the machine: its words are read here, and no sandbox is
made.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from neurolib.classroom.sandbox import bwrap

pytestmark = pytest.mark.whoever
Command = Callable[..., list[list[str]]]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """``command(shown, private)`` is the command as a list of its options, each with its words,
    where these paths alone are shown.
    """
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "fontlist-v1.json").touch()
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "fonts"))
    monkeypatch.setattr(bwrap, "program", lambda: "bwrap")

    def words(shown: list[Path] | None = None, private: tuple[Path, ...] = ()) -> list[list[str]]:
        if shown is not None:
            monkeypatch.setattr(
                bwrap, "visible", lambda: sorted(shown, key=lambda path: len(path.parts))
            )
        found: list[list[str]] = []
        for word in bwrap.command(private)[1:]:
            if word.startswith("--") or not found:
                found.append([])
            found[-1].append(word)
        return found

    return words


def test_what_lies_deeper_is_shown_or_hidden_over_what_lies_above(
    command: Command, tmp_path: Path
) -> None:
    a, b, c, d = (tmp_path.joinpath(*"abcd"[:n]) for n in range(1, 5))
    d.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    words = command([a, c, d], (b, tmp_path / "elsewhere"))
    over = [each for each in words if each[-1].startswith(str(a))]
    assert over == [
        ["--ro-bind", str(a), str(a)],
        ["--tmpfs", str(b)],
        *(["--dir", str(parent)] for parent in (a, b)),  # as far as it is not shown
        ["--ro-bind", str(c), str(c)],  # and d with it
        ["--remount-ro", str(b)],
    ], over
    assert ["--perms", "0555"] in words and ["--remount-ro", "/"] in words
    assert not any(str(tmp_path / "elsewhere") in each for each in words), (
        "nobody would see it anyway"
    )


@pytest.mark.parametrize(("inside", "temporary"), [(False, "/tmp"), (True, bwrap.HOME)])
def test_a_submission_has_a_folder_for_temporary_files(
    command: Command, inside: bool, temporary: str
) -> None:
    """Where something that is shown lies in /tmp, its own home serves, because /tmp would cover
    that.
    """
    words = command([Path("/tmp/python" if inside else "/opt/python")])
    assert ["--setenv", "TMPDIR", temporary] in words and (["--tmpfs", "/tmp"] in words) != inside
    # which comes with the devices
    assert ["--tmpfs", bwrap.HOME] in words and ["--tmpfs", "/dev/shm"] not in words
    assert set(bwrap.writable()) == {bwrap.HOME, "/dev/shm", temporary}


@pytest.mark.parametrize("user", [0, 1000])
def test_who_is_not_root_gets_a_user_namespace(
    command: Command, monkeypatch: pytest.MonkeyPatch, user: int
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: user)
    words = command()
    assert (["--unshare-all"] in words) == (["--uid", "1000"] in words) == (user != 0)
    assert (["--cap-drop", "ALL"] in words) == (["--unshare-net"] in words) == (user == 0)


def test_packages_are_shown_and_other_folders_on_the_path_are_not(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    packages, mine = tmp_path / "site-packages", tmp_path / "mine"
    for folder in packages, mine:
        folder.mkdir()
    monkeypatch.setattr(sys, "path", ["", str(mine), str(packages), *sys.path])
    shown = bwrap.visible()
    assert packages in shown and mine not in shown and bwrap.PACKAGE in shown
    path = next(word for each in command() for word in each if "sys.path[:]" in word)
    assert (
        repr(str(packages)) in path
        and repr(str(mine)) not in path
        and "['', " not in path
        and repr(str(bwrap.PACKAGE.parent)) in path
    )


@pytest.mark.parametrize("prefix", ["/usr", None])
def test_this_python_is_shown(
    monkeypatch: pytest.MonkeyPatch, prefix: str | None, tmp_path: Path
) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "private").mkdir()
    monkeypatch.setattr(sys, "prefix", prefix or str(tmp_path))
    shown = bwrap.visible()
    assert (tmp_path / "lib" in shown) == (prefix is None) and tmp_path / "private" not in shown
    assert (
        Path("/usr/lib") in shown
        and len(shown) == len(set(shown))
        and all(path.exists() for path in shown)
    )


@pytest.mark.parametrize(
    ("set_to", "folder"),
    [
        ({"MPLCONFIGDIR": "own", "XDG_CACHE_HOME": "cache"}, "own"),
        ({"XDG_CACHE_HOME": "cache"}, "cache/matplotlib"),
        ({}, "home/.cache/matplotlib"),
    ],
)
def test_lists_of_fonts_come_along_and_are_written_where_there_is_none(
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    set_to: dict[str, str],
    folder: str,
) -> None:
    for name in "MPLCONFIGDIR", "XDG_CACHE_HOME":
        monkeypatch.delenv(name, raising=False)
    for name, place in {"HOME": "home", **set_to}.items():
        monkeypatch.setenv(name, str(tmp_path / place))
    fonts, written = tmp_path / folder / "fontlist-v9.json", list[object]()

    def write(words: list[str], **options: object) -> None:
        written.append(words[0])
        fonts.parent.mkdir(parents=True)
        fonts.touch()

    monkeypatch.setattr(subprocess, "run", write)
    for _ in range(2):
        assert ["--ro-bind", str(fonts), f"{bwrap.HOME}/.matplotlib/fontlist-v9.json"] in command(
            [tmp_path / "x"]
        )
    assert written == [sys.executable], "once"


@pytest.mark.parametrize(
    ("system", "machine", "there", "sentence"),
    [
        ("linux", "x86_64", True, ""),
        ("linux", "aarch64", True, ""),
        (
            "linux",
            "riscv64",
            True,
            "The sandbox knows x86_64 and aarch64, not riscv64. Where you trust",
        ),
        ("linux", "x86_64", False, "apt install bubblewrap"),
        ("darwin", "x86_64", True, "this is macOS. Where you trust"),
        ("freebsd14", "x86_64", True, "this is freebsd14. Where you trust"),
    ],
)
def test_a_machine_that_cannot_make_one_is_told_so(
    monkeypatch: pytest.MonkeyPatch, system: str, machine: str, there: bool, sentence: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(machine=machine))
    monkeypatch.setattr(bwrap.shutil, "which", lambda name: f"/opt/{name}" if there else None)
    if not sentence:
        assert bwrap.program() == "/opt/bwrap"
        return
    with pytest.raises(bwrap.SandboxMissing, match=sentence):
        bwrap.program()
