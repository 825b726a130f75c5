"""Print how much faster ``neurolib grade`` is than ``nbgrader autograde`` as it comes, with every
protection on.

Run: python tests/benchmarks/grading.py [copies]            stock, then 1, 2 and 4 workers, then Dask; all of it twice
     python tests/benchmarks/grading.py --many [copies]     one long run: memory and pace over time

The course is one notebook with NumPy, matplotlib (two figures) and six test cells, handed in by 30
students who are right. Whole commands are timed, start included, each in its own process. The stock
course has a plain nbgrader_config.py, without secure().
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # the cluster runs from here
NAME = "bench"
PLAIN = """c = get_config()
c.CourseDirectory.course_id = "bench"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
"""
SECURED = PLAIN + "from neurolib.classroom import secure\nsecure(c)\n"
FIGURE = (
    "\n\nx = np.linspace(0, 1, 50)\nfig, ax = plt.subplots()\nax.plot(x, "
    "f{0}(x))\nax.set(xlabel='x', title='f{0}')\nplt.show()"
)
ANSWER = (
    "def f{0}(x):\n    ### BEGIN SOLUTION\n    return {0} * np.asarray(x) ** 2\n    ### END "
    "SOLUTION"
)
TEST = """x = np.linspace(0, 1, 11)
np.testing.assert_allclose(f{0}(x), {0} * x**2)
### BEGIN HIDDEN TESTS
assert f{0}(3.0) == {0} * 9
### END HIDDEN TESTS"""


def course(root: Path, copies: int, config: str) -> Path:
    """Write a course with its submissions and release it; return its folder."""

    def cell(name: str, source: str, **more: Any) -> Any:
        meta = {
            "grade_id": name,
            "schema_version": 3,
            "grade": False,
            "solution": False,
            "locked": False,
            "task": False,
        }
        return new_code_cell(source, id=name, metadata={"nbgrader": meta | more})

    cells = [
        new_markdown_cell("# Six functions", id="title"),
        new_code_cell("import matplotlib.pyplot as plt\nimport numpy as np", id="imports"),
    ]
    for n in range(1, 7):
        cells.append(
            cell(f"answer-{n}", (ANSWER + (FIGURE if n in (1, 4) else "")).format(n), solution=True)
        )
        cells.append(cell(f"test-{n}", TEST.format(n), grade=True, locked=True, points=1))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nb = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    source = root / "solutions" / NAME
    source.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(config)
    nbformat.write(nb, source / f"{NAME}.ipynb")
    for cell in nb.cells:
        cell.source = cell.source.replace("    ### BEGIN SOLUTION\n", "").replace(
            "    ### END SOLUTION", ""
        )
    for n in range(copies):
        folder = root / "submitted" / f"student-{n:03}" / NAME
        folder.mkdir(parents=True)
        nbformat.write(nb, folder / f"{NAME}.ipynb")
    run(root, "nbgrader", "generate_assignment", NAME)
    shutil.copy(root / "gradebook.db", root / "gradebook.new")
    return root


def run(root: Path, *words: str) -> None:
    """Run a Python module in the course to its end."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=root, env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def environment() -> dict[str, str]:
    """This Python's own programs on PATH, this very neurolib on its path."""
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return os.environ | {"PATH": tools, "PYTHONPATH": str(ROOT)}


def timed(root: Path, copies: int, *words: str) -> float:
    """Grade everything anew and return the seconds per submission."""
    shutil.rmtree(root / "autograded", ignore_errors=True)
    shutil.copy(root / "gradebook.new", root / "gradebook.db")
    begun = time.perf_counter()
    run(root, *words)
    seconds = (time.perf_counter() - begun) / copies
    graded = [path.read_text() for path in (root / "autograded").glob(f"*/{NAME}/*.ipynb")]
    assert len(graded) == copies and not any('"output_type": "error"' in text for text in graded)
    return seconds


