"""A survey from inside a student's kernel: all that is writable, inherited or shared there is fresh
and its own.

Nothing of the machine, of the grader or of another submission may be among it. Everything here runs
as root and as an ordinary user.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from neurolib.classroom.sandbox import bwrap, limits
from neurolib.classroom.sandbox.kernel import Kernel, sandbox

pytestmark = pytest.mark.skipif(
    not shutil.which("bwrap") and "CI" not in os.environ,
    reason="bubblewrap is not installed: apt install bubblewrap",
)
MARK = "a-mark-of-the-first-0815"
# where something can be written to, each mounted for one submission
PLACES = {*bwrap.writable(), "/dev/pts"}
# set by ipykernel in the kernel itself
OF_JUPYTER = {"TERM", "CLICOLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PAGER", "GIT_PAGER"}

SURVEY = """
import ctypes, json, os, re, resource, signal, socket, stat
def text(path):
    try:
        with open(path, errors="replace") as file: return file.read()
    except OSError as error: return type(error).__name__

def descriptors(pid):
    found = {}
    for fd in os.listdir(f"/proc/{pid}/fd"):
        try: name = os.readlink(f"/proc/{pid}/fd/{fd}")
        except FileNotFoundError: continue  # that of this listing
        if name.startswith("socket:"):
            with socket.socket(fileno=os.dup(int(fd))) as s:
                ends = [s.getsockname(), ""]
                try: ends[1] = s.getpeername()
                except OSError: pass
                name = f"socket {s.family.name} " + " ".join(re.sub("[0-9]+/|[0-9]+[)]", "…/", str(end)) for end in ends)
        found[int(fd)] = [re.sub("[0-9]+", "…", name) if name.startswith("pipe:") else name.strip(), re.search("flags:\\\\s*(\\\\d+)", text(f"/proc/{pid}/fdinfo/{fd}"))[1]]
    return found

def opens(path, flags):
    try: os.close(os.open(path, flags))
    except OSError: return False
    return True

def refusals(path):
    "What it says to who writes to it, where it lets itself be opened for that."
    try: fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError: return []
    try: os.write(fd, b"1\\n")
    except OSError as error: return [error.errno]
    finally: os.close(fd)
    return [0]

def writable_in_proc():
    own = {str(os.getpid()), "self", "thread-self"}
    for top, folders, names in os.walk("/proc"):
        if top == "/proc": folders[:] = [name for name in folders if name not in own]
        yield from ([os.path.join(top, name), errno] for name in names for errno in refusals(os.path.join(top, name)))

