"""Inputs of hidden tests, drawn from a secret that the teacher keeps, so that a public repository
does not tell them; and inputs that differ from student to student.

The secret lies in ``.course-secret`` at the root of the teacher's course: written on the first
grading or the first ``neurolib release --edition``, never committed, never released. The process in
which tests run gets it in an environment variable; student code runs in another (:mod:`.checker`).

A student's own inputs depend on the student's name. Where work is graded, both processes get the
name that the hand-in has; what a student writes cannot change it in the process in which tests run.
Anywhere else it is the login, by which ``neurolib submit`` hands in.
"""

from __future__ import annotations

import getpass
import hashlib
import hmac
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the names below are read where nothing is drawn
    import numpy as np

VARIABLE = "NEUROLIB_COURSE_SECRET"
STUDENT = "NEUROLIB_STUDENT"
PUBLIC = "neurolib: the public default"


def hidden_rng(label: str) -> np.random.Generator:
    """Return the generator that belongs to ``label`` in this course: the same for every student and
    every run.

    Seeded by SHA-256 of the course secret and the label. Outside a grading there is no secret and a
    fixed public default serves, so that solutions run anywhere.
    """
    return _rng(hashlib.sha256(f"{os.environ.get(VARIABLE, PUBLIC)}\n{label}".encode()).digest())


def student() -> str:
    """Return the name of the student whose work this is."""
    # as nbgrader does
    login = os.environ.get("JUPYTERHUB_USER", "jovyan") if (user := _login()) == "jovyan" else user
    return os.environ.get(STUDENT) or login


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name
        return "nobody"


def student_rng(label: str, public: bool = False) -> np.random.Generator:
    """Return the generator that belongs to ``label`` and to this :func:`student`: the same in every
    run, another for every student.

    Seeded by HMAC-SHA-256 of label and student, with the course secret as its key. With ``public``,
    the key is known to everybody: what a student has at home must be what the tests find, and the
    secret is not at home.
    """
    key = PUBLIC if public else os.environ.get(VARIABLE, PUBLIC)
    return _rng(hmac.digest(key.encode(), f"{label}\n{student()}".encode(), "sha256"))


def _rng(digest: bytes) -> np.random.Generator:
    import numpy as np

    return np.random.default_rng(int.from_bytes(digest, "big"))
