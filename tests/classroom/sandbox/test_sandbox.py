"""What student code reaches from inside the sandbox: nothing. Everything here runs as root and as
an ordinary user.

But for what is marked ``whoever``: what the grader keeps of what a kernel sends, and functions that
ask the system for nothing.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import zmq

from neurolib.classroom.sandbox import bwrap, limits, seccomp
from neurolib.classroom.sandbox import kernel as kernel_module
from neurolib.classroom.sandbox.channel import TOO_LONG, Channel, Dead, Late, Outputs
from neurolib.classroom.sandbox.kernel import Kernel
from neurolib.classroom.sandbox.zygote import ForkError, Zygote

pytestmark = pytest.mark.skipif(
    not shutil.which("bwrap") and "CI" not in os.environ,
    reason="bubblewrap is not installed: apt install bubblewrap",
)
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(bwrap.PACKAGE.parent), *sys.path])}
SECRET = "a-teacher's-secret-4711"
# In a kernel: hang up on the grader alone, and send it something on the channel of answers.
HANG_UP = """
import os, socket
for fd in range(3, 200):
    try:
        with socket.socket(fileno=os.dup(fd)) as s:
            if "shell" in str(s.getsockname()) or get_ipython().kernel.shell_stream.socket.last_endpoint.decode().endswith(f":{s.getsockname()[1]}"):
                s.getpeername(), s.shutdown(socket.SHUT_RDWR)
    except (OSError, IndexError): pass