def compare(folder: Path, copies: int) -> None:
    """Time stock and ours in turns."""
    from distributed import LocalCluster

    stock, ours = (
        course(folder / name, copies, config)
        for name, config in (("stock", PLAIN), ("ours", SECURED))
    )
    grade = ("neurolib.cli", "grade", NAME)
    found: dict[str, list[float]] = {}
    for turn in 1, 2:
        print(
            f"turn {turn}: the machine has {os.cpu_count()} cores, "
            f"{os.getloadavg()[0]:.1f} of them busy in the last minute",
            flush=True,
        )
        ways = {
            f"{n} worker{'s' * (n > 1)}": (ours, *grade, "--workers", str(n)) for n in (1, 2, 4)
        }
        for name, (root, *words) in {
            "stock": (stock, "nbgrader", "autograde", NAME),
            **ways,
        }.items():
            found.setdefault(name, []).append(timed(root, copies, *words))
            report(name, found)
        with LocalCluster(
            n_workers=os.cpu_count(), threads_per_worker=1, dashboard_address=None
        ) as cluster:
            name = f"Dask, {os.cpu_count()} workers"
            found.setdefault(name, []).append(
                timed(ours, copies, *grade, "--scheduler", cluster.scheduler_address)
            )
            report(name, found)


def report(name: str, found: dict[str, list[float]]) -> None:
    """Print the last of what was found, and the ratio to stock in the same turn."""
    print(
        f"  {name:16} {found[name][-1]:6.3f} s a submission   "
        f"{found['stock'][-1] / found[name][-1]:5.2f} times stock",
        flush=True,
    )


def many(folder: Path, copies: int) -> None:
    """Grade many in one go; print memory and pace over time."""
    root = course(folder / "many", copies, SECURED)
    command = [sys.executable, "-m", "neurolib.cli", "grade", NAME]
    rows = []
    with subprocess.Popen(
        command, cwd=root, env=environment(), stdout=subprocess.DEVNULL
    ) as process:
        begun = time.perf_counter()
        while process.poll() is None:
            time.sleep(2)
            done = len(list((root / "autograded").glob(f"*/{NAME}")))
            memory = resident(process.pid)
            if memory:
                rows.append((time.perf_counter() - begun, done, *memory))
    assert process.returncode == 0
    print("  graded   seconds   s each since the line before   MB: grader   all others   processes")
    before = (0.0, 0)
    for part in range(1, 11):
        seconds, done, *memory = next(
            (row for row in rows if row[1] >= copies * part / 10), rows[-1]
        )
        pace = (seconds - before[0]) / max(1, done - before[1])
        print(
            f"  {done:6} {seconds:9.1f} {pace:16.3f} {memory[0]:27.0f} "
            f"{memory[1]:12.0f} {memory[2]:11}"
        )
        before = (seconds, done)
    third = len(rows) // 3
    for n, what in (2, "grader"), (3, "all others"):
        first, last = (
            statistics.median(row[n] for row in part)
            for part in (rows[third : 2 * third], rows[2 * third :])
        )
        print(f"  {what}: {first:.0f} MB in the middle third of the run, {last:.0f} MB in the last")


def resident(pid: int) -> tuple[float, float, int] | None:
    """Return the memory of a process and of its descendants (each page counted once), and how many
    there are.
    """
    try:
        process = psutil.Process(pid)
        others = process.children(recursive=True)
        return (
            process.memory_full_info().pss / 1e6,
            sum(_pss(other) for other in others) / 1e6,
            len(others),
        )
    except psutil.Error:
        return None


def _pss(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss)
    except psutil.Error:
        return 0.0


def main() -> None:
    """Run what the words ask for, in a folder that is removed."""
    words = sys.argv[1:]
    numbers = [int(word) for word in words if word.isdigit()]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if "--many" in words:
            many(Path(folder), *(numbers or [500]))
        else:
            compare(Path(folder), *(numbers or [30]))


if __name__ == "__main__":
    main()
