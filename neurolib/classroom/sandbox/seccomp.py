"""A filter on system calls for student code, in the kernel's own small language (classic BPF).

Most of what a process could do with these calls is forbidden to it anyway. The filter closes what
namespaces and limits leave open: memory that belongs to no process (System V segments, memory
files, large buffers of sockets), new namespaces with file systems of any size, sockets that no
network namespace holds (vsock to the machine's host), and rarely used parts of the kernel.

Some calls answer that they were done, and do nothing: programs make them by the way, and would stop
at a refusal.
"""

from __future__ import annotations

import ctypes
import os
import struct

# name: numbers on x86_64 and aarch64; a call that an architecture does not have is None there
FORBIDDEN = {
    "shmget": (29, 194), "msgget": (68, 186), "semget": (64, 190), "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51),
    "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "open_tree_attr": (467, 467),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "quotactl": (179, 60),
    "fanotify_init": (300, 262),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kcmp": (312, 272), "pidfd_getfd": (438, 438),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106), "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142),
    "syslog": (103, 116),
    "acct": (163, 89), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "adjtimex": (159, 171), "clock_adjtime": (305, 266),
    "sethostname": (170, 161), "setdomainname": (171, 162), "vhangup": (153, 58),
    "personality": (135, 92),
    "sched_setaffinity": (203, 122),  # a submission stays on the core that it was given
    "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None),
}  # fmt: skip
PRETENDED = {  # who makes itself less urgent than others would wait for them by its own choice
    "setpriority": (141, 140), "sched_setparam": (142, 118), "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
}  # fmt: skip
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column above, audit number
CLONE, CLONE3, SOCKET, SETSOCKOPT = (56, 220), (435, 435), (41, 198), (54, 208)
# where that is ignored, the time of ended children is counted nowhere: see :mod:`.limits`
SIGACTION, SIGCHLD = (13, 134), 17
NEW_NAMESPACES = 0x7E020000  # the CLONE_NEW… flags
# Unix, IPv4, IPv6, netlink: with nobody to talk to in an empty network namespace
FAMILIES = (1, 2, 10, 16)
# what a socket may hold unread: it stays at Linux's default, and who asks for more hears yes
SOL_SOCKET, BUFFERS = 1, (7, 8)

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM, _ENOSYS, _EAFNOSUPPORT = 1, 38, 97


# memory of no file that others may share: it stays, uncounted, when it is let go
MMAP, SHARED, ANONYMOUS = (9, 222), 1, 0x20


def program(machine: str) -> bytes:
    """Return the filter for an architecture; KeyError for one that is not in :data:`MACHINES`."""
    column, audit = MACHINES[machine]

    def step(code: int, k: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("=HBBI", code, yes, no, k)

    def deny(number: int | None, errno: int) -> list[bytes]:
        return [] if number is None else [step(_EQUAL, number, 0, 1), step(_RETURN, _ERROR | errno)]

    steps = [step(_LOAD, 4), step(_EQUAL, audit, 1), step(_RETURN, _KILL), step(_LOAD, 0)]
    if machine == "x86_64":
        # the x32 calls, under other numbers
        steps += [step(_AT_LEAST, 0x40000000, 0, 1), step(_RETURN, _ERROR | _ENOSYS)]
    for numbers in FORBIDDEN.values():
        steps += deny(numbers[column], _EPERM)
    for numbers in PRETENDED.values():
        steps += deny(numbers[column], 0)
    # its flags lie in memory; without it, C libraries use clone
    steps += deny(CLONE3[column], _ENOSYS)
    steps += [
        step(_EQUAL, CLONE[column], 0, 4),
        step(_LOAD, 16),
        step(_ANY_BIT, NEW_NAMESPACES, 0, 1),
    ]
    steps += [step(_RETURN, _ERROR | _EPERM), step(_RETURN, _ALLOW)]
    steps += [step(_EQUAL, SIGACTION[column], 0, 8), step(_LOAD, 16), step(_EQUAL, SIGCHLD, 0, 5)]
    # who only asks what is set may know
    steps += [step(_LOAD, 24), step(_EQUAL, 0, 0, 2), step(_LOAD, 28), step(_EQUAL, 0, 1)]
    steps += [step(_RETURN, _ERROR), step(_RETURN, _ALLOW)]
    steps += [
        step(_EQUAL, MMAP[column], 0, 5),
        step(_LOAD, 40),
        step(_ANY_BIT, ANONYMOUS, 0, 2),
        step(_ANY_BIT, SHARED, 0, 1),
    ]
    steps += [step(_RETURN, _ERROR | _EPERM), step(_RETURN, _ALLOW)]
    steps += [
        step(_EQUAL, SETSOCKOPT[column], 0, 7),
        step(_LOAD, 24),
        step(_EQUAL, SOL_SOCKET, 0, 3),
        step(_LOAD, 32),
    ]
    steps += [
        step(_EQUAL, BUFFERS[0], 2),
        step(_EQUAL, BUFFERS[1], 1),
        step(_RETURN, _ALLOW),
        step(_RETURN, _ERROR),
    ]
    steps += [step(_EQUAL, SOCKET[column], 0, 2 + len(FAMILIES)), step(_LOAD, 16)]
    steps += [step(_EQUAL, family, len(FAMILIES) - n) for n, family in enumerate(FAMILIES)]
    steps += [step(_RETURN, _ERROR | _EAFNOSUPPORT), step(_RETURN, _ALLOW)]
    return b"".join(steps)


def install() -> None:
    """Put this process and all its children under the filter, for good."""
    code = program(os.uname().machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    fprog = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        PR_SET_SECCOMP, FILTER, fprog, 0, 0
    ):
        raise OSError(ctypes.get_errno(), "seccomp")