"""
ANSWER_WITH = """
kernel = get_ipython().kernel
peer = kernel._parent_ident["shell"][0]
kernel.shell_stream.socket.send_multipart([peer, {}])
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("course")
    for name in (
        "gradebook.db",
        ".course-secret",
        "solutions/ps1/ps1.ipynb",
        "submitted/other/ps1/ps1.ipynb",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(SECRET)
    folder = root / "autograded" / "me" / "ps1"
    folder.mkdir(parents=True)
    (folder / "data.csv").write_text("1,2\n")
    (folder / "ps1.ipynb").write_text(SECRET)
    (folder / "link.txt").symlink_to(root / "gradebook.db")
    (folder / "up").symlink_to(root)
    return root


def kernel_of(course: Path) -> Kernel:
    return Kernel(course / "autograded" / "me" / "ps1", private=(course,))


@pytest.fixture(scope="module")
def shared(course: Path) -> Iterator[Kernel]:
    os.environ["NEUROLIB_TEST_VARIABLE"] = SECRET
    kernel = kernel_of(course)
    kernel.start()
    yield kernel
    kernel.stop()
    del os.environ["NEUROLIB_TEST_VARIABLE"]


@pytest.fixture
def kernel(course: Path) -> Iterator[Kernel]:
    kernel = kernel_of(course)
    kernel.start()
    yield kernel
    kernel.stop()


def run(kernel: Kernel, source: str, seconds: float = 20.0) -> Any:
    """Run code in the sandbox that ends by ``say(value)``; return the value."""
    say = "import json, os\ndef say(value): print('said:' + json.dumps(value))\n"
    outputs = kernel.run(say + source, seconds)
    text = "".join(output.get("text", "") for output in outputs)
    assert "said:" in text, outputs
    return json.loads(text.split("said:")[1].splitlines()[0])


def running(token: str) -> list[int]:
    """Processes of the whole machine whose command line or name holds ``token``."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if token.encode() in (path / "cmdline").read_bytes() + (path / "comm").read_bytes():
                found.append(int(path.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


# What can be read


def test_no_secret_is_readable_anywhere(shared: Kernel, course: Path) -> None:
    seen = run(
        shared,
        f"""
secret, hits = {SECRET[:-4]!r} + "47" + "11", []
for top, folders, names in os.walk("/"):
    folders[:] = [f for f in folders if os.path.join(top, f) not in ("/usr", "/sys", "/proc/sys", "/proc/bus") and f not in ("task", "site-packages")]
    for name in names:
        path = os.path.join(top, name)
        if os.path.islink(path) or path.startswith(("/dev/", "/proc/kmsg", "/proc/kcore")) or name in ("pagemap", "mem", "clear_refs"):
            continue
        try:
            fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
            if secret in os.read(fd, 100_000).decode(errors="replace"): hits.append(path)
            os.close(fd)
        except OSError:
            pass
say([hits, os.path.exists({str(course)!r}), sorted(n for n in os.listdir(".") if n[0] != "."), "NEUROLIB_TEST_VARIABLE" in os.environ])
""",
        60.0,
    )
    assert seen == [[], False, ["data.csv"], False]


def test_private_folders_inside_what_is_shown_are_empty(course: Path) -> None:
    inside = Path(sys.prefix) / "lib" / f"neurolib-test-{os.getpid()}"
    try:
        inside.mkdir()
    except OSError:
        pytest.skip("this Python's folder is not writable")
    (inside / "gradebook.db").write_text(SECRET)
    kernel = Kernel(course / "autograded" / "me" / "ps1", private=(inside,))
    try:
        kernel.start()
        assert run(
            kernel,
            f"say([os.path.exists({str(inside)!r}), "
            f"os.path.exists({str(inside / 'gradebook.db')!r})])",
        ) == [True, False]
        assert "OSError" in str(kernel.run(f"open({str(inside / 'x')!r}, 'w')", 5))
    finally:
        kernel.stop()
        shutil.rmtree(inside)


def test_a_private_folder_is_found_behind_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a virtual environment is a link: the sandbox shows what is behind it under the name
    of the link.
    """
    (tmp_path / "real" / "lib" / "private").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.setattr(
        bwrap, "visible", lambda: [tmp_path / "link" / "lib", tmp_path / "real" / "lib"]
    )
    for place in "real", "link":
        found = bwrap.inside_shown([tmp_path / place / "lib" / "private", tmp_path / "elsewhere"])
        assert found == (
            tmp_path / "link" / "lib" / "private",
            tmp_path / "real" / "lib" / "private",
        )


def test_hidden_modules_are_not_there(course: Path) -> None:
    away = (bwrap.PACKAGE / "neurons", bwrap.PACKAGE / "trains.py")
    kernel = Kernel(course / "autograded" / "me" / "ps1", away=away)
    try:
        kernel.start()
        assert run(
            kernel, f"say([os.listdir({str(away[0])!r}), len(open({str(away[1])!r}).read())])"
        ) == [[], 0]
    finally:
        kernel.stop()


def test_only_its_own_processes_exist_for_it(shared: Kernel) -> None:
    pids, name = run(
        shared, "say([[int(n) for n in os.listdir('/proc') if n.isdigit()], os.uname().nodename])"
    )
    assert pids == [1, 2] and name == "sandbox"


# What can be written


def test_nothing_is_writable_but_its_own_memory(shared: Kernel) -> None:
    mounts = run(shared, "say([line.split()[4:6] for line in open('/proc/self/mountinfo')])")
    last = {place: options.split(",") for place, options in mounts}
    writable = {
        place
        for place, options in last.items()
        if "rw" in options and not place.startswith(("/dev/", "/proc"))
    }
    assert writable <= {"/box", "/tmp"}
    tried = run(
        shared,
        f"""
errors = []
for path in ("/x", "/usr/x", "/etc/x", "/dev/x", "/dev/pts/x", "/proc/x", "/proc/sys/kernel/hostname", "/proc/sysrq-trigger",
             {str(bwrap.PACKAGE / "x")!r}, json.__file__, {str(Path.home() / "x")!r}, "/sys/fs/cgroup/x", "/home/x", "/run/x", "/var/x"):
    try: open(path, "w").write("x"); errors.append(path)
    except OSError: pass
say(errors)
""",
    )
    assert tried == []


def test_nothing_is_left_for_the_next(course: Path) -> None:
    litter = f"""
import numpy, multiprocessing.shared_memory as m
for folder in {(*bwrap.writable(), "/box/.ipython/profile_default/startup", "/box/.matplotlib")}:
    os.makedirs(folder, exist_ok=True); open(folder + "/left.py", "w").write("1")
m.SharedMemory("left", True, 100)
numpy.left = json.left = 1
say(1)"""
    look = """
import numpy
found = [p for f in ("/box", "/tmp", "/dev/shm") for p, _, n in os.walk(f) if any("left" in x for x in n)]
say([found, hasattr(numpy, "left"), hasattr(json, "left"), float(numpy.random.rand())])"""
    draws = []
    for _ in range(2):
        kernel = kernel_of(course)
        kernel.start()
        *found, draw = run(kernel, look)
        assert found == [[], False, False]
        draws.append(draw)
        assert run(kernel, litter) == 1
        kernel.stop()
    assert draws[0] != draws[1]


def test_files_fill_their_own_space_only(shared: Kernel) -> None:
    full = run(
        shared,
        """
count, failed = 0, ""
try:
    while count < 10:
        with open(f"/box/fill{count}", "wb") as file: file.write(bytes(60 << 20))
        count += 1
except OSError as error: failed = error.strerror
for n in range(count + 1): os.path.exists(f"/box/fill{n}") and os.remove(f"/box/fill{n}")
say([count, failed])""",
    )
    assert full[0] == 4 and full[1]


# What can be reached


def test_no_network_and_no_sockets_of_others(shared: Kernel) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        name = f"neurolib-test-{os.getpid()}"
        abstract.bind("\0" + name)
        abstract.listen()
        failed = run(
            shared,
            f"""
import socket
import struct
errors = []
def attempt(family, address, kind=socket.SOCK_STREAM):
    try:
        with socket.socket(family, kind) as s: s.settimeout(2); s.connect(address)
    except OSError as error: errors.append(error)
attempt(socket.AF_INET, ("127.0.0.1", {server.getsockname()[1]}))
attempt(socket.AF_INET, ("10.0.0.1", 80))
attempt(socket.AF_INET, ("8.8.8.8", 53), socket.SOCK_DGRAM)
attempt(socket.AF_UNIX, "\\0{name}")
try: socket.getaddrinfo("example.org", 80)
except OSError as error: errors.append(error)
attempt(socket.AF_VSOCK, (2, 1024))
attempt(socket.AF_PACKET, ("lo", 0), socket.SOCK_RAW)
say([len(errors), errors[-2].errno, os.listdir("/sys/class/net") if os.path.exists("/sys/class/net") else [], list(socket.if_nameindex())])
""",
        )
        assert failed == [7, 97, [], [[1, "lo"]]]


def test_the_grader_cannot_be_signalled(shared: Kernel) -> None:
    tried = run(
        shared,
        f"""
errors = []
for pid in ({os.getpid()}, {os.getppid()}, 1):
    try: os.kill(pid, 9 if pid > 1 else 15); errors.append(None)
    except OSError as error: errors.append(error.errno)
say([errors, os.getppid()])""",
    )
    assert tried[0][:2] == [3, 3]  # no such process
    assert tried[1] == 1


def test_no_privilege_and_no_way_to_one(shared: Kernel) -> None:
    status, tried = run(
        shared,
        """
import ctypes, subprocess
libc = ctypes.CDLL(None, use_errno=True)
tried = {}
def call(name, *args):
    ctypes.set_errno(0)
    tried[name] = [getattr(libc, name)(*args), ctypes.get_errno()]
call("setuid", 0); call("unshare", 0x10000000); call("mount", b"none", b"/box", b"tmpfs", 0, None); call("ptrace", 16, os.getppid(), 0, 0)
call("memfd_create", b"x", 0); call("shmget", 1, 4096, 0o1600); call("msgget", 1, 0o1600); call("chroot", b"/box"); call("setns", 0, 0)
call("personality", 0x0040000)
tried["clone"] = [libc.syscall({"x86_64": 56, "aarch64": 220}[os.uname().machine], 0x10000011, 0, 0, 0, 0), ctypes.get_errno()]
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
user = subprocess.run(["/usr/bin/su", "-c", "id -u"], capture_output=True, text=True).stdout if os.path.exists("/usr/bin/su") else ""
caps = ("CapEff", "CapPrm", "CapInh", "CapAmb", "CapBnd")
say([[status[n].split()[0] for n in (*caps, "NoNewPrivs", "Seccomp")] + ["0" in (status["Uid"] + status["Gid"]).split(), user], tried])""",
    )
    assert status == ["0" * 16] * 5 + ["1", "2", False, ""]
    assert {name: result[0] for name, result in tried.items()} == dict.fromkeys(tried, -1)
    assert all(errno for _, errno in tried.values())


def test_memory_that_nobody_counts_is_not_to_be_had(shared: Kernel) -> None:
    """Shared memory without a file stays when a process lets go of it, and a byte in a pipe may
    hold a huge page.
    """
    found = run(
        shared,
        """
import ctypes, mmap
found = []
for file in (-1, os.open("/dev/zero", os.O_RDWR)):
    try: mmap.mmap(file, 4096, flags=mmap.MAP_SHARED)
    except OSError: found.append("refused")
libc = ctypes.CDLL(None, use_errno=True)
found.append(libc.prctl(42, 0, 0, 0, 0))  # is the use of huge pages off?
mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE).write(b"x")
say(found)""",
    )
    assert found == ["refused", "refused", 1]


def test_who_dies_first_is_not_for_a_submission_to_say(kernel: Kernel) -> None:
    refused = (
        "for value in (999, 0, -1000):\n    try: open('/proc/self/oom_score_adj', "
        "'w').write(str(value))\n    except OSError: pass\n"
    )
    assert run(kernel, f"{refused}say(open('/proc/self/oom_score_adj').read())") == "1000\n"


@pytest.mark.whoever
def test_filter_is_a_program_for_each_machine() -> None:
    for machine, (column, _) in seccomp.MACHINES.items():
        program = seccomp.program(machine)
        assert len(program) % 8 == 0 and len(program) // 8 < 4096
        numbers = [
            entry[column] for entry in seccomp.FORBIDDEN.values() if entry[column] is not None
        ]
        assert len(set(numbers)) == len(numbers)


# What is left behind, and what takes too much


def test_everything_it_started_ends_with_it(kernel: Kernel) -> None:
    token = f"nl{os.getpid()}left"
    script = (
        f"import ctypes, time, os; os.setsid(); ctypes.CDLL(None).prctl(15, "
        f"{token.encode()!r}, 0, 0, 0); time.sleep(1000)"
    )
    started = run(
        kernel,
        f"""
import subprocess, sys, time
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0: os.execv(sys.executable, [sys.executable, "-c", {script!r}])
        os._exit(0)
while (started := len([n for n in os.listdir("/proc") if n.isdigit()])) < 5: time.sleep(0.1)
say(started)""",
    )
    deadline = time.monotonic() + 300
    while len(running(token)) < 3 and time.monotonic() < deadline:  # each has yet to name itself
        time.sleep(0.1)
    assert started >= 5 and len(running(token)) == 3
    kernel.stop()
    assert not running(token)


def test_it_ends_when_the_worker_that_asked_for_it_has_gone(kernel: Kernel) -> None:
    """Though the zygote goes on, for other workers."""
    first = kernel.channel._first  # type: ignore[union-attr]
    assert not first.ended(1.5)
    first._line.shutdown(socket.SHUT_RDWR)
    assert first.ended(300)
    kernel.start()
    assert run(kernel, "say(1)") == 1


def test_nothing_survives_a_grader_that_is_killed(course: Path) -> None:
    token = f"nl{os.getpid()}kill"
    script = f"""
import sys
from pathlib import Path
from neurolib.classroom.sandbox.kernel import Kernel
kernel = Kernel(Path({str(course)!r}))
kernel.start()
kernel.run("open('/proc/self/comm', 'w').write({token!r})", 10)
print("ready", flush=True)
kernel.run("while True: pass", 100)
"""
    grader = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
    )
    assert grader.stdout and grader.stdout.readline() == "ready\n"
    assert running(token)
    grader.kill()
    grader.wait()
    grader.stdout.close()
    deadline = time.monotonic() + 300
    while running(token) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not running(token)


