"""The plain path is complete: what holds with Numba holds without it.

The contract compares both paths of every model, and the engines' tests take both, so the tests of
rooms run without Numba only when everything is asked for.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from neurolib import _jit

HERE = Path(__file__).parent


@pytest.mark.skipif(
    not _jit.enabled(),
    reason="Numba is not installed or is switched off: the whole run is the plain path",
)
@pytest.mark.parametrize(
    "tests",
    [
        pytest.param("test_contract.py", marks=pytest.mark.exhaustive),
        *(
            pytest.param(room, marks=pytest.mark.whole)
            for room in ("engines", "test_analysis.py", "neurons", "plasticity", "devices")
        ),
    ],
)
def test_without_numba(tests):
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:xdist",
        "-p",
        "no:cacheprovider",
        str(HERE / tests),
    ]
    done = subprocess.run(
        command,
        env={**os.environ, "NEUROLIB_NUMBA": "0"},
        cwd=HERE.parent,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout
