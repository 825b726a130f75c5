"""Eaters of time, memory, disk, processes and output, and kernels that die: each costs its own problem and nothing else.

All other answers are right. Every eater is bounded (two minutes, 4 GiB of memory, 2 GiB of disk, 500 processes), so that a
grader without protection ends too; ``soft=False`` keeps the large ones from such a grader altogether.
"""
# ruff: noqa: E731, F821, F841, SIM105, SIM115 - an attacker's and a student's style, and names that exist in the notebook alone

from __future__ import annotations

import copy
import io
import zipfile

from .assignment import ALL, NOTHING
from .handin import HandIn, answer, case, extra

# --- time -----------------------------------------------------------------------------------------------------------------------


@answer("relax")
def loop_that_catches_everything():
    """Loop without an end and catch every interrupt."""
    import time

    def relax(V, E, t, tau):
        end = time.process_time() + 120
        while time.process_time() < end:
            try:
                while time.process_time() < end:
                    pass
            except BaseException:
                pass


@answer("relax")
def loop_in_the_answer_itself():
    """Loop without an end where the function is defined."""
    import time

    end = time.process_time() + 120
    while time.process_time() < end:
        pass

    def relax(V, E, t, tau):
        return E + (V - E) * np.exp(-t / tau)


@extra("relax")
def loop_in_a_scratch_cell():
    """Leave an endless loop in a cell of one's own, before the second answer."""
    import time

    end = time.process_time() + 120
    while time.process_time() < end:
        pass


@answer("relax")
def sleep_without_interrupts():
    """Sleep, deaf to SIGINT and SIGTERM."""
    import signal
    import time

    def relax(V, E, t, tau):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM:
            signal.signal(number, signal.SIG_IGN)
        time.sleep(120)


@answer("relax", soft=False)
def sleep_in_c():
    """Wait in C with the interpreter's lock held, where no Python signal handler runs."""
    import ctypes

    def relax(V, E, t, tau):
        for _ in range(60):
            ctypes.PyDLL(None).usleep(2_000_000)
        return V


@answer("relax", soft=False)
def pattern_that_backtracks():
    """Match a regular expression that takes minutes, inside one call of C."""
    import re

    def relax(V, E, t, tau):
        re.match(r"(a+)+$", "a" * 30 + "b")
        return V


@answer("relax", soft=False)
def number_that_grows():
    """Compute a power of ten million digits, inside one call of C."""

    def relax(V, E, t, tau):
        return len(str(7**20_000_000)) or V


@answer("relax")
def slow_for_ever_in_small_steps():
    """Return something whose every attribute, item and length takes ten seconds."""
    import time

    class Slow:
        def __getattr__(self, name):
            time.sleep(10)
            return self

        __len__ = __float__ = __array__ = __iter__ = __getitem__ = __repr__ = __str__ = lambda self, *args: time.sleep(10)

    relax = lambda V, E, t, tau: Slow()


@answer("relax", soft=False)
def stopped():
    """Stop this process with SIGSTOP: it neither answers nor dies."""
    import signal

    def relax(V, E, t, tau):
        os.kill(os.getpid(), signal.SIGSTOP)

    import os


# Who takes the processor from oneself, so that the grader takes the machine for busy


@answer("relax", soft=False)
def children_whose_time_is_counted_nowhere():
    """Loop while children run that end soon, with SIGCHLD ignored: Linux adds their time to nobody's."""
    import os
    import signal
    import time

    def relax(V, E, t, tau):
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        end = time.time() + 120
        for _ in range(6):
            if os.fork() == 0:
                while time.time() < end:
                    if (child := os.fork()) == 0:
                        until = time.process_time() + 0.02
                        while time.process_time() < until:
                            pass
                        os._exit(0)
                    try:
                        os.waitpid(child, 0)
                    except OSError:
                        pass
                os._exit(0)
        while time.time() < end:
            try:
                while time.time() < end:
                    pass
            except BaseException:
                pass


@answer("relax", soft=False)
def heirs():
    """Loop beside chains of children: each runs for a moment, begins the next and ends."""
    import os
    import signal
    import time

    def relax(V, E, t, tau):
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        end = time.time() + 120
        for _ in range(6):
            if os.fork() == 0:
                while time.time() < end:
                    until = time.time() + 0.2
                    while time.time() < until:
                        pass
                    if os.fork():
                        os._exit(0)
                os._exit(0)
        os.nice(19)
        while time.time() < end:
            pass


@answer("relax", soft=False)
def daemons_that_spin():
    """Loop beside processes that left their parents, with the lowest priority that Linux has."""
    import os
    import time

    def relax(V, E, t, tau):
        end = time.time() + 120
        for _ in range(8):
            if (child := os.fork()) == 0:
                if os.fork() == 0:
                    os.setsid()
                    while time.time() < end:
                        pass
                os._exit(0)
            os.waitpid(child, 0)
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        while time.time() < end:
            try:
                while time.time() < end:
                    pass
            except BaseException:  # so that the grader ends them all: they would slow the next answers down
                pass