DEATHS = {
    "killed": (
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        r"SIGKILL \(killed\)\. It sent that itself, or the machine had no memory left",
    ),
    "group ended": ("import os; os.kill(0, 15)", r"by the signal SIGTERM \(terminated\)"),
    "crashed": (
        "import ctypes; ctypes.string_at(0)",
        r"by the signal SIGSEGV \(segmentation fault\)",
    ),
    "left": ("import os; os._exit(3)", "ended itself with the exit code 3"),
    "left with its files closed": (
        "import os\nos.closerange(3, 100)\nos.abort()",
        r"SIGABRT \(aborted\)",
    ),
    "hung up": (HANG_UP + "import time; time.sleep(9)", "It closed its connection"),
    "said too much": (
        ANSWER_WITH.format("b'x' * (34 << 20)") + "import time; time.sleep(9)",
        "more than 32 MB",
    ),
}
BARE = [pytest.mark.exhaustive, pytest.mark.whoever]  # deaths of a kernel without a sandbox


@pytest.mark.parametrize(
    ("name", "trusted"),
    [
        *((name, False) for name in DEATHS),
        *(pytest.param(name, True, marks=BARE) for name in ("left", "hung up", "said too much")),
    ],
)
def test_a_death_is_told_as_what_it_was(course: Path, name: str, trusted: bool) -> None:
    source, said = DEATHS[name]
    kernel = Kernel(course / "autograded" / "me" / "ps1", private=(course,), trusted=trusted)
    try:
        kernel.start()
        with pytest.raises(Dead, match=said):
            kernel.run(source, 15)
        kernel.start()
        assert run(kernel, "say(1)") == 1
    finally:
        kernel.stop()