status = dict(line.split(":", 1) for line in text("/proc/self/status").splitlines())
pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
libc = ctypes.CDLL(None, use_errno=True)
print("said:" + json.dumps({
    "processes": pids,
    "descriptors": descriptors(os.getpid()),
    "first": [name for name in ("fd", "mem", "environ", "maps", "cwd", "root", "exe", "ns/net") if opens(f"/proc/1/{name}", os.O_RDONLY)],
    "mounts": [line.split(" - ")[0].split()[2:6] for line in text("/proc/self/mountinfo").splitlines()],
    "proc": list(writable_in_proc()),
    "shared maps": [line for line in text("/proc/self/maps").splitlines() if re.match("\\\\S+ .w.s", line)],
    "files": {place: sorted(os.listdir(place)) for place in PLACES},
    "System V": [text(f"/proc/sysvipc/{kind}").count("\\n") for kind in ("shm", "msg", "sem")],
    "queue": [libc.mq_open(b"/left", os.O_RDWR | os.O_CREAT, 0o600, None), libc.mq_open(b"/left", os.O_RDWR)],
    "keys": text("/proc/keys") + text("/proc/self/loginuid").replace(str(2**32 - 1), ""),
    "names of sockets": [line.split()[7:] for line in text("/proc/net/unix").splitlines()[1:] if len(line.split()) > 7],
    "internet": [text(f"/proc/net/{kind}").count("\\n") for kind in ("tcp", "tcp6", "udp", "udp6", "raw", "packet")],
    "locks": text("/proc/locks"),
    "timers": text("/proc/self/timers"),
    "environment": dict(os.environ),
    "at start": text("/proc/self/environ").split("\\0"),
    "signals": {name: int(status[name], 16) for name in ("SigBlk", "SigIgn", "SigPnd", "ShdPnd")},
    "capabilities": {name: int(status[name], 16) for name in status if name.startswith("Cap")},
    "umask": status["Umask"].strip(), "groups": status["Groups"].split(), "users": sorted(set(status["Uid"].split() + status["Gid"].split())),
    "group": text("/proc/self/cgroup").split(),
    "limits": {name: resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name.startswith("RLIMIT_")},
    "session": [os.getsid(0) == os.getpid(), os.getpgid(0) == os.getpid(), os.getcwd(), os.sched_getscheduler(0)],
}))
"""

LEAVE = """
import ctypes, fcntl, json, multiprocessing, os, socket, sys
from multiprocessing import shared_memory
done = []
for fd in range(3000):
    try:
        os.set_blocking(fd, False)
        if fcntl.fcntl(fd, fcntl.F_GETFL) & 3 and not os.path.ismount(os.readlink(f"/proc/self/fd/{fd}")):
            if os.readlink(f"/proc/self/fd/{fd}").startswith("/"):
                try: os.lseek(fd, 0, 0); os.ftruncate(fd, 0)
                except OSError: pass
                os.write(fd, MARK.encode()); done.append(os.readlink(f"/proc/self/fd/{fd}"))
    except OSError: pass
for place in PLACES:
    try:
        with open(f"{place}/{MARK}", "w") as file: file.write(MARK)
    except OSError: pass
for top, folders, names in os.walk("/dev"):
    for name in folders + names:
        path = os.path.join(top, name)
        for change in (lambda: os.utime(path), lambda: os.chmod(path, 0o777), lambda: os.setxattr(path, "user.mark", b"x")):
            try:
                if not path.startswith(("/dev/shm", "/dev/pts")) and not os.path.islink(path): change(); done.append(path)
            except OSError: pass
libc = ctypes.CDLL(None, use_errno=True)
memory = shared_memory.SharedMemory(MARK + "-memory", True, 4096)
multiprocessing.Semaphore()
libc.mq_open(f"/{MARK}".encode(), os.O_CREAT | os.O_RDWR, 0o666, None)
for call in "shmget", "msgget", "semget":
    done += [call] * (getattr(libc, call)(4711, 4096, 0o1666) != -1)
number = {"x86_64": 248, "aarch64": 217}[os.uname().machine]
done += ["add_key"] * (libc.syscall(number, b"user", MARK.encode(), b"x", 1, -4) != -1)
abstract = socket.socket(socket.AF_UNIX)
abstract.bind("\\0" + MARK)
lock = open(sys.executable, "rb")
fcntl.flock(lock, fcntl.LOCK_EX)
if os.fork() == 0:
    os.setsid()
    ends = [os.openpty() for _ in range(3)]
    __import__("time").sleep(1000)
json.mark = os.environ["MARK"] = MARK
print("said:" + json.dumps(sorted(set(done) - {"/dev/null", "/dev/ptmx"})))
"""

LOOK = """
import ctypes, fcntl, json, os, socket, sys
from multiprocessing import shared_memory
found = []
for fd in range(3000):
    try:
        if MARK.encode() in os.pread(fd, 1 << 20, 0): found.append(f"descriptor {fd}")
    except OSError: pass
for place in PLACES:
    for top, folders, names in os.walk(place):
        found += [os.path.join(top, name) for name in names if MARK in name]
