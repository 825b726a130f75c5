"""One simulator's process, seen from outside: started in its environment, asked line by line,
ended.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from environments import CACHE, NotToBeHad, environment
from rows import PEERS

HERE = Path(__file__).parent
ONE = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
# arrays that are let go return to the system at once, so that what is held can be seen
BACK = {"MALLOC_MMAP_THRESHOLD_": "131072"}


class Failed(Exception):
    """What a simulator said when it could not go on."""


class Process:
    """A simulator with one network in it; ``version`` and what building it cost are known once it
    is there.
    """

    def __init__(self, label, row, data, spec):
        place, script, variant = PEERS.get(label, ("neurolib", "on_neurolib.py", row.ours))
        self.label, self.place = label, place
        folder = CACHE / "standalone"
        folder.mkdir(parents=True, exist_ok=True)
        # s, compiled into it
        self.fixed = (max(row.least, min(5.0, row.most))) if variant == "cpp" else None
        spec = spec | {
            "kind": row.kind,
            "variant": variant,
            "seconds": self.fixed,
            "folder": str(folder),
        }
        try:
            python = sys.executable if place == "neurolib" else environment(place)
        except NotToBeHad as reason:
            raise Failed(str(reason)) from None
        self.errors = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self.process = subprocess.Popen(
            [python, HERE / script, json.dumps(spec), *([data] if data else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            env={
                **os.environ,
                **ONE,
                **(BACK if spec.get("held") else {}),
                "NEUROLIB_NUMBA": "0" if variant == "numpy" and place == "neurolib" else "1",
            },
        )
        self.hello = self._answer()
        self.version = self.hello["version"]

    def ask(self, seconds):
        """Let the network run for so many biological seconds; return what that cost and how it
        fired.
        """
        with contextlib.suppress(BrokenPipeError):
            print(seconds, file=self.process.stdin, flush=True)
        return self._answer()

    def _answer(self):
        for line in self.process.stdout:
            if line.startswith("{"):  # NEST greets before anything can be redirected
                return json.loads(line)
        self.process.wait()
        self.errors.seek(0)
        said = self.errors.read().strip().splitlines() or [
            f"it ended with code {self.process.returncode}"
        ]
        raise Failed(said[-1])

    def end(self):
        """End it, by closing its input."""
        self.process.stdin.close()
        self.process.wait()
        self.errors.close()