def test_a_kernel_that_cannot_begin_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = Kernel(tmp_path)
    monkeypatch.setattr(bwrap, "writable", lambda: {"/box": 2**20, "/nowhere": 2**20})
    with pytest.raises(Dead, match=r"does not start\. .*mount: No such file or directory"):
        kernel.start()
    kernel.stop()


def test_interrupts_keep_the_kernel_where_they_can(kernel: Kernel) -> None:
    run(kernel, "x = 5\nsay(0)")
    with pytest.raises(Late) as late:
        kernel.run("while True: pass", 0.5)
    assert late.value.alive and run(kernel, "say(x)") == 5
    started = time.monotonic()
    with pytest.raises(Late) as late:
        kernel.run(
            "import time\nwhile True:\n    try:\n        while True: time.sleep(0.01)\n "
            "   except BaseException: pass",
            0.5,
        )
    assert not late.value.alive and time.monotonic() - started < 300


@pytest.mark.whoever
def test_a_zygote_that_another_process_started_and_that_is_gone_is_replaced() -> None:
    """It has written its last words to that process; here the new one, which ends at once, makes no
    child, either.
    """
    zygote = Zygote(
        lambda: ([sys.executable, "-c", "raise SystemExit('it cannot begin')"], ENVIRONMENT)
    )
    zygote.control, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    other.close()
    with pytest.raises(ForkError, match="it cannot begin"):
        zygote.spawn({})