@answer("relax", soft=False)
def threads_that_spin():
    """Loop in forty threads, in C without the interpreter's lock."""
    import hashlib
    import threading
    import time

    def relax(V, E, t, tau):
        end, data = time.time() + 120, bytes(10**6)

        def spin():
            while time.time() < end:
                hashlib.sha256(data)

        for _ in range(40):
            threading.Thread(target=spin, daemon=True).start()
        while time.time() < end:
            try:
                spin()
            except BaseException:
                pass


@answer("relax", soft=False)
def tests_that_starve():
    """Return a value that takes a second to read, and leave twenty processes that take the processor from who reads it."""
    import os
    import time

    def relax(V, E, t, tau):
        end = time.time() + 20
        if not os.path.exists("begun"):
            open("begun", "w").close()
            for _ in range(20):
                if os.fork() == 0:
                    while time.time() < end:
                        pass
                    os._exit(0)
        return [0.5 + n for n in range(900_000)]


# --- files -----------------------------------------------------------------------------------------------------------------------


def _packed(hand: HandIn, text: str, count: int) -> None:
    """Hand in nothing but an archive of notebooks, each of which is much larger than it looks."""
    data, hand.name = io.BytesIO(), ""
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(f"{number}.ipynb", text)
    hand.file("work.zip", data.getvalue())


@case(NOTHING, soft=False)
def archive_of_damaged_notebooks(hand: HandIn) -> None:
    """Hand in thirty notebooks of 12 MB in a small archive, each with twenty cells that end nowhere."""
    _packed(hand, '{"cells":[' + ('{"cell_type":"code","source":[' + "0.0,0," * 100_000) * 20, 30)


@case(NOTHING, soft=False)
def archive_of_beginnings(hand: HandIn) -> None:
    """Hand in a notebook of 64 MB in a small archive, in which millions of cells begin and none ends."""
    _packed(hand, '{"cells":[' + '{"cell_type":"code","source":["a' * 2_000_000, 1)


@case(NOTHING, soft=False)
def archive_of_numbers(hand: HandIn) -> None:
    """Hand in thirty notebooks of 40 MB in a small archive, nothing but numbers."""
    _packed(hand, '{"cells":[' + "1," * 20_000_000 + "1]}", 30)


@case(NOTHING, soft=False)
def notebook_of_empty_lists(hand: HandIn) -> None:
    """Hand in a notebook of 90 MB that takes 2 GB of memory to be read."""
    hand.raw = b'{"cells":[' + b"[]," * 30_000_000 + b"1]}"


@case(ALL, soft=False)
def heavy_notebook_beside_it(hand: HandIn) -> None:
    """Hand in such a notebook beside the one with the answers."""
    hand.right().file("a.ipynb", b'{"cells":[' + b"[]," * 30_000_000 + b"1]}")


@case(NOTHING, soft=False)
def notebook_that_nests(hand: HandIn) -> None:
    """Hand in cells in cells in cells, nowhere closed."""
    hand.raw = b'{"cells":[' + (b'{"cell_type":[' + b"0," * 20_000) * 900


@case(NOTHING, soft=False)
def many_attempts(hand: HandIn) -> None:
    """Hand in one answer in five hundred cells under its name, each a long line that is nearly an assignment."""
    for number in range(500):
        cell = copy.deepcopy(hand.cell("tau"))
        cell.source = f"a{number}, " * 1000
        hand.nb.cells.append(cell)


# --- death ----------------------------------------------------------------------------------------------------------------------


@answer("relax")
def segmentation_fault():
    """Read address zero."""
    import ctypes

    relax = lambda V, E, t, tau: ctypes.string_at(0)


@answer("relax")
def exit_without_goodbye():
    """Leave with status 0 and no reply."""
    import os

    relax = lambda V, E, t, tau: os._exit(0)


@answer("relax")
def abort_in_the_answer_itself():
    """Abort where the function is defined."""
    import os

    relax = lambda V, E, t, tau: V
    os.abort()


@answer("relax")
def killed_by_itself():
    """Kill this process with SIGKILL, from a thread, while the function sleeps."""
    import os
    import threading
    import time

    def relax(V, E, t, tau):
        threading.Timer(0.05, os.kill, (os.getpid(), 9)).start()
        time.sleep(5)


@answer("relax")
def system_exit():
    """Raise SystemExit, KeyboardInterrupt and GeneratorExit in turn."""
    import itertools

    kinds = itertools.cycle([SystemExit, KeyboardInterrupt, GeneratorExit])

    def relax(V, E, t, tau):
        raise next(kinds)


