"""Inputs of hidden tests, drawn from a secret that the teacher keeps, so that a public repository does not tell them.

The secret lies in ``.course-secret`` at the root of the teacher's course: written on the first grading or the first
``neurolib release --edition``, never committed, never released. The process in which tests run gets it in an environment
variable; student code runs in another (:mod:`.checker`).
"""

from __future__ import annotations

import hashlib
import os

import numpy as np

VARIABLE = "NEUROLIB_COURSE_SECRET"
PUBLIC = "neurolib: the public default"


def hidden_rng(label: str) -> np.random.Generator:
    """Return the generator that belongs to ``label`` in this course: the same for every student and every run.

    Seeded by SHA-256 of the course secret and the label. Outside a grading there is no secret and a fixed public default
    serves, so that solutions run anywhere.
    """
    digest = hashlib.sha256(f"{os.environ.get(VARIABLE, PUBLIC)}\n{label}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))