class Gone(Channel):
    """A kernel that has ended and whose connection stays open, as where a process that it forked
    holds it.
    """

    def ended(self, seconds: float = 0.0) -> bool:
        return True

    def kill(self) -> None:
        """Do nothing: it is gone."""

    def reason(self) -> str:
        return "It ended."


@pytest.mark.whoever
def test_a_kernel_that_is_gone_is_not_waited_for_though_its_connection_is_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone, (there, here) = Gone(), (zmq.Context.instance().socket(zmq.PAIR) for _ in range(2))
    here.bind("inproc://gone")
    there.connect("inproc://gone")
    gone._sockets = {"iopub": here, "shell": None, "end": None}
    polled = iter([[], [], [], [(here, zmq.POLLIN)]])
    monkeypatch.setattr(gone, "_poller", SimpleNamespace(poll=lambda wait: next(polled)))
    with pytest.raises(Dead, match="It ended"):
        gone._receive("request", 0.25)
    there.send(b"x" * 100)
    # what it sent before it ended
    assert gone._receive("request", 0.25, room=10) == [("iopub", TOO_LONG, {})]
    for each in here, there:
        each.close(0)
    shutil.rmtree(gone._folder)


def test_a_stopped_kernel_is_ended(kernel: Kernel) -> None:
    with pytest.raises(Late) as late:
        kernel.run("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", 0.5)
    assert not late.value.alive


@pytest.mark.whoever
@pytest.mark.parametrize(
    "what",
    [
        "os.write(fd, b'\\xff\\x00' * 50)",
        "os.close(fd)",
        "os.set_blocking(fd, True)",
        "os.dup2(os.open('/dev/zero', 0), fd)",
    ],
)
def test_sockets_spoilt_from_inside_do_not_hold_up_the_grader(kernel: Kernel, what: str) -> None:
    started = time.monotonic()
    spoil = (
        f"import os\nfor fd in range(3, 200):\n    try: os.set_blocking(fd, False); "
        f"{what}\n    except OSError: pass"
    )
    for source in (spoil, "1 + 1", "2 + 2"):
        try:
            kernel.run(source, 1)
        except (Dead, Late) as end:
            if isinstance(end, Dead) or not end.alive:
                kernel.start()
    kernel.stop()
    assert time.monotonic() - started < 600


def test_fork_bomb_is_ended(kernel: Kernel) -> None:
    with pytest.raises((Dead, Late)) as ended:
        kernel.run("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", 5)
    assert isinstance(ended.value, Dead) and "processes" in str(ended.value)
    kernel.start()
    assert run(kernel, "say(1)") == 1