@answer("relax")
def stack_overrun():
    """Lift the limit on recursion and recurse through C until the stack ends."""
    import sys

    class Deep:
        def __repr__(self):
            return repr([self])

    def relax(V, E, t, tau):
        sys.setrecursionlimit(10**9)
        return repr(Deep())


@answer("relax")
def streams_closed():
    """Close the standard streams, as Python objects and as descriptors."""
    import os
    import sys

    def relax(V, E, t, tau):
        for stream in sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__, sys.stdin:
            try:
                stream.close()
            except BaseException:
                pass
        os.closerange(0, 3)
        return "closed"


# --- memory, disk, processes --------------------------------------------------------------------------------------------------------


@answer("relax", soft=False)
def memory():
    """Fill 4 GiB of memory."""

    def relax(V, E, t, tau):
        held = []
        for _ in range(64):
            held.append(bytearray(b"\1") * 2**26)
        return len(held)


@answer("relax", soft=False)
def memory_of_children():
    """Fill 4 GiB of memory in eight processes, each below a limit that counts for one process alone."""
    import os
    import time

    def relax(V, E, t, tau):
        for _ in range(8):
            if os.fork() == 0:
                held = bytearray(b"\1") * 2**29
                time.sleep(20)
                os._exit(len(held) == 0)
        time.sleep(5)


@answer("relax", soft=False)
def memory_of_many_small_children():
    """Fill 3 GiB of memory in thirty processes, none of which holds much."""
    import os
    import time

    def relax(V, E, t, tau):
        for _ in range(30):
            if os.fork() == 0:
                held = bytearray(b"\1") * (100 * 2**20)
                time.sleep(20)
                os._exit(len(held) == 0)
        time.sleep(15)


@answer("relax", soft=False)
def memory_of_sockets():
    """Fill 2 GiB of sockets, in as many processes as may be: Linux counts that for none of them."""
    import os
    import socket
    import time

    def relax(V, E, t, tau):
        for _ in range(20):
            if os.fork() == 0:
                held = [socket.socketpair() for _ in range(50)]
                for pair in held:
                    pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**20)
                    pair[0].setblocking(False)
                    try:
                        for _ in range(32):
                            pair[0].send(bytes(65536))
                    except BlockingIOError:
                        pass
                time.sleep(20)
                os._exit(0)
        time.sleep(5)


@answer("relax", soft=False)
def disk():
    """Fill 2 GiB of disk: the working folder, the temporary folders and shared memory."""

    def relax(V, E, t, tau):
        for folder in ".", "/tmp", "/dev/shm", "/var/tmp":
            try:
                with open(f"{folder}/filler", "wb") as file:
                    for _ in range(512):
                        file.write(b"\1" * 2**20)
            except OSError:
                pass


@answer("relax", soft=False)
def many_files():
    """Make fifty thousand files, and one of a terabyte that holds nothing."""

    def relax(V, E, t, tau):
        try:
            for number in range(50_000):
                open(f"file-{number}", "w").close()
        except OSError:
            pass
        try:
            with open("sparse", "wb") as file:
                file.truncate(2**40)
        except OSError:
            pass


@answer("relax", soft=False)
def processes():
    """Start five hundred processes, each of which starts others as far as that number goes."""
    import os
    import time

    def relax(V, E, t, tau):
        for _ in range(9):  # 2**9 = 512 in all
            try:
                os.fork()
            except OSError:
                pass
        time.sleep(20)


@answer("relax", soft=False)
def threads():
    """Start three thousand threads."""
    import threading
    import time

    def relax(V, E, t, tau):
        for _ in range(3000):
            threading.Thread(target=time.sleep, args=(30,), daemon=True).start()


@answer("relax", soft=False)
def descriptors():
    """Open files until no descriptor is left."""

    def relax(V, E, t, tau):
        global held
        held = []
        for _ in range(100_000):
            held.append(open("/dev/null"))


# --- output ---------------------------------------------------------------------------------------------------------------------


@extra("relax", soft=False)
def flood_of_lines():
    """Print a million lines."""
    for number in range(1_000_000):
        print("line", number)


@extra("relax", soft=False)
def flood_in_one_line():
    """Print a line of 200 MB, and one to stderr past Python's own streams."""
    import os

    print("x" * 200_000_000)
    for _ in range(1000):
        os.write(2, b"x" * 65536)
        os.write(1, b"x" * 65536)


@extra("relax", soft=False)
def flood_of_displays():
    """Display ten thousand things, and one of 100 MB."""
    from IPython.display import HTML, display

    for number in range(10_000):
        display(number)
    display(HTML("<b>x</b>" * 12_000_000))