try: shared_memory.SharedMemory(MARK + "-memory"); found.append("shared memory")
except OSError: pass
if ctypes.CDLL(None).mq_open(f"/{MARK}".encode(), os.O_RDWR) != -1: found.append("message queue")
try: socket.socket(socket.AF_UNIX).connect("\\0" + MARK); found.append("abstract socket")
except OSError: pass
try: fcntl.flock(open(sys.executable, "rb"), fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError: found.append("lock")
found += [f"terminal {name}" for name in os.listdir("/dev/pts") if name != "ptmx"]
found += ["memory"] * hasattr(json, "mark") + ["environment"] * ("MARK" in os.environ)
print("said:" + json.dumps(found))
"""


def ask(kernel: Kernel, source: str) -> Any:
    """Run code in the kernel that prints one line with what it found."""
    outputs = kernel.run(f"MARK, PLACES = {MARK!r}, {sorted(PLACES)!r}\n{source}", 60)
    shown = "".join(output.get("text", "") for output in outputs)
    assert "said:" in shown, outputs
    return json.loads(shown.split("said:")[1].splitlines()[0])


@contextlib.contextmanager
def untidy_grader() -> Iterator[None]:
    """Be a grader that leaves about what a child could inherit: an ignored signal, a mask, an open
    file, a variable.
    """
    before = (
        signal.signal(signal.SIGHUP, signal.SIG_IGN),
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1]),
        os.umask(0o007),
    )
    fd = os.open(__file__, os.O_RDONLY)
    os.set_inheritable(fd, True)
    os.environ["A_VARIABLE"] = MARK
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before[0])
        signal.pthread_sigmask(signal.SIG_SETMASK, before[1])
        os.umask(before[2])
        os.close(fd)
        del os.environ["A_VARIABLE"]


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """A kernel of a zygote of its own."""
    sandbox.cache_clear()
    folder = tmp_path_factory.mktemp("work")
    (folder / "data.csv").write_text("1,2\n")
    kernel = Kernel(folder)
    with untidy_grader():
        kernel.start()
    yield kernel
    kernel.stop()
    sandbox.cache_clear()


@pytest.fixture(scope="module")
def seen(kernel: Kernel) -> dict[str, Any]:
    return dict(ask(kernel, SURVEY))


def test_descriptors_lead_to_nothing_but_what_the_kernel_made(seen: dict[str, Any]) -> None:
    names = {name for name, _ in seen["descriptors"].values()}
    channels = {f"socket AF_UNIX /proc/self/fd/…/{channel}" for channel in bwrap.CHANNELS}
    made = {
        "/dev/null",
        "pipe:[…]",
        "anon_inode:[eventfd]",
        "anon_inode:[eventpoll]",
        "socket AF_UNIX",
        "socket AF_INET ('127.0.0.1', …/",
    }
    assert names <= made | channels and channels <= names
    assert seen["descriptors"]["0"][0] == "/dev/null"


def test_other_processes_are_closed_books(seen: dict[str, Any]) -> None:
    assert seen["processes"] == [1, 2] and seen["first"] == []


def test_each_writable_mount_is_its_own(seen: dict[str, Any]) -> None:
    writable = [place for _, _, place, options in seen["mounts"] if "rw" in options.split(",")]
    assert sorted(writable) == sorted(PLACES)
    # a file to ask for news with, not to write into
    pressure = {errno.EINVAL} if os.path.exists("/proc/pressure") else set()
    assert {said for _, said in seen["proc"]} <= {
        errno.EPERM,
        errno.EACCES,
        errno.EROFS,
    } | pressure and seen["shared maps"] == []
    kept = {name for name in seen["files"].pop("/box") if name[0] != "."}
    assert (
        kept == {"data.csv"}
        and seen["files"].pop("/dev/pts") == ["ptmx"]
        and not any(seen["files"].values())
    )


def test_no_memory_key_socket_lock_or_timer_is_shared(seen: dict[str, Any]) -> None:
    assert seen["System V"] == [1, 1, 1] and seen["queue"] == [-1, -1]  # a line of titles
    assert seen["keys"] == "" and seen["names of sockets"] == []
    # ipykernel holds a port, of a network with nobody in it
    assert seen["internet"][0] <= 2 and set(seen["internet"][1:]) <= {0, 1}
    assert seen["locks"] == "" and seen["timers"] in ("", "FileNotFoundError")


def test_nothing_of_the_grader_is_inherited(seen: dict[str, Any]) -> None:
    given = {**bwrap.ENVIRONMENT, "TMPDIR": "/tmp" if "/tmp" in PLACES else "/box", "PWD": "/box"}
    assert {
        name: value for name, value in seen["environment"].items() if name not in OF_JUPYTER
    } == given
    assert dict(line.split("=", 1) for line in seen["at start"] if line) == given
    ignored = {signal.SIGPIPE, signal.SIGXFSZ}  # by Python
    assert seen["signals"] == {
        "SigBlk": 0,
        "SigIgn": sum(1 << number - 1 for number in ignored),
        "SigPnd": 0,
        "ShdPnd": 0,
    }
    assert seen["umask"] == "0022" and seen["session"] == [True, True, "/box", os.SCHED_OTHER]
    assert all(line.endswith(":/") for line in seen["group"])
    for name, value in limits.LIMITS.items():
        soft, hard = seen["limits"][f"RLIMIT_{name}"]
        assert soft == hard <= value, name


def test_every_set_of_capabilities_is_empty(seen: dict[str, Any]) -> None:
    assert seen["capabilities"] == dict.fromkeys(
        ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"), 0
    )
    user = str(1000 if os.getuid() else 1_990_000_000 + os.getpid() % 10_000_000)
    assert seen["users"] == [user] and set(seen["groups"]) <= {user, "65534"}


def fds(pid: int) -> set[tuple[Any, ...]]:
    """What the descriptors of a process lead to, seen from outside; all anonymous ones are one to
    Linux, but for the number of some.
    """
    found: set[tuple[Any, ...]] = set()
    for path in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            status, name = path.stat(), os.readlink(path)
            if name.startswith("anon_inode"):
                info = Path(f"/proc/{pid}/fdinfo/{path.name}").read_text()
                found |= {
                    tuple(line.split())
                    for line in info.splitlines()
                    if line.startswith("eventfd-id")
                }
            elif name != "/dev/null":
                found.add((status.st_dev, status.st_ino))
    return found


def writable_mounts(pid: int) -> set[str]:
    lines = [line.split() for line in Path(f"/proc/{pid}/mountinfo").read_text().splitlines()]
    return {line[2] for line in lines if "rw" in line[5].split(",")}


def test_seen_from_outside_no_other_process_holds_any_of_it(kernel: Kernel, tmp_path: Path) -> None:
    """Compared with all processes of the machine that this one may look into, the zygote and
    another submission's among them.
    """
    other = Kernel(tmp_path)
    other.start()
    try:
        assert kernel.channel
        mine = limits.descendants(kernel.channel._first.pid)  # type: ignore[union-attr]
        rest = [
            int(path.name) for path in Path("/proc").glob("[0-9]*") if int(path.name) not in mine
        ]
        assert len(mine) == 2 and len(fds(mine[1])) > 10
        for kind in "mnt", "pid", "ipc", "net":
            own = os.readlink(f"/proc/{mine[1]}/ns/{kind}")
            for pid in rest:
                with contextlib.suppress(OSError):
                    assert os.readlink(f"/proc/{pid}/ns/{kind}") != own
        for look in fds, writable_mounts:
            own, elsewhere = set(), set()
            for pids, into in ((mine, own), (rest, elsewhere)):
                for pid in pids:
                    with contextlib.suppress(OSError):
                        into |= look(pid)  # type: ignore[operator]
            assert own and elsewhere and not own & elsewhere
    finally:
        other.stop()


def test_what_the_first_leaves_the_second_does_not_find(tmp_path: Path) -> None:
    kernel = Kernel(tmp_path)
    try:
        kernel.start()
        assert ask(kernel, LEAVE) == []
        kernel.start()
        assert ask(kernel, LOOK) == []
    finally:
        kernel.stop()
