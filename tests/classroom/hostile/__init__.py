"""Hostile and broken submissions as data: what each hands in, and what it deserves.

``assignment`` is what they hand in for; ``integrity``, ``values``, ``kernel``, ``notebook`` (forging points), ``escape``, ``script``,
``resources``, ``broken`` and ``honest`` are the cases; ``batch`` grades them. ``python -m hostile``, run in the folder above,
grades a few by hand. Nothing in here runs student code by itself.
"""

from . import broken, escape, honest, integrity, kernel, notebook, resources, script, values
from .handin import CASES

__all__ = ["CASES", "broken", "escape", "honest", "integrity", "kernel", "notebook", "resources", "script", "values"]