@extra("relax", soft=False)
def flood_of_errors():
    """Publish twenty thousand errors that say nothing: each is small, all together are not."""
    kernel = get_ipython().kernel
    for _ in range(20_000):
        content = {"ename": "", "evalue": "", "traceback": []}
        kernel.session.send(kernel.iopub_socket, "error", content, parent=kernel.get_parent("shell"), ident=kernel._topic("error"))


@case(ALL, soft=False)
def flood_over_many_cells(hand: HandIn) -> None:
    """Print 4 MB, what one cell may keep, in each of a hundred cells."""
    hand.right()
    for _ in range(100):
        hand.extra("print('x' * (4 << 20))")


@case(ALL, soft=False)
def flood_over_many_kernels(hand: HandIn) -> None:
    """Print 4 MB in cells between which the kernel ends, time and again: a new one has no more room than the old."""
    hand.right()
    for number in range(40):
        hand.extra("import os\nos._exit(0)" if number % 10 == 9 else "print('x' * (4 << 20))")


@case(ALL, soft=False)
def flood_of_pictures(hand: HandIn) -> None:
    """Show a picture of 3 MB in each of fifty cells."""
    hand.right()
    for _ in range(50):
        hand.extra("from IPython.display import publish_display_data\npublish_display_data({'image/png': 'AAAA' * 750_000})")


@answer("relax", soft=False)
def flood_from_the_function():
    """Print a million lines from inside the function that is tested."""

    def relax(V, E, t, tau):
        for number in range(1_000_000):
            print("line", number)


# --- replies --------------------------------------------------------------------------------------------------------------------


@answer("relax", soft=False)
def huge_array():
    """Return an array of 2 GiB that was never touched, and views that claim to be far larger."""
    import itertools

    turns = itertools.cycle([np.zeros((2**28,)), np.broadcast_to(0.0, (10**12,)), np.broadcast_to(np.float64(1), (2**20, 2**20))])
    relax = lambda V, E, t, tau: next(turns)


@answer("relax")
def nested_list():
    """Return a list nested a hundred thousand times."""

    def relax(V, E, t, tau):
        nested = []
        for _ in range(100_000):
            nested = [nested]
        return nested


@answer("relax")
def list_in_itself():
    """Return lists and dictionaries that contain themselves."""
    circle = []
    circle += [circle, {"circle": circle}]
    relax = lambda V, E, t, tau: circle


@answer("relax")
def long_list():
    """Return a list of a million lists."""
    relax = lambda V, E, t, tau: [[0.0, 1.0]] * 1_000_000


@answer("relax")
def huge_integer():
    """Return whole numbers too long to write down."""
    import itertools

    turns = itertools.cycle([10**5000, -(1 << 2_000_000)])
    relax = lambda V, E, t, tau: next(turns)


@answer("relax", soft=False)
def huge_message():
    """Raise an exception with a message of 300 MB, in a chain of a thousand others."""

    def relax(V, E, t, tau):
        error = ValueError("x" * 300_000_000)
        for number in range(1000):
            following = ValueError(number)
            following.__cause__ = error
            error = following
        raise error


@answer("relax")
def asking_for_input():
    """Wait for a line from the keyboard, from Python and from the descriptor."""
    import sys

    def relax(V, E, t, tau):
        sys.stdin.readline()
        return input("how much? ")


@answer("relax")
def endless_answers():
    """Return an iterator without an end, and a class whose instances hold one another for ever."""
    import itertools

    class For:
        __getitem__ = __getattr__ = lambda self, name: For()
        __iter__ = lambda self: itertools.repeat(For(), 10**6)
        __len__ = lambda self: 3

    turns = itertools.cycle([For(), itertools.repeat(0.0, 10**8)])
    relax = lambda V, E, t, tau: next(turns)


# --- files that are too much ------------------------------------------------------------------------------------------------------


@case(NOTHING, soft=False)
def deep_json(hand: HandIn) -> None:
    """Hand in JSON nested a hundred thousand times."""
    hand.raw = b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b', "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@case(NOTHING, soft=False)
def huge_notebook(hand: HandIn) -> None:
    """Hand in a notebook of 150 MB."""
    hand.extra("# " + "x" * 150_000_000)


@case(NOTHING, soft=False)
def huge_file(hand: HandIn) -> None:
    """Hand in a file that claims 100 GiB and holds nothing."""
    with open(hand.file("data.bin"), "wb") as file:
        file.truncate(100 * 2**30)


@case(ALL, soft=False)
def thousand_cells(hand: HandIn) -> None:
    """Hand in all answers among a thousand empty cells and three hundred that do a little."""
    hand.right()
    for number in range(1300):
        hand.extra("1 + 1" if number % 4 == 0 else "", before="relax")
