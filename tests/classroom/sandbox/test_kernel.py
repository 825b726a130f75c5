"""How a kernel begins and ends, with small programs in its place; the kernels themselves:
test_sandbox.py.
"""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from neurolib.classroom.sandbox import bwrap, limits
from neurolib.classroom.sandbox import kernel as kernel_module
from neurolib.classroom.sandbox.init import unpack
from neurolib.classroom.sandbox.kernel import FIRST_UID, Kernel
from neurolib.classroom.sandbox.zygote import ForkError, Zygote

pytestmark = [
    pytest.mark.whoever,
    pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="this is not Linux"),
]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(bwrap.PACKAGE.parent)}
Begin = Callable[[str], kernel_module._Ordinary]


@pytest.fixture
def begin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Begin]:
    """``begin(script)`` starts a kernel of a trusted student, in whose place a script of the shell
    runs.
    """
    made: list[kernel_module._Ordinary] = []

    def start(script: str) -> kernel_module._Ordinary:
        program = tmp_path / "python"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))
        made.append(kernel_module._Ordinary(tmp_path))
        return made[-1]

    yield start
    for kernel in made:
        kernel.close()


def test_a_trusted_kernel_that_we_ended_gives_no_reason(begin: Begin) -> None:
    kernel = begin("exec sleep 60")
    assert not kernel.ended() and kernel.reason() == ""
    kernel.kill()
    assert kernel.ended() and kernel.reason() == ""
    kernel.kill()  # again, where it is closed
    assert kernel.reason() == ""


def test_a_trusted_kernel_that_ended_by_itself_says_how(begin: Begin) -> None:
    kernel = begin("exit 3")
    assert kernel.ended(10)
    kernel.kill()
    assert kernel.reason() == limits.ending(3)


@pytest.mark.parametrize(("user", "within"), [(0, range(FIRST_UID, 2**31)), (1000, [1000])])
def test_a_submission_graded_by_root_has_a_user_that_is_nobody(
    monkeypatch: pytest.MonkeyPatch, user: int, within: range | list[int]
) -> None:
    """Graded by anybody else it has this user, under the sandbox's number."""
    monkeypatch.setattr(os, "getuid", lambda: user)
    assert kernel_module._request("key", ())["uid"] in within


def test_files_that_fill_what_a_submission_may_bring_come_along_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in {"a": 400, "b": 601, "c": 600, "d": 1, "e": 0}.items():
        (tmp_path / name).write_bytes(bytes(size))
    monkeypatch.setattr(kernel_module, "FILES", 1000)
    fd = kernel_module.pack(tmp_path)
    assert fd is not None
    with tarfile.open(fileobj=os.fdopen(fd, "rb")) as archive:
        assert archive.getnames() == ["a", "c", "e"]


def test_two_names_of_one_file_are_two_files(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "a").write_text("word")
    os.link(tmp_path / "here" / "a", tmp_path / "here" / "b")
    fd = kernel_module.pack(tmp_path / "here")
    assert fd is not None
    with os.fdopen(fd, "rb") as archive:
        unpack(archive, str(tmp_path / "there"))
    assert [(tmp_path / "there" / name).read_text() for name in "ab"] == ["word", "word"]


def test_what_is_packed_is_unpacked_with_its_time_and_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "here" / "data"
    folder.mkdir(parents=True)
    for name, mode in ("run", 0o777), ("closed", 0o420):
        (folder / name).write_text(name)
        (folder / name).chmod(mode)
        os.utime(folder / name, (5, 1_000_000_000.25))
    fd = kernel_module.pack(tmp_path / "here")
    assert fd is not None
    with os.fdopen(fd, "rb") as archive:
        unpack(archive, str(tmp_path / "there"))
    for name, mode in ("run", 0o755), ("closed", 0o600):
        status = (tmp_path / "there" / "data" / name).stat()
        assert (stat.S_IMODE(status.st_mode), status.st_mtime) == (mode, 1_000_000_000.25)