@pytest.mark.parametrize(
    "source",
    [
        "x = []\nwhile True: x.append(bytearray(b'x' * (20 << 20)))",
        "import mmap, os\nfor _ in range(4):\n    if os.fork() == 0: break\nm = "
        "mmap.mmap(-1, 200 << 20, flags=mmap.MAP_PRIVATE)\nm.write(b'x' * (200 << "
        "20))\nwhile True: pass",
    ],
)
def test_memory_is_limited_over_all_processes(
    kernel: Kernel, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MEMORY", 500 * 2**20)
    with pytest.raises(Dead, match="memory"):
        kernel.run(source, 15)


def test_address_space_gives_an_honest_error(shared: Kernel) -> None:
    assert (
        run(
            shared,
            "import numpy\ntry: numpy.ones(10**12); say('had it')\nexcept MemoryError: "
            "say('MemoryError')",
        )
        == "MemoryError"
    )


def test_no_process_of_it_can_raise_its_limits(shared: Kernel) -> None:
    found = run(
        shared,
        f"import resource\nsay([resource.getrlimit(getattr(resource, 'RLIMIT_' + name)) "
        f"for name in {[*limits.LIMITS]}])",
    )
    for (name, most), (soft, hard) in zip(limits.LIMITS.items(), found, strict=True):
        assert 0 <= soft == hard <= most, f"{name}; without a limit it is -1"


@pytest.mark.whoever
def test_output_without_end_neither_blocks_nor_grows(kernel: Kernel) -> None:
    before = limits._resident("self")
    with pytest.raises((Late, Dead)):  # a fast one fills its own memory first
        kernel.run("while True: print('x' * 10_000)", 2)
    assert limits._resident("self") - before < 300 * 2**20


@pytest.mark.exhaustive
@pytest.mark.whoever
def test_a_message_of_any_size_does_not_grow_the_grader(kernel: Kernel) -> None:
    before = limits._resident("self")
    flood = """
import zmq
kernel = get_ipython().kernel
socket = kernel.iopub_thread.socket
for n in range(200):
    socket.send(b"x" * (30 << 20), zmq.SNDMORE)
say(1)"""
    with contextlib.suppress(Dead, Late, AssertionError):
        run(kernel, flood, 10)
    assert limits._resident("self") - before < limits.OURS + 500 * 2**20


@pytest.mark.exhaustive
@pytest.mark.whoever
def test_many_large_messages_wait_outside_of_the_grader(kernel: Kernel) -> None:
    """Each is below the limit of one; as many as used to wait would be 6 GB."""
    before = limits._resident("self")
    flood = ANSWER_WITH.format("b'x' * (30 << 20)").replace(
        "kernel.shell_stream", "for _ in range(40): kernel.shell_stream"
    )
    kernel.run(
        f"import threading\ndef "
        f"flood():{flood.replace(chr(10), chr(10) + '  ')}\nthreading.Timer(1, "
        f"flood).start()",
        5,
    )
    time.sleep(4)  # the grader asks nothing; its library listens
    assert limits._resident("self") - before < 400 * 2**20


@pytest.mark.exhaustive
@pytest.mark.whoever
def test_what_submissions_make_the_grader_grow_adds_up(course: Path) -> None:
    """The measure is the memory before the first of them, not before the last."""
    script = f"""
from pathlib import Path
from neurolib.classroom.sandbox import limits
from neurolib.classroom.sandbox.kernel import Kernel
limits.OURS = 200 * 2**20
kernel = Kernel(Path({str(course)!r}))
kernel.start()
kernel.stop()
kept = bytearray(b"x" * 250 * 2**20)
kernel.start()
kernel.run("import time; time.sleep(9)", 10)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=ENVIRONMENT, check=False
    )
    assert "It sent too much output and was stopped" in done.stderr


def test_unread_bytes_in_sockets_count_as_memory(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MEMORY", 500 * 2**20)
    fill = """
import os, socket, time
held = []
def fill(pairs):
    for _ in range(pairs):
        held.append(socket.socketpair())
        held[-1][0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
        held[-1][0].setblocking(False)
        try:
            while True: held[-1][0].send(bytes(1 << 16))
        except BlockingIOError: pass
fill(20)
"""
    assert (
        run(kernel, f"{fill}say(held[0][0].getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF))")
        < 2**20
    )
    with pytest.raises(Dead, match="memory"):
        kernel.run(
            "for _ in range(20):\n    if os.fork() == 0: fill(80), time.sleep(60)\ntime.sleep(9)",
            15,
        )


# What a cell shows


@pytest.mark.whoever
def test_outputs_are_text_and_images_only(shared: Kernel) -> None:
    outputs = shared.run(
        """
import base64
from IPython.display import display, HTML, Javascript, publish_display_data
print("text")
display(HTML("<script>alert(1)</script>"), Javascript("alert(1)"))
publish_display_data({"text/html": "<b>", "image/svg+xml": "<svg onload=alert(1)>", "application/json": {}, "text/latex": r"\\href{javascript:x}{x}"})
publish_display_data({"image/png": 'x"><script>alert(1)</script>', "text/plain": "plain"}, {"image/png": {"width": '1"><script>'}})
publish_display_data({"image/png": base64.b64encode(b"png").decode(), "text/plain": ["not", "text"]})
1 + 1""",
        10,
    )
    shown = [(output.output_type, output.get("text") or dict(output.data)) for output in outputs]
    assert ("stream", "text\n") in shown and ("execute_result", {"text/plain": "2"}) in shown
    assert "<script" not in str(shown) and "svg" not in str(shown) and "href" not in str(shown)
    assert all(not output.get("metadata") for output in outputs)
    assert any("image/png" in data for kind, data in shown if kind == "display_data")


@pytest.mark.whoever
def test_forms_of_outputs_that_are_not_ones() -> None:
    outputs = Outputs()
    for content in (
        {},
        {"text": 5},
        {"name": [], "text": None},
        {"data": [1]},
        {"data": {"text/plain": {}}},
        {"traceback": 5, "ename": {}},
    ):
        for kind in (
            "stream",
            "display_data",
            "execute_result",
            "error",
            "comm_open",
            "update_display_data",
            "clear_output",
        ):
            outputs.add(kind, content)
    outputs.add("stream", {"text": "x" * 10**8})
    assert sum(len(str(output)) for output in outputs.finished()) < 5 * 2**20
    many = Outputs()
    for _ in range(10_000):
        many.add("error", {"ename": "", "evalue": "", "traceback": []})
    assert 1000 < len(many.cells) < 5000


@pytest.mark.whoever
def test_output_counts_for_what_it_takes_in_a_file() -> None:
    for text in "x", "\x00", "\U0001f600":
        outputs = Outputs(60_000)
        for _ in range(100):
            outputs.add("stream", {"text": text * 1000})
        assert 50_000 < len(json.dumps(outputs.finished(), ensure_ascii=False).encode()) < 70_000


@pytest.mark.whoever
def test_a_cell_says_what_it_leaves_out_and_what_it_clears_counts_no_more(shared: Kernel) -> None:
    assert "beyond 4 MB is left out" in str(shared.run("print('x' * (5 << 20))", 30)[-1])
    frames = """
from IPython.display import clear_output
for n in range(6):
    clear_output()
    print(f"{n}" * (1 << 20))"""
    (last,) = shared.run(frames, 30)
    assert last.text == "5" * 2**20 + "\n"
    displayed = shared.run("for n in range(1500): display(n)", 60)
    # few may wait, none is lost
    assert [output.data["text/plain"] for output in displayed] == [str(n) for n in range(1500)]


@pytest.mark.whoever
def test_a_notebook_has_one_budget_for_output_over_all_its_kernels(kernel: Kernel) -> None:
    for n in range(5):
        shown = kernel.run("print('x' * (4 << 20))", 10)
        if n == 1:
            kernel.start()
            # run again, for nobody
            assert kernel.run("print('x' * (4 << 20))", 10, shown=False) == []
        assert (sum(len(output.text) for output in shown) > 3 * 2**20) == (n < 4)
    (line,) = kernel.run("print(1)", 10)
    assert line.text == (
        "[The notebook's room for output, 16 MB, is used up: what this cell shows more "
        "is left out.]\n"
    )
    assert kernel.run("x = 1", 10) == []


@pytest.mark.whoever
def test_figures_arrive(shared: Kernel) -> None:
    outputs = shared.run("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()", 20)
    assert [kind for output in outputs for kind in output.get("data", {})] == [
        "text/plain",
        "image/png",
    ]


# What it is made of


@pytest.mark.whoever
def test_archive_leaves_out_links_devices_notebooks_and_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("a.txt", "sub/b.py", "c.ipynb"):
        (tmp_path / name).write_text("x")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "fifo")
    monkeypatch.setattr(kernel_module, "FILES", 10_000)
    (tmp_path / "big").write_bytes(bytes(10_001))
    fd = kernel_module.pack(tmp_path)
    assert fd is not None
    with tarfile.open(fileobj=os.fdopen(fd, "rb")) as archive:
        assert sorted(archive.getnames()) == ["a.txt", "sub/b.py"]
    assert kernel_module.pack(tmp_path / "nothing") is None


@pytest.mark.whoever
def test_standard_streams_are_open_afterwards_even_if_one_was_closed() -> None:
    code = (
        "import os; from neurolib.classroom.sandbox.zygote import streams_to_null; "
        "os.close(2); streams_to_null(); os.write(2, b'x')"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.whoever
def test_a_child_may_speak_before_it_is_announced(tmp_path: Path) -> None:
    """As one does that is done before its parent comes to announce it, on a busy machine."""
    script = tmp_path / "early.py"
    script.write_text(
        "import os, socket, sys, time\nfrom neurolib.classroom.sandbox.zygote import "
        "announce, send_message, serve\n"
        "def child(line, request, fds):\n    if not (pid := os.fork()): "
        "send_message(line, ended=7), time.sleep(0.2), os._exit(0)\n"
        "    time.sleep(0.1), announce(line, pid), os.wait(), os._exit(0)\n"
        "serve(socket.socket(fileno=int(sys.argv[1])), child)"
    )
    process = Zygote(lambda: ([sys.executable, str(script)], ENVIRONMENT)).spawn({})
    assert process.ended(300) and process.final_message() == {"ended": 7}


def test_it_says_what_to_do_where_it_cannot_be_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kernel_module.attempt()  # here it can
    kernel_module.attempt.cache_clear()
    monkeypatch.setattr(
        kernel_module, "sandbox", functools.cache(kernel_module.sandbox.__wrapped__)
    )
    broken = tmp_path / "bwrap"
    broken.write_text(
        "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2; exit 1\n"
    )
    broken.chmod(0o755)
    monkeypatch.setattr(bwrap.shutil, "which", lambda name: str(broken))
    with pytest.raises(
        bwrap.SandboxMissing, match=r"uid map: Permission denied\. Does.*sysctl.*--trust-students"
    ):
        Kernel(tmp_path).start()
    with pytest.raises(
        bwrap.SandboxMissing,
        match=r"uid map: Permission denied\. Does.*sysctl.*trust_students = True",
    ):
        kernel_module.attempt()
    monkeypatch.setattr(bwrap.shutil, "which", lambda name: None)
    with pytest.raises(bwrap.SandboxMissing, match=r"apt install bubblewrap.*--trust-students"):
        kernel_module.attempt()
    monkeypatch.setattr(bwrap.sys, "platform", "darwin")
    with pytest.raises(bwrap.SandboxMissing, match="needs Linux"):
        kernel_module.attempt()


@pytest.mark.exhaustive
@pytest.mark.skipif(os.getuid() != 0, reason="this is the ordinary user")
@pytest.mark.slow
def test_all_of_this_as_an_ordinary_user() -> None:
    """And the sort of the checker's tests that tell users apart, and two submissions graded from
    end to end.

    Where root's Python lies in a folder for root alone, a mount of this test's own opens the way to
    it.
    """
    # pytest's own lies in a folder for root alone, too
    scratch = Path(tempfile.mkdtemp(dir="/tmp"))
    scratch.chmod(0o777)
    base = Path(sys.base_prefix)
    closed = next(
        (str(folder) for folder in reversed(base.parents) if not folder.stat().st_mode & 1), ""
    )
    if closed and Path(__file__).is_relative_to(closed):
        pytest.skip(f"the project lies in {closed}, which is root's alone")
    script = """
    if [ -n "$1" ]; then mount --bind "$2" /mnt && mount -t tmpfs -o mode=755 none "$1" && mkdir -p "$2" && mount --bind /mnt "$2"; fi &&
    shift 2 && exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@\""""
    environment = {
        "HOME": str(scratch),
        "PATH": "/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "CI": "1",
    }
    here = Path(__file__).parents[1]
    files = [
        __file__,
        *(str(next(here.rglob(f"test_{name}.py"))) for name in ("survey", "checker", "references")),
    ]
    chosen = (
        "test_sandbox or test_survey or death or secret or hides or teachers_folder or "
        "shadows or starts_code or runs_before_any_submission"
    )
    inner = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--basetemp",
        str(scratch / "base"),
    ]
    inner += ["-m", "not whoever", "-k", chosen, *files]
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", closed, str(base), *inner],
        env={**environment, "PYTHONPATH": str(bwrap.PACKAGE.parent)},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    shutil.rmtree(scratch, ignore_errors=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert " passed" in done.stdout
