"""The filter on system calls, run here as Linux runs it: what each machine's calls are answered."""

from __future__ import annotations

import struct

import pytest

from neurolib.classroom.sandbox import seccomp

pytestmark = pytest.mark.whoever
ALLOWED, KILLED = 0x7FFF0000, 0x80000000
EPERM, ENOSYS, EAFNOSUPPORT = 1, 38, 97
NUMBERS = {  # of the calls that depend on what they are given
    "x86_64": {
        "clone": 56,
        "clone3": 435,
        "socket": 41,
        "setsockopt": 54,
        "mmap": 9,
        "sigaction": 13,
        "read": 0,
    },
    "aarch64": {
        "clone": 220,
        "clone3": 435,
        "socket": 198,
        "setsockopt": 208,
        "mmap": 222,
        "sigaction": 134,
        "read": 63,
    },
}
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


def verdict(machine: str, number: int, *given: int, audit: int | None = None) -> int | str:
    """Return an error number that the filter answers a call with, 0 for success, or what else it
    does with it.
    """
    call = struct.pack(
        "=iIQ6Q",
        number,
        AUDIT[machine] if audit is None else audit,
        0,
        *given,
        *[0] * (6 - len(given)),
    )
    steps = list(struct.iter_unpack("=HBBI", seccomp.program(machine)))
    loaded = at = 0
    while True:
        code, yes, no, k = steps[at]
        at += 1
        if code == 0x20:
            (loaded,) = struct.unpack_from("=I", call, k)
        elif code == 0x06:
            return {ALLOWED: "allowed", KILLED: "killed"}.get(k, k & 0xFFFF)
        else:
            at += (
                yes if {0x15: loaded == k, 0x35: loaded >= k, 0x45: bool(loaded & k)}[code] else no
            )


@pytest.mark.parametrize("machine", seccomp.MACHINES)
def test_what_nobody_may_do_is_refused_and_the_rest_allowed(machine: str) -> None:
    column = seccomp.MACHINES[machine][0]
    forbidden = {numbers[column] for numbers in seccomp.FORBIDDEN.values()} - {None}
    pretended = {numbers[column] for numbers in seccomp.PRETENDED.values()}
    decided = {*NUMBERS[machine].values()} - {NUMBERS[machine]["read"]}
    for number in range(500):
        if number not in decided:
            assert verdict(machine, number) == (
                EPERM if number in forbidden else 0 if number in pretended else "allowed"
            ), number
    # the calls of 32 bits
    assert verdict(machine, NUMBERS[machine]["read"], audit=0x40000003) == "killed"


def test_calls_under_other_numbers_do_not_exist() -> None:
    """On x86_64 each call has another number, of the x32 interface."""
    for number in 0x40000000, 0x40000000 + seccomp.FORBIDDEN["unshare"][0], 0x40000000 + 520:
        assert verdict("x86_64", number) == ENOSYS
    # that Linux itself does not know
    assert verdict("x86_64", 0x3FFFFFFF) == verdict("aarch64", 0x40000000) == "allowed"


@pytest.mark.parametrize("machine", seccomp.MACHINES)
@pytest.mark.parametrize(
    ("name", "given", "answer"),
    [
        *(("socket", (family, 1), "allowed") for family in (1, 2, 10, 16)),
        *(("socket", (family, 1), EAFNOSUPPORT) for family in (0, 3, 9, 11, 15, 17, 40)),
        ("setsockopt", (3, 1, 7), 0),  # who asks for more room hears yes
        ("setsockopt", (3, 1, 8), 0),
        *(
            ("setsockopt", (3, level, option), "allowed")
            for level, option in ((1, 6), (1, 9), (6, 7), (0, 8))
        ),
        ("clone", (0x11,), "allowed"),
        *(
            ("clone", (0x11 | flag,), EPERM)
            for flag in (
                0x20000,
                0x02000000,
                0x04000000,
                0x08000000,
                0x10000000,
                0x20000000,
                0x40000000,
            )
        ),
        ("clone", (0x003D0F00,), "allowed"),  # a thread
        ("clone3", (), ENOSYS),
        # SIGCHLD stays as it is
        *(("sigaction", (17, at), 0) for at in (1, 1 << 40, 0x7FFD00000000)),
        ("sigaction", (17, 0), "allowed"),  # who asks what is set
        *(("sigaction", (number, 1), "allowed") for number in (1, 2, 11, 16, 18)),
        ("mmap", (0, 4096, 3, 0x22), "allowed"),  # private and anonymous
        ("mmap", (0, 4096, 3, 0x01), "allowed"),  # shared, of a file
        ("mmap", (0, 4096, 3, 0x21), EPERM),
        ("mmap", (0, 4096, 3, 0x02), "allowed"),
    ],
)
def test_some_calls_depend_on_what_is_asked_for(
    machine: str, name: str, given: tuple[int, ...], answer: int | str
) -> None:
    assert verdict(machine, NUMBERS[machine][name], *given) == answer