def test_only_ordinary_files_inside_are_unpacked_on_every_python(tmp_path: Path) -> None:
    """Python's own filter for this came with 3.11.4; whatever stands in an archive, and however
    often, the others are written.
    """
    (tmp_path / "outside").write_text("outside")
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:") as archive:
        for kind in (
            tarfile.SYMTYPE,
            tarfile.LNKTYPE,
            tarfile.CHRTYPE,
            tarfile.FIFOTYPE,
            tarfile.DIRTYPE,
            tarfile.GNUTYPE_SPARSE,
        ):
            entry = tarfile.TarInfo(f"odd-{kind.decode()}")
            entry.type, entry.linkname = kind, "../outside"
            archive.addfile(entry)
        for name in (
            f"{tmp_path}/absolute",
            "../above",
            "sub/../../above",
            "..",
            ".",
            "",
            "odd-2/through",
            "a",
            "a",
            "a/b",
            "sub/c",
        ):
            entry = tarfile.TarInfo(name)
            entry.size = 4
            archive.addfile(entry, io.BytesIO(b"word"))
    raw.seek(0)
    inside = tmp_path / "inside"
    inside.mkdir()
    unpack(raw, str(inside))
    found = {str(path.relative_to(inside)) for path in inside.rglob("*") if not path.is_dir()}
    assert found == {"odd-2/through", "a", "sub/c"} and not any(
        path.is_symlink() for path in inside.rglob("*")
    )
    assert {path.name for path in tmp_path.iterdir()} == {"outside", "inside"} and (
        tmp_path / "outside"
    ).read_text() == "outside"


def test_a_kernel_that_was_not_started_is_dead_and_can_be_stopped(tmp_path: Path) -> None:
    kernel = Kernel(tmp_path)
    kernel.stop()
    for act in (lambda: kernel.run("1", 1)), (lambda: kernel.ask("1", 1)):
        with pytest.raises(kernel_module.Dead, match="does not start"):
            act()


@pytest.mark.parametrize(
    ("child", "said"),
    [
        (
            "def child(line, request, fds): raise OSError('unshare: not permitted')",
            "OSError: unshare: not permitted",
        ),
        ("raise SystemExit('no module')", "no module"),  # the zygote itself
        ("import os\ndef child(line, request, fds): os._exit(0)", ""),
    ],
)
def test_a_child_that_cannot_begin_says_why(tmp_path: Path, child: str, said: str) -> None:
    script = tmp_path / "zygote.py"
    script.write_text(
        f"import socket, sys\nfrom neurolib.classroom.sandbox.zygote import "
        f"serve\n{child}\nserve(socket.socket(fileno=int(sys.argv[1])), child)"
    )
    zygote = Zygote(lambda: ([sys.executable, str(script)], ENVIRONMENT))
    with pytest.raises(ForkError) as error:
        zygote.spawn({})
    assert str(error.value) == said


def test_all_children_are_made_by_the_one_process_that_waits(tmp_path: Path) -> None:
    """It never becomes one itself."""
    script = tmp_path / "zygote.py"
    script.write_text(
        "import os, socket, sys\nfrom neurolib.classroom.sandbox.zygote import "
        "announce, send_message, serve\n"
        "def child(line, request, fds): announce(line, os.getpid()), send_message(line, "
        "ended=os.getppid()), os._exit(0)\n"
        "serve(socket.socket(fileno=int(sys.argv[1])), child)"
    )
    zygote = Zygote(lambda: ([sys.executable, str(script)], ENVIRONMENT))
    children = [zygote.spawn({}) for _ in range(2)]
    assert all(child.ended(10) for child in children) and zygote._process
    assert [child.final_message()["ended"] for child in children] == [zygote._process.pid] * 2


def test_a_submission_keeps_its_own_files_and_the_standard_streams_alone() -> None:
    code = """
import os
from neurolib.classroom.sandbox.init import _only
kept, *others = [os.open("/", os.O_RDONLY) for _ in range(3)]
_only([kept])
found = sorted(int(fd) for fd in os.listdir("/proc/self/fd"))[:-1]  # but for the listing's own
os._exit(found != [0, 1, 2, kept] or {os.readlink(f"/proc/self/fd/{fd}") for fd in range(3)} != {"/dev/null"})
"""
    assert (
        subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, check=False).returncode == 0
    )
