"""hiding.hide: what a problem set asks for cannot be borrowed from the library, and the rest of it
still can.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HIDE = 'from neurolib.classroom.hiding import hide; hide("neurolib.neurons", "neurolib.codes")'


def run(code):
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stderr.strip().splitlines()[
        -1
    ] if done.stderr.strip() else done.stdout.strip()


@pytest.mark.parametrize(
    "borrow",
    [
        "from neurolib import LIF",
        "import neurolib; neurolib.LIF().rate(3e-10)",
        "from neurolib.neurons.lif import LIF",
        "import neurolib.codes",
        "from neurolib import codes",
        "import importlib; importlib.import_module('neurolib.codes')",
    ],
)
def test_hidden_names_are_refused_with_a_sentence_whether_loaded_before_or_not(borrow):
    for before in "", "import neurolib; neurolib.LIF, neurolib.codes\n":
        code, said = run(f"{before}{HIDE}\n{HIDE}\n{borrow}")
        assert (
            code == 1
            and "is put away in this notebook: what it does is what you build here." in said
        ), (before, said)


def test_what_needs_a_hidden_module_is_refused_with_it():
    code, said = run(f"{HIDE}\nfrom neurolib import simulate")
    assert code == 1 and "neurolib.neurons is put away" in said


def test_the_rest_of_the_library_works():
    assert run(
        f"{HIDE}\nfrom neurolib.units import mV; from neurolib import trains, style, "
        f"Model; print(mV)"
    ) == (0, "0.001")


def test_nothing_is_hidden_where_nobody_asked():
    assert run(
        "import neurolib.classroom.hiding; from neurolib import LIF; print(LIF().rate(0))"
    ) == (0, "0.0")
